using System;
using System.Collections.Generic;
using System.Diagnostics;

namespace ProcessIsolate.Calls;

/// <summary>Waiting calls, first in, first out; a call that comes back goes to the front. Guarded by its owner's lock.</summary>
/// <remarks>A waiter knows its place, so one that gives up is found at once.</remarks>
internal sealed class WaiterQueue
{
    private readonly LinkedList<Waiter> waiters = new();

    public Waiter? First => waiters.First?.Value;

    public int Count => waiters.Count;

    /// <summary>Since when the one that has waited longest waits; calls that came back may stand before it.</summary>
    public long OldestSince
    {
        get
        {
            long oldest = long.MaxValue;
            foreach (Waiter waiter in waiters)
            {
                oldest = Math.Min(oldest, waiter.Since);
            }

            return oldest;
        }
    }

    public void AddLast(Waiter waiter)
    {
        Stamp(waiter);
        waiters.AddLast(waiter.Place);
    }

    public void AddFirst(Waiter waiter)
    {
        Stamp(waiter);
        waiters.AddFirst(waiter.Place);
    }

    private static void Stamp(Waiter waiter) => waiter.Since = waiter.Since == 0 ? Stopwatch.GetTimestamp() : waiter.Since;

    /// <returns>False when it is not in the queue any more.</returns>
    public bool Remove(Waiter waiter)
    {
        if (waiter.Place.List is null)
        {
            return false;
        }

        waiters.Remove(waiter.Place);
        return true;
    }

    /// <summary>Empties the queue.</summary>
    public List<Waiter> TakeAll()
    {
        List<Waiter> all = [.. waiters];
        waiters.Clear();
        return all;
    }
}
