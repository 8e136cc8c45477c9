using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using ProcessIsolate.Generator.Common;
using ProcessIsolate.Generator.Models;

namespace ProcessIsolate.Generator.Parsing;

/// <summary>Finds the classes and structures of a compilation that can be copied.</summary>
internal static class ShapeParser
{
    /// <summary>Marks what runs when a copy stands.</summary>
    public const string OnDeserialized = "System.Runtime.Serialization.OnDeserializedAttribute";
    private const string RequiresUnreferencedCode = "System.Diagnostics.CodeAnalysis.RequiresUnreferencedCodeAttribute";

    /// <summary>Reads a compilation.</summary>
    public static ShapesModel Parse(Compilation compilation, CancellationToken cancellationToken)
    {
        var types = TypesIn(compilation.Assembly.GlobalNamespace)
            .Where(type => MayCross(type))
            .OrderBy(SymbolNames.Metadata, StringComparer.Ordinal)
            .ToList();
        cancellationToken.ThrowIfCancellationRequested();
        var finder = new CodecFinder(compilation);
        finder.Find(types, cancellationToken);
        return new ShapesModel(
            compilation.Assembly.Name,
            EquatableArray<ShapeModel>.From(types.Select(Create).Concat(finder.Named).Concat(finder.Libraries.Shapes)),
            EquatableArray<string>.From(finder.Codecs));
    }

    private static IEnumerable<INamedTypeSymbol> TypesIn(INamespaceOrTypeSymbol container) => container.GetMembers()
        .OfType<INamespaceOrTypeSymbol>()
        .SelectMany(each => each is INamedTypeSymbol type ? TypesIn(type).Prepend(type) : TypesIn(each));

    private static bool MayCross(INamedTypeSymbol type) =>
        type is { TypeKind: TypeKind.Class or TypeKind.Struct or TypeKind.Enum, IsStatic: false, IsRefLikeType: false, IsImplicitlyDeclared: false }
        && SymbolNames.Attribute(type, RequiresUnreferencedCode) is null
        && !SymbolNames.SelfAndBases(type).OfType<INamedTypeSymbol>()
            .Any(each => CopiedTypes.Refusals.ContainsKey(SymbolNames.Metadata(each)) || SymbolNames.Is(each, "System.Attribute"));

    /// <summary>What is to be known of a type that the compiler sees whole.</summary>
    public static ShapeModel Create(INamedTypeSymbol type)
    {
        var completions = type.GetMembers().OfType<IMethodSymbol>()
            .Where(method => SymbolNames.Attribute(method, OnDeserialized) is not null)
            .Select(method => method.Name);
        return new ShapeModel(
            type.ContainingAssembly.Name,
            SymbolNames.Metadata(type),
            FieldsOf(type),
            EquatableArray<string>.From(TraitsOf(type)),
            EquatableArray<string>.From(completions));
    }

    // Not those that hold the parameters of a primary constructor: only the compiler knows of them.
    private static int FieldsOf(INamedTypeSymbol type) =>
        type.GetMembers().OfType<IFieldSymbol>().Count(field => field is { IsStatic: false, IsConst: false });

    private static IEnumerable<string> TraitsOf(INamedTypeSymbol type)
    {
        var members = type.GetMembers();
        if (members.OfType<IMethodSymbol>().Any(method => method.MethodKind is MethodKind.Destructor))
        {
            yield return "Finalizer";
        }

        if (type is { IsRecord: true, IsValueType: false })
        {
            yield return "Record";
        }

        if (members.OfType<IMethodSymbol>().Any(method => method is { Name: "GetHashCode", IsOverride: true, Parameters.IsEmpty: true }))
        {
            yield return "Equality";
        }

        if (type.TypeKind is TypeKind.Class && type.InstanceConstructors.All(each => each.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal)))
        {
            yield return "MakesItself";
        }

        if (members.OfType<IMethodSymbol>().Any(method => SymbolNames.Attribute(method, OnDeserialized) is not null))
        {
            yield return "Completion";
        }
    }
}
