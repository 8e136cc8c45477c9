using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ProcessIsolate.CompilerServices;

namespace ProcessIsolate.Rpc;

/// <summary>Values that may travel as their memory is: any bit pattern is one of theirs, and they have no padding.</summary>
internal static class RawValue
{
    public const int MaxSize = 8;

    /// <summary>Whether that holds for a type, or for a method's arguments that are a single value of such a type.</summary>
    public static bool IsPlain<T>() =>
        Is<T, int>() || Is<T, long>() || Is<T, double>() || Is<T, float>() || Is<T, uint>() || Is<T, ulong>() || Is<T, byte>()
        || Is<T, sbyte>() || Is<T, short>() || Is<T, ushort>() || Is<T, char>() || Is<T, bool>() || Is<T, VoidResult>();

    /// <summary>Reads a value that a worker sent.</summary>
    /// <param name="bytes">At least as many as the value has.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Read<T>(ReadOnlySpan<byte> bytes)
    {
        // The one type here with fewer values than bit patterns.
        if (typeof(T) == typeof(bool) && bytes[0] > 1)
        {
            throw new InvalidMessageException("A truth value is neither true nor false.");
        }

        return Unsafe.ReadUnaligned<T>(ref MemoryMarshal.GetReference(bytes));
    }

    private static bool Is<T, TPlain>() => typeof(T) == typeof(TPlain) || typeof(T) == typeof(ValueTuple<TPlain>);
}
