using System;

namespace ProcessIsolate.Scheduling;

/// <summary>What a closed pool still finishes although no worker has it and it stands in no queue: calls between two tries, maps, streams.</summary>
/// <remarks>Its state is guarded by the pool's lock.</remarks>
internal sealed class AcceptedWork(WorkerSet set)
{
    private int calls;
    private int streams;

    /// <summary>Lock held. Whether the pool does not end yet.</summary>
    public bool IsLeft => calls > 0 || (streams > 0 && !set.Lifetime.IsTerminated);

    /// <summary>A map begins.</summary>
    /// <exception cref="ObjectDisposedException">The pool is closed.</exception>
    public void Begin()
    {
        using (set.Gate.Enter())
        {
            ObjectDisposedException.ThrowIf(set.Lifetime.IsClosed, typeof(ProcessPool));
            calls++;
        }
    }

    /// <summary>A stream begins. Its input and its consumer may take as long as they like, so a pool that is terminated does not wait for it.</summary>
    /// <exception cref="ObjectDisposedException">The pool is closed.</exception>
    public void BeginStream()
    {
        using (set.Gate.Enter())
        {
            ObjectDisposedException.ThrowIf(set.Lifetime.IsClosed, typeof(ProcessPool));
            streams++;
        }
    }

    /// <summary>A call that has a worker will look for another one. Said before that worker is given back.</summary>
    public void GoOn()
    {
        using (set.Gate.Enter())
        {
            calls++;
        }
    }

    /// <summary>A map is over, or a call that went on has a worker, waits for one, or has ended.</summary>
    public void End()
    {
        using (set.Gate.Enter())
        {
            calls--;
            set.Lifetime.CheckDrained();
        }
    }

    /// <summary>A stream is over.</summary>
    public void EndStream()
    {
        using (set.Gate.Enter())
        {
            streams--;
            set.Lifetime.CheckDrained();
        }
    }
}
