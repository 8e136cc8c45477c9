using System;
using System.IO;
using System.Text.Json;
using System.Threading;
using ProcessIsolate.Rpc;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Sharing;

/// <summary>The host's view of one worker's shared segments: sends them, takes those that the worker makes, and repairs what
/// the worker leaves behind when it ends.</summary>
internal sealed class WorkerSegments(WorkerProcess worker)
{
    private const int WatchStackBytes = 256 * 1024;

    private int watched;

    // Set before the first look at what the worker has left: whoever notes more for it later looks after it himself.
    private bool isGone;
    private bool crashed;

    /// <summary>How many segments the worker has sent; owned by <see cref="SegmentTable"/>.</summary>
    public int Count { get; set; }

    /// <summary>The number by which the worker marks what it owns.</summary>
    public uint Participant { get; } = Sharing.Participant.ForWorker(worker.WorkerId);

    /// <summary>Sees to it that the worker has the objects' memory before it reads of them.</summary>
    public void Deliver(Shipment shipment)
    {
        foreach (SharedObject item in shipment.Objects)
        {
            item.OnSent(Participant);
            bool isNew = SegmentTable.Shared.TakeHold(item.Entry, this);
            if (isNew)
            {
                Send(item.Entry, isBeforeRequest: true);
            }

            if (Volatile.Read(ref isGone))
            {
                Repair(item.Entry, hadIt: !isNew);
            }
        }

        shipment.Clear();
    }

    /// <summary>Sees to a notification about segments.</summary>
    /// <returns>False when it is about something else.</returns>
    /// <exception cref="InvalidMessageException">It is malformed.</exception>
    public bool OnNotification(in JsonRpcMessage message, Connection connection)
    {
        ReadOnlySpan<byte> method = message.Method.Span;
        if (method.SequenceEqual(SegmentMessages.Segment))
        {
            Watch();
            SegmentMessages.Accept(ProtocolNames.Parse(message.Params), connection, this);
            RepairIfGone();
            return true;
        }

        bool isWanted = method.SequenceEqual(SegmentMessages.Wanted);
        bool isInTransit = method.SequenceEqual(SegmentMessages.InTransit);
        if (!isWanted && !isInTransit && !method.SequenceEqual(SegmentMessages.Dropped))
        {
            return false;
        }

        JsonElement parameters = ProtocolNames.Parse(message.Params);
        if (!SegmentMessages.TryReadId(parameters, out Guid id))
        {
            throw new InvalidMessageException("A message about a shared segment has no id.");
        }

        if (isWanted)
        {
            Answer(id);
        }
        else if (isInTransit)
        {
            SegmentTable.Shared.SetInTransit(id);
        }
        else
        {
            SegmentTable.Shared.Drop(id, this, ProtocolNames.Number(parameters, "times", 0));
        }

        return true;
    }

    /// <summary>Windows: tells the worker that a segment of its is open here.</summary>
    public void Acknowledge(Guid id) =>
        worker.Lane!.Notify(writer => SegmentMessages.WriteId(writer, SegmentMessages.Known, id), null, isBeforeRequest: false);

    private void Answer(Guid id)
    {
        if (SegmentTable.Shared.Find(id) is not { } entry)
        {
            worker.Lane!.Notify(writer => SegmentMessages.WriteId(writer, SegmentMessages.Unknown, id), null, isBeforeRequest: false);
            return;
        }

        SegmentTable.Shared.TakeHoldAgain(entry, this);
        Send(entry, isBeforeRequest: false);
        RepairIfGone();
    }

    private void Send(SegmentEntry entry, bool isBeforeRequest)
    {
        Watch();
        if (!entry.Segment.TryEnter())
        {
            return;
        }

        try
        {
            worker.Lane!.Notify(writer => SegmentMessages.WriteSegment(writer, entry), entry.Segment.Attachment, isBeforeRequest);
        }
        finally
        {
            entry.Segment.Exit();
        }
    }

    // A thread of its own, for workers that share something: the host's other threads may all be waiting for what this
    // very worker held when it died.
    private void Watch()
    {
        if (Interlocked.Exchange(ref watched, 1) == 0)
        {
            new Thread(RepairWhenGone, WatchStackBytes) { IsBackground = true, Name = $"ProcessIsolate worker {worker.WorkerId} repair" }.Start();
        }
    }

    private void RepairWhenGone()
    {
        worker.Child.Ended.Wait();
        crashed = worker.Child.Exit(worker.Lane?.AnnouncedExitCode).Code != 0;
        Volatile.Write(ref isGone, true);
        RepairAll();
    }

    // A call may be sent to a worker that has just died, and what a dead one had sent may be read late. The table's lock stands between
    // noting that the worker has a segment and this look; so either the repair found the segment or this look finds the worker gone.
    private void RepairIfGone()
    {
        if (Volatile.Read(ref isGone))
        {
            RepairAll();
        }
    }

    private void RepairAll()
    {
        foreach (SegmentEntry entry in SegmentTable.Shared.HeldBy(this))
        {
            Repair(entry, hadIt: true);
        }
    }

    private void Repair(SegmentEntry entry, bool hadIt)
    {
        bool isHeld = entry.Segment.TryEnter();
        // Let go first: an object that is sent meanwhile is noted anew, after its pipe end was given to the worker, and seen to again.
        SegmentTable.Shared.Release(entry, this);
        if (!isHeld)
        {
            return;
        }

        try
        {
            // Nobody need be told of the death of one that never met the others.
            if (hadIt || entry.Kind != SharedKind.Barrier)
            {
                SharedRepair.Repair(entry, Participant, crashed);
            }
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException or ArgumentException)
        {
            // A hostile worker has left words that make no sense: whoever uses this object is told so there.
        }
        finally
        {
            entry.Segment.Exit();
        }
    }
}
