using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>PISO307 and PISO308: things of the host that a worker lacks, or has its own of.</summary>
internal static class HostOnlyRule
{
    /// <summary>One report for each mention; of what a worker lacks also in methods that the body calls, once for each call.</summary>
    public static IEnumerable<Diagnostic> Find(MarkedBody marked, ImmutableArray<IOperation> blocks)
    {
        if (marked.Bodies.All(body => body.Facts.Named.IsEmpty))
        {
            yield break;
        }

        var given = new HashSet<string>(marked.Bodies
            .SelectMany(body => body.Facts.Named)
            .Where(use => use.RuleId == NamedMembers.AmbientSet)
            .Select(use => use.Subject));
        var seen = new HashSet<(SyntaxNode Place, string Subject)>();
        foreach (var body in marked.Bodies)
        {
            foreach (var use in body.Facts.Named)
            {
                var isReported = use.RuleId == RuleIds.HostOnly
                    ? !given.Contains(use.Subject)
                    : use.RuleId == RuleIds.OwnIdentity && (use.IsAnswer ? ReachesCaller(body, blocks) : body.Entry is null && !AsksForIt(marked, use));
                if (isReported && seen.Add((body.Entry ?? use.Syntax, use.Subject)))
                {
                    yield return marked.Report(
                        use.RuleId, body, use.Syntax, use.Subject, use.Reason, severity: use.IsMinor ? DiagnosticSeverity.Info : null);
                }
            }
        }
    }

    /// <summary>Whether what the body gives is given on by the marked method, which calls it directly or is it.</summary>
    private static bool ReachesCaller(ReachedBody body, ImmutableArray<IOperation> blocks) => body.Entry is null
        || (body.Path.Length == 1 && blocks.SelectMany(block => block.DescendantsAndSelf())
            .Any(call => call.Syntax == body.Entry && call is IInvocationOperation && AnswerFlow.Leaves(call)));

    /// <summary>A method that only gives back the worker's own was written to learn it; one that asks where it runs knows.</summary>
    private static bool AsksForIt(MarkedBody marked, NamedUse use) => marked.Own.KnowsWorker
        || use.Syntax.Parent is ArrowExpressionClauseSyntax
            or ReturnStatementSyntax;
}
