using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using ProcessIsolate.Generator.Models;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Generator.Emitting;

/// <summary>Reports endpoints that ASP.NET's generator cannot compile. Not an analyzer: the code that it makes of them does not even
/// parse, and the compiler then runs no analyzer.</summary>
internal static class EndpointReporter
{
#pragma warning disable RS2008 // The project of the rules tracks the releases of all ids.
    private static readonly DiagnosticDescriptor Unseen = new(
        RuleIds.EndpointResult,
        "ASP.NET's generator does not see the result of an endpoint",
        "'{0}' is made by a generator, which ASP.NET's generator does not see: write the lambda's result type before its parameters, as in "
            + "'Task<int> (int n) => …', or call '{1}' itself; errors in GeneratedRouteBuilderExtensions.g.cs follow from this one",
        "ProcessIsolate",
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);
#pragma warning restore RS2008

    /// <summary>Reports one endpoint.</summary>
    public static void Report(SourceProductionContext context, EndpointModel? endpoint)
    {
        if (endpoint is null)
        {
            return;
        }

        var start = new LinePosition(endpoint.Line, endpoint.Column);
        var place = Location.Create(
            endpoint.File,
            new TextSpan(endpoint.Start, endpoint.Length),
            new LinePositionSpan(start, new LinePosition(endpoint.Line, endpoint.Column + endpoint.Length)));
        var marked = endpoint.Companion.Substring(0, endpoint.Companion.Length - "Async".Length);
        context.ReportDiagnostic(Diagnostic.Create(Unseen, place, endpoint.Companion, marked));
    }
}
