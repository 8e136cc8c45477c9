using System;
using System.Collections.Generic;
using System.Threading;
using ProcessIsolate.Platform;

namespace ProcessIsolate.SharedMemory;

/// <summary>Waits for all asynchronous receives of the process, on one thread, and lets each go on when its ring has
/// something.</summary>
/// <remarks>It never reads a ring and never runs user code: a slow caller holds up nobody. Synchronous callers wait on
/// their own threads and do not come here.</remarks>
internal sealed unsafe class ReceiveLoop
{
    private static ReceiveLoop? shared;

    private readonly object gate = new();
    private readonly List<RingConnection> arrivals = [];
    private readonly List<RingConnection> watched = [];
    private readonly LoopSleep sleep = new();
    private bool abandoned;

    private ReceiveLoop()
    {
    }

    /// <summary>The one loop, once <see cref="TryStart"/> has said that it runs.</summary>
    public static ReceiveLoop? Shared => Volatile.Read(ref shared);

    /// <summary>Starts the loop's thread if it does not run yet.</summary>
    /// <returns>False when the system gives no thread; the next call tries again.</returns>
    public static bool TryStart()
    {
        if (Volatile.Read(ref shared) is not null)
        {
            return true;
        }

        // The thread first: who finds the loop may rely on it.
        ReceiveLoop loop = new();
        try
        {
            loop.StartThread();
        }
        catch (ThreadRefusedException)
        {
            return false;
        }

        if (Interlocked.CompareExchange(ref shared, loop, null) is not null)
        {
            Volatile.Write(ref loop.abandoned, true);
            loop.sleep.Wake();
        }

        return true;
    }

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

    private void StartThread() => LibraryThread.Start(ThreadRole.Receive, "ProcessIsolate receive", Run, OnFault);

    // All who wait look for themselves and announce anew; the loop goes on with an empty list.
    private void OnFault(Exception exception)
    {
        List<RingConnection> waiting = [.. watched];
        watched.ForEach(static connection => connection.Release());
        watched.Clear();
        lock (gate)
        {
            waiting.AddRange(arrivals);
            arrivals.Clear();
        }

        try
        {
            StartThread();
        }
        catch (ThreadRefusedException)
        {
            Volatile.Write(ref shared, null);
        }

        waiting.ForEach(static connection => connection.CompleteWait());
    }

    private void Run()
    {
        List<Sleeper> sleepers = [];
        while (!Volatile.Read(ref abandoned))
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
