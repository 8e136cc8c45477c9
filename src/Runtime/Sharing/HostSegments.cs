using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using ProcessIsolate.Rpc;

namespace ProcessIsolate.Sharing;

/// <summary>A worker's way to tell its host of shared segments: the control lane.</summary>
internal sealed class HostSegments(Connection connection, object sendLock) : ISegmentUpstream
{
    // A host that reads answers within microseconds. Over the stream it reads only while a call runs; what is sent between
    // two calls then goes on with a name that nothing keeps alive but this process.
    private static readonly TimeSpan KnownLimit = TimeSpan.FromSeconds(5);

    private readonly object acknowledgements = new();
    private HashSet<Guid>? known;

    // Made with the first message: most workers share nothing.
    private JsonRpcWriter? lazyWriter;

    private JsonRpcWriter Writer => lazyWriter ??= new JsonRpcWriter(MessageLimits.Default);

    public void Send(SegmentEntry entry)
    {
        lock (sendLock)
        {
            ReadOnlySpan<byte> frame = SegmentMessages.WriteSegment(Writer, entry).Span;
            if (entry.Segment.Attachment is { } descriptor)
            {
                connection.Send(frame, descriptor);
            }
            else
            {
                connection.Send(frame);
            }
        }

        if (entry.Segment.Attachment is null)
        {
            WaitUntilKnown(entry.Id);
        }
    }

    public void Keep(Guid id) => Notify(SegmentMessages.InTransit, id);

    public void Ask(Guid id) => Notify(SegmentMessages.Wanted, id);

    public void Drop(Guid id, int times)
    {
        try
        {
            Notify(SegmentMessages.Dropped, id, times);
        }
        catch (ConnectionLostException)
        {
            // The host is gone, and all it held with it.
        }
    }

    /// <summary>Makes the memory of what goes out in a message, or into a queue or pipe, known to the host; and keeps it for
    /// whoever receives it.</summary>
    public static void Announce(Shipment shipment)
    {
        SegmentTable table = SegmentTable.Shared;
        foreach (SharedObject item in shipment.Objects)
        {
            table.TellUpstream(item.Entry);
            table.SetInTransit(item.Entry);
            table.Upstream?.Keep(item.Entry.Id);
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

        bool isKnown = method.SequenceEqual(SegmentMessages.Known);
        if (!isKnown && !method.SequenceEqual(SegmentMessages.Unknown))
        {
            return false;
        }

        if (SegmentMessages.TryReadId(ProtocolNames.Parse(message.Params), out Guid id))
        {
            if (isKnown)
            {
                Acknowledged(id);
            }
            else
            {
                SegmentTable.Shared.Refused(id);
            }
        }

        return true;
    }

    // A name goes with the last handle. Nobody is sent an object of the segment, and this process neither lets go of it nor ends
    // in order, before the host has a handle of its own.
    private void WaitUntilKnown(Guid id)
    {
        long begun = Stopwatch.GetTimestamp();
        lock (acknowledgements)
        {
            TimeSpan left = KnownLimit;
            while (known?.Remove(id) != true && left > TimeSpan.Zero && Monitor.Wait(acknowledgements, left))
            {
                left = KnownLimit - Stopwatch.GetElapsedTime(begun);
            }
        }
    }

    private void Acknowledged(Guid id)
    {
        lock (acknowledgements)
        {
            (known ??= []).Add(id);
            Monitor.PulseAll(acknowledgements);
        }
    }

    private void Notify(ReadOnlySpan<byte> method, Guid id, int times = 0)
    {
        lock (sendLock)
        {
            connection.Send(SegmentMessages.WriteId(Writer, method, id, times).Span);
        }
    }
}
