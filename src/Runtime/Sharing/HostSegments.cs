using System;
using ProcessIsolate.Rpc;

namespace ProcessIsolate.Sharing;

/// <summary>A worker's way to tell its host of shared segments: the control lane.</summary>
internal sealed class HostSegments(Connection connection, object sendLock) : ISegmentUpstream
{
    private readonly JsonRpcWriter writer = new(MessageLimits.Default);

    public void Send(SegmentEntry entry)
    {
        lock (sendLock)
        {
            connection.Send(SegmentMessages.WriteSegment(writer, entry).Span, entry.Segment.Handle);
        }
    }

    public void Ask(Guid id)
    {
        lock (sendLock)
        {
            connection.Send(SegmentMessages.WriteId(writer, SegmentMessages.Wanted, id).Span);
        }
    }

    public void Drop(Guid id, int times)
    {
        try
        {
            lock (sendLock)
            {
                connection.Send(SegmentMessages.WriteId(writer, SegmentMessages.Dropped, id, times).Span);
            }
        }
        catch (ConnectionLostException)
        {
            // The host is gone, and all it held with it.
        }
    }

    /// <summary>Makes the memory of what goes out in a message known to the host, before the message.</summary>
    public static void Announce(Shipment shipment)
    {
        foreach (SharedObject item in shipment.Objects)
        {
            if (SegmentTable.Shared.NeedsUpstream(item.Entry))
            {
                SegmentTable.Shared.Upstream!.Send(item.Entry);
            }

            item.OnSent(Participant.InTransit);
        }

        shipment.Clear();
    }

    /// <summary>Sees to a notification about segments.</summary>
    /// <returns>False when it is about something else.</returns>
    public bool OnNotification(in JsonRpcMessage message)
    {
        ReadOnlySpan<byte> method = message.Method.Span;
        if (method.SequenceEqual(SegmentMessages.Segment))
        {
            SegmentMessages.Accept(ProtocolNames.Parse(message.Params), connection, null);
            return true;
        }

        if (!method.SequenceEqual(SegmentMessages.Unknown))
        {
            return false;
        }

        if (SegmentMessages.TryReadId(ProtocolNames.Parse(message.Params), out Guid id))
        {
            SegmentTable.Shared.Refused(id);
        }

        return true;
    }
}
