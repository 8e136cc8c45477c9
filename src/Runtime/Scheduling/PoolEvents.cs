using System;
using System.Collections.Generic;
using ProcessIsolate.Calls;
using ProcessIsolate.Platform;

namespace ProcessIsolate.Scheduling;

/// <summary>Tells a pool's listeners what became of its workers: in order, one after the other, on a thread of the library's.</summary>
/// <remarks>A handler may block or throw: that holds up or ends these events alone.</remarks>
internal sealed class PoolEvents
{
    private readonly RankedLock gate = new(LockRank.Events);
    private readonly Queue<Action> queue = new();
    private bool running;

    /// <summary>Has a handler be called, after those before it, once <see cref="Start"/> is called. The pool's lock may be held: so the order of what
    /// happens there is that of its events.</summary>
    public void Add(Action raise)
    {
        using (gate.Enter())
        {
            queue.Enqueue(raise);
        }
    }

    /// <summary>Calls the handlers; no lock is held.</summary>
    public void Start()
    {
        using (gate.Enter())
        {
            if (running || queue.Count == 0)
            {
                return;
            }

            running = true;
        }

        BlockingThreadPool.Shared.Run(Drain, _ => Drain());
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
