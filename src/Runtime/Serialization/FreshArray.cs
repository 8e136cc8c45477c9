using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ProcessIsolate.Platform;

namespace ProcessIsolate.Serialization;

/// <summary>Arrays that are filled from outside as soon as they are made.</summary>
internal static class FreshArray
{
    // Below this the garbage collector mostly has used memory at hand.
    private const int LargeBytes = 4 * 1024 * 1024;

    /// <summary>An array with arbitrary content, all of which the caller writes.</summary>
    /// <param name="count">Elements; checked by the caller against what really arrives.</param>
    public static T[] Create<T>(int count)
        where T : unmanaged
    {
        T[] array = GC.AllocateUninitializedArray<T>(count);
        if ((long)count * Unsafe.SizeOf<T>() >= LargeBytes)
        {
            Prepare(array.AsSpan());
        }

        return array;
    }

    /// <summary>Makes ready a large piece of memory that is about to be filled.</summary>
    public static void Prepare<T>(Span<T> memory)
        where T : unmanaged
    {
        // Larger than a span of bytes can be: no message is.
        if (OperatingSystem.IsLinux() && (long)memory.Length * Unsafe.SizeOf<T>() <= int.MaxValue)
        {
            LinuxPages.PreferLarge(MemoryMarshal.AsBytes(memory));
        }
    }
}
