using System;
using System.Collections.Generic;
using System.Diagnostics;
using ProcessIsolate.Scheduling;

namespace ProcessIsolate.Calls;

/// <summary>Waiting calls: higher priorities first, groups in turn, first in, first out within. Guarded by its owner's lock.</summary>
/// <remarks>
/// A step of priority is worth a second of waiting: what waits longest, its priority counted so, says whose turn it is. That order
/// never changes while calls wait, so nothing has to be moved as they grow older, and nothing starves. A call that comes back goes to the front. A
/// waiter knows its place, so one that gives up is found at once: no operation depends on the number of calls but by its logarithm.
/// </remarks>
internal sealed class WaiterQueue(QueueLimits limits, TimeProvider clock, Func<long> room)
{
    private readonly Dictionary<int, QueueLevel> levels = [];
    private readonly IndexedHeap<QueueLevel> order = new();

    // Calls that wait for room.
    private readonly LinkedList<QueuePlace> door = new();

    // Calls in the queue, without those of maps.
    private int counted;
    private int count;

    /// <summary>Whose turn it is.</summary>
    public Waiter? First => (order.First?.Next ?? door.First?.Value)?.Waiter;

    public int Count => count;

    /// <summary>Calls that wait, without those of maps.</summary>
    public int Calls => counted + door.Count;

    /// <summary>Whether a further call is one too many.</summary>
    public bool IsFull => Calls >= room();

    /// <summary>Since when the one that has waited longest waits; <see cref="long.MaxValue"/> when none waits. Looks at each.</summary>
    public long OldestSince
    {
        get
        {
            long oldest = long.MaxValue;
            foreach (QueuePlace place in door)
            {
                oldest = Math.Min(oldest, place.Waiter.Since);
            }

            foreach (QueueLevel level in levels.Values)
            {
                foreach (QueuePlace place in level.Places)
                {
                    oldest = Math.Min(oldest, place.Waiter.Since);
                }
            }

            return oldest;
        }
    }

    public void AddLast(Waiter waiter)
    {
        QueuePlace place = waiter.Place;
        Stamp(waiter);
        count++;
        limits.Add(place);
        LetIn();
        if (place.IsCounted && IsFull)
        {
            door.AddLast(place.Node);
        }
        else
        {
            Enter(place, atFront: false);
        }
    }

    /// <summary>A call that had left comes back.</summary>
    public void AddFirst(Waiter waiter)
    {
        Stamp(waiter);
        count++;
        limits.Add(waiter.Place);
        Enter(waiter.Place, atFront: true);
    }

    /// <summary>Takes the one whose turn it is, which has got a worker.</summary>
    public void Serve(Waiter first) => Remove(first, isServed: true);

    /// <summary>Takes one out that gives up.</summary>
    /// <returns>False when it is not in the queue any more.</returns>
    public bool Remove(Waiter waiter) => Remove(waiter, isServed: false);

    /// <summary>There may be more room: those that stand before the door enter. One at least, also where calls may not wait: maps, which do, would
    /// never let it pass.</summary>
    public void LetIn()
    {
        while (door.First is { } next && counted < Math.Max(1, room()))
        {
            door.Remove(next);
            Enter(next.Value, atFront: false);
        }
    }

    /// <summary>Empties the queue.</summary>
    public List<Waiter> TakeAll()
    {
        List<Waiter> all = new(count);
        while (First is { } first)
        {
            Remove(first);
            all.Add(first);
        }

        return all;
    }

    private bool Remove(Waiter waiter, bool isServed)
    {
        QueuePlace place = waiter.Place;
        if (place.Node.List is null)
        {
            return false;
        }

        count--;
        limits.Remove(place);
        if (place.Node.List == door)
        {
            door.Remove(place.Node);
            return true;
        }

        QueueLevel level = levels[place.Priority];
        level.Remove(place, isServed);
        counted -= place.IsCounted ? 1 : 0;
        if (level.IsEmpty)
        {
            order.Remove(level);
            levels.Remove(place.Priority);
        }
        else
        {
            order.Update(level);
        }

        LetIn();
        return true;
    }

    private static void Stamp(Waiter waiter) => waiter.Since = waiter.Since == 0 ? Stopwatch.GetTimestamp() : waiter.Since;

    private void Enter(QueuePlace place, bool atFront)
    {
        place.Arrival ??= clock.GetTimestamp();
        counted += place.IsCounted ? 1 : 0;
        if (!levels.TryGetValue(place.Priority, out QueueLevel? level))
        {
            level = new QueueLevel(place.Priority * clock.TimestampFrequency);
            level.Add(place, atFront);
            levels.Add(place.Priority, level);
            order.Add(level);
            return;
        }

        level.Add(place, atFront);
        order.Update(level);
    }
}
