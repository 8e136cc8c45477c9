using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>PISO302: what is done to an argument that does not come back is done to a copy.</summary>
internal static class ArgumentWriteRule
{
    /// <summary>One report for each change, unless the method gives the argument back.</summary>
    public static IEnumerable<Diagnostic> Find(MarkedBody marked, Reach reach, CancellationToken cancellationToken)
    {
        if (marked.Own.Writes.IsEmpty && marked.Own.Passes.IsEmpty)
        {
            yield break;
        }

        var places = marked.Own.Writes.Select(write => (write.Root, write.Syntax))
            .Concat(marked.Own.Passes
                .Where(pass => pass.Root is IParameterSymbol && reach.Changes(pass.Callee, pass.Ordinal, cancellationToken))
                .Select(pass => (pass.Root, pass.Syntax)))
            .OrderBy(place => place.Syntax.SpanStart).ThenByDescending(place => place.Syntax.Span.Length);
        var end = 0;
        foreach (var (root, syntax) in places)
        {
            if (root is IParameterSymbol { Type.IsRefLikeType: false } parameter
                && !ReferenceRules.IsCopiedBack(parameter, marked.Mark)
                && !marked.Own.Returned.Contains(parameter)
                && syntax.Span.End > end)
            {
                // An assignment to a property is also a call of its setter.
                end = syntax.Span.End;
                yield return marked.Report(
                    RuleIds.ArgumentWrite,
                    marked.Bodies[0],
                    syntax,
                    parameter.Name,
                    "the caller does not see this change; mark the parameter [In, Out], or return what it needs",
                    ImmutableDictionary<string, string?>.Empty.Add(ReportProperties.Parameter, parameter.Name));
            }
        }
    }
}
