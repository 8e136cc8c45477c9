using System.Collections.Immutable;
using System.Linq;
using System.Reflection;
using Microsoft.CodeAnalysis;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>The catalogue: one row per rule. The hundreds stand for the topic, and an id is never used again.</summary>
/// <remarks>Most messages take what they are about and half a sentence that says why. Each topic has a file of its own.</remarks>
internal static partial class DiagnosticDescriptors
{
    private const string Category = "ProcessIsolate";

    /// <summary>All rules by id.</summary>
    public static ImmutableDictionary<string, DiagnosticDescriptor> ById => Catalogue.ById;

    /// <summary>The report of a violation.</summary>
    public static Diagnostic Create(Location location, Violation violation) =>
        Diagnostic.Create(ById[violation.RuleId], location, violation.Subject, violation.Reason);

    internal static DiagnosticDescriptor Error(string id, string title, string message) => Make(DiagnosticSeverity.Error, id, title, message);

    internal static DiagnosticDescriptor Warning(string id, string title, string message) => Make(DiagnosticSeverity.Warning, id, title, message);

    internal static DiagnosticDescriptor Info(string id, string title, string message) => Make(DiagnosticSeverity.Info, id, title, message);

    internal static DiagnosticDescriptor Hidden(string id, string title, string message) => Make(DiagnosticSeverity.Hidden, id, title, message);

    private static DiagnosticDescriptor Make(DiagnosticSeverity severity, string id, string title, string message) =>
        new(id, title, message, Category, severity, isEnabledByDefault: true, helpLinkUri: Links.Pages is { Length: > 0 } pages ? pages + id + ".md" : null);

    /// <summary>Where the pages of the rules are: the build's property <c>RulePagesUrl</c>. Without an address there are no links.</summary>
    private static class Links
    {
        public static readonly string? Pages = typeof(Links).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(each => each.Key == "RulePagesUrl")?.Value;
    }

    /// <summary>Apart, because fields of a class in several files have no order in which they come into being.</summary>
    private static class Catalogue
    {
        public static readonly ImmutableDictionary<string, DiagnosticDescriptor> ById =
            Marks.Concat(Calls).Concat(Boundary).ToImmutableDictionary(each => each.Id);
    }
}
