using System;
using System.Collections.Generic;
using System.Threading;
using ProcessIsolate.Calls;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Scheduling;

/// <summary>How a worker leaves its pool, or a lease.</summary>
internal sealed class LeavingWorkers(ProcessPoolOptions options, WorkerSet set)
{
    /// <summary>Has a worker leave: in order if it can, by force after the grace period.</summary>
    public void Retire(WorkerProcess worker)
    {
        if (set.Parent is { } owner)
        {
            GiveBack(worker, owner);
            return;
        }

        bool exited;
        List<WorkerProcess> crowd;
        // Its exit is seen to with the lock held, too: one of the two finds what the other has written.
        using (set.Gate.Enter())
        {
            worker.IsRetired = true;
            OnLeft(worker);
            exited = worker.HasExited;
            crowd = set.Replacement.TakeCrowd();
        }

        set.Starts.Launch();
        crowd.ForEach(Retire);
        if (exited)
        {
            worker.CloseLanes();
            return;
        }

        worker.Call.Begin(0, new CallLimits(options.CancellationGracePeriod, TimeSpan.Zero, CancellationToken.None)).Send();
        worker.RequestExit();
    }

    private void GiveBack(WorkerProcess worker, WorkerSet owner)
    {
        bool isChosen;
        using (set.Gate.Enter())
        {
            set.Lifetime.LetGo(worker);
            set.Release(worker);
            isChosen = worker.IsTerminated;
        }

        if (isChosen)
        {
            // The end of the lease found it busy and kills it, at a moment when it might run another's call.
            worker.End.Because(WorkerExitReason.Terminated);
            worker.Kill();
        }

        owner.Unpin(worker, set);
        using (set.Gate.Enter())
        {
            set.Lifetime.CheckDrained();
        }
    }

    /// <summary>Lock held. It gets no further calls; may be said twice.</summary>
    public void OnLeft(WorkerProcess worker)
    {
        set.Watch.OnLeft(worker);
        set.Replacement.OnLeft(worker);
    }

    /// <summary>No lock held. Another pool wants a place that this one may not need: an idle worker leaves, but not the first.</summary>
    public void GiveWay()
    {
        WorkerProcess? leaves = null;
        using (set.Gate.Enter())
        {
            if (set.Starts.Size > Math.Max(1, options.MinWorkers) && set.Idle.Count > options.SpareWorkers)
            {
                leaves = set.Idle.TakeOlderThan(TimeSpan.Zero);
                if (leaves is not null)
                {
                    leaves.End.Because(WorkerExitReason.Idle);
                    set.Starts.GiveUpPlace(leaves);
                }
            }
        }

        if (leaves is not null)
        {
            Retire(leaves);
        }
    }
}
