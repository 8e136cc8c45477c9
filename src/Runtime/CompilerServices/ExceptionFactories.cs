using System;
using System.ComponentModel;

namespace ProcessIsolate.CompilerServices;

/// <summary>Ways to make exceptions again that crossed a process boundary. Only types listed here come back as
/// themselves: a name from the wire is looked up, never loaded.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ExceptionFactories
{
    /// <summary>Adds a type.</summary>
    /// <typeparam name="T">The exception's exact type.</typeparam>
    /// <param name="create">Makes one from its message and inner exception.</param>
    public void Add<T>(Func<string?, Exception?, T> create)
        where T : Exception => throw new InvalidOperationException("seam");
}
