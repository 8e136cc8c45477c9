using System.Collections.Generic;
using System.Threading;

namespace ProcessIsolate.SharedMemory;

/// <summary>A worker's addresses that were handed out as spans or references of objects that were then collected.</summary>
/// <remarks>While a call runs, its stack may have such a span. When it has ended, the memory behind it is given back, and the address stays
/// valid: see <see cref="SegmentMapping"/>.</remarks>
internal static class StaleAddresses
{
    private static readonly object Gate = new();
    private static readonly List<(nint Start, long Size)> Ranges = [];
    private static int count;

    /// <summary>Any thread: nothing keeps the object of these addresses.</summary>
    public static void Add(nint start, long size)
    {
        lock (Gate)
        {
            Ranges.Add((start, size));
            Volatile.Write(ref count, Ranges.Count);
        }
    }

    /// <summary>Main thread, between two calls: gives the memory back.</summary>
    public static void ReplaceAll()
    {
        if (Volatile.Read(ref count) == 0)
        {
            return;
        }

        lock (Gate)
        {
            foreach ((nint start, long size) in Ranges)
            {
                SegmentMapping.Replace(start, size);
            }

            Ranges.Clear();
            Volatile.Write(ref count, 0);
        }
    }
}
