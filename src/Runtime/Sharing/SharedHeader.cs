using System;
using System.IO;
using System.Text;
using ProcessIsolate.SharedMemory;

namespace ProcessIsolate.Sharing;

/// <summary>The first bytes of every shared object's segment: what it is, so that it is not taken for something else.</summary>
/// <remarks>
/// <code>
///  0  magic        4  kind        8  hash of the item type's name        12  size of an item, 0 where it varies
/// 16  a setting of the kind's own
/// </code>
/// Written once, before another thread or process knows the segment.
/// </remarks>
internal static unsafe class SharedHeader
{
    /// <summary>Where the object's own words begin. Words that different processes write lie on cache lines of their own.</summary>
    public const int Size = 64;

    private const uint Magic = 0x31_48_53_50;

    public static void Write(SharedSegment segment, SharedKind kind, Type? item, int itemSize, uint setting = 0)
    {
        uint* words = (uint*)segment.At(0, Size);
        words[4] = setting;
        words[1] = (uint)kind;
        words[2] = HashOf(item);
        words[3] = (uint)itemSize;
        words[0] = Magic;
    }

    /// <summary>Makes sure that a segment holds what is expected.</summary>
    /// <exception cref="IOException">It does not.</exception>
    public static void Check(SharedSegment segment, SharedKind kind, Type? item, int itemSize)
    {
        bool fits = false;
        if (segment.Size >= Size)
        {
            uint* words = (uint*)segment.At(0, Size);
            fits = words[0] == Magic && words[1] == (uint)kind && words[2] == HashOf(item) && words[3] == (uint)itemSize;
        }

        if (!fits)
        {
            throw new IOException($"The shared segment is no {kind} of {item?.ToString() ?? "this kind"}.");
        }
    }

    /// <summary>The setting that the object was made with. It may be nonsense: its user checks it, once,
    /// and keeps a copy.</summary>
    public static uint Setting(SharedSegment segment) => ((uint*)segment.At(0, Size))[4];

    // Not a secret and not a proof: it tells a program's own mistakes apart, such as a queue of one type opened as another.
    private static uint HashOf(Type? item)
    {
        uint hash = 2166136261;
        foreach (byte unit in Encoding.UTF8.GetBytes(item?.ToString() ?? ""))
        {
            hash = (hash ^ unit) * 16777619;
        }

        return hash;
    }
}
