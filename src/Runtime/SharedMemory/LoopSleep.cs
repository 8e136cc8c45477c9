using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Threading;
using ProcessIsolate.Platform;

namespace ProcessIsolate.SharedMemory;

/// <summary>One of several words that somebody sleeps on at once.</summary>
/// <param name="Segment">Where it is.</param>
/// <param name="Word">Its address.</param>
/// <param name="Seen">The value it must have.</param>
internal readonly record struct Sleeper(SharedSegment Segment, nint Word, uint Seen);

/// <summary>How the receive loop sleeps on the words of many segments and can be woken within its process.</summary>
/// <remarks>
/// On Linux one system call waits for all of them. On Windows one waits for up to 63 semaphores and an event; more are
/// looked at with every tick of the system's clock. macOS has nothing of the kind: there the loop naps, from 50 us to 4 ms,
/// and looks at the words in between. The caller holds a use of every segment.
/// </remarks>
internal sealed unsafe class LoopSleep
{
    private static readonly TimeSpan FirstNap = TimeSpan.FromMicroseconds(50);
    private static readonly TimeSpan LongestNap = TimeSpan.FromMilliseconds(4);

    private const uint WindowsLimitMilliseconds = 500;
    private const uint WindowsTickMilliseconds = 1;

    // Pinned for the life of the process: the kernel is given its address.
    private readonly uint[] ownWord = GC.AllocateArray<uint>(1, pinned: true);
    private readonly AutoResetEvent? ownEvent = OperatingSystem.IsWindows() ? new AutoResetEvent(false) : null;

    /// <summary>What changes with every <see cref="Wake"/>.</summary>
    public uint Look() => Volatile.Read(ref ownWord[0]);

    private uint* OwnWord => (uint*)Marshal.UnsafeAddrOfPinnedArrayElement(ownWord, 0);

    /// <summary>Ends the sleep of this process's loop, or the next one if its <see cref="Look"/> came before.</summary>
    public void Wake()
    {
        Interlocked.Increment(ref ownWord[0]);
        if (OperatingSystem.IsLinux())
        {
            LinuxMemory.Wake(OwnWord, 1);
        }
        else if (OperatingSystem.IsMacOS())
        {
            MacMemory.Wake(OwnWord, 1);
        }
        else
        {
            ownEvent!.Set();
        }
    }

    /// <summary>Sleeps while all words have the values they were seen with; returns early for any reason.</summary>
    /// <param name="sleepers">The words.</param>
    /// <param name="look">What <see cref="Look"/> was before the loop looked for work.</param>
    public void Sleep(List<Sleeper> sleepers, uint look)
    {
        if (OperatingSystem.IsLinux())
        {
            LinuxMemory.WaitAny(OwnWord, look, sleepers);
        }
        else if (OperatingSystem.IsMacOS())
        {
            Nap(sleepers, look);
        }
        else if (OperatingSystem.IsWindows())
        {
            WaitForHandles(sleepers);
        }
    }

    [SupportedOSPlatform("macos")]
    private void Nap(List<Sleeper> sleepers, uint look)
    {
        TimeSpan nap = FirstNap;
        while (Look() == look && IsUnchanged(sleepers))
        {
            MacMemory.Wait(OwnWord, look, nap);
            nap = nap < LongestNap ? nap * 2 : nap;
        }
    }

    // The event stays set until a wait takes it, so a wake-up before the wait is not lost.
    [SupportedOSPlatform("windows")]
    private void WaitForHandles(List<Sleeper> sleepers)
    {
        Span<nint> handles = stackalloc nint[WindowsMemory.MaxWaits];
        int count = Math.Min(sleepers.Count, WindowsMemory.MaxWaits - 1);
        int counted = 0;
        handles[0] = ownEvent!.SafeWaitHandle.DangerousGetHandle();
        try
        {
            for (; counted < count; counted++)
            {
                (SharedSegment segment, nint word, _) = sleepers[counted];
                long offset = segment.OffsetOf((uint*)word);
                handles[counted + 1] = segment.WindowsWaits!.SemaphoreOf(offset).DangerousGetHandle();
                segment.WindowsWaits.CountIn(offset);
            }

            // Counted first, looked second, as every waiter does.
            if (IsUnchanged(sleepers))
            {
                WindowsMemory.WaitAny(handles[..(count + 1)], count < sleepers.Count ? WindowsTickMilliseconds : WindowsLimitMilliseconds);
            }
        }
        finally
        {
            for (int i = 0; i < counted; i++)
            {
                (SharedSegment segment, nint word, _) = sleepers[i];
                segment.WindowsWaits!.CountOut(segment.OffsetOf((uint*)word));
            }
        }
    }

    private static bool IsUnchanged(List<Sleeper> sleepers)
    {
        foreach (Sleeper sleeper in sleepers)
        {
            if (Volatile.Read(ref *(uint*)sleeper.Word) != sleeper.Seen)
            {
                return false;
            }
        }

        return true;
    }
}
