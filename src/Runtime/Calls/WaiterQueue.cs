using System.Collections.Generic;

namespace ProcessIsolate.Calls;

/// <summary>Waiting calls, first in, first out; a call that comes back goes to the front. Guarded by its owner's lock.</summary>
/// <remarks>A waiter knows its place, so one that gives up is found at once.</remarks>
internal sealed class WaiterQueue
{
    private readonly LinkedList<Waiter> waiters = new();

    public Waiter? First => waiters.First?.Value;

    public int Count => waiters.Count;

    public void AddLast(Waiter waiter) => waiters.AddLast(waiter.Place);

    public void AddFirst(Waiter waiter) => waiters.AddFirst(waiter.Place);

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
