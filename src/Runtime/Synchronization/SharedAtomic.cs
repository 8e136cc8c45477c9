using System;
using System.Runtime.CompilerServices;
using System.Threading;

namespace ProcessIsolate.Synchronization;

/// <summary>Atomic operations on values of any unmanaged type, by size and by type; the choice costs nothing at run time.</summary>
/// <remarks>Addresses are aligned to the size of the value, and the four bytes around a smaller one belong to the same segment.</remarks>
internal static unsafe class SharedAtomic
{
    /// <summary>Reads a value, whole for those of 1, 2, 4 and 8 bytes; nothing that follows is done before.</summary>
    public static T Read<T>(T* at)
        where T : unmanaged
    {
        if (sizeof(T) == sizeof(long))
        {
            return Unsafe.BitCast<long, T>(Volatile.Read(ref *(long*)at));
        }

        T value = *at;
        Interlocked.MemoryBarrier();
        return value;
    }

    /// <summary>Writes a value, whole for those of 1, 2, 4 and 8 bytes; nothing that comes before is done after.</summary>
    public static void Write<T>(T* at, T value)
        where T : unmanaged
    {
        if (sizeof(T) == sizeof(long))
        {
            Volatile.Write(ref *(long*)at, Unsafe.BitCast<T, long>(value));
            return;
        }

        Interlocked.MemoryBarrier();
        *at = value;
    }

    /// <summary>Adds, wrapping around as unchecked arithmetic does; returns the sum.</summary>
    public static T Add<T>(T* at, T value)
        where T : unmanaged
    {
        if (typeof(T) == typeof(int) || typeof(T) == typeof(uint))
        {
            return Unsafe.BitCast<int, T>(Interlocked.Add(ref *(int*)at, Unsafe.BitCast<T, int>(value)));
        }

        if (typeof(T) == typeof(long) || typeof(T) == typeof(ulong))
        {
            return Unsafe.BitCast<long, T>(Interlocked.Add(ref *(long*)at, Unsafe.BitCast<T, long>(value)));
        }

        T seen = *at;
        while (true)
        {
            T sum = Sum(seen, value);
            T before = CompareExchange(at, sum, seen);
            if (IsSame(before, seen))
            {
                return sum;
            }

            seen = before;
        }
    }

    /// <summary>Adds one, or takes one away.</summary>
    public static T Step<T>(T* at, bool up)
        where T : unmanaged => Add(at, One<T>(up));

    public static T Exchange<T>(T* at, T value)
        where T : unmanaged
    {
        switch (sizeof(T))
        {
            case sizeof(int):
                return Unsafe.BitCast<int, T>(Interlocked.Exchange(ref *(int*)at, Unsafe.BitCast<T, int>(value)));
            case sizeof(long):
                return Unsafe.BitCast<long, T>(Interlocked.Exchange(ref *(long*)at, Unsafe.BitCast<T, long>(value)));
            default:
                T seen = *at;
                while (true)
                {
                    T before = CompareExchange(at, value, seen);
                    if (IsSame(before, seen))
                    {
                        return before;
                    }

                    seen = before;
                }
        }
    }

    /// <summary>Writes <paramref name="value"/> where the same bits stand as in <paramref name="comparand"/>; returns what stood there.</summary>
    public static T CompareExchange<T>(T* at, T value, T comparand)
        where T : unmanaged => sizeof(T) switch
    {
        sizeof(byte) => Unsafe.BitCast<byte, T>(
            (byte)CompareExchangePart((nint)at, Unsafe.BitCast<T, byte>(value), Unsafe.BitCast<T, byte>(comparand), byte.MaxValue)),
        sizeof(ushort) => Unsafe.BitCast<ushort, T>(
            (ushort)CompareExchangePart((nint)at, Unsafe.BitCast<T, ushort>(value), Unsafe.BitCast<T, ushort>(comparand), ushort.MaxValue)),
        sizeof(int) => Unsafe.BitCast<int, T>(
            Interlocked.CompareExchange(ref *(int*)at, Unsafe.BitCast<T, int>(value), Unsafe.BitCast<T, int>(comparand))),
        sizeof(long) => Unsafe.BitCast<long, T>(
            Interlocked.CompareExchange(ref *(long*)at, Unsafe.BitCast<T, long>(value), Unsafe.BitCast<T, long>(comparand))),
        _ => throw new NotSupportedException($"'{typeof(T)}' has {sizeof(T)} bytes; atomic operations exist for 1, 2, 4 and 8."),
    };

    // Part of an aligned word of four bytes; the rest of it may be changed by others at the same time, and keeps what they wrote.
    private static uint CompareExchangePart(nint at, uint value, uint comparand, uint mask)
    {
        uint* word = (uint*)(at & -sizeof(uint));
        int inWord = (int)(at & (sizeof(uint) - 1));
        int bytes = mask == byte.MaxValue ? 1 : 2;
        int shift = 8 * (BitConverter.IsLittleEndian ? inWord : sizeof(uint) - bytes - inWord);
        uint seen = Volatile.Read(ref *word);
        while (((seen >> shift) & mask) == comparand)
        {
            uint before = Interlocked.CompareExchange(ref *word, (seen & ~(mask << shift)) | (value << shift), seen);
            if (before == seen)
            {
                return comparand;
            }

            seen = before;
        }

        return (seen >> shift) & mask;
    }

    private static bool IsSame<T>(T left, T right)
        where T : unmanaged => sizeof(T) switch
    {
        sizeof(byte) => Unsafe.BitCast<T, byte>(left) == Unsafe.BitCast<T, byte>(right),
        sizeof(ushort) => Unsafe.BitCast<T, ushort>(left) == Unsafe.BitCast<T, ushort>(right),
        sizeof(int) => Unsafe.BitCast<T, int>(left) == Unsafe.BitCast<T, int>(right),
        _ => Unsafe.BitCast<T, long>(left) == Unsafe.BitCast<T, long>(right),
    };

    private static T Sum<T>(T left, T right)
        where T : unmanaged
    {
        if (typeof(T) == typeof(sbyte) || typeof(T) == typeof(byte))
        {
            return Unsafe.BitCast<byte, T>(unchecked((byte)(Unsafe.BitCast<T, byte>(left) + Unsafe.BitCast<T, byte>(right))));
        }

        if (typeof(T) == typeof(short) || typeof(T) == typeof(ushort))
        {
            return Unsafe.BitCast<ushort, T>(unchecked((ushort)(Unsafe.BitCast<T, ushort>(left) + Unsafe.BitCast<T, ushort>(right))));
        }

        if (typeof(T) == typeof(float))
        {
            return Unsafe.BitCast<float, T>(Unsafe.BitCast<T, float>(left) + Unsafe.BitCast<T, float>(right));
        }

        return typeof(T) == typeof(double)
            ? Unsafe.BitCast<double, T>(Unsafe.BitCast<T, double>(left) + Unsafe.BitCast<T, double>(right))
            : throw NoNumber<T>();
    }

    private static T One<T>(bool up)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            return Unsafe.BitCast<float, T>(up ? 1 : -1);
        }

        if (typeof(T) == typeof(double))
        {
            return Unsafe.BitCast<double, T>(up ? 1 : -1);
        }

        if (typeof(T) == typeof(sbyte) || typeof(T) == typeof(byte))
        {
            return Unsafe.BitCast<sbyte, T>((sbyte)(up ? 1 : -1));
        }

        if (typeof(T) == typeof(short) || typeof(T) == typeof(ushort))
        {
            return Unsafe.BitCast<short, T>((short)(up ? 1 : -1));
        }

        if (typeof(T) == typeof(int) || typeof(T) == typeof(uint))
        {
            return Unsafe.BitCast<int, T>(up ? 1 : -1);
        }

        return typeof(T) == typeof(long) || typeof(T) == typeof(ulong)
            ? Unsafe.BitCast<long, T>(up ? 1 : -1)
            : throw NoNumber<T>();
    }

    private static NotSupportedException NoNumber<T>() => new(
        $"'{typeof(T)}' cannot be added to: that is for sbyte, byte, short, ushort, int, uint, long, ulong, float and double. "
        + "Change it under EnterLock, or with CompareExchange.");
}
