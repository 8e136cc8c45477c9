using System;
using System.Collections.Generic;
using System.Diagnostics;
using ProcessIsolate.Calls;
using ProcessIsolate.Platform;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Scheduling;

/// <summary>What a look inside one pool shows: times, crashes, events.</summary>
/// <remarks>Its state is guarded by the pool's lock, but for the crashes, which have one of their own: they are described while no lock is
/// held, by any thread.</remarks>
internal sealed class PoolWatch(string name)
{
    private const int MaxCrashes = 16;

    private readonly RankedLock gate = new(LockRank.Events);
    private readonly Queue<WorkerCrashedException> crashes = new();
    private readonly List<CallTimes> times = [];
    private readonly Stack<CallTimes> free = new();
    private readonly PoolEvents events = new();

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
    public void RaiseStarted()
    {
        Telemetry.RecordStart(name);
        events.Start();
    }

    /// <summary>No lock held.</summary>
    public void RaiseExited(WorkerProcess worker, bool wasIdle)
    {
        WorkerExitReason why = worker.End.Reason(wasIdle);
        Telemetry.RecordExit(name, why);
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
    }

    public IReadOnlyList<WorkerCrashedException> RecentCrashes()
    {
        using (gate.Enter())
        {
            return [.. crashes];
        }
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
