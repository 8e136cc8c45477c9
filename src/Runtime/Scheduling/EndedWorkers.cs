using ProcessIsolate.Workers;

namespace ProcessIsolate.Scheduling;

/// <summary>What a pool does when a worker's process has ended, for whatever reason.</summary>
internal sealed class EndedWorkers(WorkerSet set)
{
    /// <summary>Lock held. Workers that have ended, of whose end those that listen are not told yet.</summary>
    public int Telling { get; private set; }

    /// <summary>No lock held. The process is gone. Said once more where the first time fails.</summary>
    public void OnExited(WorkerProcess worker)
    {
        bool unused;
        bool raises;
        bool wasIdle;
        using (set.Gate.Enter())
        {
            if (worker.Pipe is { Taken: 0 } pipe)
            {
                set.Pump.Remove(pipe);
            }

            wasIdle = set.Idle.Remove(worker);
            if (wasIdle)
            {
                set.Starts.GiveUpPlace(worker);
            }

            if (wasIdle && !set.Lifetime.IsClosed)
            {
                set.Starts.Policy.Lost(new ProcessIsolateException($"The worker process {worker.ProcessId} ended without a call."));
                set.Watch.OnStart(set.Starts.Policy);
            }

            unused = wasIdle || worker.IsRetired;
            if (wasIdle)
            {
                set.Leaving.OnLeft(worker);
            }

            // One that dies before it was of any use would be followed by the next of the kind, for ever.
            set.Starts.StartWanted(ahead: worker.CallCount > 0);
            // Last: where anything above fails, all of it is done once more.
            raises = set.Lifetime.LetGo(worker) && worker.IsReady;
            Telling += raises ? 1 : 0;
            set.Lifetime.CheckDrained();
        }

        if (raises)
        {
            RaiseExited(worker, wasIdle);
        }

        set.Starts.Launch();
        if (unused)
        {
            worker.CloseLanes();
        }
    }

    // Before the pool is drained: what waits for that finds all told.
    private void RaiseExited(WorkerProcess worker, bool wasIdle)
    {
        try
        {
            set.Watch.RaiseExited(worker, wasIdle);
        }
        finally
        {
            using (set.Gate.Enter())
            {
                Telling--;
                set.Lifetime.CheckDrained();
            }
        }
    }
}
