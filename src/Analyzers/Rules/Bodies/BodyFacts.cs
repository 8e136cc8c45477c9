using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace ProcessIsolate.Analyzers;

/// <summary>A mention of static state.</summary>
/// <param name="State">A static field, automatic property or event.</param>
/// <param name="Syntax">The place.</param>
internal sealed record StateUse(ISymbol State, SyntaxNode Syntax);

/// <summary>A call, also by way of an accessor, operator, constructor or method group.</summary>
internal sealed record CallUse(IMethodSymbol Method, SyntaxNode Syntax);

/// <summary>A change of an object that other code holds, too.</summary>
/// <param name="Root">By what the body came to it: a parameter, static state, or the declaring type for <c>this</c>.</param>
/// <param name="Syntax">The place.</param>
/// <param name="IsSetUp">Whether it only makes what is not there yet, as <c>??=</c> does.</param>
internal sealed record RootWrite(ISymbol Root, SyntaxNode Syntax, bool IsSetUp);

/// <summary>An object that other code holds, too, handed to a method of this compilation.</summary>
/// <param name="Root">As in <see cref="RootWrite"/>.</param>
/// <param name="Callee">The method.</param>
/// <param name="Ordinal">Which parameter; -1 for <c>this</c>.</param>
/// <param name="Syntax">The place.</param>
internal sealed record RootPass(ISymbol Root, IMethodSymbol Callee, int Ordinal, SyntaxNode Syntax);

/// <summary>Something that a rule knows by its name.</summary>
/// <param name="RuleId">The rule.</param>
/// <param name="Subject">What the message names.</param>
/// <param name="Reason">Half a sentence.</param>
/// <param name="Syntax">The place.</param>
/// <param name="IsAnswer">Whether it matters because it becomes part of what the body gives.</param>
/// <param name="IsMinor">Whether most code means the worker's own, so that a remark will do.</param>
internal sealed record NamedUse(string RuleId, string Subject, string Reason, SyntaxNode Syntax, bool IsAnswer = false, bool IsMinor = false);

/// <summary>What one body does, in the order in which it is written.</summary>
internal sealed class BodyFacts
{
    public static readonly BodyFacts Empty = new();

    public ImmutableArray<StateUse> States { get; init; } = [];

    public ImmutableArray<CallUse> Calls { get; init; } = [];

    public ImmutableArray<RootWrite> Writes { get; init; } = [];

    public ImmutableArray<RootPass> Passes { get; init; } = [];

    public ImmutableArray<NamedUse> Named { get; init; } = [];

    /// <summary>Parameters whose contents the method gives back.</summary>
    public ImmutableHashSet<ISymbol> Returned { get; init; } = [];

    /// <summary>Whether it runs code on other threads.</summary>
    public bool IsParallel { get; init; }

    /// <summary>Whether it asks whether it runs in a worker.</summary>
    public bool KnowsWorker { get; init; }
}
