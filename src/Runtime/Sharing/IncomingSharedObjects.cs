using System;
using System.Collections.Generic;

namespace ProcessIsolate.Sharing;

/// <summary>The shared objects that an item of a channel has brought, each once.</summary>
internal sealed class IncomingSharedObjects
{
    [ThreadStatic]
    private static IncomingSharedObjects? current;

    // Made with the first: most items bring none.
    private List<SegmentEntry>? objects;

    /// <summary>What the current thread reads an item for; null when it reads something else.</summary>
    public static IncomingSharedObjects? Current => current;

    public IReadOnlyList<SegmentEntry> Objects => objects ?? (IReadOnlyList<SegmentEntry>)[];

    /// <summary>Has the current thread note what it reads here, or nowhere; returns where it noted it before.</summary>
    public static IncomingSharedObjects? Enter(IncomingSharedObjects? incoming)
    {
        IncomingSharedObjects? before = current;
        current = incoming;
        return before;
    }

    public void Add(SegmentEntry entry)
    {
        objects ??= [];
        if (!objects.Contains(entry))
        {
            objects.Add(entry);
        }
    }
}
