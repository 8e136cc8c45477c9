using System;
using System.Collections.Generic;

namespace ProcessIsolate.Sharing;

/// <summary>Shared objects on their way: into answers, into channels and out of them.</summary>
/// <remarks>The program itself keeps what lies in channels, since it outlives all workers. They pass the word on to it. What changes is
/// guarded by the gate of <see cref="SegmentRegistry"/>.</remarks>
internal sealed class SegmentTransit(SegmentRegistry table)
{
    /// <summary>The objects of a message go out of this process, to a place where another may meet them.</summary>
    /// <param name="shipment">The objects.</param>
    /// <param name="channel">The channel that they are put into; null for the answer to a call.</param>
    /// <param name="call">The call.</param>
    /// <exception cref="ObjectDisposedException">One was disposed meanwhile; nothing of it goes out.</exception>
    public void Send(OutgoingSharedObjects shipment, SegmentEntry? channel, long call = -1)
    {
        lock (table.Gate)
        {
            foreach (SharedObject item in shipment.Objects)
            {
                ObjectDisposedException.ThrowIf(!table.Entries.ContainsKey(item.Entry.Id), item);
            }

            foreach (SharedObject item in shipment.Objects)
            {
                Store(item.Entry.Id, channel?.Id, channel is null ? call : null);
            }
        }

        table.CleanUp();
        // Another thread may have taken it on itself to send this, and not have done it yet. Over the stream the memory must be ahead of the
        // answer.
        table.Upstream?.Flush();
        foreach (SharedObject item in shipment.Objects)
        {
            table.Upstream?.WaitUntilKnown(item.Entry);
            item.OnSent(OwnerId.InTransit);
        }
    }

    /// <summary>The objects of an item were taken out of a channel, or not put there after all.</summary>
    public void Take(IReadOnlyList<SegmentEntry> objects, SegmentEntry channel)
    {
        lock (table.Gate)
        {
            foreach (SegmentEntry entry in objects)
            {
                Take(entry.Id, channel.Id);
            }
        }

        table.CleanUp();
    }

    /// <summary>Gate held: an object goes into a channel, or into the answer to a call of this process's host.</summary>
    /// <remarks>The program itself keeps what lies in channels, since it outlives all workers. They pass the word on to it.</remarks>
    public void Store(Guid id, Guid? channelId, long? call = null)
    {
        table.Entries.TryGetValue(id, out SegmentEntry? entry);
        SegmentEntry? channel = channelId is { } there ? table.Entries.GetValueOrDefault(there) : null;
        if (table.Upstream is null)
        {
            Move(entry, channel, 1);
            return;
        }

        TellUpstream(entry);
        TellUpstream(channel);
        table.Upstream.Outbox.Post(SegmentWord.Stored, id, channelId, call);
        table.NoteMailUp();
    }

    /// <summary>Gate held: an object was taken out of a channel.</summary>
    public void Take(Guid id, Guid channelId)
    {
        if (table.Upstream is null)
        {
            Move(table.Entries.GetValueOrDefault(id), table.Entries.GetValueOrDefault(channelId), -1);
            return;
        }

        table.Upstream.Outbox.Post(SegmentWord.Taken, id, channelId);
        table.NoteMailUp();
    }

    /// <summary>Gate held: sees to it that the own host, if there is one, has the segment.</summary>
    public void TellUpstream(SegmentEntry? entry)
    {
        if (table.Upstream is not null && entry is { IsKnownUpstream: false })
        {
            entry.IsKnownUpstream = true;
            table.Upstream.Outbox.PostMemory(entry);
            table.NoteMailUp();
        }
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
            table.Settle(entry);
        }
    }
}
