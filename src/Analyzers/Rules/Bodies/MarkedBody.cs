using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ProcessIsolate.Analyzers;

/// <summary>A marked method as the rules on bodies see it.</summary>
/// <param name="Method">The method.</param>
/// <param name="Mark">Its mark, or the one on the assembly.</param>
/// <param name="Bodies">Its body, then those it runs.</param>
internal sealed record MarkedBody(IMethodSymbol Method, AttributeData Mark, ImmutableArray<ReachedBody> Bodies)
{
    /// <summary>What the body itself does.</summary>
    public BodyFacts Own => Bodies[0].Facts;

    /// <summary>A report at a place in the body, or at the call by which it is reached.</summary>
    public Diagnostic Report(
        string ruleId, ReachedBody body, SyntaxNode place, string subject, string reason, ImmutableDictionary<string, string?>? properties = null,
        DiagnosticSeverity? severity = null)
    {
        var by = body.Path.IsEmpty ? "" : "; reached by way of " + string.Join(", ", body.Path.Select(each => "'" + NameOf(each) + "'"));
        var further = body.Entry is null ? ImmutableArray<Location>.Empty : [place.GetLocation()];
        var rule = DiagnosticDescriptors.ById[ruleId];
        return Diagnostic.Create(rule, Place(body.Entry ?? place), severity ?? rule.DefaultSeverity, further, properties, subject, reason + by);
    }

    /// <summary>Of a call only what is called: the arguments may hold reports of their own.</summary>
    private static Location Place(SyntaxNode node) => node switch
    {
        InvocationExpressionSyntax invocation => invocation.Expression.GetLocation(),
        ObjectCreationExpressionSyntax creation => creation.Type.GetLocation(),
        _ => node.GetLocation(),
    };

    private static string NameOf(IMethodSymbol method) => method switch
    {
        { MethodKind: MethodKind.Constructor } => method.ContainingType.Name,
        { AssociatedSymbol: { } property } => property.Name,
        _ => method.Name,
    };
}
