using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using ProcessIsolate.SharedMemory;

namespace ProcessIsolate.Sharing;

/// <summary>Every shared segment that this process knows, by its id; and the rule for how long.</summary>
/// <remarks>
/// <para>A shared object travels as its segment's id, in a request, an answer or an item of a channel. Its memory travels over the
/// control lane. docs/channels.md says how, and why the count is right.</para>
/// <para>The gate guards all entries, and what sessions and budgets count. It is a leaf but for the outboxes: nothing is sent, unmapped
/// or waited for while it is held, so each change is followed by <see cref="CleanUp"/>.</para>
/// </remarks>
internal sealed class SegmentRegistry
{
    private readonly Dictionary<Guid, SegmentEntry> entries = [];
    private readonly List<SegmentEntry> garbage = [];
    private readonly HashSet<SegmentSession> withMail = [];
    private bool hasMailUp;
    private bool isUnclean;

    private SegmentRegistry()
    {
        Views = new SegmentViews(this);
        Transit = new SegmentTransit(this);
    }

    public static SegmentRegistry Shared { get; } = new();

    /// <summary>The objects that segments make here.</summary>
    public SegmentViews Views { get; }

    /// <summary>What goes out of this process, and into and out of channels.</summary>
    public SegmentTransit Transit { get; }

    /// <summary>The way to this process's own host; null where there is none.</summary>
    public SegmentClient? Upstream { get; set; }

    /// <summary>Guards all that this class and those it works with count.</summary>
    public object Gate { get; } = new();

    /// <summary>What is waited for. Guarded by the gate.</summary>
    public SegmentAsks Asks { get; } = new();

    /// <summary>All that is known. Guarded by the gate.</summary>
    public IReadOnlyDictionary<Guid, SegmentEntry> Entries => entries;

    /// <summary>Makes a segment for a new object of this process's.</summary>
    /// <exception cref="PlatformNotSupportedException">This system cannot share memory.</exception>
    /// <exception cref="IOException">Memory is short.</exception>
    public SegmentEntry Create(SharedKind kind, long size) => Create(kind, size, size);

    /// <summary>As the other one; of the memory only the beginning is there at first, see <see cref="SharedSegment.Commit"/>.</summary>
    public SegmentEntry Create(SharedKind kind, long size, long committed)
    {
        if (!SharedWait.IsSupported || !SharedSegment.IsSupported)
        {
            throw new PlatformNotSupportedException("Memory shared between processes is not supported on this system.");
        }

        // Known once the object is made: an entry that nothing holds is removed.
        return new SegmentEntry(Guid.NewGuid(), kind, SharedSegment.Create(size, committed));
    }

    /// <summary>Gate held: a segment has come.</summary>
    public void Add(SegmentEntry entry)
    {
        entries.Add(entry.Id, entry);
        Monitor.PulseAll(Gate);
    }

    /// <summary>Gate held: an object was made of the segment, which may be the first.</summary>
    public void Know(SegmentEntry entry) => entries.TryAdd(entry.Id, entry);

    /// <summary>Gate held: a worker's outbox has something to send.</summary>
    public void NoteMail(SegmentSession session)
    {
        withMail.Add(session);
        isUnclean = true;
    }

    /// <summary>Gate held: the outbox for the own host has something to send.</summary>
    public void NoteMailUp() => isUnclean = hasMailUp = true;

    /// <summary>Gate held: something held the segment and does so no longer. Removes it if that was the last.</summary>
    public void Settle(SegmentEntry entry)
    {
        if (!entries.TryGetValue(entry.Id, out SegmentEntry? known) || known != entry)
        {
            return;
        }

        if (entry.IsHeld || entry.IsStored)
        {
            TellHolders(entry);
            return;
        }

        entries.Remove(entry.Id);
        Asks.OnGone(entry.Id);
        Upstream?.OnRemoved(entry);
        entry.Budget?.Discharge(entry.Segment.Size);
        if (entry.IsKnownUpstream && Upstream is not null)
        {
            Upstream.Outbox.Post(SegmentWord.Dropped, entry.Id);
            NoteMailUp();
        }

        garbage.Add(entry);
        isUnclean = true;
        if (entry.StoresOthers)
        {
            foreach (SegmentEntry other in new List<SegmentEntry>(entries.Values))
            {
                if (other.StoredIn?.Remove(entry) == true)
                {
                    Settle(other);
                }
            }
        }
    }

    /// <summary>Gate not held: does what was left over while it was: unmaps and sends.</summary>
    public void CleanUp()
    {
        SegmentEntry[] dead;
        SegmentSession[] mail;
        bool up;
        lock (Gate)
        {
            if (!isUnclean)
            {
                return;
            }

            dead = [.. garbage];
            mail = [.. withMail];
            up = hasMailUp;
            garbage.Clear();
            withMail.Clear();
            isUnclean = hasMailUp = false;
        }

        foreach (SegmentEntry entry in dead)
        {
            entry.Segment.Dispose();
        }

        foreach (SegmentSession session in mail)
        {
            session.Flush();
        }

        if (up)
        {
            Upstream!.Flush();
        }
    }

    private void TellHolders(SegmentEntry entry)
    {
        if (entry.IsHolderTold || entry.IsUsed || entry.IsStored || (Upstream is not null && !entry.IsLetGoUpstream))
        {
            return;
        }

        entry.IsHolderTold = true;
        foreach (SegmentSession holder in entry.Holders)
        {
            holder.Outbox.Post(SegmentWord.LetGo, entry.Id);
            NoteMail(holder);
        }
    }
}
