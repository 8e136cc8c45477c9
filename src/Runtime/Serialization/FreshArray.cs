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
        Prepare(array.AsSpan());
        return array;
    }

    /// <summary>Makes a piece of memory ready to be filled.</summary>
    public static void Prepare<T>(Span<T> memory)
        where T : unmanaged
    {
        // A span of bytes cannot be longer, and no message is.
        if ((long)memory.Length * Unsafe.SizeOf<T>() is >= LargeBytes and <= int.MaxValue && OperatingSystem.IsLinux())
        {
            LinuxPages.PreferLarge(MemoryMarshal.AsBytes(memory));
        }
    }
}
