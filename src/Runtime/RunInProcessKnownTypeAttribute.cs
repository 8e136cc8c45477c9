using System;

namespace ProcessIsolate;

/// <summary>Names a type whose values may stand behind a base class, an interface or <see cref="object"/> in arguments and
/// results. Types of the compilation and the base library's common types need no such mark.</summary>
/// <param name="type">The type; of a generic one any form, which stands for all.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class RunInProcessKnownTypeAttribute(Type type) : Attribute
{
    /// <summary>The type.</summary>
    public Type Type { get; } = type;
}
