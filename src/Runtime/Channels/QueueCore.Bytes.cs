using System;
using System.Buffers;
using System.Threading;
using ProcessIsolate.Sharing;
using ProcessIsolate.Synchronization;

namespace ProcessIsolate.Channels;

/// <content>Where an item's bytes stand in the ring, and how they get in and out.</content>
internal sealed unsafe partial class QueueCore
{
    private uint* FrameAt(QueueMark mark) => memory.HeaderAt(mark.Position);

    /// <summary>How many units the item at a mark takes, its header included.</summary>
    private long FrameUnits(QueueMark mark, out uint length)
    {
        length = FrameAt(mark)[0];
        long units = 1 + (length == NullLength ? 0 : ((long)length + Unit - 1) / Unit);
        // What this process knew of the tail may lie before the item; then the tail itself decides.
        long left = new QueueMark(Volatile.Read(ref knownTail)).UnitsSince(mark);
        if (left < units || left > Units)
        {
            left = Tail.UnitsSince(mark);
        }

        // No further than the ring is long: a walk along the items comes to an end.
        return units <= left && left <= Units
            ? units
            : throw new WorkerProtocolException(Nonsense + "an item reaches beyond the end.");
    }

    // The mark behind an item, on the way to an end that was read once: the way is no longer than the ring, whatever other processes
    // write meanwhile.
    private QueueMark Pass(QueueMark mark, QueueMark end)
    {
        long units = FrameUnits(mark, out _);
        long left = end.UnitsSince(mark);
        return units <= left && left <= Units
            ? mark.Next(units)
            : throw new WorkerProtocolException(Nonsense + "an item reaches beyond the end.");
    }

    private long CopyOut(QueueMark mark, Span<byte> exact, ref byte[]? rented, out int length)
    {
        long units = FrameUnits(mark, out uint written);
        length = written == NullLength ? -1 : (int)written;
        if (exact.Length > 0)
        {
            // Of another size than its type it is taken all the same, and the taker gets an error: it must not stand in the way for ever.
            if (length == exact.Length)
            {
                memory.CopyOut(mark.Position + 1, exact);
            }
        }
        else if (length > 0)
        {
            if (rented is null || rented.Length < length)
            {
                rented = ArrayPool<byte>.Shared.Rent(length);
            }

            memory.CopyOut(mark.Position + 1, rented.AsSpan(0, length));
        }

        return units;
    }

    // After the head has moved, without a lock: a burst's memory is given back while it is drained.
    private void GiveBackIfCrossed(long from)
    {
        if (layout.IsChunked && memory.IsCrossing(from, Head.Position))
        {
            GiveBack();
        }
    }

    /// <summary>Gives back what a burst has left, if no producer is at work; else it is done another time.</summary>
    /// <returns>Whether there may be more.</returns>
    private bool GiveBack()
    {
        if (!memory.HasTooMuch(Head.Position, Tail.Position) || producers.TryEnter() == LockOutcome.NotTaken)
        {
            return false;
        }

        try
        {
            FailPoint.Hit("memory.locked");
            return memory.GiveBack(Head.Position, Tail.Position);
        }
        finally
        {
            producers.Exit();
            RaiseIfEnded();
        }
    }
}
