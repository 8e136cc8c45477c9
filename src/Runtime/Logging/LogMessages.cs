using System;
using Microsoft.Extensions.Logging;

namespace ProcessIsolate.Logging;

/// <summary>Every log event of the library. The numbers are a contract: docs/pools.md lists them.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(1, LogLevel.Information, "Worker {WorkerId} of pool '{Pool}' is ready: process {ProcessId}.", EventName = "WorkerStarted")]
    public static partial void WorkerStarted(ILogger logger, string pool, int workerId, int processId);

    [LoggerMessage(
        EventId = 2, Message = "Worker {WorkerId} of pool '{Pool}', process {ProcessId}, has ended: {Reason} (exit code {ExitCode}, signal {Signal}, {Calls} calls, method {Method}).",
        EventName = "WorkerExited")]
    public static partial void WorkerExited(
        ILogger logger, LogLevel level, string pool, int workerId, int processId, WorkerExitReason reason, int? exitCode, int? signal, long calls, string? method);

    [LoggerMessage(3, LogLevel.Error, "A worker of pool '{Pool}' did not start. The next try is possible at {NextTry:o}.", EventName = "WorkerStartFailed")]
    public static partial void WorkerStartFailed(ILogger logger, string pool, DateTimeOffset nextTry, Exception cause);

    [LoggerMessage(
        4, LogLevel.Error, "A call of {Method} in pool '{Pool}' has lost its worker, process {ProcessId}: {Reason} (exit code {ExitCode}, signal {Signal}).",
        EventName = "CallCrashed")]
    public static partial void CallCrashed(
        ILogger logger, string? method, string pool, int processId, CrashReason reason, int? exitCode, int? signal, Exception crash);

    [LoggerMessage(5, LogLevel.Warning, "A call of {Method} in pool '{Pool}' is tried again after {Attempts} crashes.", EventName = "CallRetried")]
    public static partial void CallRetried(ILogger logger, string? method, string pool, int attempts);

    [LoggerMessage(6, LogLevel.Error, "A call of {Method} in pool '{Pool}' is not tried again: it has killed {Attempts} workers.", EventName = "CallQuarantined")]
    public static partial void CallQuarantined(ILogger logger, string? method, string pool, int attempts, Exception failure);

    [LoggerMessage(7, LogLevel.Error, "Pool '{Pool}' holds starts back until {NextTry:o}: {Reason}.", EventName = "PoolBroken")]
    public static partial void PoolBroken(ILogger logger, string pool, DateTimeOffset nextTry, string reason, Exception? cause);

    [LoggerMessage(8, LogLevel.Information, "Pool '{Pool}' starts workers again.", EventName = "PoolHealed")]
    public static partial void PoolHealed(ILogger logger, string pool);

    [LoggerMessage(9, LogLevel.Warning, "Pool '{Pool}' has rejected a call: {QueuedCalls} wait already.", EventName = "CallRejected")]
    public static partial void CallRejected(ILogger logger, string pool, int queuedCalls);

    [LoggerMessage(10, LogLevel.Warning, "{Lines} lines and {Events} events of pool '{Pool}' were not logged: the logger took too long.", EventName = "EventsLost")]
    public static partial void EventsLost(ILogger logger, string pool, long lines, long events);

    [LoggerMessage(
        11, LogLevel.Warning, "Worker {WorkerId} of pool '{Pool}', process {ProcessId}, runs without a part of its sandbox: {Missing}.", EventName = "SandboxIncomplete")]
    public static partial void SandboxIncomplete(ILogger logger, string pool, int workerId, int processId, string missing);

    [LoggerMessage(
        20, LogLevel.Information, "[{Pool} worker {WorkerId}, process {ProcessId}, {Method}] {Line}", EventName = "StandardOutput", SkipEnabledCheck = true)]
    public static partial void StandardOutput(ILogger logger, string pool, int workerId, int processId, string? method, string line);

    [LoggerMessage(
        21, LogLevel.Warning, "[{Pool} worker {WorkerId}, process {ProcessId}, {Method}] {Line}", EventName = "StandardError", SkipEnabledCheck = true)]
    public static partial void StandardError(ILogger logger, string pool, int workerId, int processId, string? method, string line);
}
