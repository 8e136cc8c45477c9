using System;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.Calls;

namespace ProcessIsolate.Workers;

/// <summary>Kills a worker whose resident memory is over its limit.</summary>
/// <remarks>Looked at on the thread that watches time limits, a few microseconds each time: the thread pool's may all wait for this worker.</remarks>
/// <param name="worker">The worker.</param>
/// <param name="limit">What it may have while it runs a call.</param>
/// <param name="idleLimit">What it may have between calls; the pool may replace it earlier.</param>
internal sealed class MemoryWatch(WorkerProcess worker, long limit, long idleLimit) : IDeadline
{
    // At a gigabyte a second, 10 MB beyond the limit.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    private long due = DeadlineMonitor.Shared.After(Interval);

    public long Due => Volatile.Read(ref due);

    /// <summary>Looks from now on until the process is gone.</summary>
    public void Begin()
    {
        DeadlineMonitor.Shared.Add(this);
        DeadlineMonitor.Shared.OnDueSet(Due);
        worker.Exited.ContinueWith(
            _ => DeadlineMonitor.Shared.Remove(this), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    public void OnDue(long now)
    {
        long bytes = ProcessFigures.MemoryOf(worker.Child);
        if (bytes <= limit || (bytes <= idleLimit && worker.Activity.Method is null))
        {
            Volatile.Write(ref due, DeadlineMonitor.Shared.After(Interval));
            return;
        }

        Volatile.Write(ref due, long.MaxValue);
        worker.End.Because(WorkerExitReason.MaxMemory);
        worker.End.IsOverMemory = true;
        // It gets no further call, which would be blamed.
        worker.Condemn();
        BlockingThreadPool.Shared.RunOrDo(worker.Kill, worker.Blame);
    }

    public void OnFault(Exception exception) => Volatile.Write(ref due, DeadlineMonitor.Shared.After(Interval));
}
