using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace ProcessIsolate.CompilerServices;

/// <summary>The variable that a <c>ref</c> or <c>out</c> parameter of an isolated method refers to.</summary>
/// <remarks>Made by generated interceptors. It travels as an object that is given back, so the caller's one is filled anew when the
/// method has ended, by an exception, too.</remarks>
/// <typeparam name="T">The parameter's type.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ByRef<T>
{
    /// <summary>What the variable holds.</summary>
#pragma warning disable CA1051 // A reference to it is what the method gets.
    public T Value;
#pragma warning restore CA1051

    /// <summary>Initializes what an <c>out</c> parameter refers to.</summary>
    public ByRef() => Value = default!;

    /// <summary>Initializes what a <c>ref</c> parameter refers to.</summary>
    /// <param name="value">What the caller's variable holds.</param>
    public ByRef(T value) => Value = value;

    /// <summary>This one when two parameters refer to the same variable of the caller, as in process they would.</summary>
    /// <param name="mine">The caller's variable.</param>
    /// <param name="other">The variable of another parameter.</param>
    /// <returns>Null when they are two.</returns>
    public ByRef<T>? If(ref T mine, ref T other) => Unsafe.AreSame(ref mine, ref other) ? this : null;
}
