using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ProcessIsolate.Generator.Parsing;

namespace ProcessIsolate.Analyzers;

/// <content>Rules on what a body does at the process boundary.</content>
internal static partial class DiagnosticDescriptors
{
    public static readonly DiagnosticDescriptor StaticState = Warning(
        RuleIds.StaticState, "Static state is not shared between processes", "'{0}' is static, and each process has its own: {1}");

    public static readonly DiagnosticDescriptor ArgumentWrite = Warning(
        RuleIds.ArgumentWrite, "An argument is a copy", "'{0}' is a copy of the caller's: {1}");

    public static readonly DiagnosticDescriptor UnlockedUpdate = Warning(
        RuleIds.UnlockedUpdate, "An update of shared memory is not atomic", "'{0}' is read and written in two steps: {1}");

    public static readonly DiagnosticDescriptor ChannelLife = Warning(
        RuleIds.ChannelLife, "A channel, shared value or lock must live as long as it is used", "'{0}' must live as long as it is used: {1}");

    public static readonly DiagnosticDescriptor NestedCall = Info(
        RuleIds.NestedCall, "A call inside a worker runs in the same worker", "'{0}' runs in the same worker: {1}");

    public static readonly DiagnosticDescriptor RetriedEffect = Warning(
        RuleIds.RetriedEffect, "What a retried method does may happen twice", "'{0}' may do its work more than once: {1}");

    public static readonly DiagnosticDescriptor HostOnly = Warning(
        RuleIds.HostOnly, "A worker does not have this", "'{0}' is not there in a worker: {1}");

    public static readonly DiagnosticDescriptor OwnIdentity = Warning(
        RuleIds.OwnIdentity, "A worker has its own", "'{0}' is not the host's: {1}");

    public static readonly DiagnosticDescriptor LocalLock = Warning(
        RuleIds.LocalLock, "A lock holds within one process", "'{0}' keeps no other process out: {1}");

    /// <summary>PISO3xx.</summary>
    public static readonly ImmutableArray<DiagnosticDescriptor> Boundary =
    [
        StaticState, ArgumentWrite, UnlockedUpdate, ChannelLife, NestedCall, RetriedEffect, HostOnly, OwnIdentity, LocalLock,
    ];
}
