using System;
using System.Collections.Generic;
using ProcessIsolate.Calls;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Scheduling;

/// <summary>The idle workers of one pool, handed out last used first, so that a small load stays on warm ones. Guarded by the
/// pool's lock.</summary>
internal sealed class IdleWorkers
{
    private readonly List<WorkerProcess> workers = [];

    public int Count => workers.Count;

    public void Add(WorkerProcess worker)
    {
        worker.IdleSince = DeadlineMonitor.Shared.Now;
        workers.Add(worker);
    }

    public WorkerProcess Take()
    {
        WorkerProcess worker = workers[^1];
        workers.RemoveAt(workers.Count - 1);
        return worker;
    }

    /// <summary>Takes the one that has been idle longest, if that is long enough.</summary>
    public WorkerProcess? TakeOlderThan(TimeSpan limit)
    {
        // The first has been idle longest: workers are taken from the end.
        if (workers.Count == 0 || DeadlineMonitor.Shared.Elapsed(workers[0].IdleSince, DeadlineMonitor.Shared.Now) < limit)
        {
            return null;
        }

        WorkerProcess worker = workers[0];
        workers.RemoveAt(0);
        return worker;
    }

    public bool Remove(WorkerProcess worker) => workers.Remove(worker);

    public bool Contains(WorkerProcess worker) => workers.Contains(worker);

    public List<WorkerProcess> TakeAll()
    {
        List<WorkerProcess> all = [.. workers];
        workers.Clear();
        return all;
    }
}
