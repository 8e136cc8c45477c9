using System;
using System.Collections.Generic;
using System.Threading;

namespace ProcessIsolate.SharedMemory;

/// <summary>Waits for all asynchronous receives of the process, on one thread, and lets each go on when its ring has
/// something.</summary>
/// <remarks>It never reads a ring and never runs user code: a slow caller holds up nobody. Synchronous callers wait on
/// their own threads and do not come here.</remarks>
internal sealed unsafe class ReceiveLoop
{
    private static readonly Lazy<ReceiveLoop> LazyShared = new(() => new ReceiveLoop());

    private readonly object gate = new();
    private readonly List<RingConnection> arrivals = [];
    private readonly List<RingConnection> watched = [];
    private readonly LoopSleep sleep = new();

    private ReceiveLoop() => new Thread(Run) { IsBackground = true, Name = "ProcessIsolate receive" }.Start();

    public static ReceiveLoop Shared => LazyShared.Value;

    public void Watch(RingConnection connection)
    {
        lock (gate)
        {
            arrivals.Add(connection);
        }

        sleep.Wake();
    }

    /// <summary>Somebody is not to be called back any more: his doorbell is let go.</summary>
    public void LookAgain() => sleep.Wake();

    private void Run()
    {
        List<Sleeper> sleepers = [];
        while (true)
        {
            // Before the arrivals: one that comes later has changed it.
            uint look = sleep.Look();
            TakeArrivals();
            bool any = CompleteReady();
            if (any)
            {
                continue;
            }

            sleepers.Clear();
            foreach (RingConnection connection in watched)
            {
                uint* word = connection.AnnounceWait(out uint value);
                sleepers.Add(new Sleeper(connection.Segment, (nint)word, value));
            }

            // The other half of the doorbell's bargain: announced first, looked second.
            Interlocked.MemoryBarrier();
            if (!CompleteReady())
            {
                sleep.Sleep(sleepers, look, LoopSleep.Longest);
            }
        }
    }

    private void TakeArrivals()
    {
        lock (gate)
        {
            foreach (RingConnection connection in arrivals)
            {
                if (connection.TryHold())
                {
                    watched.Add(connection);
                }
                else
                {
                    connection.CompleteWait();
                }
            }

            arrivals.Clear();
        }
    }

    private bool CompleteReady()
    {
        int before = watched.Count;
        for (int i = watched.Count - 1; i >= 0; i--)
        {
            RingConnection connection = watched[i];
            if (!connection.IsAwaited || connection.IsReady)
            {
                watched[i] = watched[^1];
                watched.RemoveAt(watched.Count - 1);
                connection.Release();
                connection.CompleteWait();
            }
        }

        return watched.Count != before;
    }
}
