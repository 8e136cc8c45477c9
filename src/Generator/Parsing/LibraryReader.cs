using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Reflection;
using System.Reflection.Metadata;
using Microsoft.CodeAnalysis;

namespace ProcessIsolate.Generator.Parsing;

/// <summary>Reads types of a referenced assembly with their private fields, which the compiler does not show.</summary>
internal sealed class LibraryReader
{
    private readonly MetadataReader reader;
    private readonly Dictionary<string, TypeDefinitionHandle> types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> below = new(StringComparer.Ordinal);
    private readonly LibrarySignatures signatures = new();

    private LibraryReader(MetadataReader reader)
    {
        this.reader = reader;
        foreach (var handle in reader.TypeDefinitions)
        {
            var name = LibrarySignatures.NameOf(reader, handle);
            types[name] = handle;
            var type = reader.GetTypeDefinition(handle);
            foreach (var over in type.GetInterfaceImplementations().Select(each => reader.GetInterfaceImplementation(each).Interface).Append(type.BaseType))
            {
                if (TypeOf(over) is { IsHere: true } known)
                {
                    if (!below.TryGetValue(known.Name, out var list))
                    {
                        below.Add(known.Name, list = []);
                    }

                    list.Add(name);
                }
            }
        }
    }

    /// <summary>A reader of an assembly; null for one that tells nothing of its private fields.</summary>
    public static LibraryReader? Of(IAssemblySymbol assembly, Compilation compilation) =>
        !assembly.GetAttributes().Any(each => SymbolNames.Is(each.AttributeClass, "System.Runtime.CompilerServices.ReferenceAssemblyAttribute"))
        && compilation.GetMetadataReference(assembly) is PortableExecutableReference reference
        && reference.GetMetadata() is AssemblyMetadata metadata
            ? new LibraryReader(metadata.GetModules()[0].GetMetadataReader()) : null;

    /// <summary>Reads a type by its name in metadata; null for one that is no class or structure.</summary>
    public LibraryType? Find(string name)
    {
        if (!types.TryGetValue(name, out var handle))
        {
            return null;
        }

        var type = reader.GetTypeDefinition(handle);
        var fields = type.GetFields().Select(reader.GetFieldDefinition).Where(field => (field.Attributes & FieldAttributes.Static) == 0)
            .Select(field => field.DecodeSignature(signatures, null)).ToList();
        var methods = type.GetMethods().Select(reader.GetMethodDefinition).ToList();
        return new LibraryType(
            (type.Attributes & TypeAttributes.Interface) != 0,
            fields,
            TypeOf(type.BaseType),
            below.TryGetValue(name, out var derived) ? derived : [],
            [.. TraitsOf(methods)],
            [.. methods.Where(IsCompletion).Select(method => reader.GetString(method.Name))]);
    }

    private IEnumerable<string> TraitsOf(List<MethodDefinition> methods)
    {
        if (methods.Any(method => Named(method, "Finalize") && IsOverride(method)))
        {
            yield return "Finalizer";
        }

        if (methods.Any(method => Named(method, "<Clone>$")))
        {
            yield return "Record";
        }

        if (methods.Any(method => Named(method, "GetHashCode") && IsOverride(method)))
        {
            yield return "Equality";
        }

        if (!methods.Any(method => Named(method, ".ctor")
            && (method.Attributes & MethodAttributes.MemberAccessMask) is MethodAttributes.Public or MethodAttributes.Assembly))
        {
            yield return "MakesItself";
        }

        if (methods.Any(IsCompletion))
        {
            yield return "Completion";
        }
    }

    private bool Named(MethodDefinition method, string name) => reader.StringComparer.Equals(method.Name, name);

    private static bool IsOverride(MethodDefinition method) =>
        (method.Attributes & (MethodAttributes.Virtual | MethodAttributes.NewSlot)) == MethodAttributes.Virtual;

    private bool IsCompletion(MethodDefinition method) => method.GetCustomAttributes().Select(reader.GetCustomAttribute)
        .Any(attribute => attribute.Constructor.Kind is HandleKind.MemberReference
            && TypeOf(reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent)?.Name == ShapeParser.OnDeserialized);

    private LibraryTypeName? TypeOf(EntityHandle handle) => handle.IsNil ? null : handle.Kind switch
    {
        HandleKind.TypeDefinition => signatures.GetTypeFromDefinition(reader, (TypeDefinitionHandle)handle, 0),
        HandleKind.TypeReference => signatures.GetTypeFromReference(reader, (TypeReferenceHandle)handle, 0),
        HandleKind.TypeSpecification => reader.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(signatures, null),
        _ => null,
    };
}

/// <summary>A class or structure of a referenced assembly.</summary>
internal sealed record LibraryType(
    bool IsInterface,
    IReadOnlyList<LibraryTypeName> Fields,
    LibraryTypeName? Base,
    IReadOnlyList<string> Derived,
    ImmutableArray<string> Traits,
    ImmutableArray<string> Completions);
