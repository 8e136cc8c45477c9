using System;
using System.Collections.Generic;
using System.Diagnostics;
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
internal sealed class SegmentTable
{
    private static readonly TimeSpan ArrivalLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(50);

    private readonly Dictionary<Guid, SegmentEntry> entries = [];
    private readonly List<SegmentEntry> garbage = [];
    private readonly HashSet<WorkerSegments> withMail = [];
    private bool hasMailUp;
    private bool isUnclean;

    public static SegmentTable Shared { get; } = new();

    /// <summary>The way to this process's own host; null where there is none.</summary>
    public HostSegments? Upstream { get; set; }

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

    /// <summary>The object that a segment makes, the same one as long as it lives.</summary>
    /// <param name="id">The segment.</param>
    /// <param name="kind">What it must be.</param>
    /// <param name="view">Which of its objects.</param>
    /// <param name="open">Makes the object.</param>
    /// <exception cref="IOException">The segment is not known any more, or is something else.</exception>
    public T Open<T>(Guid id, SharedKind kind, int view, Func<SegmentEntry, int, T> open)
        where T : SharedObject
    {
        SegmentEntry entry = Pin(id);
        try
        {
            if (entry.Kind != kind || (uint)view >= (uint)entry.Views.Length)
            {
                throw new IOException($"A {kind} was expected and a {entry.Kind} was sent.");
            }

            IncomingSharedObjects.Current?.Add(entry);
            lock (Gate)
            {
                if (entry.Views[view] is { } reference && reference.TryGetTarget(out SharedObject? living) && !living.IsDisposed)
                {
                    return living as T ?? throw new IOException($"'{typeof(T)}' was expected and '{living.GetType()}' was sent.");
                }
            }

            // Outside the gate: the header is checked here, and two threads that open the same view are told apart below.
            return Adopt(entry, view, open(entry, view));
        }
        finally
        {
            Unpin(entry);
        }
    }

    /// <summary>Notes an object that was made of a segment.</summary>
    /// <returns>It, or the one that another thread made at the same time.</returns>
    public T Adopt<T>(SegmentEntry entry, int view, T made)
        where T : SharedObject
    {
        lock (Gate)
        {
            if (entry.Views[view] is { } reference && reference.TryGetTarget(out SharedObject? living) && !living.IsDisposed
                && living is T other)
            {
                made.Abandon();
                return other;
            }

            entries.TryAdd(entry.Id, entry);
            entry.Views[view] = new WeakReference<SharedObject>(made);
            entry.OpenViews++;
            entry.IsHolderTold = false;
        }

        made.OnAdopted();
        return made;
    }

    /// <summary>An object of the segment is not used here any more.</summary>
    public void Close(SegmentEntry entry)
    {
        lock (Gate)
        {
            entry.OpenViews--;
            Settle(entry);
        }

        CleanUp();
    }

    /// <summary>The objects of a message go out of this process, to a place where another may meet them.</summary>
    /// <param name="shipment">The objects.</param>
    /// <param name="channel">The channel that they are put into; null for the answer to a call.</param>
    /// <param name="call">The call.</param>
    /// <exception cref="ObjectDisposedException">One was disposed meanwhile; nothing of it goes out.</exception>
    public void Send(Shipment shipment, SegmentEntry? channel, long call = -1)
    {
        lock (Gate)
        {
            foreach (SharedObject item in shipment.Objects)
            {
                ObjectDisposedException.ThrowIf(!entries.ContainsKey(item.Entry.Id), item);
            }

            foreach (SharedObject item in shipment.Objects)
            {
                Store(item.Entry.Id, channel?.Id, channel is null ? call : null);
            }
        }

        CleanUp();
        // Another thread may have taken it on itself to send this, and not have done it yet. Over the stream the memory must be ahead of the
        // answer.
        Upstream?.Flush();
        foreach (SharedObject item in shipment.Objects)
        {
            Upstream?.WaitUntilKnown(item.Entry);
            item.OnSent(Participant.InTransit);
        }
    }

    /// <summary>The objects of an item were taken out of a channel, or not put there after all.</summary>
    public void Take(IReadOnlyList<SegmentEntry> objects, SegmentEntry channel)
    {
        lock (Gate)
        {
            foreach (SegmentEntry entry in objects)
            {
                Take(entry.Id, channel.Id);
            }
        }

        CleanUp();
    }

    /// <summary>Gate held: an object goes into a channel, or into the answer to a call of this process's host.</summary>
    /// <remarks>The program itself keeps what lies in channels, since it outlives all workers. They pass the word on to it.</remarks>
    public void Store(Guid id, Guid? channelId, long? call = null)
    {
        entries.TryGetValue(id, out SegmentEntry? entry);
        SegmentEntry? channel = channelId is { } there ? entries.GetValueOrDefault(there) : null;
        if (Upstream is null)
        {
            Move(entry, channel, 1);
            return;
        }

        TellUpstream(entry);
        TellUpstream(channel);
        Upstream.Outbox.Post(SegmentWord.Stored, id, channelId, call);
        NoteMailUp();
    }

    /// <summary>Gate held: an object was taken out of a channel.</summary>
    public void Take(Guid id, Guid channelId)
    {
        if (Upstream is null)
        {
            Move(entries.GetValueOrDefault(id), entries.GetValueOrDefault(channelId), -1);
            return;
        }

        Upstream.Outbox.Post(SegmentWord.Taken, id, channelId);
        NoteMailUp();
    }

    /// <summary>Gate held: sees to it that the own host, if there is one, has the segment.</summary>
    public void TellUpstream(SegmentEntry? entry)
    {
        if (Upstream is not null && entry is { IsKnownUpstream: false })
        {
            entry.IsKnownUpstream = true;
            Upstream.Outbox.PostMemory(entry);
            NoteMailUp();
        }
    }

    /// <summary>Gate held: a segment has come.</summary>
    public void Add(SegmentEntry entry)
    {
        entries.Add(entry.Id, entry);
        Monitor.PulseAll(Gate);
    }

    /// <summary>Gate held: a worker's outbox has something to send.</summary>
    public void NoteMail(WorkerSegments session)
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
        WorkerSegments[] mail;
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

        foreach (WorkerSegments session in mail)
        {
            session.Flush();
        }

        if (up)
        {
            Upstream!.Flush();
        }
    }

    private static IOException Gone() =>
        new("A shared object was sent whose memory is gone: every process that had it has ended or disposed it.");

    // Finds the segment, waiting for it while it is on its way, and holds it.
    private SegmentEntry Pin(Guid id)
    {
        SegmentAsk ask;
        lock (Gate)
        {
            if (TryPin(id, out SegmentEntry? known))
            {
                return known!;
            }

            // Over the stream all comes in order: what is not here does not come.
            if (Upstream is null && (Asks.IsGone(id) || WorkerSegments.Read is { HasRings: false }))
            {
                throw Gone();
            }

            ask = Asks.Begin(id, this);
        }

        CleanUp();
        long begun = Stopwatch.GetTimestamp();
        lock (Gate)
        {
            try
            {
                while (true)
                {
                    if (TryPin(id, out SegmentEntry? arrived))
                    {
                        return arrived!;
                    }

                    TimeSpan left = ArrivalLimit - Stopwatch.GetElapsedTime(begun);
                    // An answer's time limit ends its worker, and with it the wait for what the answer names.
                    if (ask.IsUnknown || left <= TimeSpan.Zero || WorkerSegments.Read is { HasExited: true })
                    {
                        throw Gone();
                    }

                    Monitor.Wait(Gate, WorkerSegments.Read is not null && left > LookInterval ? LookInterval : left);
                }
            }
            finally
            {
                Asks.End(ask);
            }
        }
    }

    private bool TryPin(Guid id, out SegmentEntry? entry)
    {
        if (!entries.TryGetValue(id, out entry))
        {
            return Asks.RefusalOf(id) is { } reason ? throw new IOException(reason) : false;
        }

        entry.Pins++;
        return true;
    }

    private void Unpin(SegmentEntry entry)
    {
        lock (Gate)
        {
            entry.Pins--;
            Settle(entry);
        }

        CleanUp();
    }

    // The two words about one item come over different lanes, and so in any order.
    private void Move(SegmentEntry? entry, SegmentEntry? channel, int by)
    {
        if (entry is null || channel is null)
        {
            return;
        }

        entry.StoredIn ??= [];
        int count = Math.Clamp(entry.StoredIn.GetValueOrDefault(channel), -int.MaxValue + 1, int.MaxValue - 1) + by;
        channel.StoresOthers = true;
        if (count != 0)
        {
            entry.StoredIn[channel] = count;
        }
        else
        {
            entry.StoredIn.Remove(channel);
        }

        if (by < 0)
        {
            Settle(entry);
        }
    }

    private void TellHolders(SegmentEntry entry)
    {
        if (entry.IsHolderTold || entry.IsUsed || entry.IsStored || (Upstream is not null && !entry.IsLetGoUpstream))
        {
            return;
        }

        entry.IsHolderTold = true;
        foreach (WorkerSegments holder in entry.Holders)
        {
            holder.Outbox.Post(SegmentWord.LetGo, entry.Id);
            NoteMail(holder);
        }
    }
}
