using System;
using System.IO;
using System.Threading;
using ProcessIsolate.SharedMemory;

namespace ProcessIsolate.Channels;

/// <summary>Where the bytes of a queue stand: positions, which only go forward, and the memory behind them.</summary>
/// <remarks>
/// <para>A small queue is one ring. A larger one is cut into chunks of 64 KiB, of which only those in use are there. A table says which
/// piece of memory a chunk of positions lies in; a word for each piece says which chunk had it last. A producer that reaches a
/// new chunk takes the first piece that is not in use: so a queue that is nearly empty goes round in a few pieces, which stay in the
/// processor's caches, and a burst takes more of them, up to the limit. What a burst leaves is given back to the system.</para>
/// <para>A piece is free when its chunk lies outside of head and tail. That is written nowhere, so nothing needs to be repaired when a
/// producer dies: pieces it took for an item that it did not publish are used by the next, or free. All changes are made under
/// the producers' lock; consumers only read the table, for positions that were published.</para>
/// <para>Numbers in the table come from memory that others can write: a piece that does not exist is refused, and two chunks in one piece
/// are nonsense to their readers and nothing more.</para>
/// </remarks>
internal sealed unsafe class QueueMemory
{
    private const int Unit = 8;
    private const uint Committed = 1u << 31;
    private const uint Used = 1u << 30;

    // Positions have 40 bits, so chunks of 2^13 units have 27.
    private const uint NumberMask = (1u << 27) - 1;

    // Pieces that stay when a queue is drained, and how many are given back under the lock at a time.
    private const int Kept = 16;
    private const int GivenBackAtOnce = 64;

    private readonly SharedSegment segment;
    private readonly QueueLayout layout;
    private readonly byte* data;
    private readonly uint* table;
    private readonly uint* pieces;
    private readonly uint* high;
    private readonly int shift;
    private readonly long mask;

    // Windows: the pieces that this process knows to be there. A piece that is not would be no error there but a crash.
    private readonly bool[]? known;

    public QueueMemory(SharedSegment segment, QueueLayout layout)
    {
        this.segment = segment;
        this.layout = layout;
        data = segment.At(layout.DataAt, layout.DataBytes);
        high = (uint*)segment.At(QueueLayout.HighPiece, sizeof(uint));
        shift = System.Numerics.BitOperations.Log2((uint)layout.ChunkBytes / Unit);
        mask = (1L << shift) - 1;
        if (layout.IsChunked)
        {
            table = (uint*)segment.At(QueueLayout.Data, layout.TableLength * (long)sizeof(uint));
            pieces = (uint*)segment.At(layout.PiecesAt, layout.Pieces * (long)sizeof(uint));
            known = OperatingSystem.IsWindows() ? new bool[layout.Pieces] : null;
        }
    }

    /// <summary>The header of the item at a position.</summary>
    public uint* HeaderAt(long position) => (uint*)At(position, out _);

    /// <summary>Whether two positions lie in different chunks.</summary>
    public bool IsCrossing(long from, long to) => table is not null && from >> shift != to >> shift;

    public void CopyIn(long position, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            byte* at = At(position, out long left);
            int count = (int)Math.Min(bytes.Length, left);
            bytes[..count].CopyTo(new Span<byte>(at, count));
            bytes = bytes[count..];
            position += left / Unit;
        }
    }

    public void CopyOut(long position, Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            byte* at = At(position, out long left);
            int count = (int)Math.Min(bytes.Length, left);
            new ReadOnlySpan<byte>(at, count).CopyTo(bytes);
            bytes = bytes[count..];
            position += left / Unit;
        }
    }

    /// <summary>Whether an item reaches a new chunk, and must be prepared. The rest of a chunk that an item stands in already is there.</summary>
    public bool IsNew(long from, long units) => table is not null && ((from & mask) == 0 || (from & mask) + units > mask + 1);

    /// <summary>Sees to it that there is memory for an item, under the producers' lock.</summary>
    /// <param name="head">Where the first item stands.</param>
    /// <param name="from">Where the item will stand.</param>
    /// <param name="units">How long it is; between head and its end there are no more than the queue holds.</param>
    /// <exception cref="IOException">Memory is short. Nothing has changed.</exception>
    /// <exception cref="WorkerProtocolException">What stands in memory cannot be true.</exception>
    public void Prepare(long head, long from, long units)
    {
        uint first = NumberOf(head);
        uint last = NumberOf(from + units - 1);
        for (uint number = NumberOf(from); ; number = (number + 1) & NumberMask)
        {
            Assign(number, first, last);
            if (number == last)
            {
                return;
            }
        }
    }

    /// <summary>Whether a burst has left more memory than the items that are there need.</summary>
    public bool HasTooMuch(long head, long tail) =>
        table is not null && *high > Kept && ((NumberOf(tail) - NumberOf(head)) & NumberMask) < *high / 4;

    /// <summary>Gives memory back that no item stands in, under the producers' lock.</summary>
    /// <returns>Whether there is more.</returns>
    public bool GiveBack(long head, long tail)
    {
        uint first = NumberOf(head);
        uint last = NumberOf(tail);
        int count = 0;
        int end = (int)Math.Min(*high, (uint)layout.Pieces);
        int piece = end - 1;
        int highest = Kept;
        for (; piece >= Kept && count < GivenBackAtOnce; piece--)
        {
            uint word = pieces[piece];
            if ((word & Committed) == 0)
            {
                continue;
            }

            if ((word & Used) != 0 && IsWithin(word & NumberMask, first, last))
            {
                highest = Math.Max(highest, piece + 1);
                continue;
            }

            // Said first: a process that dies in between leaves a piece that is there and said not to be, which does no harm.
            Volatile.Write(ref pieces[piece], word & ~Committed);
            segment.GiveBack(layout.DataAt + ((long)piece * QueueLayout.PieceBytes), QueueLayout.PieceBytes);
            count++;
        }

        bool isMore = piece >= Kept;
        Volatile.Write(ref *high, (uint)(isMore ? Math.Max(highest, piece + 1) : highest));
        return isMore;
    }

    private static bool IsWithin(uint number, uint first, uint last) => ((number - first) & NumberMask) <= ((last - first) & NumberMask);

    private uint NumberOf(long position) => (uint)(position >> shift) & NumberMask;

    private byte* At(long position, out long left)
    {
        long inside = position & mask;
        left = (mask + 1 - inside) * Unit;
        if (table is null)
        {
            return data + (inside * Unit);
        }

        uint piece = Volatile.Read(ref table[(position >> shift) & (layout.TableLength - 1)]);
        if (piece >= (uint)layout.Pieces)
        {
            throw new WorkerProtocolException(QueueCore.Nonsense + "there is no such piece of memory.");
        }

        if (known is not null && !known[piece])
        {
            Commit(piece);
        }

        return data + ((long)piece << QueueLayout.PieceShift) + (inside * Unit);
    }

    private void Assign(uint number, uint first, uint last)
    {
        ref uint entry = ref table[number & (uint)(layout.TableLength - 1)];
        uint piece = Volatile.Read(ref entry);
        bool isAssigned = piece < (uint)layout.Pieces && (pieces[piece] & (NumberMask | Used)) == (number | Used);
        if (isAssigned && (pieces[piece] & Committed) != 0)
        {
            return;
        }

        piece = isAssigned ? piece : FindFree(first, last);
        if ((pieces[piece] & Committed) == 0)
        {
            Commit(piece);
        }

        // In this order: a producer that dies in between leaves a piece that is free still.
        Volatile.Write(ref entry, piece);
        Volatile.Write(ref pieces[piece], Committed | Used | number);
        if (piece >= *high)
        {
            Volatile.Write(ref *high, piece + 1);
        }
    }

    private uint FindFree(uint first, uint last)
    {
        for (uint piece = 0; piece < (uint)layout.Pieces; piece++)
        {
            uint word = pieces[piece];
            if ((word & Used) == 0 || !IsWithin(word & NumberMask, first, last))
            {
                return piece;
            }
        }

        throw new WorkerProtocolException(QueueCore.Nonsense + "there is room, and no piece of memory is free.");
    }

    private void Commit(uint piece)
    {
        segment.Commit(layout.DataAt + ((long)piece << QueueLayout.PieceShift), QueueLayout.PieceBytes);
        if (known is not null)
        {
            known[piece] = true;
        }
    }
}
