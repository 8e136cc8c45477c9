using System;
using System.Runtime.InteropServices;

namespace ProcessIsolate.Platform;

/// <summary>Advice to Linux on memory that is about to be filled.</summary>
internal static unsafe partial class LinuxPages
{
    // The size of a large page on x64, and on Arm64 with small pages of 4 KiB; elsewhere the kernel rounds by itself.
    private const nuint LargePage = 2 * 1024 * 1024;
    private const int PreferLargePages = 14;

    /// <summary>Asks for large pages wherever a piece of memory has none yet: taking 64 MiB in small ones costs more than
    /// copying them. Only a wish: a system that does not grant it is as slow as before.</summary>
    public static void PreferLarge(Span<byte> memory)
    {
        fixed (byte* start = memory)
        {
            // Whole pages inside the piece: what lies around it is none of our business.
            nuint first = ((nuint)start + LargePage - 1) & ~(LargePage - 1);
            nuint end = ((nuint)start + (nuint)memory.Length) & ~(LargePage - 1);
            if (end > first)
            {
                _ = Advise((void*)first, end - first, PreferLargePages);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* start, nuint length, int advice);
}
