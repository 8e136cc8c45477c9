using System;

namespace ProcessIsolate;

/// <summary>
/// Names a source-generated <see cref="System.Text.Json.Serialization.JsonSerializerContext"/> of this assembly that
/// the assembly's isolated methods use for their arguments and results.
/// </summary>
/// <remarks>Types the named contexts lack fall back to reflection where the app allows it. Contexts are asked in the
/// order in which they are named.</remarks>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class RunInProcessJsonContextAttribute : Attribute
{
    /// <summary>Names the context.</summary>
    /// <param name="contextType">A class derived from JsonSerializerContext with a static <c>Default</c> property.</param>
    public RunInProcessJsonContextAttribute(Type contextType) => ContextType = contextType;

    /// <summary>The named context class.</summary>
    public Type ContextType { get; }
}
