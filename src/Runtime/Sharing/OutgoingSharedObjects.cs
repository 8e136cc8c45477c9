using System;
using System.Collections.Generic;

namespace ProcessIsolate.Sharing;

/// <summary>The shared objects that are written into one message: their memory must be where the message goes before it is
/// read there.</summary>
/// <remarks>System.Text.Json does not tell a converter what it writes for. So the code that has a value written says so for the
/// thread that does it.</remarks>
internal sealed class OutgoingSharedObjects
{
    [ThreadStatic]
    private static OutgoingSharedObjects? current;

    // Made with the first: most messages carry none.
    private List<SharedObject>? objects;

    public bool IsEmpty => objects is null or { Count: 0 };

    public int Count => objects?.Count ?? 0;

    public IReadOnlyList<SharedObject> Objects => objects ?? (IReadOnlyList<SharedObject>)[];

    /// <summary>What the current thread writes for.</summary>
    /// <exception cref="NotSupportedException">It writes for no shipment: the text would be of no use.</exception>
    public static OutgoingSharedObjects Current => current
        ?? throw new NotSupportedException("A shared object can be sent to another process, but not be turned into JSON for any other use.");

    /// <summary>Has the current thread write for this shipment, or for none; returns what it wrote for before.</summary>
    public static OutgoingSharedObjects? Enter(OutgoingSharedObjects? shipment)
    {
        OutgoingSharedObjects? before = current;
        current = shipment;
        return before;
    }

    public void Add(SharedObject item)
    {
        objects ??= [];
        if (!objects.Contains(item))
        {
            objects.Add(item);
        }
    }

    public void Clear() => objects?.Clear();

    /// <summary>Forgets all but the first, when the value that named the others is not sent.</summary>
    public void Truncate(int count) => objects?.RemoveRange(count, objects.Count - count);
}
