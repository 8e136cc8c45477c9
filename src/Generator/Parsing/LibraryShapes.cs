using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using ProcessIsolate.Generator.Common;
using ProcessIsolate.Generator.Models;

namespace ProcessIsolate.Generator.Parsing;

/// <summary>Follows types into assemblies on which the generator did not run.</summary>
internal sealed class LibraryShapes(Compilation compilation)
{
    // A library in which everything hangs together is not followed for ever.
    private const int MaxTypes = 2000;

    private readonly Dictionary<IAssemblySymbol, LibraryReader?> readers = new(SymbolEqualityComparer.Default);
    private readonly HashSet<(IAssemblySymbol? Assembly, string Name)> seen = [];
    private readonly List<ShapeModel> shapes = [];

    /// <summary>The types found, by assembly and name.</summary>
    public IEnumerable<ShapeModel> Shapes => shapes.OrderBy(each => each.Assembly, StringComparer.Ordinal).ThenBy(each => each.Name, StringComparer.Ordinal);

    /// <summary>Whether nothing tells what the objects of a type have to themselves: its project was not built with the generator, and the
    /// compiler was given only what is public of it.</summary>
    public bool IsClosed(INamedTypeSymbol type) => IsOfLibrary(type) && type.TypeKind is TypeKind.Class or TypeKind.Struct
        && ReaderOf(type.ContainingAssembly) is null && compilation.GetMetadataReference(type.ContainingAssembly) is PortableExecutableReference;

    /// <summary>Adds a type with all that its fields lead to.</summary>
    /// <param name="type">A type of any assembly.</param>
    /// <param name="met">Called for each type that its fields name, whose type arguments may need codecs.</param>
    public void Add(INamedTypeSymbol type, Action<LibraryTypeName, IAssemblySymbol> met)
    {
        if (IsOfLibrary(type) && ReaderOf(type.ContainingAssembly) is { } reader)
        {
            Follow(type.ContainingAssembly, reader, SymbolNames.Metadata(type.OriginalDefinition), met);
        }
    }

    /// <summary>Whether a type is of neither the base library nor an assembly on which the generator ran.</summary>
    public bool IsOfLibrary(INamedTypeSymbol type) => type.ContainingAssembly is { } assembly
        && !SymbolEqualityComparer.Default.Equals(assembly, compilation.Assembly)
        && assembly.Name != KnownNames.RuntimeAssembly && !CopiedTypes.IsOfBaseLibrary(assembly.Name)
        && !assembly.GetAttributes().Any(attribute => SymbolNames.Is(attribute.AttributeClass, KnownNames.AssemblyMetadataAttribute)
            && attribute.ConstructorArguments.FirstOrDefault().Value is KnownNames.GeneratorKey);

    private LibraryReader? ReaderOf(IAssemblySymbol assembly)
    {
        if (!readers.TryGetValue(assembly, out var reader))
        {
            readers.Add(assembly, reader = LibraryReader.Of(assembly, compilation));
        }

        return reader;
    }

    private void Follow(IAssemblySymbol assembly, LibraryReader reader, string name, Action<LibraryTypeName, IAssemblySymbol> met)
    {
        var waiting = new Queue<string>([name]);
        while (waiting.Count > 0 && shapes.Count < MaxTypes)
        {
            var next = waiting.Dequeue();
            if (!seen.Add((assembly, next)) || reader.Find(next) is not { } found)
            {
                continue;
            }

            found.Derived.ToList().ForEach(waiting.Enqueue);
            if (found.IsInterface)
            {
                continue;
            }

            shapes.Add(new ShapeModel(
                assembly.Name, next, found.Fields.Count, EquatableArray<string>.From(found.Traits), EquatableArray<string>.From(found.Completions)));
            foreach (var part in found.Fields.Concat(found.Base is null ? [] : [found.Base]).SelectMany(each => each.Parts()))
            {
                met(part, assembly);
                if (part.IsHere)
                {
                    waiting.Enqueue(part.Name);
                }
                else if (part.Name.Length > 0 && compilation.GetTypeByMetadataName(part.Name) is { } elsewhere)
                {
                    Add(elsewhere, met);
                }
            }
        }
    }
}
