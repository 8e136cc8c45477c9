using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>What values of a type may lose on the way although the type crosses.</summary>
/// <remarks>What is lost always is an error (<see cref="ContractRules"/>); here is what depends on the value.</remarks>
internal sealed class LossFinder(Subclasses subclasses)
{
    private static readonly ImmutableHashSet<string> BackwardNames = ["Parent", "Owner", "Previous", "Prev", "Root", "Back"];

    /// <summary>Half a sentence for each loss.</summary>
    public ImmutableArray<string> Find(ITypeSymbol type)
    {
        var losses = ImmutableArray.CreateBuilder<string>();
        Visit(type, SymbolNames.Root(type), [], new HashSet<ITypeSymbol>(SymbolEqualityComparer.Default), losses);
        return losses.ToImmutable();
    }

    private void Visit(
        ITypeSymbol type, string path, ImmutableList<Visited> way, HashSet<ITypeSymbol> seen, ImmutableArray<string>.Builder losses)
    {
        if (!seen.Add(type))
        {
            return;
        }

        if (type is INamedTypeSymbol named && TypeParts.IsObject(named))
        {
            losses.AddRange(FindOwn(named, path));
        }

        foreach (var part in TypeParts.Of(type))
        {
            var next = way.Add(new Visited(type, part));
            if (LeadsBack(next, part) is { } problem)
            {
                losses.Add("'" + path + part.Step + "' " + problem);
            }

            if (part.Member is { } member && InitialComparer.Find(member.Symbol) is { } comparer)
            {
                losses.Add("the comparer '" + comparer + "' of '" + path + part.Step + "' stays behind");
            }

            Visit(part.Type, path + part.Step, next, seen, losses);
        }
    }

    private IEnumerable<string> FindOwn(INamedTypeSymbol type, string path)
    {
        if (!TypeParts.IsOwnCollection(type) && subclasses.FindUnnamed(type) is { } subclass)
        {
            yield return "'" + path + "' may be a '" + subclass.Name + "', which is refused when it is written; name it with [JsonDerivedType]";
        }

        foreach (var symbol in PrivateState.Of(type))
        {
            yield return "'" + path + "." + symbol.Name + "' is not public and stays behind; mark it [JsonInclude], or [JsonIgnore] where that is meant";
        }
    }

    /// <summary>An object that can be set to point back to its owner: written out, the owner would hold itself.</summary>
    private static string? LeadsBack(ImmutableList<Visited> way, TypePart last)
    {
        if (last.Member is not { } member || !IsSetLater(member.Symbol) || !last.Type.IsReferenceType)
        {
            return null;
        }

        var start = way.FindIndex(step => SymbolEqualityComparer.Default.Equals(step.Type, last.Type));
        if (start < 0)
        {
            return null;
        }

        var isLoop = way.Count - start > 1
            ? way.GetRange(start, way.Count - start).Any(step => step.Part.Step == "[]")
            : BackwardNames.Contains(member.Name) || TypeParts.Of(last.Type).Any(part => HoldsMany(part.Type, last.Type));
        return isLoop ? "leads back to '" + last.Type.ToDisplayString(SymbolNames.Short) + "': an object met twice arrives as two, and a cycle is refused" : null;
    }

    private static bool HoldsMany(ITypeSymbol sequence, ITypeSymbol item) =>
        TypeParts.Of(sequence).Any(part => part.Step == "[]" && SymbolEqualityComparer.Default.Equals(part.Type, item));

    private static bool IsSetLater(ISymbol member) => member switch
    {
        IPropertySymbol { SetMethod: { IsInitOnly: false } } => true,
        IFieldSymbol { IsReadOnly: false } => true,
        _ => false,
    };

    private sealed record Visited(ITypeSymbol Type, TypePart Part);
}
