using System;
using System.Collections.Generic;
using System.Threading;
using ProcessIsolate.Calls;

namespace ProcessIsolate.Scheduling;

/// <summary>Ends the waits of one pool's calls whose time to wait is over.</summary>
/// <remarks>Its state is guarded by the pool's lock. One entry of the monitor for all calls: looking for the first to end is logarithmic in their
/// number.</remarks>
internal sealed class QueueLimits(WorkerSet set) : IDeadline
{
    private const int Unwatched = 0;
    private const int Watched = 1;
    private const int Over = 2;

    private readonly IndexedHeap<QueuePlace> places = new();
    private long due = long.MaxValue;
    private int state;

    public long Due => Volatile.Read(ref due);

    /// <summary>No lock held. Called before a call with a limit may wait: it starts the thread without which no limit holds.</summary>
    public void EnsureWatched()
    {
        if (Volatile.Read(ref state) != Unwatched || Interlocked.CompareExchange(ref state, Watched, Unwatched) != Unwatched)
        {
            return;
        }

        try
        {
            DeadlineMonitor.Shared.Add(this);
            // A call that came in between has set its limit unseen.
            DeadlineMonitor.Shared.OnDueSet(Due);
        }
        catch (Exception)
        {
            Interlocked.CompareExchange(ref state, Unwatched, Watched);
            throw;
        }

        if (Volatile.Read(ref state) == Over)
        {
            DeadlineMonitor.Shared.Remove(this);
        }
    }

    /// <summary>Lock held. A call waits.</summary>
    public void Add(QueuePlace place)
    {
        if (place.Key == long.MaxValue)
        {
            return;
        }

        places.Add(place);
        if (places.First == place)
        {
            Volatile.Write(ref due, place.Key);
            DeadlineMonitor.Shared.OnDueSet(place.Key);
        }
    }

    /// <summary>Lock held. A call waits no more. What is due next may then be looked at too early, which finds nothing.</summary>
    public void Remove(QueuePlace place)
    {
        if (place.HeapIndex >= 0)
        {
            places.Remove(place);
        }
    }

    public void OnDue(long now)
    {
        bool paused = DeadlineMonitor.IsPaused();
        List<Waiter> over = [];
        List<CallTimeoutException> failures = [];
        using (set.Gate.Enter())
        {
            while (places.First is { } first && first.Key <= now)
            {
                if (paused)
                {
                    places.Remove(first);
                    first.BeginAnew();
                    places.Add(first);
                    continue;
                }

                set.Waiters.Remove(first.Waiter);
                over.Add(first.Waiter);
                failures.Add(first.Expire());
            }

            Volatile.Write(ref due, places.First?.Key ?? long.MaxValue);
            set.Lifetime.Failing += over.Count;
        }

        set.Lifetime.Fail(over, i => failures[i]);
    }

    // It has changed nothing, or the calls it took are failing; the rest is looked at again.
    public void OnFault(Exception exception) => Volatile.Write(ref due, DeadlineMonitor.Shared.After(TimeSpan.FromMilliseconds(10)));

    /// <summary>The pool is over.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref state, Over) == Watched)
        {
            DeadlineMonitor.Shared.Remove(this);
        }
    }
}
