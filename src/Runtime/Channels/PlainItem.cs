using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using ProcessIsolate.Values;

namespace ProcessIsolate.Channels;

/// <summary>Whether the memory of a plain item, which another process wrote, is a value of its type.</summary>
/// <remarks>Of most plain types any bits are a value. An item of the others with other bits is one that no program can make, and
/// that optimized code treats in unforeseen ways. Decided when the method is compiled for each type.</remarks>
internal static class PlainItem
{
    private const int SignBit = int.MinValue;
    private const int ScaleShift = 16;
    private const int MaxScale = 28;

    /// <summary>Makes sure that what was received into an item has its size and is a value of its type.</summary>
    /// <exception cref="WorkerProtocolException">It has not, or is none. The item is default then.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Require<T>(ref T item, int length)
    {
        if (length != Unsafe.SizeOf<T>() || !IsValid(ref item))
        {
            item = default!;
            Refuse<T>(length);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsValid<T>(ref T item)
    {
        // Only a nullable value has a null: its first byte says whether there is a value. Its value counts also where it says no:
        // GetValueOrDefault hands it out.
        if (default(T) is null && Unsafe.As<T, byte>(ref item) > 1)
        {
            return false;
        }

        return typeof(T) == typeof(bool) ? Unsafe.As<T, byte>(ref item) <= 1
            : typeof(T) == typeof(bool?) ? Is<T, bool>(ref item, out bool flag) && Unsafe.As<bool, byte>(ref flag) <= 1
            : typeof(T) == typeof(DateTime) ? IsDate(Unsafe.As<T, DateTime>(ref item))
            : typeof(T) == typeof(DateTime?) ? Is<T, DateTime>(ref item, out DateTime date) && IsDate(date)
            : IsValidRarer(ref item);
    }

    private static bool IsValidRarer<T>(ref T item) =>
        typeof(T) == typeof(decimal) ? IsDecimal(Unsafe.As<T, decimal>(ref item))
        : typeof(T) == typeof(decimal?) ? Is<T, decimal>(ref item, out decimal number) && IsDecimal(number)
        : typeof(T) == typeof(DateTimeOffset) ? IsDate(Unsafe.As<T, DateTimeOffset>(ref item))
        : typeof(T) == typeof(DateTimeOffset?) ? Is<T, DateTimeOffset>(ref item, out DateTimeOffset moment) && IsDate(moment)
        : typeof(T) == typeof(DateOnly) ? IsDay(Unsafe.As<T, DateOnly>(ref item))
        : typeof(T) == typeof(DateOnly?) ? Is<T, DateOnly>(ref item, out DateOnly day) && IsDay(day)
        : typeof(T) == typeof(TimeOnly) ? IsTime(Unsafe.As<T, TimeOnly>(ref item))
        : typeof(T) == typeof(TimeOnly?) ? Is<T, TimeOnly>(ref item, out TimeOnly time) && IsTime(time)
        : typeof(T) == typeof(Rune) ? Rune.IsValid(Unsafe.As<T, Rune>(ref item).Value)
        : typeof(T) == typeof(Rune?) ? Is<T, Rune>(ref item, out Rune rune) && Rune.IsValid(rune.Value)
        : Structure<T>.Codec?.IsValue(ref Unsafe.As<T, byte>(ref item)) != false;

    // The fields of a structure, where not any bits are a value of each.
    private static class Structure<T>
    {
        public static readonly ValueCodec? Codec = Find();

        private static ValueCodec? Find()
        {
            // What the base library has and is none of those above has any bits.
            bool isKnown = typeof(T).IsPrimitive || typeof(T).IsEnum || (BaseLibrary.Contains(typeof(T).Assembly) && !typeof(T).IsGenericType);
            return !isKnown && ValueCodec.Of<T>() is { IsAnyBits: false } codec ? codec : null;
        }
    }

    // Called only where T is TValue?; the value is read whether or not there is one.
    private static bool Is<T, TValue>(ref T item, out TValue value)
        where TValue : struct
    {
        value = Nullable.GetValueRefOrDefaultRef(in Unsafe.As<T, TValue?>(ref item));
        return true;
    }

    private static bool IsDate(DateTime date) => (ulong)date.Ticks <= (ulong)DateTime.MaxValue.Ticks;

    private static bool IsDate(DateTimeOffset moment)
    {
        long offset = moment.Offset.Ticks;
        return (ulong)moment.UtcTicks <= (ulong)DateTime.MaxValue.Ticks && Math.Abs(offset) <= 14 * TimeSpan.TicksPerHour
            && (ulong)(moment.UtcTicks + offset) <= (ulong)DateTime.MaxValue.Ticks;
    }

    private static bool IsDay(DateOnly day) => (uint)day.DayNumber <= (uint)DateOnly.MaxValue.DayNumber;

    private static bool IsTime(TimeOnly time) => (ulong)time.Ticks <= (ulong)TimeOnly.MaxValue.Ticks;

    private static bool IsDecimal(decimal number)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(number, bits);
        int scale = (bits[3] & ~SignBit) >> ScaleShift;
        return scale <= MaxScale && (bits[3] & ~SignBit) == scale << ScaleShift;
    }

    [DoesNotReturn]
    private static void Refuse<T>(int length) => throw new WorkerProtocolException(
        length == Unsafe.SizeOf<T>()
            ? $"What a process has written into a channel is no value of '{typeof(T)}'."
            : $"An item of {length} bytes was written into a channel of '{typeof(T)}', which has {Unsafe.SizeOf<T>()}.");
}
