using System.Collections.Generic;

namespace ProcessIsolate.Calls;

/// <summary>Waiting calls, first in, first out; a call that comes back goes to the front. Guarded by its owner's lock.</summary>
/// <remarks>The links are in the waiters: queueing allocates nothing, and one that gives up is found at once.</remarks>
internal sealed class WaiterQueue
{
    private Waiter? last;

    public Waiter? First { get; private set; }

    public int Count { get; private set; }

    public void AddLast(Waiter waiter)
    {
        waiter.Previous = last;
        if (last is null)
        {
            First = waiter;
        }
        else
        {
            last.Next = waiter;
        }

        last = waiter;
        waiter.IsQueued = true;
        Count++;
    }

    public void AddFirst(Waiter waiter)
    {
        waiter.Next = First;
        if (First is null)
        {
            last = waiter;
        }
        else
        {
            First.Previous = waiter;
        }

        First = waiter;
        waiter.IsQueued = true;
        Count++;
    }

    /// <returns>False when it is not in the queue any more.</returns>
    public bool Remove(Waiter waiter)
    {
        if (!waiter.IsQueued)
        {
            return false;
        }

        if (waiter.Previous is { } previous)
        {
            previous.Next = waiter.Next;
        }
        else
        {
            First = waiter.Next;
        }

        if (waiter.Next is { } next)
        {
            next.Previous = waiter.Previous;
        }
        else
        {
            last = waiter.Previous;
        }

        waiter.Next = waiter.Previous = null;
        waiter.IsQueued = false;
        Count--;
        return true;
    }

    /// <summary>Empties the queue.</summary>
    public List<Waiter> TakeAll()
    {
        List<Waiter> all = new(Count);
        while (First is { } first)
        {
            Remove(first);
            all.Add(first);
        }

        return all;
    }
}
