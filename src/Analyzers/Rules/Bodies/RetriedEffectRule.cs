using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>PISO306: a call that is tried again has done part of its work already.</summary>
internal static class RetriedEffectRule
{
    private const string MaxRetries = "MaxRetries";

    /// <summary>One report for a method that asks for retries: its first effect.</summary>
    public static IEnumerable<Diagnostic> Find(MarkedBody marked, CancellationToken cancellationToken)
    {
        var asksForRetries = marked.Mark.NamedArguments.Any(pair => pair is { Key: MaxRetries, Value.Value: > 0 });
        if (!asksForRetries)
        {
            yield break;
        }

        foreach (var body in marked.Bodies)
        {
            if (body.Facts.Named.FirstOrDefault(use => use.RuleId == RuleIds.RetriedEffect) is { } effect)
            {
                yield return Diagnostic.Create(
                    DiagnosticDescriptors.RetriedEffect,
                    Place(marked, cancellationToken),
                    [effect.Syntax.GetLocation()],
                    marked.Method.Name,
                    "'" + effect.Subject + "' was done by a worker that then died (" + effect.Reason + "), and a retry does it again");
                yield break;
            }
        }
    }

    /// <summary>The number of retries, wherever it is written.</summary>
    private static Location Place(MarkedBody marked, CancellationToken cancellationToken)
    {
        var attribute = marked.Mark.ApplicationSyntaxReference?.GetSyntax(cancellationToken) as AttributeSyntax;
        var argument = attribute?.ArgumentList?.Arguments.FirstOrDefault(each => each.NameEquals?.Name.Identifier.ValueText == MaxRetries);
        return argument?.GetLocation() ?? marked.Method.Locations[0];
    }
}
