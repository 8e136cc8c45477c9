using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ProcessIsolate.Generator.Parsing;

/// <summary>The ways by which generated code calls a method.</summary>
internal enum ReachKind
{
    /// <summary>By its name.</summary>
    Direct,

    /// <summary>By an unsafe accessor that names the declaring type.</summary>
    Accessor,

    /// <summary>By an unsafe accessor that names the declaring type in a text, since a static class cannot be a parameter's type.</summary>
    AccessorByTypeName,

    /// <summary>By a forwarding member added to the partial declaring type.</summary>
    Forwarder,
}

/// <summary>Whether and how generated code reaches a method.</summary>
/// <param name="Kind">The way, when there is no problem.</param>
/// <param name="Problem">Why there is no way; null when there is.</param>
internal sealed record Reachability(ReachKind Kind, string? Problem)
{
    /// <summary>Finds the best way to the method.</summary>
    public static Reachability Of(IMethodSymbol method, Compilation compilation)
    {
        if (TypesOf(method).FirstOrDefault(type => !CanName(type, compilation)) is { } hidden)
        {
            return Not("code outside of its file or type cannot name '" + hidden.ToDisplayString(SymbolNames.Short) + "'; make it internal");
        }

        if (compilation.IsSymbolAccessibleWithin(method, compilation.Assembly))
        {
            return new Reachability(ReachKind.Direct, null);
        }

        if (MethodRules.IsGeneric(method))
        {
            return Not("it is private, and generic; make it internal");
        }

        if (method.ContainingType is { IsStatic: false, TypeKind: TypeKind.Class or TypeKind.Struct }
            && compilation.GetTypeByMetadataName(KnownNames.UnsafeAccessorAttribute) is not null)
        {
            return new Reachability(ReachKind.Accessor, null);
        }

        if (IsPartial(method.ContainingType))
        {
            return new Reachability(ReachKind.Forwarder, null);
        }

        return method.ContainingType.IsStatic && compilation.GetTypeByMetadataName(KnownNames.UnsafeAccessorTypeAttribute) is not null
            ? new Reachability(ReachKind.AccessorByTypeName, null)
            : Not("it is private; make it internal, or its type partial");
    }

    /// <summary>The types that would have to be opened for generated code to name the method and its signature.</summary>
    public static IReadOnlyList<INamedTypeSymbol> Unnameable(IMethodSymbol method) =>
    [
        .. TypesOf(method).SelectMany(Parts).SelectMany(Outward)
            .Where(each => each.IsFileLocal
                || each.DeclaredAccessibility is Accessibility.Private or Accessibility.Protected or Accessibility.ProtectedAndInternal)
            .Distinct<INamedTypeSymbol>(SymbolEqualityComparer.Default),
    ];

    /// <summary>Whether members can be added to the type.</summary>
    public static bool IsPartial(INamedTypeSymbol type)
    {
        for (var each = type; each is not null; each = each.ContainingType)
        {
            var isPartial = each.DeclaringSyntaxReferences.Any(reference =>
                reference.GetSyntax() is TypeDeclarationSyntax declaration && declaration.Modifiers.Any(SyntaxKind.PartialKeyword));
            if (!isPartial)
            {
                return false;
            }
        }

        return true;
    }

    private static IEnumerable<ITypeSymbol> TypesOf(IMethodSymbol method) =>
        method.Parameters.Select(parameter => parameter.Type).Concat(method.TypeArguments).Append(method.ReturnType).Prepend(method.ContainingType);

    private static IEnumerable<INamedTypeSymbol> Parts(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => Parts(array.ElementType),
        INamedTypeSymbol named => named.TypeArguments.SelectMany(Parts).Prepend(named),
        _ => [],
    };

    /// <summary>Whether generated code can name a type.</summary>
    public static bool CanName(ITypeSymbol type, Compilation compilation) => type switch
    {
        IArrayTypeSymbol array => CanName(array.ElementType, compilation),
        INamedTypeSymbol named => Outward(named).All(each => !each.IsFileLocal)
            && (named.TypeKind is TypeKind.Error || compilation.IsSymbolAccessibleWithin(named.OriginalDefinition, compilation.Assembly))
            && named.TypeArguments.All(argument => CanName(argument, compilation)),
        _ => true,
    };

    private static IEnumerable<INamedTypeSymbol> Outward(INamedTypeSymbol type)
    {
        for (var each = type; each is not null; each = each.ContainingType)
        {
            yield return each;
        }
    }

    private static Reachability Not(string problem) => new(ReachKind.Direct, problem);
}
