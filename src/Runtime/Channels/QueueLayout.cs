using System.IO;
using ProcessIsolate.SharedMemory;

namespace ProcessIsolate.Channels;

/// <summary>Where the parts of a queue's segment stand; docs/channels.md draws it.</summary>
/// <remarks>
/// Positions count units of 8 bytes and never go back. A position and a count of items stand in one word, so that one store moves both:
/// 40 bits of position, 24 of count, each compared modulo its size. Where a position's bytes are is <see cref="QueueMemory"/>'s matter.
/// </remarks>
internal readonly record struct QueueLayout(int CapacityBytes, int CapacityItems, bool Redelivers)
{
    public const int ProducerLock = 128;
    public const int Tail = 192;
    public const int ConsumerLock = 256;
    public const int Head = 320;
    public const int Completed = 384;
    public const int NotEmpty = 448;
    public const int NotFull = 512;
    public const int Finished = 576;
    public const int Cursor = 640;
    public const int Returned = 704;
    public const int Unreturned = 768;
    public const int MaxUnreturned = 15;
    public const int HighPiece = 832;
    public const int HolderRemovals = 896;
    public const int HolderOverflow = 900;
    public const int Debts = 1024;
    public const int DebtSize = 16;
    public const int MaxConsumers = 128;
    public const int Holders = 3072;
    public const int MaxHolders = 128;
    public const int Data = 4096;

    public const int MaxBytes = 1 << 30;

    // Half of what 24 bits count: a difference is then never mistaken for its opposite.
    public const int MaxItems = 1 << 23;

    /// <summary>A chunk of positions, and a piece of memory that holds one.</summary>
    public const int PieceShift = 16;
    public const int PieceBytes = 1 << PieceShift;

    private const int MinBytes = 4096;

    // Up to this size a queue is one ring, whose memory is taken when the queue is made.
    private const int MaxRing = 1 << 20;
    private const int CapacityBytesOffset = 64;
    private const int CapacityItemsOffset = 68;
    private const int RedeliversOffset = 72;

    public bool IsChunked => CapacityBytes > MaxRing;

    /// <summary>How many bytes lie side by side: of a small queue all.</summary>
    public int ChunkBytes => IsChunked ? PieceBytes : CapacityBytes;

    /// <summary>How many pieces there are: items that fill the queue may begin and end in the middle of a chunk.</summary>
    public int Pieces => (CapacityBytes / PieceBytes) + 1;

    /// <summary>How many entries the table has: a power of two, and one for every piece at least.</summary>
    public int TableLength => (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Pieces);

    /// <summary>Where the words of the pieces stand.</summary>
    public long PiecesAt => Data + (TableLength * (long)sizeof(uint));

    public long DataAt => IsChunked ? (CommittedBytes + PieceBytes - 1) / PieceBytes * PieceBytes : Data;

    public long DataBytes => IsChunked ? (long)Pieces * PieceBytes : CapacityBytes;

    /// <summary>How much of the segment's beginning is there from the start; the rest comes when it is used.</summary>
    public long CommittedBytes => IsChunked ? PiecesAt + (Pieces * (long)sizeof(uint)) : SegmentSize;

    public long SegmentSize => DataAt + DataBytes;

    /// <summary>The next size that a queue can have.</summary>
    public static int RoundUp(long bytes) => bytes <= MinBytes ? MinBytes
        : bytes <= MaxRing ? (int)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)bytes)
        : (int)((bytes + PieceBytes - 1) / PieceBytes * PieceBytes);

    public unsafe void Write(SharedSegment segment)
    {
        *(int*)segment.At(CapacityBytesOffset, sizeof(int)) = CapacityBytes;
        *(int*)segment.At(CapacityItemsOffset, sizeof(int)) = CapacityItems;
        *(int*)segment.At(RedeliversOffset, sizeof(int)) = Redelivers ? 1 : 0;
    }

    /// <summary>Reads the sizes once; what a hostile process writes there later is not looked at.</summary>
    /// <exception cref="IOException">They do not fit the segment.</exception>
    public static unsafe QueueLayout Read(SharedSegment segment)
    {
        if (segment.Size < Data)
        {
            throw new IOException("The shared segment is too small for a queue.");
        }

        QueueLayout layout = new(
            *(int*)segment.At(CapacityBytesOffset, sizeof(int)),
            *(int*)segment.At(CapacityItemsOffset, sizeof(int)),
            *(int*)segment.At(RedeliversOffset, sizeof(int)) != 0);
        bool fits = layout.CapacityBytes is >= MinBytes and <= MaxBytes && RoundUp(layout.CapacityBytes) == layout.CapacityBytes
            && layout.CapacityItems is > 0 and <= MaxItems && segment.Size >= layout.SegmentSize;
        return fits ? layout : throw new IOException("The shared segment is no queue.");
    }
}

/// <summary>A position in a queue and the number of items before it, in one word.</summary>
internal readonly record struct QueueMark(ulong Word)
{
    private const int CountBits = 24;
    private const ulong CountMask = (1 << CountBits) - 1;
    private const ulong PositionMask = (1ul << (64 - CountBits)) - 1;

    /// <summary>In units of 8 bytes.</summary>
    public long Position => (long)(Word >> CountBits);

    public uint Count => (uint)(Word & CountMask);

    /// <summary>The mark so many units and one item further on.</summary>
    public QueueMark Next(long units) => At((ulong)Position + (ulong)units, Count + 1u);

    /// <summary>How many units this mark is ahead of another.</summary>
    public long UnitsSince(QueueMark other) => (long)(((Word >> CountBits) - (other.Word >> CountBits)) & PositionMask);

    /// <summary>How many items this mark is ahead of another.</summary>
    public int ItemsSince(QueueMark other) => (int)((Word - other.Word) & CountMask);

    private static QueueMark At(ulong position, uint count) => new(((position & PositionMask) << CountBits) | (count & CountMask));
}
