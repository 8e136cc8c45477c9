using System;
using System.Collections.Generic;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using ProcessIsolate.Calls;
using ProcessIsolate.Logging;
using ProcessIsolate.Platform;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Scheduling;

/// <summary>What a look inside one pool shows: times, crashes, events.</summary>
/// <remarks>Its state is guarded by the pool's lock, but for the crashes, which have one of their own: they are described while no lock is
/// held, by any thread.</remarks>
internal sealed class PoolWatch(string name, PoolLog? log)
{
    private const int MaxCrashes = 16;

    private readonly RankedLock gate = new(LockRank.Events);
    private readonly Queue<WorkerCrashedException> crashes = new();
    private readonly List<CallTimes> times = [];
    private readonly Stack<CallTimes> free = new();
    private readonly PoolEvents events = new();

    // Whether it was said that starts are held back.
    private bool isBroken;

    /// <summary>Where events of the pool are logged; null where nothing listens.</summary>
    public PoolLog? Log => log;

    /// <summary>Lock held. How long calls waited.</summary>
    public TimeCounts Wait { get; } = new();

    /// <summary>Called with what became of a worker, while something listens; null when nothing does.</summary>
    public Action<WorkerStartedEventArgs>? Started { get; set; }

    /// <inheritdoc cref="Started"/>
    public Action<WorkerExitedEventArgs>? Exited { get; set; }

    /// <summary>Lock held. A call has got a worker.</summary>
    public void OnPlaced(Waiter waiter) => Wait.Add(Stopwatch.GetTimestamp() - waiter.Since);

    /// <summary>Lock held. A call has got a worker without waiting.</summary>
    public void OnPlacedAtOnce() => Wait.Add(0);

    /// <summary>Lock held. A worker is ready.</summary>
    public void OnReady(WorkerProcess worker)
    {
        if (!free.TryPop(out CallTimes? own))
        {
            own = new CallTimes(name);
            times.Add(own);
        }

        worker.Activity.Times = own;
        if (Started is not null)
        {
            WorkerStartedEventArgs args = new(worker.ProcessId);
            events.Add(() => Started?.Invoke(args));
        }
    }

    /// <summary>Lock held. A worker gets no further calls; may be said twice.</summary>
    public void OnLeft(WorkerProcess worker)
    {
        if (worker.Activity.Times is { } own)
        {
            worker.Activity.Times = null;
            free.Push(own);
        }
    }

    /// <summary>No lock held.</summary>
    public void RaiseStarted(WorkerProcess worker)
    {
        Telemetry.RecordStart(name);
        if (log is not null)
        {
            (int id, int processId) = (worker.WorkerId, worker.ProcessId);
            log.Post((logger, pool) => LogMessages.WorkerStarted(logger, pool, id, processId));
            if (worker.Sandbox is { Missing.Count: > 0 } sandbox)
            {
                string missing = string.Join("; ", sandbox.Missing);
                log.Post((logger, pool) => LogMessages.SandboxIncomplete(logger, pool, id, processId, missing));
            }
        }

        events.Start();
    }

    /// <summary>No lock held.</summary>
    public void RaiseExited(WorkerProcess worker, bool wasIdle)
    {
        WorkerExitReason why = worker.End.Reason(wasIdle);
        Telemetry.RecordExit(name, why);
        if (log is not null)
        {
            LogExit(log, worker, why);
        }

        if (Exited is not null)
        {
            WorkerExitedEventArgs args = new(
                worker.ProcessId, why, worker.Activity.Method, worker.CallCount, worker.Child.Exit(worker.Lane?.AnnouncedExitCode));
            events.Add(() => Exited?.Invoke(args));
            events.Start();
        }
    }

    /// <summary>A call has ended with the crash of its worker.</summary>
    public void OnCrash(WorkerCrashedException crash)
    {
        using (gate.Enter())
        {
            if (crashes.Count == MaxCrashes)
            {
                crashes.Dequeue();
            }

            crashes.Enqueue(crash);
        }

        log?.Post((logger, pool) => LogMessages.CallCrashed(
            logger, crash.Method, pool, crash.WorkerProcessId, crash.Reason, crash.ExitCode, crash.Signal, crash));
    }

    /// <summary>No lock held. A call that was lost is tried again, or given up after too many losses.</summary>
    /// <param name="method">What it calls.</param>
    /// <param name="attempts">The crashes so far.</param>
    /// <param name="final">What its caller gets; null when it is tried again.</param>
    public void OnJudged(string method, int attempts, Exception? final)
    {
        if (log is null)
        {
            return;
        }

        if (final is null)
        {
            log.Post((logger, pool) => LogMessages.CallRetried(logger, method, pool, attempts));
        }
        else if (final is QuarantinedCallException)
        {
            log.Post((logger, pool) => LogMessages.CallQuarantined(logger, method, pool, attempts, final));
        }
    }

    /// <summary>Lock held. A call was rejected; <see cref="PoolLog.Pump"/> follows.</summary>
    public void OnRejected(int queuedCalls) => log?.Add((logger, pool) => LogMessages.CallRejected(logger, pool, queuedCalls));

    /// <summary>Lock held. A worker has started, or has not, or was lost; <see cref="PoolLog.Pump"/> follows.</summary>
    /// <param name="policy">Which knows of it.</param>
    /// <param name="failure">Why one did not start.</param>
    public void OnStart(StartPolicy policy, WorkerStartException? failure = null)
    {
        if (log is null)
        {
            return;
        }

        DateTimeOffset next = policy.NextTry;
        if (failure is not null)
        {
            log.Add((logger, pool) => LogMessages.WorkerStartFailed(logger, pool, next, failure));
        }

        if (policy.IsHeldBack && !isBroken)
        {
            isBroken = true;
            (string reason, Exception? cause) = (policy.Reason, policy.Cause);
            log.Add((logger, pool) => LogMessages.PoolBroken(logger, pool, next, reason, cause));
        }
        else if (isBroken && !policy.IsHeldBack && policy.Failures == 0)
        {
            isBroken = false;
            log.Add(static (logger, pool) => LogMessages.PoolHealed(logger, pool));
        }
    }

    public IReadOnlyList<WorkerCrashedException> RecentCrashes()
    {
        using (gate.Enter())
        {
            return [.. crashes];
        }
    }

    private static void LogExit(PoolLog log, WorkerProcess worker, WorkerExitReason why)
    {
        (int id, int processId, long calls, string? method) = (worker.WorkerId, worker.ProcessId, worker.CallCount, worker.Activity.Method);
        WorkerExit exit = worker.Child.Exit(worker.Lane?.AnnouncedExitCode);
        LogLevel level = worker.End.IsOverMemory
            || why is WorkerExitReason.Crashed or WorkerExitReason.BrokeProtocol or WorkerExitReason.TimedOut or WorkerExitReason.Cancelled
            ? LogLevel.Warning : LogLevel.Information;
        log.Post((logger, pool) => LogMessages.WorkerExited(logger, level, pool, id, processId, why, exit.Code, exit.Signal, calls, method));
    }

    /// <summary>Lock held.</summary>
    public PoolStatistics Statistics()
    {
        TimeCounts run = new();
        TimeCounts transport = new();
        foreach (CallTimes each in times)
        {
            run.Add(each.Run);
            transport.Add(each.Transport);
        }

        return new PoolStatistics(new TimeHistogram(Wait), new TimeHistogram(run), new TimeHistogram(transport));
    }
}
