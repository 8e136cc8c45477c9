using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

namespace ProcessIsolate.Sharing;

/// <summary>A worker's objects that nothing outside of workers holds. What a method has not kept of them goes with a collection,
/// which this asks for once they are many or large.</summary>
/// <remarks>
/// Whether a method has kept an object, in a static field or a closure, only the garbage collector knows, and it sees some bytes where
/// megabytes and a descriptor are at stake. An object that survives a collection of its generation was kept: it is not looked
/// for again before the host lets go of it again. Guarded by the gate of <see cref="SegmentRegistry"/>.
/// </remarks>
internal sealed class ReleasedObjects
{
    private const int ManyObjects = 16;
    private const long ManyBytes = 32 * 1024 * 1024;

    private readonly HashSet<SegmentEntry> waiting = [];
    private long bytes;

    /// <summary>Gate held: nothing outside of workers holds the segment.</summary>
    public void Add(SegmentEntry entry)
    {
        if (entry.OpenViews > 0 && waiting.Add(entry))
        {
            bytes += entry.Weight;
        }
    }

    /// <summary>Gate held: the segment is gone.</summary>
    public void Remove(SegmentEntry entry)
    {
        if (waiting.Remove(entry))
        {
            bytes -= entry.Weight;
        }
    }

    /// <summary>Gate not held: has those be collected that were not kept, if they are many. Their finalizers do the rest.</summary>
    public void Collect(bool evenIfFew)
    {
        int generation = -1;
        lock (SegmentRegistry.Shared.Gate)
        {
            if (!evenIfFew && waiting.Count < ManyObjects && bytes < ManyBytes)
            {
                return;
            }

            foreach (SegmentEntry entry in waiting)
            {
                generation = Math.Max(generation, GenerationOf(entry));
            }

            waiting.Clear();
            bytes = 0;
        }

        if (generation >= 0)
        {
            GC.Collect(generation, GCCollectionMode.Forced, blocking: true);
        }
    }

    // A method of its own: a local of the one that collects would keep the object.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int GenerationOf(SegmentEntry entry)
    {
        int generation = -1;
        foreach (WeakReference<SharedObject>? view in entry.Views)
        {
            if (view is not null && view.TryGetTarget(out SharedObject? living))
            {
                generation = Math.Max(generation, GC.GetGeneration(living));
            }
        }

        return generation;
    }
}
