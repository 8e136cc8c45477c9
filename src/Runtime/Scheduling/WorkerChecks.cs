using System;
using System.Collections.Generic;
using System.Threading;
using ProcessIsolate.Platform;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Scheduling;

/// <summary>Looks at the age and the memory of a pool's workers, and has those replaced that are over a limit.</summary>
internal sealed class WorkerChecks : IDisposable
{
    private static readonly TimeSpan MemoryInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(10);

    private readonly ProcessPoolOptions options;
    private readonly WorkerSet set;
    private readonly ITimer timer;
    private int looking;

    private WorkerChecks(ProcessPoolOptions options, WorkerSet set)
    {
        this.options = options;
        this.set = set;
        TimeSpan interval = LooksAtMemory ? MemoryInterval : TimeSpan.FromSeconds(1);
        TimeSpan share = options.MaxWorkerAge / 10;
        interval = options.MaxWorkerAge == Timeout.InfiniteTimeSpan || share > interval ? interval : share;
        interval = interval < ShortestInterval ? ShortestInterval : interval;
        timer = options.TimeProvider.CreateTimer(static checks => ((WorkerChecks)checks!).Look(), this, interval, interval);
    }

    private bool LooksAtMemory => options.MaxWorkerMemoryBytes != long.MaxValue || options.MaxWorkerMemoryGrowthBytes != long.MaxValue;

    /// <returns>Null where the options set no limit.</returns>
    public static WorkerChecks? For(ProcessPoolOptions options, WorkerSet set) =>
        options.MaxWorkerAge != Timeout.InfiniteTimeSpan || options.MaxWorkerMemoryBytes != long.MaxValue
            || options.MaxWorkerMemoryGrowthBytes != long.MaxValue
            ? new WorkerChecks(options, set) : null;

    public void Dispose() => timer.Dispose();

    // A round that fails as a whole has changed nothing, and the next one is due soon. One at a time: the thread pool may be late.
    private void Look()
    {
        if (Interlocked.Exchange(ref looking, 1) == 0)
        {
            LibraryThread.Guard(ThreadRole.Trim, ReplaceDue, static _ => { });
            Volatile.Write(ref looking, 0);
        }
    }

    private void ReplaceDue()
    {
        List<WorkerProcess> workers = [];
        using (set.Gate.Enter())
        {
            foreach (WorkerProcess worker in set.Lifetime.All)
            {
                if (worker.IsCounted && !worker.IsDue && !worker.IsRetired)
                {
                    workers.Add(worker);
                }
            }
        }

        List<(WorkerProcess Worker, WorkerExitReason Reason)> due = [];
        foreach (WorkerProcess worker in workers)
        {
            if (WhyDue(worker) is { } reason)
            {
                due.Add((worker, reason));
            }
        }

        if (due.Count > 0)
        {
            set.Replacement.Replace(due);
        }
    }

    private WorkerExitReason? WhyDue(WorkerProcess worker)
    {
        if (options.MaxWorkerAge != Timeout.InfiniteTimeSpan && options.TimeProvider.GetElapsedTime(worker.StartStamp) >= options.MaxWorkerAge)
        {
            return WorkerExitReason.MaxAge;
        }

        // What a worker takes to start says nothing of its calls.
        if (!LooksAtMemory || worker.CallCount == 0)
        {
            return null;
        }

        long bytes = ProcessFigures.MemoryOf(worker.Child);
        // After the first call, not in it: what it takes is not yet what it leaves.
        if (worker.MemoryBaseline == 0 && (worker.CallCount > 1 || worker.Activity.Method is null))
        {
            worker.MemoryBaseline = bytes;
        }

        // In a call that is the call's end, see MemoryWatch; where there is no such watch it is the worker's after it.
        return bytes > options.MaxWorkerMemoryBytes && (worker.Activity.Method is null || !OperatingSystem.IsLinux()) ? WorkerExitReason.MaxMemory
            : worker.MemoryBaseline > 0 && bytes - worker.MemoryBaseline > options.MaxWorkerMemoryGrowthBytes ? WorkerExitReason.MemoryGrowth
            : null;
    }
}
