using System;
using System.Runtime.InteropServices;
using ProcessIsolate.Rpc;

namespace ProcessIsolate.Serialization;

/// <summary>What is to be seen to before raw bytes of a peer may be elements of an array.</summary>
/// <remarks>The generator sends raw only what has no padding and no reference, and of which any bits are a value; the three
/// types below are the exceptions. Of those an element with other bits would be one that no program can make, and that
/// optimized code treats in unforeseen ways.</remarks>
internal static class RawElements
{
    private const int SignBit = int.MinValue;
    private const int ScaleShift = 16;
    private const int MaxScale = 28;

    /// <exception cref="InvalidMessageException">Some element is none of its type.</exception>
    public static void Check<T>(ReadOnlySpan<T> elements)
        where T : unmanaged
    {
        // Decided when the method is compiled for each element type.
        if ((typeof(T) == typeof(bool) && !AreBooleans(MemoryMarshal.AsBytes(elements)))
            || (typeof(T) == typeof(decimal) && !AreDecimals(MemoryMarshal.Cast<T, decimal>(elements)))
            || (typeof(T) == typeof(DateTime) && !AreDates(MemoryMarshal.Cast<T, DateTime>(elements))))
        {
            throw new InvalidMessageException($"Raw bytes are no value of '{typeof(T)}'.");
        }
    }

    private static bool AreBooleans(ReadOnlySpan<byte> bytes) => !bytes.ContainsAnyExceptInRange((byte)0, (byte)1);

    private static bool AreDecimals(ReadOnlySpan<decimal> values)
    {
        Span<int> bits = stackalloc int[4];
        foreach (ref readonly decimal value in values)
        {
            decimal.GetBits(value, bits);
            int scale = (bits[3] & ~SignBit) >> ScaleShift;
            if (scale > MaxScale || (bits[3] & ~SignBit) != scale << ScaleShift)
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreDates(ReadOnlySpan<DateTime> values)
    {
        foreach (ref readonly DateTime value in values)
        {
            if ((ulong)value.Ticks > (ulong)DateTime.MaxValue.Ticks)
            {
                return false;
            }
        }

        return true;
    }
}
