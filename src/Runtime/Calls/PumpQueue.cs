using System.Collections.Generic;
using System.Threading;
using ProcessIsolate.Platform;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Calls;

/// <summary>The calls of one pool that an instance of its <see cref="AsyncCallScheduler"/> has to see to.</summary>
internal sealed class PumpQueue
{
    private readonly RankedLock gate = new(LockRank.Pump);
    private readonly Queue<PendingCall> finished = new();
    private readonly Queue<(PendingCall Call, WorkerProcess Worker)> given = new();

    // Of both; read without the lock.
    private int waiting;

    // Read without the lock.
    private int givenCount;

    public bool IsEmpty => Volatile.Read(ref waiting) == 0;

    public bool HasGiven => Volatile.Read(ref givenCount) > 0;

    /// <summary>A call has got the worker of another one.</summary>
    public void Give(PendingCall call, WorkerProcess worker)
    {
        using (gate.Enter())
        {
            given.Enqueue((call, worker));
            givenCount++;
            waiting++;
        }
    }

    /// <summary>A call has ended; its task is to be completed.</summary>
    public void Finish(PendingCall call)
    {
        using (gate.Enter())
        {
            finished.Enqueue(call);
            waiting++;
        }
    }

    /// <summary>Calls have ended; the list is empty then.</summary>
    public void Finish(List<PendingCall> done)
    {
        using (gate.Enter())
        {
            foreach (PendingCall call in done)
            {
                finished.Enqueue(call);
                waiting++;
            }
        }

        done.Clear();
    }

    public bool TryTakeGiven(out PendingCall? call, out WorkerProcess? worker)
    {
        (call, worker) = (null, null);
        if (IsEmpty)
        {
            return false;
        }

        using (gate.Enter())
        {
            if (!given.TryDequeue(out (PendingCall Call, WorkerProcess Worker) first))
            {
                return false;
            }

            givenCount--;
            waiting--;
            (call, worker) = first;
            return true;
        }
    }

    /// <summary>Takes the call that ended first, null for none.</summary>
    public PendingCall? TakeFinished()
    {
        using (gate.Enter())
        {
            waiting -= finished.TryDequeue(out PendingCall? call) ? 1 : 0;
            return call;
        }
    }
}
