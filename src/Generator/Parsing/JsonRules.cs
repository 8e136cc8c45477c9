using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace ProcessIsolate.Generator.Parsing;

/// <summary>What System.Text.Json carries to a worker of an app that was compiled ahead of time, where object graphs cannot
/// be copied.</summary>
internal static class JsonRules
{
    private const string NotRebuilt = "System.Text.Json does not rebuild this type from what it writes";

    /// <summary>The first reason why values of the type cannot cross.</summary>
    /// <returns>Null when they can.</returns>
    public static TypeProblem? FindProblem(ITypeSymbol type) =>
        FindProblem(type, SymbolNames.Root(type), new HashSet<ITypeSymbol>(SymbolEqualityComparer.Default));

    /// <summary>The same for a type met on the way through another one.</summary>
    /// <param name="type">The type.</param>
    /// <param name="path">How it was reached.</param>
    /// <param name="seen">Types under judgement already, so that cycles end.</param>
    public static TypeProblem? FindProblem(ITypeSymbol type, string path, HashSet<ITypeSymbol> seen)
    {
        switch (type)
        {
            case IErrorTypeSymbol:
                return new TypeProblem(path, "the type is not known", IsUnknown: true);
            case IPointerTypeSymbol or IFunctionPointerTypeSymbol:
                return new TypeProblem(path, "an address is valid in one process only");
            case IDynamicTypeSymbol:
                return new TypeProblem(path, "its type is not known at build time");
            case ITypeParameterSymbol:
                return new TypeProblem(path, "a type parameter says nothing of how its values travel");
            case IArrayTypeSymbol { Rank: > 1 }:
                return new TypeProblem(path, "System.Text.Json cannot write arrays of several dimensions; pass a jagged array");
            case IArrayTypeSymbol array:
                return FindProblem(array.ElementType, path + "[]", seen);
            case INamedTypeSymbol named:
                return FindNamedProblem(named, path, seen);
            default:
                return new TypeProblem(path, NotRebuilt);
        }
    }

    private static TypeProblem? FindNamedProblem(INamedTypeSymbol type, string path, HashSet<ITypeSymbol> seen)
    {
        if (FindSpecialVerdict(type, path) is { } verdict)
        {
            return verdict.Problem;
        }

        var name = SymbolNames.Metadata(type);
        if (CrossingTypes.Shared.Contains(name))
        {
            return null;
        }

        if (type.IsTupleType)
        {
            return FirstProblem(type.TupleElements.Select(element => (element.Type, path + "." + element.Name)), seen);
        }

        if (type.OriginalDefinition.SpecialType is SpecialType.System_Nullable_T || CrossingTypes.Sequences.Contains(name))
        {
            var step = type.OriginalDefinition.SpecialType is SpecialType.System_Nullable_T ? "" : "[]";
            return FirstProblem(type.TypeArguments.Select(argument => (argument, path + step)), seen);
        }

        if (CrossingTypes.Dictionaries.Contains(name))
        {
            return FindKeyProblem(type.TypeArguments[0], path + "[key]") ?? FindProblem(type.TypeArguments[1], path + "[]", seen);
        }

        return FindRefusal(type, path) ?? (seen.Add(type) ? MemberRules.FindProblem(type, path, seen) : null);
    }

    /// <summary>Verdicts that need no look at arguments or members.</summary>
    private static Verdict? FindSpecialVerdict(INamedTypeSymbol type, string path)
    {
        if (type.IsRefLikeType)
        {
            return new Verdict(new TypeProblem(path, "it lives on the stack of one thread"));
        }

        if (type.TypeKind is TypeKind.Enum || CrossingTypes.Scalars.Contains(SymbolNames.Metadata(type))
            || SymbolNames.Attribute(type, KnownNames.JsonConverterAttribute) is not null)
        {
            return new Verdict(null);
        }

        return type.SpecialType switch
        {
            SpecialType.System_Object => new Verdict(new TypeProblem(path, "an object would arrive as JSON text, not as what it was")),
            SpecialType.System_IntPtr or SpecialType.System_UIntPtr =>
                new Verdict(new TypeProblem(path, "an address or handle is valid in one process only")),
            (>= SpecialType.System_Boolean and <= SpecialType.System_String) or SpecialType.System_DateTime => new Verdict(null),
            _ => null,
        };
    }

    private static TypeProblem? FindRefusal(INamedTypeSymbol type, string path)
    {
        foreach (var each in SymbolNames.SelfAndBases(type).OfType<INamedTypeSymbol>())
        {
            if (CrossingTypes.Refusals.TryGetValue(SymbolNames.Metadata(each), out var reason))
            {
                return new TypeProblem(path, reason);
            }
        }

        var isPolymorphic = SymbolNames.Attribute(type, KnownNames.JsonDerivedTypeAttribute) is not null
            || SymbolNames.Attribute(type, KnownNames.JsonPolymorphicAttribute) is not null;
        if (type.IsAbstract && !isPolymorphic)
        {
            var kind = type.TypeKind is TypeKind.Interface ? "an interface" : "an abstract class";
            return new TypeProblem(path, kind + " without [JsonDerivedType] or [JsonConverter] does not say what to rebuild");
        }

        return IsBaseLibrary(type) ? new TypeProblem(path, NotRebuilt) : null;
    }

    private static TypeProblem? FindKeyProblem(ITypeSymbol key, string path)
    {
        var isKey = key is INamedTypeSymbol { SpecialType: not SpecialType.System_Object } named
            && FindSpecialVerdict(named, path) is { Problem: null }
            && !CrossingTypes.NotKeys.Contains(SymbolNames.Metadata(named));
        return isKey ? null : new TypeProblem(path, "System.Text.Json cannot write it as a property name");
    }

    private static TypeProblem? FirstProblem(IEnumerable<(ITypeSymbol Type, string Path)> parts, HashSet<ITypeSymbol> seen) =>
        parts.Select(part => FindProblem(part.Type, part.Path, seen)).FirstOrDefault(problem => problem is not null);

    /// <summary>Types of the base library keep their state where System.Text.Json does not see it: only listed ones pass.</summary>
    private static bool IsBaseLibrary(INamedTypeSymbol type)
    {
        var assembly = type.ContainingAssembly?.Name ?? "";
        return assembly is "mscorlib" or "netstandard" or "System" || assembly.StartsWith("System.", StringComparison.Ordinal);
    }

    private sealed record Verdict(TypeProblem? Problem);
}
