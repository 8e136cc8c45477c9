using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>Static state that is assigned once, and to something else in each process: a new identity, the time, a number drawn at random.</summary>
internal static class OwnValues
{
    private static readonly ImmutableDictionary<string, ImmutableHashSet<string>> ByType = new Dictionary<string, ImmutableHashSet<string>>
    {
        ["System.Guid"] = ["NewGuid", "CreateVersion7"],
        ["System.DateTime"] = ["Now", "UtcNow", "Today"],
        ["System.DateTimeOffset"] = ["Now", "UtcNow"],
        ["System.TimeProvider"] = ["GetUtcNow", "GetLocalNow", "GetTimestamp"],
        ["System.Environment"] = ["TickCount", "TickCount64", "ProcessId"],
        ["System.Diagnostics.Stopwatch"] = ["GetTimestamp"],
        ["System.Random"] = ["Next", "NextInt64", "NextDouble", "NextSingle", "GetItems", "GetString", "GetHexString"],
        ["System.Security.Cryptography.RandomNumberGenerator"] = ["GetBytes", "GetInt32", "GetItems", "GetString", "GetHexString"],
        ["System.IO.Path"] = ["GetRandomFileName", "GetTempFileName"],
        ["System.IO.Directory"] = ["CreateTempSubdirectory"],
        ["System.HashCode"] = ["Combine", "ToHashCode"],
        ["System.String"] = ["GetHashCode"],
        ["System.Runtime.CompilerServices.RuntimeHelpers"] = ["GetHashCode"],
    }.ToImmutableDictionary(StringComparer.Ordinal);

    private static readonly ImmutableHashSet<string> Names = [.. ByType.Values.SelectMany(each => each)];

    /// <summary>The member that gives the state a value of each process's own, as a sentence names it.</summary>
    /// <returns>Null when none is seen where the state is declared, or in its type's static constructor.</returns>
    public static string? Find(ISymbol state, Compilation compilation, CancellationToken cancellationToken)
    {
        // Neither clocks nor generators of random numbers are asked for what they held at first.
        var type = (state as IFieldSymbol)?.Type ?? (state as IPropertySymbol)?.Type;
        if (type is null or { TypeKind: TypeKind.Delegate } || SymbolNames.Is(type, "System.Random"))
        {
            return null;
        }

        foreach (var value in Values(state, cancellationToken).Where(each => Mentions(each) && !GeneratedFiles.Contain(each.SyntaxTree, cancellationToken)))
        {
#pragma warning disable RS1030 // Asked only for state that a marked method uses and that mentions such a member.
            var operation = compilation.GetSemanticModel(value.SyntaxTree).GetOperation(value, cancellationToken);
#pragma warning restore RS1030
            if (Find(operation) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>The first such member in an expression; what a lambda in it does later does not count, but for one that makes a lazy value.</summary>
    public static string? Find(IOperation? value)
    {
        foreach (var each in value?.DescendantsAndSelf() ?? [])
        {
            if (Source(each) is { } member && RunsAtOnce(each, value!))
            {
                return NamedMembers.NameOf(member);
            }
        }

        return null;
    }

    private static ISymbol? Source(IOperation operation)
    {
        var (member, instance) = operation switch
        {
            IInvocationOperation call => (call.TargetMethod, call.Instance),
            IMethodReferenceOperation reference => (reference.Method, reference.Instance),
            IPropertyReferenceOperation property => ((ISymbol)property.Property, property.Instance),
            _ => (null, null),
        };
        return member is { ContainingType: { } type } && Names.Contains(member.Name)
            && ByType.TryGetValue(SymbolNames.Metadata(type), out var names) && names.Contains(member.Name)
            && (type.Name != "Random" || IsUnseeded(instance)) ? member : null;
    }

    private static bool IsUnseeded(IOperation? random) =>
        random is IPropertyReferenceOperation { Property.Name: "Shared" } or IObjectCreationOperation { Arguments.IsEmpty: true };

    private static bool RunsAtOnce(IOperation operation, IOperation value)
    {
        for (var each = operation; each != value && each.Parent is { } parent; each = parent)
        {
            if (each is IDelegateCreationOperation && !IsOfLazy(parent))
            {
                return false;
            }
        }

        return operation is not IMethodReferenceOperation || operation.Parent is IDelegateCreationOperation;
    }

    private static bool IsOfLazy(IOperation parent) =>
        parent is IArgumentOperation { Parent: IObjectCreationOperation { Type: var type } } && SymbolNames.Is(type, "System.Lazy`1");

    private static IEnumerable<SyntaxNode> Values(ISymbol state, CancellationToken cancellationToken)
    {
        foreach (var reference in state.DeclaringSyntaxReferences)
        {
            var initializer = reference.GetSyntax(cancellationToken) switch
            {
                VariableDeclaratorSyntax field => field.Initializer,
                PropertyDeclarationSyntax property => property.Initializer,
                _ => null,
            };
            if (initializer is not null)
            {
                yield return initializer.Value;
            }
        }

        foreach (var assignment in state.ContainingType.StaticConstructors.SelectMany(each => each.DeclaringSyntaxReferences)
            .SelectMany(each => each.GetSyntax(cancellationToken).DescendantNodes().OfType<AssignmentExpressionSyntax>())
            .Where(each => each.Left is IdentifierNameSyntax name && name.Identifier.ValueText == state.Name))
        {
            yield return assignment.Right;
        }
    }

    // Spares most state a look at what its names mean.
    private static bool Mentions(SyntaxNode value) =>
        value.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().Any(each => Names.Contains(each.Identifier.ValueText));
}
