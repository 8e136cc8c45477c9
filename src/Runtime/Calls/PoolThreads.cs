using System;
using System.Threading;
using ProcessIsolate.Platform;

namespace ProcessIsolate.Calls;

/// <summary>Asks the thread pool for threads that run one <see cref="AsyncCallScheduler"/>, and sees when it has none to give.</summary>
internal sealed class PoolThreads
{
    /// <summary>A thread pool that has not begun something within this is full of what waits: it adds a thread or two a second
    /// then.</summary>
    public static readonly TimeSpan StarvedAfter = TimeSpan.FromMilliseconds(10);

    // Instances that the thread pool was asked for and has not begun. All its items for this are alike: the thread that takes one off
    // here runs as one of them, and an item that finds none left has nothing to do.
    private int asked;
    private long askedSince;
    private bool starved;
    private long poolSeen;
    private bool mayAskPool;

    /// <summary>Whether the pool has not begun all that it was asked for.</summary>
    public bool AreAwaited => Volatile.Read(ref asked) > 0;

    /// <summary>Asks for a thread; false when there would be none, at least not soon.</summary>
    /// <param name="item">Runs on it, and calls <see cref="TryBegin"/> first.</param>
    public bool TryAsk(IThreadPoolWorkItem item)
    {
        if (starved || !MayAskPool())
        {
            return false;
        }

        if (Interlocked.Increment(ref asked) == 1)
        {
            Volatile.Write(ref askedSince, DeadlineMonitor.Shared.Now);
        }

        ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
        return true;
    }

    /// <summary>An item runs; false when another thread runs in its place already.</summary>
    public bool TryBegin()
    {
        bool mine = TryTakeAsked();
        starved = false;
        return mine;
    }

    /// <summary>Takes an item's place, if the pool is starved. Until an item that was left in the pool's queue runs, it is known to
    /// be.</summary>
    public bool TryTakeBack()
    {
        if (DeadlineMonitor.Shared.Elapsed(Volatile.Read(ref askedSince), DeadlineMonitor.Shared.Now) <= StarvedAfter)
        {
            return false;
        }

        // Before taking, as an item says the contrary after trying to: one that comes too late must not be overruled.
        starved = true;
        if (TryTakeAsked())
        {
            return true;
        }

        starved = false;
        return false;
    }

    // Asked at a time when it needs a thread and the system gives none, the pool throws here, and never runs anything any more. Looked at
    // anew with each tick of the system: it takes microseconds.
    private bool MayAskPool()
    {
        if (ThreadPool.ThreadCount == 0)
        {
            // It would have to make one, while a spare thread stands ready.
            return false;
        }

        long now = Environment.TickCount64;
        if (now != Volatile.Read(ref poolSeen))
        {
            Volatile.Write(ref mayAskPool, LibraryThread.CanStart);
            Volatile.Write(ref poolSeen, now);
        }

        return Volatile.Read(ref mayAskPool);
    }

    private bool TryTakeAsked()
    {
        int seen = Volatile.Read(ref asked);
        while (seen > 0)
        {
            int found = Interlocked.CompareExchange(ref asked, seen - 1, seen);
            if (found == seen)
            {
                return true;
            }

            seen = found;
        }

        return false;
    }
}
