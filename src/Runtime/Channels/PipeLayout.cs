using System.IO;
using ProcessIsolate.SharedMemory;

namespace ProcessIsolate.Channels;

/// <summary>Where the parts of a pipe's segment stand; docs/channels.md draws it. Direction 0 leads from end 0 to end 1.</summary>
internal static class PipeLayout
{
    public const int DefaultCapacity = 64 * 1024;

    public const int LeastCapacity = 4096;

    public const int SendLock = 0;
    public const int Tail = 64;
    public const int ReceiveLock = 128;
    public const int Head = 192;
    public const int NotEmpty = 256;
    public const int NotFull = 320;

    public const int MaxHolders = 60;
    public const int EndSize = 256;

    private const int CapacityOffset = 64;
    private const int DirectionBase = 256;
    private const int DirectionSize = 512;
    private const int EndBase = 1536;
    private const int Data = 4096;
    private const int MaxCapacity = 1 << 29;

    public static long SizeFor(int capacity) => Data + (2L * capacity);

    public static int Direction(int direction) => DirectionBase + (direction * DirectionSize);

    public static int End(int end) => EndBase + (end * EndSize);

    public static long DataOf(int direction, int capacity) => Data + ((long)direction * capacity);

    public static unsafe void Write(SharedSegment segment, int capacity) => *(int*)segment.At(CapacityOffset, sizeof(int)) = capacity;

    /// <summary>Reads the size once; what a hostile process writes there later is not looked at.</summary>
    /// <exception cref="IOException">It does not fit the segment.</exception>
    public static unsafe int Read(SharedSegment segment)
    {
        int capacity = segment.Size >= Data ? *(int*)segment.At(CapacityOffset, sizeof(int)) : 0;
        return capacity is >= LeastCapacity and <= MaxCapacity && int.IsPow2(capacity) && segment.Size >= SizeFor(capacity)
            ? capacity
            : throw new IOException("The shared segment is no pipe.");
    }
}
