using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <content>Rules on what surrounds the code, on marked methods, and on publishing.</content>
internal static partial class DiagnosticDescriptors
{
    public static readonly DiagnosticDescriptor InterceptorsUnavailable = Error(
        RuleIds.InterceptorsUnavailable, "Interceptors are not available", "Calls of '{0}' would run in this process: {1}");

    public static readonly DiagnosticDescriptor CallCount = Hidden(
        RuleIds.CallCount, "Calls and what intercepts them", "'{0}': {1} of {2} calls are intercepted{3}");

    public static readonly DiagnosticDescriptor NotStaticMethod = Error(
        RuleIds.NotStaticMethod, "Only a static method can be isolated", "'{0}' cannot run in another process: {1}");

    public static readonly DiagnosticDescriptor Unreachable = Error(
        RuleIds.Unreachable, "Generated code cannot reach the method", "Generated code cannot call '{0}': {1}");

    public static readonly DiagnosticDescriptor CannotCross = Error(
        RuleIds.CannotCross, "A type cannot cross a process boundary", "'{0}' cannot cross to another process: {1}");

    public static readonly DiagnosticDescriptor ByReference = Error(
        RuleIds.ByReference, "References do not cross a process boundary", "'{0}' cannot cross to another process: {1}");

    public static readonly DiagnosticDescriptor Generic = Error(
        RuleIds.Generic, "Type arguments must be known where a generic method is called", "'{0}' cannot run in another process: {1}");

    public static readonly DiagnosticDescriptor LazyResult = Error(
        RuleIds.LazyResult, "A result must be complete when the call returns", "'{0}' cannot be the result: {1}");

    public static readonly DiagnosticDescriptor AsyncVoid = Error(
        RuleIds.AsyncVoid, "An asynchronous method must return a task", "'{0}' is async void: {1}");

    public static readonly DiagnosticDescriptor NothingMarked = Error(
        RuleIds.NothingMarked, "The mark isolates nothing", "The mark on '{0}' isolates nothing: {1}");

    public static readonly DiagnosticDescriptor WorkerHookShape = Error(
        RuleIds.WorkerHookShape,
        "The method cannot run when a worker starts or ends",
        "'{0}' cannot run when a worker starts or ends: {1}");

    public static readonly DiagnosticDescriptor NotIntercepted = Error(
        RuleIds.NotIntercepted, "A call is not intercepted", "Calls of '{0}' would run in this process: {1}");

    /// <summary>Reported by the generator; listed here for the catalogue.</summary>
    public static readonly DiagnosticDescriptor EndpointResult = Error(
        RuleIds.EndpointResult, "ASP.NET's generator does not see the result of an endpoint", "ASP.NET's generator does not see '{0}': {1}");

    public static readonly DiagnosticDescriptor LeftOut = Info(
        RuleIds.LeftOut, "A mark leaves methods out", "Calls of some methods of '{0}' stay in this process: {1}");

    public static readonly DiagnosticDescriptor NotKept = Warning(
        RuleIds.NotKept,
        "A program compiled ahead of time cannot copy the type",
        "'{0}' cannot cross in a program compiled ahead of time: {1}");

    /// <summary>PISO0xx, PISO1xx and PISO4xx.</summary>
    public static readonly ImmutableArray<DiagnosticDescriptor> Marks =
    [
        InterceptorsUnavailable, CallCount, NotStaticMethod, Unreachable, CannotCross, ByReference, Generic, LazyResult, AsyncVoid,
        NothingMarked, WorkerHookShape, NotIntercepted, EndpointResult, LeftOut, NotKept,
    ];
}
