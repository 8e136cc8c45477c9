using System;
using System.Collections.Generic;
using System.Diagnostics;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Scheduling;

/// <summary>Looks at one pool: the state with its lock held, what only the system knows afterwards.</summary>
internal static class SnapshotTaker
{
    public static PoolSnapshot Take(WorkerSet set, string name)
    {
        List<(WorkerProcess Worker, WorkerState State)> seen = [];
        int queued;
        long oldest;
        PoolStatistics statistics;
        using (set.Gate.Enter())
        {
            foreach (WorkerProcess worker in set.Lifetime.All)
            {
                seen.Add((worker, StateOf(worker, set.Idle.Contains(worker))));
            }

            queued = set.Waiters.Count;
            oldest = set.Waiters.OldestSince;
            statistics = set.Watch.Statistics();
        }

        DateTimeOffset now = set.Options.TimeProvider.GetUtcNow();
        seen.Sort(static (left, right) => left.Worker.WorkerId.CompareTo(right.Worker.WorkerId));
        return new PoolSnapshot
        {
            Name = name,
            TakenAt = now,
            QueuedCalls = queued,
            OldestWait = queued == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(oldest),
            Workers = seen.ConvertAll(each => Describe(each.Worker, each.State, now)),
            Statistics = statistics,
            RecentCrashes = set.Watch.RecentCrashes(),
        };
    }

    /// <summary>Lock held.</summary>
    public static WorkerState StateOf(WorkerProcess worker, bool isIdle) =>
        worker.IsRetired || worker.HasExited ? WorkerState.Leaving
        : !worker.IsReady ? WorkerState.Starting
        : isIdle ? WorkerState.Idle
        : worker.IsPinned && worker.Activity.Method is null ? WorkerState.Leased
        : WorkerState.Busy;

    private static WorkerSnapshot Describe(WorkerProcess worker, WorkerState state, DateTimeOffset now)
    {
        ProcessFigures figures = ProcessFigures.Of(worker.Child);
        return new WorkerSnapshot
        {
            ProcessId = worker.ProcessId,
            State = state,
            Method = state == WorkerState.Busy ? worker.Activity.Method : null,
            Since = now - Stopwatch.GetElapsedTime(worker.Activity.Since),
            Calls = worker.CallCount,
            MemoryBytes = figures.MemoryBytes,
            ProcessorTime = figures.ProcessorTime,
            StartedAt = worker.StartedAt,
        };
    }
}
