using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace ProcessIsolate.Generator.Parsing;

/// <summary>Names of symbols in the forms that rules, parser and messages need.</summary>
internal static class SymbolNames
{
    /// <summary>As code writes a type from anywhere, nullable annotations included.</summary>
    public static readonly SymbolDisplayFormat Code = SymbolDisplayFormat.FullyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>As code writes a type from anywhere, without annotations.</summary>
    public static readonly SymbolDisplayFormat PlainCode = SymbolDisplayFormat.FullyQualifiedFormat;

    /// <summary>Namespace, containing types and name; with it a method shows its parameter types.</summary>
    public static readonly SymbolDisplayFormat Full = SymbolDisplayFormat.CSharpErrorMessageFormat
        .WithParameterOptions(SymbolDisplayParameterOptions.IncludeType)
        .WithMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.UseSpecialTypes);

    /// <summary>As a person names a type in a sentence.</summary>
    public static readonly SymbolDisplayFormat Short = SymbolDisplayFormat.MinimallyQualifiedFormat
        .WithMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.UseSpecialTypes);

    /// <summary>What a path through a type begins with; each step through an array adds its brackets.</summary>
    public static string Root(ITypeSymbol type) =>
        type is IArrayTypeSymbol { Rank: 1 } array ? Root(array.ElementType) : type.ToDisplayString(Short);

    /// <summary>The name in metadata, such as <c>N.Outer+Inner`1</c>, without type arguments.</summary>
    public static string Metadata(INamedTypeSymbol type)
    {
        var name = type.MetadataName;
        for (var outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            name = outer.MetadataName + "+" + name;
        }

        // Asked of most operations in a marked body: too often to have a namespace displayed.
        for (var space = type.ContainingNamespace; space is { IsGlobalNamespace: false }; space = space.ContainingNamespace)
        {
            name = space.Name + "." + name;
        }

        return name;
    }

    /// <summary>Whether the type is the named one, whatever its type arguments.</summary>
    public static bool Is(ITypeSymbol? type, string metadataName) =>
        type is INamedTypeSymbol named
        && metadataName.EndsWith(named.MetadataName, StringComparison.Ordinal)
        && Metadata(named) == metadataName;

    /// <summary>Whether the type is or derives from the named one.</summary>
    public static bool DerivesFrom(ITypeSymbol type, string metadataName) => SelfAndBases(type).Any(each => Is(each, metadataName));

    /// <summary>The type, then its bases.</summary>
    public static IEnumerable<ITypeSymbol> SelfAndBases(ITypeSymbol type)
    {
        for (ITypeSymbol? each = type; each is not null; each = each.BaseType)
        {
            yield return each;
        }
    }

    /// <summary>The named attribute, if the symbol carries it.</summary>
    public static AttributeData? Attribute(ISymbol symbol, string metadataName)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            if (Is(attribute.AttributeClass, metadataName))
            {
                return attribute;
            }
        }

        return null;
    }
}
