using System.Collections.Generic;
using System.Threading;

namespace ProcessIsolate.SharedMemory;

/// <summary>A worker's addresses that were handed out as spans or references of objects that were then collected.</summary>
/// <remarks>While a call runs, its stack may have such a span. When it has ended, the memory behind it is given back, and the address stays
/// valid: see <see cref="SegmentMapping"/>.</remarks>
internal static class StaleAddresses
{
    private static readonly object Gate = new();
    private static readonly List<AddressRange> Ranges = [];
    private static int count;

    /// <summary>Any thread: nothing keeps the object of these addresses.</summary>
    public static void Add(nint start, long size)
    {
        lock (Gate)
        {
            Ranges.Add(new AddressRange(start, size));
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
            foreach (AddressRange range in Ranges)
            {
                SegmentMapping.Replace(range.Start, range.Size);
            }

            Ranges.Clear();
            Volatile.Write(ref count, 0);
        }
    }

    // A class: lists of structs of the library's own are compiled anew in each process.
    private sealed record AddressRange(nint Start, long Size);
}
