using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>A step from a type to one that its values hold.</summary>
/// <param name="Type">The type that is reached.</param>
/// <param name="Step">What the path grows by, such as <c>.Lines</c> or <c>[]</c>.</param>
/// <param name="Member">The member gone through; null where it was an element.</param>
internal sealed record TypePart(ITypeSymbol Type, string Step, MemberRules.Member? Member = null);

/// <summary>Which types' values are written along with those of a type that crosses.</summary>
internal static class TypeParts
{
    /// <summary>The types one step further; none for scalars and for types that have a converter.</summary>
    public static IEnumerable<TypePart> Of(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => [new TypePart(array.ElementType, "[]")],
        INamedTypeSymbol { IsTupleType: true } tuple => tuple.TupleElements.Select(element => new TypePart(element.Type, "." + element.Name)),
        INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable => [new TypePart(nullable.TypeArguments[0], "")],
        INamedTypeSymbol named when IsCollection(named) => named.TypeArguments.Select(argument => new TypePart(argument, "[]")),
        INamedTypeSymbol named when IsOwnCollection(named) => Elements(named),
        INamedTypeSymbol named when IsObject(named) => MemberRules.Members(named).Where(member => !member.IsTrusted)
            .Select(member => new TypePart(member.Type, "." + member.Name, member)),
        _ => [],
    };

    /// <summary>Whether System.Text.Json writes the type's members.</summary>
    public static bool IsObject(INamedTypeSymbol type) =>
        type.TypeKind is TypeKind.Class or TypeKind.Struct or TypeKind.Interface
        && type.SpecialType is SpecialType.None
        && !CrossingTypes.Scalars.Contains(SymbolNames.Metadata(type))
        && SymbolNames.Attribute(type, KnownNames.JsonConverterAttribute) is null
        && type.ContainingAssembly?.Name is { } assembly
        && assembly is not ("mscorlib" or "netstandard" or "System") && !assembly.StartsWith("System.", System.StringComparison.Ordinal);

    /// <summary>Whether the type is a collection of one's own, which travels as its elements.</summary>
    public static bool IsOwnCollection(INamedTypeSymbol type) =>
        IsObject(type) && type.AllInterfaces.Any(each => each.SpecialType is SpecialType.System_Collections_IEnumerable);

    /// <summary>The type and everything its values hold.</summary>
    public static void Collect(ITypeSymbol type, HashSet<ITypeSymbol> found)
    {
        if (!found.Add(type.WithNullableAnnotation(NullableAnnotation.None)))
        {
            return;
        }

        foreach (var part in Of(type))
        {
            Collect(part.Type, found);
        }

        foreach (var derived in type is INamedTypeSymbol named ? Named(named) : [])
        {
            Collect(derived, found);
        }
    }

    /// <summary>The subclasses that the type names for System.Text.Json.</summary>
    public static IEnumerable<INamedTypeSymbol> Named(INamedTypeSymbol type) => type.GetAttributes()
        .Where(attribute => SymbolNames.Is(attribute.AttributeClass, KnownNames.JsonDerivedTypeAttribute))
        .Select(attribute => attribute.ConstructorArguments.FirstOrDefault().Value).OfType<INamedTypeSymbol>();

    private static IEnumerable<TypePart> Elements(INamedTypeSymbol type) => type.AllInterfaces
        .Where(each => each.OriginalDefinition.SpecialType is SpecialType.System_Collections_Generic_IEnumerable_T)
        .Select(each => new TypePart(each.TypeArguments[0], "[]"));

    private static bool IsCollection(INamedTypeSymbol type) =>
        SymbolNames.Metadata(type) is var name && (CrossingTypes.Sequences.Contains(name) || CrossingTypes.Dictionaries.Contains(name));
}
