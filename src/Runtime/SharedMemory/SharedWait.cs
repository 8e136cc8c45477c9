using System;
using ProcessIsolate.Platform;

namespace ProcessIsolate.SharedMemory;

/// <summary>Sleeping on a word of a shared segment, and waking whoever sleeps there.</summary>
internal static unsafe class SharedWait
{
    public static bool IsSupported => OperatingSystem.IsLinux() && LinuxMemory.HasFutex;

    /// <summary>Sleeps while the word has the given value; returns early for any reason.</summary>
    public static void Wait(SharedSegment segment, uint* word, uint seen, TimeSpan limit) => LinuxMemory.Wait(word, seen, limit);

    /// <summary>Wakes so many of those who sleep on the word.</summary>
    public static void Wake(SharedSegment segment, uint* word, int count) => LinuxMemory.Wake(word, count);
}
