using System;
#if DEBUG
using System.Collections.Generic;
#endif
using System.Diagnostics;
using System.Threading;

namespace ProcessIsolate.Platform;

/// <summary>The order in which a thread takes the locks of the host's scheduler: while it holds one, it takes only those
/// further down.</summary>
/// <remarks>No lock is held while bytes are sent, a process is started or killed, a thread is started, or user code runs. Only
/// the lock of a lane's sending side is held across a send, and it is the last one taken.</remarks>
internal enum LockRank
{
    /// <summary>The drivers of one map.</summary>
    Map,

    /// <summary>The batches on their way to one worker.</summary>
    Batches,

    /// <summary>The workers of one pool: idle, waiting calls, starts, places.</summary>
    Workers,

    /// <summary>The asynchronous calls on their way to one worker.</summary>
    Pipe,

    /// <summary>What the asynchronous calls of one pool have to do next.</summary>
    Pump,

    /// <summary>The call one worker runs.</summary>
    Watchdog,

    /// <summary>All time limits.</summary>
    Deadlines,

    /// <summary>What a look inside a pool shows, and what its listeners are to hear.</summary>
    Events,

    /// <summary>The library's own threads.</summary>
    Threads,
}

/// <summary>A lock with a place in the one lock order. Debug builds check the order at each entry.</summary>
internal sealed class RankedLock(LockRank rank)
{
#if DEBUG
    [ThreadStatic]
    private static List<LockRank>? held;
#endif

    /// <summary>Debug builds: throws when the current thread holds a lock of the scheduler. Called before what may block.</summary>
    [Conditional("DEBUG")]
    public static void AssertNoneHeld()
    {
#if DEBUG
        if (held is { Count: > 0 } ranks)
        {
            throw new InvalidOperationException($"The lock {ranks[^1]} is held across what may block.");
        }
#endif
    }

    /// <summary>Takes the lock until the result is disposed.</summary>
    public Scope Enter()
    {
        Push();
        Monitor.Enter(this);
        return new Scope(this);
    }

    /// <summary>Waits for a pulse; the lock is not held meanwhile.</summary>
    /// <returns>False when the time is up.</returns>
    public bool Wait(TimeSpan limit) => Monitor.Wait(this, limit);

    /// <summary>Wakes one thread that waits.</summary>
    public void Pulse() => Monitor.Pulse(this);

    [Conditional("DEBUG")]
    private void Push()
    {
#if DEBUG
        held ??= [];
        if (held.Count > 0 && held[^1] >= rank)
        {
            throw new InvalidOperationException($"The lock {rank} is taken while {held[^1]} is held: the order forbids it.");
        }

        held.Add(rank);
#endif
    }

    private void Exit()
    {
        Monitor.Exit(this);
#if DEBUG
        held!.RemoveAt(held.Count - 1);
#else
        _ = rank;
#endif
    }

    /// <summary>The time during which the lock is held.</summary>
    public readonly ref struct Scope(RankedLock owner)
    {
        /// <summary>Gives the lock back.</summary>
        public void Dispose() => owner.Exit();
    }
}
