using System;
using System.Collections.Generic;
using System.Threading;
using ProcessIsolate.Platform;

namespace ProcessIsolate.SharedMemory;

/// <summary>Waits for all asynchronous receives of the process, on one thread, and lets each go on when its ring has
/// something.</summary>
/// <remarks>It never reads a ring and never runs user code: a slow caller holds up no other. Synchronous callers wait on
/// their own threads and do not come here.</remarks>
internal sealed unsafe class ReceiveLoop
{
    private static readonly ReceiveLoop Loop = new();

    private readonly object gate = new();
    private readonly List<RingConnection> arrivals = [];
    private readonly List<RingConnection> watched = [];
    private readonly LoopSleep sleep = new();

    // Touched by the loop's thread alone.
    private readonly List<Sleeper> sleepers = [];

    private readonly Action round;
    private readonly Action<Exception> onFault;
    private bool started;

    private ReceiveLoop()
    {
        round = LookOrSleep;
        onFault = OnFault;
    }

    public static ReceiveLoop Shared => Loop;

    public void Watch(RingConnection connection)
    {
        lock (gate)
        {
            arrivals.Add(connection);
        }

        EnsureStarted();
        sleep.Wake();
    }

    /// <summary>A waiter is not to be called back any more: the loop lets go of its doorbell.</summary>
    public void LookAgain() => sleep.Wake();

    // Not under the lock: the starter may have to wait for the system.
    private void EnsureStarted()
    {
        lock (gate)
        {
            if (started)
            {
                return;
            }

            started = true;
        }

        try
        {
            LibraryThread.Start(ThreadRole.Receive, "ProcessIsolate receive", Run, OnEnded);
        }
        catch (ThreadRefusedException)
        {
            StopAndLetGo();
        }
    }

    private void OnEnded(Exception exception)
    {
        OnFault(exception);
        StopAndLetGo();
    }

    // No thread runs: those that have arrived since look by themselves and come here again, and the next one starts another.
    private void StopAndLetGo()
    {
        List<RingConnection> all;
        lock (gate)
        {
            Volatile.Write(ref started, false);
            all = [.. arrivals];
            arrivals.Clear();
        }

        all.ForEach(static connection => connection.CompleteWait());
    }

    private void Run()
    {
        while (true)
        {
            LibraryThread.Guard(ThreadRole.Receive, round, onFault);
        }
    }

    // Out of memory, or no thread. All are called back: each looks by itself and comes here again.
    private void OnFault(Exception exception)
    {
        List<RingConnection> all;
        lock (gate)
        {
            all = [.. arrivals];
            arrivals.Clear();
        }

        foreach (RingConnection connection in watched)
        {
            connection.Release();
        }

        all.AddRange(watched);
        watched.Clear();
        all.ForEach(static connection => connection.CompleteWait());
    }

    private void LookOrSleep()
    {
        // Before the arrivals: one that comes later has changed it.
        uint look = sleep.Look();
        TakeArrivals();
        if (CompleteReady())
        {
            return;
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

    private void TakeArrivals()
    {
        lock (gate)
        {
            foreach (RingConnection connection in arrivals)
            {
                if (connection.TryAcquire())
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
