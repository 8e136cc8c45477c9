using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>A body that a method runs, itself or by what it calls.</summary>
/// <param name="Facts">What the body does.</param>
/// <param name="Entry">The call in the first method's body by which it is reached; null for that body itself.</param>
/// <param name="Path">The methods called on the way, this one included.</param>
internal sealed record ReachedBody(BodyFacts Facts, SyntaxNode? Entry, ImmutableArray<IMethodSymbol> Path);

/// <summary>Which bodies of this compilation a method runs. Made once per compilation; each body is read once.</summary>
internal sealed class Reach(Compilation compilation, MarkedMethods marked)
{
    /// <summary>Enough for any method that one would send to another process, and an end for those that call everything.</summary>
    private const int MaxBodies = 1000;

    private readonly ConcurrentDictionary<IMethodSymbol, BodyFacts> facts = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<Parameter, bool> changes = new();

    /// <summary>What one body does.</summary>
    public BodyFacts FactsOf(IMethodSymbol method, CancellationToken cancellationToken) =>
        facts.TryGetValue(method, out var known) ? known : facts.GetOrAdd(method, BodyReader.Read(method, compilation, cancellationToken));

    /// <summary>The body of the method, then those it reaches, nearest first.</summary>
    /// <remarks>Stops at other marked methods, which are looked at for themselves, and at calls whose target is known only when they
    /// are made.</remarks>
    public ImmutableArray<ReachedBody> From(IMethodSymbol root, CancellationToken cancellationToken)
    {
        var seen = new HashSet<IMethodSymbol>(SymbolEqualityComparer.Default) { root };
        var found = ImmutableArray.CreateBuilder<ReachedBody>();
        found.Add(new ReachedBody(FactsOf(root, cancellationToken), null, []));
        for (var index = 0; index < found.Count; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var body = found[index];
            foreach (var call in body.Facts.Calls)
            {
                if (found.Count < MaxBodies && IsOwn(call.Method) && seen.Add(call.Method) && marked.Find(call.Method) is null)
                {
                    found.Add(new ReachedBody(
                        FactsOf(call.Method, cancellationToken), body.Entry ?? call.Syntax, body.Path.Add(call.Method)));
                }
            }
        }

        return found.ToImmutable();
    }

    /// <summary>Whether the method changes the object that it is given as a parameter; -1 for <c>this</c>.</summary>
    public bool Changes(IMethodSymbol method, int ordinal, CancellationToken cancellationToken)
    {
        var key = new Parameter(method, ordinal);
        if (changes.TryGetValue(key, out var known))
        {
            return known;
        }

        var seen = new HashSet<Parameter> { key };
        var open = new Stack<Parameter>();
        open.Push(key);
        while (open.Count > 0 && seen.Count < MaxBodies)
        {
            var (each, position) = open.Pop();
            var body = FactsOf(each, cancellationToken);
            if (body.Writes.Any(write => IsAt(write.Root, position) && !write.IsSetUp))
            {
                return changes.GetOrAdd(key, true);
            }

            foreach (var pass in body.Passes.Where(pass => IsAt(pass.Root, position)))
            {
                var next = new Parameter(pass.Callee, pass.Ordinal);
                if (seen.Add(next))
                {
                    open.Push(next);
                }
            }
        }

        return changes.GetOrAdd(key, false);
    }

    private static bool IsAt(ISymbol root, int ordinal) =>
        root is IParameterSymbol parameter ? parameter.Ordinal == ordinal : root is INamedTypeSymbol && ordinal == -1;

    private bool IsOwn(IMethodSymbol method) => SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, compilation.Assembly);

    /// <summary>A parameter of a method; -1 for <c>this</c>. A class, since collections of structures are compiled anew in each process, and
    /// a command-line build looks up few of these in all its life.</summary>
    private sealed record Parameter(IMethodSymbol Method, int Ordinal)
    {
        public bool Equals(Parameter? other) =>
            other is not null && Ordinal == other.Ordinal && SymbolEqualityComparer.Default.Equals(Method, other.Method);

        public override int GetHashCode() => (SymbolEqualityComparer.Default.GetHashCode(Method) * 31) + Ordinal;
    }
}
