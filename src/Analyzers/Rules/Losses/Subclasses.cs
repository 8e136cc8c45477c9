using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace ProcessIsolate.Analyzers.Losses;

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
        return Below(type).FirstOrDefault(each => !each.IsAbstract && !named.Contains(each));
    }

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
