using System.Collections.Generic;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <summary>The catalogue: one row per rule. Hundreds tell the topic, and an id is never used again.</summary>
/// <remarks>Each message takes what it is about and half a sentence that says why.</remarks>
internal static class DiagnosticDescriptors
{
    private const string Category = "ProcessIsolate";
    private const string HelpAddress = "https://processisolate.dev/rules/";

    public static readonly DiagnosticDescriptor InterceptorsUnavailable = Error(
        RuleIds.InterceptorsUnavailable, "Interceptors are not available", "Calls of '{0}' would run in this process: {1}");

    public static readonly DiagnosticDescriptor NotStaticMethod = Error(
        RuleIds.NotStaticMethod, "Only a static method can be isolated", "'{0}' cannot run in another process: {1}");

    public static readonly DiagnosticDescriptor Unreachable = Error(
        RuleIds.Unreachable, "Generated code cannot reach the method", "Generated code cannot call '{0}': {1}");

    public static readonly DiagnosticDescriptor CannotCross = Error(
        RuleIds.CannotCross, "A type cannot cross a process boundary", "'{0}' cannot cross to another process: {1}");

    public static readonly DiagnosticDescriptor ByReference = Error(
        RuleIds.ByReference, "References do not cross a process boundary", "'{0}' cannot cross to another process: {1}");

    public static readonly DiagnosticDescriptor Generic = Error(
        RuleIds.Generic, "Generic methods cannot be isolated", "'{0}' or its type is generic: {1}");

    public static readonly DiagnosticDescriptor LazyResult = Error(
        RuleIds.LazyResult, "A result must be complete when the call returns", "'{0}' cannot be the result: {1}");

    public static readonly DiagnosticDescriptor AsyncVoid = Error(
        RuleIds.AsyncVoid, "An asynchronous method must return a task", "'{0}' is async void: {1}");

    public static readonly DiagnosticDescriptor NotIntercepted = Error(
        RuleIds.NotIntercepted, "A call is not intercepted", "Calls of '{0}' would run in this process: {1}");

    public static readonly DiagnosticDescriptor NothingMarked = Error(
        RuleIds.NothingMarked, "The mark isolates nothing", "The mark on '{0}' isolates nothing: {1}");

    public static readonly DiagnosticDescriptor WorkerHookShape = Error(
        RuleIds.WorkerHookShape,
        "The method cannot run when a worker starts or ends",
        "'{0}' cannot run when a worker starts or ends: {1}");

    /// <summary>All rules by id.</summary>
    public static readonly ImmutableDictionary<string, DiagnosticDescriptor> ById = ImmutableDictionary.CreateRange(
        new[]
        {
            InterceptorsUnavailable, NotStaticMethod, Unreachable, CannotCross, ByReference, Generic, LazyResult, AsyncVoid, NotIntercepted,
            NothingMarked, WorkerHookShape,
        }.ToPairs());

    /// <summary>The report of a violation.</summary>
    public static Diagnostic Create(Location location, Violation violation) =>
        Diagnostic.Create(ById[violation.RuleId], location, violation.Subject, violation.Reason);

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: HelpAddress + id);

    private static IEnumerable<KeyValuePair<string, DiagnosticDescriptor>> ToPairs(this IEnumerable<DiagnosticDescriptor> descriptors)
    {
        foreach (var descriptor in descriptors)
        {
            yield return new KeyValuePair<string, DiagnosticDescriptor>(descriptor.Id, descriptor);
        }
    }
}
