using System;
using System.Collections.Generic;
using ProcessIsolate.SharedMemory;

namespace ProcessIsolate.Sharing;

/// <summary>A shared segment that this process knows, and what holds it.</summary>
/// <remarks>
/// A segment is known as long as something holds it: an object of this process, a worker that has it, a call that names it, a
/// channel that an object of it lies in and that is held itself. Everything that changes belongs to <see cref="SegmentRegistry"/>
/// and changes under its gate.
/// </remarks>
internal sealed class SegmentEntry(Guid id, SharedKind kind, SharedSegment segment)
{
    private const long LeastWeight = 64 * 1024;
    private const long MostWeightOfQueue = 4 * 1024 * 1024;

    public Guid Id { get; } = id;

    public SharedKind Kind => kind;

    public SharedSegment Segment => segment;

    /// <summary>The weight of an object of the segment for the garbage collector: some bytes of managed memory, and a
    /// descriptor, a mapping and this much memory behind them.</summary>
    /// <remarks>A queue is seldom full.</remarks>
    public long Weight => kind == SharedKind.Queue ? Math.Clamp(segment.Size, LeastWeight, MostWeightOfQueue) : Math.Max(segment.Size, LeastWeight);

    /// <summary>The objects made of it here; most kinds have one, a pipe has one for each end.</summary>
    public WeakReference<SharedObject>?[] Views { get; } = new WeakReference<SharedObject>?[2];

    /// <summary>Holds: objects of this process that are not disposed.</summary>
    public int OpenViews { get; set; }

    /// <summary>Holds: workers that have the segment, or to which it is on its way.</summary>
    public HashSet<SegmentSession> Holders { get; } = [];

    /// <summary>Workers that live, had the segment and said that they let it go. Null where there is none.</summary>
    public HashSet<SegmentSession>? FormerHolders { get; set; }

    /// <summary>Holds: calls to workers that name it in their request or their answer, and threads that are opening it.</summary>
    public int Pins { get; set; }

    /// <summary>Holds: channels with an object of it inside, and how many of their items have one. Negative while a receiver's
    /// word is here before the sender's. Null where there is none.</summary>
    public Dictionary<SegmentEntry, int>? StoredIn { get; set; }

    /// <summary>Whether <see cref="StoredIn"/> of others may name this channel.</summary>
    public bool StoresOthers { get; set; }

    /// <summary>What the segment counts against, when a worker made it.</summary>
    public SegmentBudget? Budget { get; set; }

    /// <summary>Whether this process's own host has it.</summary>
    public bool IsKnownUpstream { get; set; }

    /// <summary>Windows: whether the own host has said so.</summary>
    public bool IsAcknowledged { get; set; }

    /// <summary>Whether the own host has said that only workers hold it.</summary>
    public bool IsLetGoUpstream { get; set; }

    /// <summary>Whether the workers that have it know that nothing else holds it.</summary>
    public bool IsHolderTold { get; set; }

    /// <summary>Whether it has been here for a whole call without having been opened.</summary>
    public bool IsLeftOver { get; set; }

    /// <summary>Whether something other than a worker or a channel holds it.</summary>
    public bool IsUsed => OpenViews > 0 || Pins > 0;

    /// <summary>Whether something holds it, channels apart.</summary>
    public bool IsHeld => IsUsed || Holders.Count > 0;

    /// <summary>Whether it lies in a channel that is held.</summary>
    public bool IsStored => StoredIn is not null && IsStoredIn([this]);

    // Channels may lie in one another, or in themselves: such a circle holds nothing.
    private bool IsStoredIn(HashSet<SegmentEntry> seen)
    {
        foreach ((SegmentEntry channel, int count) in StoredIn!)
        {
            if (count > 0 && (channel.IsHeld || (channel.StoredIn is not null && seen.Add(channel) && channel.IsStoredIn(seen))))
            {
                return true;
            }
        }

        return false;
    }
}
