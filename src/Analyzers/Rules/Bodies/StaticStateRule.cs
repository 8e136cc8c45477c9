using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>PISO301: a worker has static state of its own.</summary>
internal static class StaticStateRule
{
    /// <summary>One report for each piece of state that the body mentions, and one for each call that leads to others.</summary>
    public static IEnumerable<Diagnostic> Find(MarkedBody marked, StaticState states, CancellationToken cancellationToken)
    {
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var reported = new HashSet<SyntaxNode>();
        foreach (var body in marked.Bodies)
        {
            foreach (var use in body.Facts.States.Where(use => seen.Add(use.State)))
            {
                if (states.Judge(use.State, cancellationToken) is { Differs: true } verdict
                    && (body.Entry is null || reported.Add(body.Entry)))
                {
                    yield return marked.Report(
                        RuleIds.StaticState, body, use.Syntax, NamedMembers.NameOf(use.State), Reason(marked, use.State, verdict));
                }
            }
        }
    }

    private static string Reason(MarkedBody marked, ISymbol state, StateVerdict verdict)
    {
        var name = marked.Method.Name;
        if (state is IEventSymbol)
        {
            return "'" + name + "' runs in a worker, where handlers added in the host are not called";
        }

        if (SymbolEqualityComparer.Default.Equals(verdict.Writer, marked.Method) || marked.Bodies.Any(body => body.Facts.Writes.Any(write => SymbolEqualityComparer.Default.Equals(write.Root, state))))
        {
            return "what '" + name + "' changes stays in its worker";
        }

        return verdict.Source is { } source
            ? "each makes one by '" + source + "'; make it in the host, and pass it"
            : Unseen(name, verdict.Writer);
    }

    /// <summary>That the method does not see what a writer does.</summary>
    public static string Unseen(string method, IMethodSymbol? writer) => "'" + method + "' runs in a worker and does not see what "
        + (writer is null ? "other code" : "'" + WriterName(writer) + "'") + " changes in the host";

    private static string WriterName(IMethodSymbol writer) => writer switch
    {
        { MethodKind: MethodKind.Ordinary, CanBeReferencedByName: false, AssociatedSymbol: null } => "Main",
        { MethodKind: MethodKind.Constructor } => writer.ContainingType.Name,
        { AssociatedSymbol: { } member } => member.Name,
        _ => writer.Name,
    };
}
