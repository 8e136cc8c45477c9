using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace ProcessIsolate.CompilerServices;

/// <summary>What a build knows of the types of its compilation: generated code fills it for programs compiled ahead of time,
/// where reflection no longer finds everything. Of one module.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class TypeShapes
{
    private readonly List<TypeShape> all = [];

    internal TypeShapes(RemoteModule module) => Module = module;

    internal RemoteModule Module { get; }

    /// <summary>In the order of the generated code, which is the same in each process of one build.</summary>
    internal IReadOnlyList<TypeShape> All => all;

    /// <summary>Adds a type of the module's assembly.</summary>
    /// <param name="name">Its name in metadata, such as <c>N.Outer+Inner`1</c>.</param>
    /// <param name="fields">The fewest fields of its own that its objects have.</param>
    /// <param name="traits">What else is to be known of it.</param>
    public void Add(string name, int fields, TypeTraits traits) =>
        all.Add(new TypeShape(Module, all.Count, Module.Name, name, fields, traits));

    /// <summary>Adds a type of another assembly, which adds none itself.</summary>
    /// <param name="assembly">The assembly's simple name.</param>
    /// <param name="name">Its name in metadata.</param>
    /// <param name="fields">The fewest fields of its own that its objects have.</param>
    /// <param name="traits">What else is to be known of it.</param>
    public void Add(string assembly, string name, int fields, TypeTraits traits) =>
        all.Add(new TypeShape(Module, all.Count, assembly, name, fields, traits));

    /// <summary>Tells trimming and the compiler that a codec is made by reflection.</summary>
    public static void Keep([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type? codec) => _ = codec;

    /// <summary>Tells trimming and the compiler that the fields of a type are read by reflection.</summary>
    public static void KeepFields(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.NonPublicFields)] Type? type) =>
        _ = type;
}

/// <summary>What is to be known of a type besides its fields.</summary>
[Flags]
[EditorBrowsable(EditorBrowsableState.Never)]
public enum TypeTraits
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>It has a finalizer.</summary>
    Finalizer = 1,

    /// <summary>It is a record: its equality compares its parts.</summary>
    Record = 2,

    /// <summary>It has an equality of its own.</summary>
    Equality = 4,

    /// <summary>Only it itself makes its instances.</summary>
    MakesItself = 8,

    /// <summary>A method of it runs when a copy stands.</summary>
    Completion = 16,
}

/// <summary>One type of a build.</summary>
internal sealed record TypeShape(RemoteModule Module, int Index, string Assembly, string Name, int Fields, TypeTraits Traits);
