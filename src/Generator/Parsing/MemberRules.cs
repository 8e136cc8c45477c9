using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ProcessIsolate.Generator.Parsing;

/// <summary>The part of <see cref="JsonRules"/> that looks into records, classes and structs.</summary>
internal static class MemberRules
{
    /// <summary>The first member that does not cross, or the missing way to make an object again.</summary>
    public static TypeProblem? FindProblem(INamedTypeSymbol type, string path, HashSet<ITypeSymbol> seen)
    {
        if (FindDerivedProblem(type, path, seen) is { } derived)
        {
            return derived;
        }

        if (type.IsAbstract)
        {
            return null;
        }

        if (FindCollectionProblem(type, path, seen) is { } collection)
        {
            return collection.Problem;
        }

        if (!TryFindConstructor(type, out var constructor))
        {
            return new TypeProblem(path, "it has no public constructor that System.Text.Json would call; mark one with [JsonConstructor]");
        }

        var members = Members(type).ToList();
        if (members.Count == 0 && type.GetMembers().OfType<IFieldSymbol>().Any(field => field is { IsStatic: false, AssociatedSymbol: null }))
        {
            return new TypeProblem(path, "none of its state is public, so nothing of it would arrive");
        }

        return FindConstructorProblem(constructor, members, path)
            ?? members.Select(member => FindMemberProblem(member, constructor, path + "." + member.Name, seen))
                .FirstOrDefault(problem => problem is not null);
    }

    private static TypeProblem? FindDerivedProblem(INamedTypeSymbol type, string path, HashSet<ITypeSymbol> seen)
    {
        foreach (var attribute in type.GetAttributes())
        {
            if (SymbolNames.Is(attribute.AttributeClass, KnownNames.JsonDerivedTypeAttribute)
                && attribute.ConstructorArguments.FirstOrDefault().Value is INamedTypeSymbol derived
                && !SymbolEqualityComparer.Default.Equals(derived, type)
                && JsonRules.FindProblem(derived, path + "(" + derived.Name + ")", seen) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    /// <summary>A type of one's own that is a collection travels as its elements; whatever else it holds is lost.</summary>
    private static Verdict? FindCollectionProblem(INamedTypeSymbol type, string path, HashSet<ITypeSymbol> seen)
    {
        if (!type.AllInterfaces.Any(each => each.SpecialType is SpecialType.System_Collections_IEnumerable))
        {
            return null;
        }

        var collection = type.AllInterfaces.FirstOrDefault(each => SymbolNames.Is(each, "System.Collections.Generic.IDictionary`2"))
            ?? type.AllInterfaces.FirstOrDefault(each => SymbolNames.Is(each, "System.Collections.Generic.ICollection`1"));
        if (collection is null || !HasPublicParameterless(type))
        {
            return new Verdict(
                new TypeProblem(path, "a collection needs Add and a public constructor without parameters to be filled again"));
        }

        var lost = Members(type).FirstOrDefault(member => member.CanBeSet && member.Name is not "Capacity");
        return new Verdict(lost is null
            ? JsonRules.FindProblem(collection, path, seen)
            : new TypeProblem(path + "." + lost.Name, "a collection travels as its elements, other members are lost"));
    }

    private static TypeProblem? FindConstructorProblem(IMethodSymbol? constructor, List<Member> members, string path)
    {
        var orphan = constructor?.Parameters.FirstOrDefault(parameter => !members.Any(member => Matches(member, parameter)));
        return orphan is null
            ? null
            : new TypeProblem(path, "constructor parameter '" + orphan.Name + "' is matched by no public property or field of that name");
    }

    private static TypeProblem? FindMemberProblem(Member member, IMethodSymbol? constructor, string path, HashSet<ITypeSymbol> seen)
    {
        if (member.IsTrusted)
        {
            return null;
        }

        var isRestored = member.CanBeSet || !member.HoldsState || (constructor?.Parameters.Any(each => Matches(member, each)) ?? false);
        return isRestored
            ? JsonRules.FindProblem(member.Type, path, seen)
            : new TypeProblem(path, "it is read-only and no constructor parameter sets it, so its value would be lost");
    }

    /// <summary>The constructor that System.Text.Json calls; none for the one without parameters.</summary>
    public static bool TryFindConstructor(INamedTypeSymbol type, out IMethodSymbol? constructor)
    {
        var marked = type.InstanceConstructors
            .FirstOrDefault(each => SymbolNames.Attribute(each, KnownNames.JsonConstructorAttribute) is not null);
        if (marked is not null || type.IsValueType || HasPublicParameterless(type))
        {
            constructor = marked;
            return true;
        }

        var open = type.InstanceConstructors.Where(each => each.DeclaredAccessibility is Accessibility.Public).ToList();
        constructor = open.Count == 1 ? open[0] : null;
        return constructor is not null;
    }

    private static bool HasPublicParameterless(INamedTypeSymbol type) =>
        type.InstanceConstructors.Any(each => each is { DeclaredAccessibility: Accessibility.Public, Parameters.Length: 0 });

    private static bool Matches(Member member, IParameterSymbol parameter) =>
        string.Equals(member.Name, parameter.Name, StringComparison.OrdinalIgnoreCase);

    /// <summary>What System.Text.Json writes of an object.</summary>
    public static IEnumerable<Member> Members(INamedTypeSymbol type)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var symbol in SymbolNames.SelfAndBases(type).SelectMany(each => each.GetMembers()))
        {
            if (Member.From(symbol) is { } member && names.Add(member.Name))
            {
                yield return member;
            }
        }
    }

    private sealed record Verdict(TypeProblem? Problem);

    /// <summary>A property or field that System.Text.Json writes.</summary>
    internal sealed record Member(ISymbol Symbol, string Name, ITypeSymbol Type, bool CanBeSet, bool HoldsState, bool IsTrusted)
    {
        public static Member? From(ISymbol symbol)
        {
            var isIncluded = SymbolNames.Attribute(symbol, KnownNames.JsonIncludeAttribute) is not null;
            if (symbol.IsStatic || IsIgnored(symbol))
            {
                return null;
            }

            var isTrusted = SymbolNames.Attribute(symbol, KnownNames.JsonConverterAttribute) is not null;
            return symbol switch
            {
                IPropertySymbol { IsIndexer: false, GetMethod: { } getter } property
                    when isIncluded || getter.DeclaredAccessibility is Accessibility.Public => new Member(
                        property,
                        property.Name,
                        property.Type,
                        property.SetMethod is { } setter && (isIncluded || setter.DeclaredAccessibility is Accessibility.Public),
                        HoldsUnknownState(property),
                        isTrusted),
                IFieldSymbol { IsConst: false } field when isIncluded || field.DeclaredAccessibility is Accessibility.Public =>
                    new Member(field, field.Name, field.Type, !field.IsReadOnly, true, isTrusted),
                _ => null,
            };
        }

        private static bool IsIgnored(ISymbol symbol)
        {
            // JsonIgnoreCondition.Always is 1 and the default; the other conditions leave a value out only where reading
            // restores it.
            return SymbolNames.Attribute(symbol, KnownNames.JsonIgnoreAttribute) is { } ignore
                && ignore.NamedArguments.FirstOrDefault(each => each.Key == "Condition").Value.Value is null or 1;
        }

        /// <summary>A computed property holds nothing, nor does one that every instance starts with the same constant.</summary>
        private static bool HoldsUnknownState(IPropertySymbol property)
        {
            // Private fields of referenced assemblies are not read; there the mark of a generated accessor tells.
            var hasField = property.ContainingType.GetMembers().OfType<IFieldSymbol>()
                .Any(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property))
                || (property.GetMethod is { } getter && SymbolNames.Attribute(getter, KnownNames.CompilerGeneratedAttribute) is not null);
            var isConstant = property.SetMethod is null && property.DeclaringSyntaxReferences
                .Any(reference => reference.GetSyntax() is PropertyDeclarationSyntax { Initializer.Value: LiteralExpressionSyntax });
            return hasField && !isConstant;
        }
    }
}
