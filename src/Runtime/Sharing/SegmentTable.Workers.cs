using System;
using System.Collections.Generic;
using System.Threading;
using ProcessIsolate.SharedMemory;

namespace ProcessIsolate.Sharing;

/// <content>What workers have: sent to them, come from them, dropped by them, left by them.</content>
internal sealed partial class SegmentTable
{
    // A guard of the host's memory against a worker that makes segments without end.
    private const int MaxHeldByOneWorker = 100_000;

    /// <summary>Whether the segment must be sent to a worker, which has it from then on.</summary>
    public bool TakeHold(SegmentEntry entry, WorkerSegments worker)
    {
        lock (gate)
        {
            bool isNew = !entry.Holders.TryGetValue(worker, out int times);
            if (isNew)
            {
                entry.Holders[worker] = times + 1;
            }

            return isNew;
        }
    }

    /// <summary>The segment is sent to a worker that says it does not have it.</summary>
    public void TakeHoldAgain(SegmentEntry entry, WorkerSegments worker)
    {
        lock (gate)
        {
            entry.Holders[worker] = entry.Holders.GetValueOrDefault(worker) + 1;
            entry.IsInTransit = false;
        }
    }

    /// <summary>A worker does not use the segment any more, which it was sent so many times.</summary>
    public void Drop(Guid id, WorkerSegments worker, int times)
    {
        SegmentEntry? entry;
        bool gone = false;
        lock (gate)
        {
            // Sent once more meanwhile: the word is about an earlier time.
            if (entries.TryGetValue(id, out entry) && entry.Holders.TryGetValue(worker, out int sent) && sent <= times)
            {
                entry.Holders.Remove(worker);
                gone = RemoveIfUnused(entry);
            }
        }

        if (entry is not null)
        {
            Finish(entry, gone);
        }
    }

    /// <summary>A segment has come from a worker, or from the own host.</summary>
    /// <exception cref="Rpc.InvalidMessageException">The worker has sent too many.</exception>
    public void Arrived(Guid id, SharedKind kind, SharedSegment segment, WorkerSegments? from)
    {
        SegmentEntry? entry;
        bool isKnown;
        lock (gate)
        {
            isKnown = entries.TryGetValue(id, out entry);
            if (!isKnown)
            {
                entry = new SegmentEntry(id, kind, segment) { IsKnownUpstream = from is null, IsInTransit = from is not null };
                entries.Add(id, entry);
            }

            entry!.Arrivals += from is null ? 1 : 0;
            if (from is not null && ++from.Count > MaxHeldByOneWorker)
            {
                throw new Rpc.InvalidMessageException("A worker shares more segments than are allowed.");
            }

            if (from is not null && !entry.Holders.ContainsKey(from))
            {
                entry.Holders[from] = 1;
            }

            Monitor.PulseAll(gate);
        }

        if (isKnown)
        {
            segment.Dispose();
        }

        if (from is not null)
        {
            TellUpstream(entry);
        }
    }

    /// <summary>The segments that a worker had, which is gone.</summary>
    public List<SegmentEntry> HeldBy(WorkerSegments worker)
    {
        lock (gate)
        {
            List<SegmentEntry> held = [];
            foreach (SegmentEntry entry in entries.Values)
            {
                if (entry.Holders.ContainsKey(worker))
                {
                    held.Add(entry);
                }
            }

            return held;
        }
    }

    /// <summary>A worker that is gone does not have the segment any more.</summary>
    public void Release(SegmentEntry entry, WorkerSegments worker)
    {
        bool gone;
        lock (gate)
        {
            entry.Holders.Remove(worker);
            gone = RemoveIfUnused(entry);
        }

        Finish(entry, gone);
    }
}
