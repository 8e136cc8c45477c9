using System;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace ProcessIsolate.CompilerServices;

/// <summary>What all copies of spans share.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class SpanCopy
{
    /// <summary>Refuses two spans over the same memory, one of which the method may write into: each is copied, so the method
    /// would not see through one what it writes through the other, as it does in process.</summary>
    /// <exception cref="ArgumentException">They share memory.</exception>
    public static void ThrowIfOverlapping<T1, T2>(ReadOnlySpan<T1> first, ReadOnlySpan<T2> second, string parameterName)
        where T1 : unmanaged
        where T2 : unmanaged
    {
        if (MemoryMarshal.AsBytes(first).Overlaps(MemoryMarshal.AsBytes(second)))
        {
            throw new ArgumentException(
                "The span shares memory with another argument. What a method writes through one cannot show in the other when it runs in another process.",
                parameterName);
        }
    }
}
