using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading;
using ProcessIsolate.SharedMemory;

namespace ProcessIsolate.Sharing;

/// <summary>Every shared segment that this process knows, by its id.</summary>
/// <remarks>
/// <para>A shared object travels as its segment's id. The memory itself goes ahead of it over the control lane: from a host to
/// the worker that a call is for, and from a worker to its host before an object of the worker's leaves it in any way. So the
/// host always knows every segment that can turn up anywhere, and a worker that meets an id it does not know asks its host.</para>
/// <para>A segment is kept while it is used here, while a worker has it, and while it lies in a queue or pipe. The last is let go when
/// no queue or pipe is left that it could lie in.</para>
/// </remarks>
internal sealed partial class SegmentTable
{
    private static readonly TimeSpan ResolveLimit = TimeSpan.FromSeconds(30);

    private readonly object gate = new();
    private readonly Dictionary<Guid, SegmentEntry> entries = [];
    private readonly HashSet<Guid> refused = [];

    public static SegmentTable Shared { get; } = new();

    /// <summary>The way to this process's own host; null where there is none.</summary>
    public ISegmentUpstream? Upstream { get; set; }

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

        // Known once the object is made: an entry that nobody uses may be taken for one that is left over.
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
        SegmentEntry entry = Require(id);
        if (entry.Kind != kind || (uint)view >= (uint)entry.Views.Length)
        {
            throw new IOException($"A {kind} was expected and a {entry.Kind} was sent.");
        }

        lock (gate)
        {
            if (entry.Views[view] is { } reference && reference.TryGetTarget(out SharedObject? living) && !living.IsDisposed)
            {
                return living as T ?? throw new IOException($"'{typeof(T)}' was expected and '{living.GetType()}' was sent.");
            }
        }

        // Held, since somebody else may end the last use meanwhile. Outside the lock: the header is checked here, and two
        // threads that open the same view at the same time are told apart below.
        if (!entry.Segment.TryEnter())
        {
            throw Gone();
        }

        try
        {
            return Adopt(entry, view, open(entry, view));
        }
        finally
        {
            entry.Segment.Exit();
        }
    }

    /// <summary>Notes an object that was made of a segment.</summary>
    /// <returns>It, or the one that somebody else made at the same time.</returns>
    public T Adopt<T>(SegmentEntry entry, int view, T made)
        where T : SharedObject
    {
        lock (gate)
        {
            if (entry.Views[view] is { } reference && reference.TryGetTarget(out SharedObject? living) && !living.IsDisposed
                && living is T other)
            {
                made.Abandon();
                return other;
            }

            made.IsAdopted = true;
            entries.TryAdd(entry.Id, entry);
            entry.Views[view] = new WeakReference<SharedObject>(made);
            entry.OpenViews++;
            // Received: from here on it lives as long as whoever uses it.
            entry.IsInTransit = false;
        }

        return made;
    }

    /// <summary>An object of the segment is not used here any more.</summary>
    public void Close(SegmentEntry entry)
    {
        bool gone;
        lock (gate)
        {
            entry.OpenViews--;
            gone = RemoveIfUnused(entry);
        }

        Finish(entry, gone);
    }

    /// <summary>Sees to it that the own host, if there is one, knows the segment before its id leaves this process.</summary>
    public void TellUpstream(SegmentEntry entry)
    {
        if (Upstream is null)
        {
            return;
        }

        // A lock of the segment's own: another thread that sends the same object goes on only once it is told, and the table's
        // lock is not held while a message goes out.
        lock (entry.Telling)
        {
            if (!entry.IsKnownUpstream)
            {
                Upstream.Send(entry);
                entry.IsKnownUpstream = true;
            }
        }
    }

    /// <summary>The segment's id was put where anybody may take it.</summary>
    public void SetInTransit(SegmentEntry entry)
    {
        lock (gate)
        {
            entry.IsInTransit = true;
        }
    }

    /// <summary>As the other one, on a worker's word; the host of this process, if there is one, has heard it too.</summary>
    public void SetInTransit(Guid id)
    {
        lock (gate)
        {
            if (!entries.TryGetValue(id, out SegmentEntry? entry))
            {
                return;
            }

            entry.IsInTransit = true;
        }

        Upstream?.Keep(id);
    }

    /// <summary>The own host does not know a segment.</summary>
    public void Refused(Guid id)
    {
        lock (gate)
        {
            refused.Add(id);
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>The segment that a worker asks for; null when nobody knows it.</summary>
    /// <remarks>A worker that has workers of its own asks its host in turn.</remarks>
    public SegmentEntry? Find(Guid id)
    {
        try
        {
            lock (gate)
            {
                if (entries.TryGetValue(id, out SegmentEntry? known) || Upstream is null)
                {
                    return known;
                }
            }

            return Require(id);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The segment, waiting for it while it is on its way.</summary>
    /// <exception cref="IOException">Nobody knows it.</exception>
    public SegmentEntry Require(Guid id)
    {
        lock (gate)
        {
            if (entries.TryGetValue(id, out SegmentEntry? known))
            {
                return known;
            }
        }

        Upstream?.Ask(id);
        long begun = Stopwatch.GetTimestamp();
        lock (gate)
        {
            while (true)
            {
                if (entries.TryGetValue(id, out SegmentEntry? arrived))
                {
                    return arrived;
                }

                TimeSpan left = ResolveLimit - Stopwatch.GetElapsedTime(begun);
                if (refused.Remove(id) || left <= TimeSpan.Zero || !Monitor.Wait(gate, left))
                {
                    throw Gone();
                }
            }
        }
    }

    private static IOException Gone() =>
        new("A shared object was sent whose memory is gone: every process that had it has ended or disposed it.");

    private bool RemoveIfUnused(SegmentEntry entry)
    {
        if (!entry.IsUnused || !entries.Remove(entry.Id))
        {
            return false;
        }

        if (entry.Kind is SharedKind.Queue or SharedKind.Pipe)
        {
            RemoveStranded();
        }

        return true;
    }

    // What lies in a queue or pipe can be received while there is one; afterwards nobody can ask for it.
    private void RemoveStranded()
    {
        List<SegmentEntry> stranded = [];
        foreach (SegmentEntry entry in entries.Values)
        {
            bool isOpen = entry.OpenViews > 0 || entry.Holders.Count > 0;
            if (isOpen && entry.Kind is SharedKind.Queue or SharedKind.Pipe)
            {
                return;
            }

            if (!isOpen)
            {
                stranded.Add(entry);
            }
        }

        foreach (SegmentEntry entry in stranded)
        {
            entries.Remove(entry.Id);
            entry.Segment.Dispose();
        }
    }

    private void Finish(SegmentEntry entry, bool gone)
    {
        if (gone)
        {
            entry.Segment.Dispose();
            if (entry.IsKnownUpstream)
            {
                Upstream?.Drop(entry.Id, entry.Arrivals);
            }
        }
    }
}
