using System;
using System.Collections.Generic;
using ProcessIsolate.Calls;
using ProcessIsolate.Platform;

namespace ProcessIsolate.Scheduling;

/// <summary>Tells a pool's listeners what became of its workers: in order, one after the other, on a thread of the library's.</summary>
/// <remarks>A handler may block or throw: that holds up or ends only what is told here.</remarks>
internal sealed class PoolEvents
{
    private readonly RankedLock gate = new(LockRank.Events);
    private readonly Queue<Action> queue = new();
    private bool running;

    /// <summary>Has a handler be called; no lock is held then.</summary>
    public void Post(Action raise)
    {
        using (gate.Enter())
        {
            queue.Enqueue(raise);
            if (running)
            {
                return;
            }

            running = true;
        }

        SpareThreads.Shared.Run(Drain, _ => Drain());
    }

    private void Drain()
    {
        while (TryTake(out Action? raise))
        {
            try
            {
                raise!();
            }
            catch (Exception)
            {
                // The listener's own. There is no caller to tell, and the next event is not concerned.
            }
        }
    }

    private bool TryTake(out Action? raise)
    {
        using (gate.Enter())
        {
            running = queue.TryDequeue(out raise);
            return running;
        }
    }
}
