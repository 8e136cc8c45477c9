using System;
using System.Threading;
using ProcessIsolate.Platform;

namespace ProcessIsolate.SharedMemory;

/// <summary>Sleeping on a 32-bit word of a segment, and waking what sleeps there, in this process or another.</summary>
/// <remarks>
/// A futex on Linux, semaphores on Windows (<see cref="WindowsWaits"/>), on macOS what the system has since 14.4 and short
/// naps before. The bargain is the futex's: the waker changes the word first; the waiter names the value it saw, and goes
/// on looking for what it wants after every return. The caller holds a use of the segment.
/// </remarks>
internal static unsafe class SharedWait
{
    public static bool IsSupported =>
        (OperatingSystem.IsLinux() && LinuxMemory.HasFutex) || OperatingSystem.IsWindows() || OperatingSystem.IsMacOS();

    /// <summary>Sleeps while the word has the value it was seen with; returns early for any reason.</summary>
    /// <param name="segment">The memory.</param>
    /// <param name="word">A word of it, at a multiple of four.</param>
    /// <param name="seen">The value it must have for that.</param>
    /// <param name="limit">At most so long; <see cref="Timeout.InfiniteTimeSpan"/> is allowed.</param>
    public static void Wait(SharedSegment segment, uint* word, uint seen, TimeSpan limit)
    {
        if (OperatingSystem.IsLinux())
        {
            LinuxMemory.Wait(word, seen, limit);
        }
        else if (OperatingSystem.IsWindows())
        {
            segment.WindowsWaits!.Wait(word, segment.OffsetOf(word), seen, limit);
        }
        else if (OperatingSystem.IsMacOS())
        {
            MacMemory.Wait(word, seen, limit);
        }
        else
        {
            throw new PlatformNotSupportedException();
        }
    }

    /// <summary>Wakes threads that sleep on the word; to be called after changing it.</summary>
    /// <param name="segment">The memory.</param>
    /// <param name="word">A word of it.</param>
    /// <param name="count">At most so many; <see cref="int.MaxValue"/> for all. More may return than that.</param>
    public static void Wake(SharedSegment segment, uint* word, int count)
    {
        if (OperatingSystem.IsLinux())
        {
            LinuxMemory.Wake(word, count);
        }
        else if (OperatingSystem.IsWindows())
        {
            segment.WindowsWaits!.Wake(segment.OffsetOf(word), count);
        }
        else if (OperatingSystem.IsMacOS())
        {
            MacMemory.Wake(word, count);
        }
    }
}
