using System;
using System.Buffers;
using System.Threading;

namespace ProcessIsolate.Channels;

/// <content>Where an item's bytes stand in the ring, and how they get in and out.</content>
internal sealed unsafe partial class QueueCore
{
    private uint* FrameAt(QueueMark mark) => (uint*)(data + ((mark.Position & (Units - 1)) * Unit));

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

        // No further than the ring is long: whoever walks along the items comes to an end.
        return units <= left && left <= Units
            ? units
            : throw new WorkerProtocolException(Nonsense + "an item reaches beyond the end.");
    }

    private long CopyOut(QueueMark mark, Span<byte> exact, ref byte[]? rented, out int length)
    {
        long units = FrameUnits(mark, out uint written);
        length = written == NullLength ? -1 : (int)written;
        if (exact.Length > 0)
        {
            // Of another size than its type it is taken all the same, and the taker is told: it must not stand in the way for ever.
            if (length == exact.Length)
            {
                CopyOut(mark.Position + 1, exact);
            }
        }
        else if (length > 0)
        {
            if (rented is null || rented.Length < length)
            {
                rented = ArrayPool<byte>.Shared.Rent(length);
            }

            CopyOut(mark.Position + 1, rented.AsSpan(0, length));
        }

        return units;
    }

    private void CopyIn(long position, ReadOnlySpan<byte> bytes)
    {
        // Lengths were checked against the room; the index is masked, and what does not fit before the end goes on at the beginning.
        long index = (position & (Units - 1)) * Unit;
        int first = (int)Math.Min(bytes.Length, layout.CapacityBytes - index);
        bytes[..first].CopyTo(new Span<byte>(data + index, first));
        bytes[first..].CopyTo(new Span<byte>(data, bytes.Length - first));
    }

    private void CopyOut(long position, Span<byte> bytes)
    {
        long index = (position & (Units - 1)) * Unit;
        int first = (int)Math.Min(bytes.Length, layout.CapacityBytes - index);
        new ReadOnlySpan<byte>(data + index, first).CopyTo(bytes);
        new ReadOnlySpan<byte>(data, bytes.Length - first).CopyTo(bytes[first..]);
    }
}
