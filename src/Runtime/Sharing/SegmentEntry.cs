using System;
using System.Collections.Generic;
using ProcessIsolate.SharedMemory;

namespace ProcessIsolate.Sharing;

/// <summary>A shared segment that this process knows: the memory, who uses it here, and which workers have it.</summary>
/// <remarks>Everything that changes belongs to <see cref="SegmentTable"/> and changes under its lock.</remarks>
internal sealed class SegmentEntry(Guid id, SharedKind kind, SharedSegment segment)
{
    public Guid Id { get; } = id;

    public SharedKind Kind { get; } = kind;

    public SharedSegment Segment { get; } = segment;

    /// <summary>The objects made of it here; most kinds have one, a pipe has one for each end.</summary>
    public WeakReference<SharedObject>?[] Views { get; } = new WeakReference<SharedObject>?[2];

    public int OpenViews { get; set; }

    /// <summary>Workers that have it, and how often it was sent to each.</summary>
    public Dictionary<WorkerSegments, int> Holders { get; } = [];

    /// <summary>How often it came from this process's own host.</summary>
    public int Arrivals { get; set; }

    /// <summary>Held while the own host is told of it.</summary>
    public object Telling { get; } = new();

    /// <summary>Whether the own host has it.</summary>
    public bool IsKnownUpstream { get; set; }

    /// <summary>Whether it was put into a queue or pipe and nobody is known to have received it: it must outlive whoever
    /// put it there.</summary>
    public bool IsInTransit { get; set; }

    public bool IsUnused => OpenViews == 0 && Holders.Count == 0 && !IsInTransit;
}
