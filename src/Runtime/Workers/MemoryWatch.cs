using System;
using System.Threading;
using ProcessIsolate.Calls;

namespace ProcessIsolate.Workers;

/// <summary>Kills a worker whose resident memory is over its limit.</summary>
/// <remarks>Looked at on the thread that watches time limits, a few microseconds each time: the thread pool's may all wait for this worker.</remarks>
internal sealed class MemoryWatch(WorkerProcess worker, long limit) : IDeadline
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(25);

    private long due = DeadlineMonitor.Shared.After(Interval);

    public long Due => Volatile.Read(ref due);

    public void OnDue(long now)
    {
        if (ProcessFigures.MemoryOf(worker.Child) <= limit)
        {
            Volatile.Write(ref due, DeadlineMonitor.Shared.After(Interval));
            return;
        }

        Volatile.Write(ref due, long.MaxValue);
        worker.LeaveBecause(WorkerExitReason.MaxMemory);
        worker.End.IsOverMemory = true;
        SpareThreads.Shared.RunOrDo(worker.Kill, worker.Blame);
    }

    public void OnFault(Exception exception) => Volatile.Write(ref due, DeadlineMonitor.Shared.After(Interval));
}
