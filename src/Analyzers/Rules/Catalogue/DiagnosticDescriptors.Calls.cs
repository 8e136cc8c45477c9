using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <content>Rules on how marked methods are called.</content>
internal static partial class DiagnosticDescriptors
{
    public static readonly DiagnosticDescriptor DelegateUse = Warning(
        RuleIds.DelegateUse, "A delegate of a marked method runs in this process", "The delegate of '{0}' runs in this process: {1}");

    public static readonly DiagnosticDescriptor BlockingCall = Info(
        RuleIds.BlockingCall, "An isolated call blocks an asynchronous method", "'{0}' blocks an asynchronous method: {1}");

    public static readonly DiagnosticDescriptor TokenNotPassed = Info(
        RuleIds.TokenNotPassed, "A cancellation token is at hand and not passed", "'{0}' cannot be cancelled: {1}");

    public static readonly DiagnosticDescriptor NotMarked = Error(
        RuleIds.NotMarked, "Only a marked method can be given to a pool or a process", "'{0}' cannot run in another process: {1}");

    public static readonly DiagnosticDescriptor CallInLoop = Info(
        RuleIds.CallInLoop, "A loop of isolated calls uses one process at a time", "'{0}' is called for one item after the other: {1}");

    public static readonly DiagnosticDescriptor NotAwaited = Warning(
        RuleIds.NotAwaited, "An isolated call is not waited for", "The result of '{0}' is dropped: {1}");

    public static readonly DiagnosticDescriptor HiddenCall = Warning(
        RuleIds.HiddenCall, "A marked method is called where no call can be intercepted", "'{0}' runs in this process: {1}");

    /// <summary>PISO2xx.</summary>
    public static readonly ImmutableArray<DiagnosticDescriptor> Calls =
        [DelegateUse, BlockingCall, TokenNotPassed, NotMarked, CallInLoop, NotAwaited, HiddenCall];
}
