using System;
using System.IO;
using ProcessIsolate.SharedMemory;

namespace ProcessIsolate.Sharing;

/// <summary>Where the parts of a <see cref="Shared{T}"/> and of a <see cref="SharedArray{T}"/> lie.</summary>
/// <remarks>The lock has a cache line of its own: its waiters do not slow down its holder, which writes the values.</remarks>
internal static unsafe class ValueLayout
{
    public const long Lock = SharedHeader.Size;
    public const long Values = 2 * SharedHeader.Size;

    // Values of one and two bytes are changed by way of the four that they lie in.
    private const long WordBytes = 8;

    /// <summary>The bytes for so many values.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are no segments of that size, or of fewer than none.</exception>
    public static long SizeFor<T>(int length)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return Values + ((((long)length * sizeof(T)) + WordBytes) & -WordBytes);
    }

    /// <summary>Reads how many values there are.</summary>
    /// <exception cref="IOException">The segment is something else, or too small for what it says.</exception>
    public static int OpenArray<T>(SharedSegment segment)
        where T : unmanaged
    {
        SharedHeader.Check(segment, SharedKind.Array, typeof(T), sizeof(T));
        uint length = SharedHeader.Setting(segment);
        return length <= int.MaxValue && SizeFor<T>((int)length) <= segment.Size
            ? (int)length
            : throw new IOException($"A shared array says it has {length} elements, which its {segment.Size} bytes cannot hold.");
    }
}
