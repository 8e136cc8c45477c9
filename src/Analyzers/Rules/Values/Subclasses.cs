using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>Who derives from whom in a compilation's own source.</summary>
internal sealed class Subclasses
{
    private readonly Lazy<ILookup<ISymbol, INamedTypeSymbol>> byBase;

    public Subclasses(Compilation compilation) => byBase = new(() => Types(compilation.Assembly.GlobalNamespace)
        .Where(type => type is { TypeKind: TypeKind.Class, BaseType.SpecialType: SpecialType.None })
        .ToLookup<INamedTypeSymbol, ISymbol>(type => type.BaseType!.OriginalDefinition, SymbolEqualityComparer.Default));

    /// <summary>A class that derives from the type and is not named on it.</summary>
    public INamedTypeSymbol? FindUnnamed(INamedTypeSymbol type)
    {
        if (type.TypeKind is not TypeKind.Class || type.IsSealed)
        {
            return null;
        }

        var named = new HashSet<ISymbol>(TypeParts.Named(type), SymbolEqualityComparer.Default);
        return Below(type).FirstOrDefault(each => !each.IsAbstract && !named.Contains(each) && MayBe(each, type));
    }

    /// <summary>A class that derives from the type with other arguments is no subclass of it.</summary>
    private static bool MayBe(INamedTypeSymbol subclass, INamedTypeSymbol type) => SymbolNames.SelfAndBases(subclass).OfType<INamedTypeSymbol>()
        .Where(each => SymbolEqualityComparer.Default.Equals(each.OriginalDefinition, type.OriginalDefinition))
        .Any(each => each.TypeArguments.Zip(type.TypeArguments, (left, right) =>
            HasParameter(left) || SymbolEqualityComparer.Default.Equals(left, right)).All(fits => fits));

    private static bool HasParameter(ITypeSymbol type) => type switch
    {
        ITypeParameterSymbol => true,
        IArrayTypeSymbol array => HasParameter(array.ElementType),
        INamedTypeSymbol named => named.TypeArguments.Any(HasParameter),
        _ => false,
    };

    private IEnumerable<INamedTypeSymbol> Below(INamedTypeSymbol type) =>
        byBase.Value[type.OriginalDefinition].SelectMany(each => Below(each).Prepend(each));

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceOrTypeSymbol container)
    {
        foreach (var member in container.GetMembers().OfType<INamespaceOrTypeSymbol>())
        {
            if (member is INamedTypeSymbol type)
            {
                yield return type;
            }

            foreach (var inner in Types(member))
            {
                yield return inner;
            }
        }
    }
}
