using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Threading;
using ProcessIsolate.Platform;

namespace ProcessIsolate.SharedMemory;

/// <summary>One of several words that a thread sleeps on at once.</summary>
/// <param name="Segment">Where it is.</param>
/// <param name="Word">Its address.</param>
/// <param name="Seen">The value it must have.</param>
internal readonly record struct Sleeper(SharedSegment Segment, nint Word, uint Seen);

/// <summary>How a thread sleeps on the words of many segments and can be woken within its process.</summary>
/// <remarks>
/// On Linux one system call waits for all of them, since 5.16 and where no filter refuses it. On Windows one waits for up to 63 semaphores and an event; more are
/// looked at with every tick of the system's clock. macOS and other Linuxes have nothing of the kind: there the loop naps, from 50 us to 4 ms,
/// and looks at the words in between. The caller holds a use of every segment.
/// </remarks>
internal sealed unsafe class LoopSleep
{
    /// <summary>After so long a sleeper looks by itself: the words are in memory that a hostile peer can write.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan FirstNap = TimeSpan.FromMicroseconds(50);
    private static readonly TimeSpan LongestNap = TimeSpan.FromMilliseconds(4);

    private static readonly TimeSpan FirstWindowsNap = TimeSpan.FromMilliseconds(16);
    private static readonly TimeSpan WindowsTick = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan IdleLimit = TimeSpan.FromMinutes(1);

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
    /// <param name="sleepers">The words; the same one may be there several times.</param>
    /// <param name="look">What <see cref="Look"/> was before the loop looked for work.</param>
    /// <param name="limit">The longest sleep, up to <see cref="Longest"/>; without words it lasts until <see cref="Wake"/>.</param>
    public void Sleep(List<Sleeper> sleepers, uint look, TimeSpan limit)
    {
        if (sleepers.Count == 0)
        {
            Idle(look);
        }
        else if (OperatingSystem.IsLinux())
        {
            if (!LinuxMemory.TryWaitAny(OwnWord, look, sleepers, limit))
            {
                Nap(sleepers, look, limit);
            }
        }
        else if (OperatingSystem.IsMacOS())
        {
            Nap(sleepers, look, limit);
        }
        else if (OperatingSystem.IsWindows())
        {
            WaitForHandles(sleepers, limit < Longest ? limit : Longest);
        }
    }

    private void Idle(uint look)
    {
        if (OperatingSystem.IsLinux())
        {
            LinuxMemory.Wait(OwnWord, look, IdleLimit);
        }
        else if (OperatingSystem.IsMacOS())
        {
            MacMemory.Wait(OwnWord, look, IdleLimit);
        }
        else
        {
            ownEvent!.WaitOne(IdleLimit);
        }
    }

    [UnsupportedOSPlatform("windows")]
    private void Nap(List<Sleeper> sleepers, uint look, TimeSpan limit)
    {
        long begun = Stopwatch.GetTimestamp();
        TimeSpan nap = FirstNap;
        TimeSpan left = limit;
        while (left > TimeSpan.Zero && Look() == look && IsUnchanged(sleepers))
        {
            TimeSpan time = nap < left ? nap : left;
            if (OperatingSystem.IsMacOS())
            {
                MacMemory.Wait(OwnWord, look, time);
            }
            else
            {
                LinuxMemory.Wait(OwnWord, look, time);
            }

            nap = nap < LongestNap ? nap * 2 : nap;
            left = limit - Stopwatch.GetElapsedTime(begun);
        }
    }

    // The event stays set until a wait takes it, so a wake-up before the wait is not lost. A semaphore's may be: see
    // WindowsWaits, whose naps are repeated here.
    [SupportedOSPlatform("windows")]
    private void WaitForHandles(List<Sleeper> sleepers, TimeSpan limit)
    {
        Span<nint> handles = stackalloc nint[WindowsMemory.MaxWaits];
        Span<int> counted = stackalloc int[WindowsMemory.MaxWaits];
        int count = 1;
        bool all = true;
        handles[0] = ownEvent!.SafeWaitHandle.DangerousGetHandle();
        try
        {
            for (int i = 0; i < sleepers.Count; i++)
            {
                (SharedSegment segment, nint word, _) = sleepers[i];
                long offset = segment.OffsetOf((uint*)word);
                nint semaphore = segment.WindowsWaits!.SemaphoreOf(offset).DangerousGetHandle();

                // One wait takes no handle twice.
                if (handles[..count].Contains(semaphore))
                {
                    continue;
                }

                if (count == handles.Length)
                {
                    all = false;
                    break;
                }

                segment.WindowsWaits.CountIn(offset);
                counted[count] = i;
                handles[count++] = semaphore;
            }

            // Counted first, looked second, as every waiter does.
            WaitWhileUnchanged(sleepers, handles[..count], all ? limit : WindowsTick);
        }
        finally
        {
            for (int i = 1; i < count; i++)
            {
                (SharedSegment segment, nint word, _) = sleepers[counted[i]];
                segment.WindowsWaits!.CountOut(segment.OffsetOf((uint*)word));
            }
        }
    }

    [SupportedOSPlatform("windows")]
    private static void WaitWhileUnchanged(List<Sleeper> sleepers, ReadOnlySpan<nint> handles, TimeSpan limit)
    {
        long begun = Stopwatch.GetTimestamp();
        TimeSpan nap = FirstWindowsNap;
        TimeSpan left = limit;
        while (left > TimeSpan.Zero && IsUnchanged(sleepers))
        {
            TimeSpan time = nap < left ? nap : left;
            if (WindowsMemory.WaitAny(handles, (uint)Math.Ceiling(time.TotalMilliseconds)))
            {
                return;
            }

            nap *= 4;
            left = limit - Stopwatch.GetElapsedTime(begun);
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
