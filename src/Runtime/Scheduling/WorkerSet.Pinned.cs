using System;
using System.Collections.Generic;
using ProcessIsolate.Calls;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Scheduling;

/// <content>Leases: a worker goes over to a set of its own, which has no other and starts none, and comes back from there.</content>
internal sealed partial class WorkerSet
{
    private readonly List<WorkerSet> pinned = [];

    /// <summary>Whose worker this set has; null for the set of a pool.</summary>
    public WorkerSet? Parent { get; }

    /// <summary>What each worker does.</summary>
    public List<WorkerState> States()
    {
        List<WorkerState> states = [];
        using (Gate.Enter())
        {
            foreach (WorkerProcess worker in Lifetime.All)
            {
                states.Add(SnapshotTaker.StateOf(worker, Idle.Contains(worker)));
            }
        }

        return states;
    }

    /// <summary>The worker with a process id, if there is one.</summary>
    public WorkerProcess? Find(int processId)
    {
        using (Gate.Enter())
        {
            foreach (WorkerProcess worker in Lifetime.All)
            {
                if (worker.ProcessId == processId)
                {
                    return worker;
                }
            }

            return null;
        }
    }

    /// <summary>Hands a leased worker over.</summary>
    /// <exception cref="OperationCanceledException">The pool was terminated meanwhile.</exception>
    public void Pin(WorkerProcess worker, WorkerSet child)
    {
        // First the child, which nothing else has yet: once this set knows it, it may be terminated with its worker.
        using (child.Gate.Enter())
        {
            child.Starts.Size = 1;
            child.Lifetime.Adopt(worker);
            child.Idle.Add(worker);
        }

        bool terminated;
        using (Gate.Enter())
        {
            terminated = Lifetime.IsTerminated;
            if (!terminated)
            {
                worker.IsPinned = true;
                Release(worker);
                pinned.Add(child);
                // It may be the busy one that the others waited for, and a lease can last.
                Replacement.Next();
            }
        }

        Starts.Launch();

        if (terminated)
        {
            Return(worker);
            throw WorkerCaller.Terminated();
        }
    }

    /// <summary>Takes a worker back that its lease has no use for any more.</summary>
    public void Unpin(WorkerProcess worker, WorkerSet child)
    {
        using (Gate.Enter())
        {
            worker.IsPinned = false;
            pinned.Remove(child);
        }

        Return(worker);
    }

    /// <summary>Lock held. The leases that are held.</summary>
    public WorkerSet[] TakePinned()
    {
        WorkerSet[] all = [.. pinned];
        pinned.Clear();
        return all;
    }

    /// <summary>Lock held. No asynchronous call of this set is on its way to the worker: the next set moves its own.</summary>
    public void Release(WorkerProcess worker)
    {
        if (worker.Pipe is { } pipe)
        {
            Pump.Remove(pipe);
            worker.Pipe = null;
        }
    }
}
