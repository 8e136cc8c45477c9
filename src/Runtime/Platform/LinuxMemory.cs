using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Threading;
using Microsoft.Win32.SafeHandles;
using ProcessIsolate.SharedMemory;

namespace ProcessIsolate.Platform;

/// <summary>Unnamed shared memory and futexes on Linux.</summary>
internal static unsafe partial class LinuxMemory
{
    private const long AlwaysTried = 16 * 1024 * 1024;
    private const uint CloseOnExec = 1;
    private const uint AllowSealing = 2;
    private const int AddSeals = 1033;
    private const int GetSeals = 1034;

    // No more seals, no shrinking, no growing: a peer that truncated the memory would crash the next process that touches it.
    private const int SealSize = 1 | 2 | 4;

    private const int FutexWait = 0;
    private const int FutexWake = 1;
    private const int KeepSizePunchHole = 1 | 2;
    private const int TryAgain = 11;
    private const int Interrupted = 4;
    private const int TimedOut = 110;
    private const int BadAddress = 14;
    private const int Invalid = 22;
    private const long FirstNap = 50_000;
    private const long LongestNap = 4_000_000;
    private const int MonotonicClock = 1;
    private const nint FutexWaitAnyNumber = 449;
    private const int MaxWaitAny = 128;
    private const long LongestWaitAny = 500_000_000;
    private const long LookAgainWaitAny = 1_000_000;
    private const uint Size32 = 2;

    private const int LimitOfFileSize = 1;
    private const int ReadWrite = 1 | 2;
    private const int PrivateFixedAnonymous = 0x02 | 0x10 | 0x20;

    // Architecture.RiscV64, which .NET 8 does not name yet.
    private const Architecture RiscV64 = (Architecture)9;

    // The futex call has no wrapper in the C library; its number differs from architecture to architecture.
    private static readonly nint FutexNumber = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 202,
        Architecture.Arm64 or Architecture.LoongArch64 or RiscV64 => 98,
        Architecture.S390x => 238,
        Architecture.Ppc64le => 221,
        _ => -1,
    };

    // Room that may never be used is not set aside.
    private static readonly int NoReserve = RuntimeInformation.ProcessArchitecture == Architecture.Ppc64le ? 0x40 : 0x4000;

    // What the kernel or a filter has refused once it refuses for as long as this process lives.
    private static bool isFutexRefused;
    private static bool isWaitAnyRefused;

    public static bool HasFutex => FutexNumber >= 0;

    /// <summary>Makes memory of a fixed size that has no name.</summary>
    /// <param name="size">In bytes.</param>
    /// <param name="committed">How much of its beginning is really there; the rest must be committed before it is used.</param>
    /// <exception cref="System.IO.IOException">Memory, or the descriptors of this process, are used up.</exception>
    public static SafeFileHandle Create(long size, long committed)
    {
        // The kernel would not refuse: it would hand out page after page until it has to kill a process.
        if (committed > AlwaysTried && AvailableMemory() is var available && committed > available)
        {
            throw new System.IO.IOException($"There is no room for {committed:N0} bytes of shared memory: {available:N0} bytes are available.");
        }

        // Nor would it refuse this: it ends the process by a signal.
        if (FileSizeLimit() is { } limit && (ulong)size > limit)
        {
            throw new System.IO.IOException($"There is no room for {size:N0} bytes of shared memory: a file of this process may have {limit:N0} bytes.");
        }

        SafeFileHandle handle = new(MemoryFileCreate("processisolate", CloseOnExec | AllowSealing), ownsHandle: true);
        if (handle.IsInvalid)
        {
            throw Failure("create", size, Marshal.GetLastPInvokeError());
        }

        // Allocated now: memory that is missing must be an error here, not a bus error at the first touch.
        if (Truncate(handle, size) != 0 || TryCommit(handle, 0, committed) != 0 || Control(handle, AddSeals, SealSize) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            handle.Dispose();
            throw Failure("allocate", size, error);
        }

        return handle;
    }

    /// <summary>Sees to it that a part of the memory is really there: what is missing must be an error here, not a bus error at the
    /// first touch.</summary>
    /// <exception cref="System.IO.IOException">Memory is short.</exception>
    public static void Commit(SafeFileHandle handle, long offset, long length)
    {
        if (TryCommit(handle, offset, length) != 0)
        {
            throw Failure("allocate", length, Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>Gives the pages of a part back. It reads as zeros until it is written again. Only a wish: where the kernel refuses, they stay.</summary>
    public static void GiveBack(SafeFileHandle handle, long offset, long length) => _ = Allocate(handle, KeepSizePunchHole, offset, length);

    /// <summary>Whether a descriptor is memory as <see cref="Create"/> makes it, of that size.</summary>
    public static bool IsSealed(SafeFileHandle handle, long size) =>
        Control(handle, GetSeals, 0) is >= 0 and int seals && (seals & SealSize) == SealSize && System.IO.RandomAccess.GetLength(handle) == size;

    /// <summary>Sleeps while the word has the given value; returns early for any reason.</summary>
    /// <param name="word">Where to sleep.</param>
    /// <param name="value">What it must hold for that.</param>
    /// <param name="limit">At most so long; <see cref="Timeout.InfiniteTimeSpan"/> is allowed.</param>
    public static void Wait(uint* word, uint value, TimeSpan limit)
    {
        TimeSpec time = new() { Seconds = (long)limit.TotalSeconds, Nanoseconds = limit.Ticks % TimeSpan.TicksPerSecond * 100 };
        TimeSpec* until = limit == Timeout.InfiniteTimeSpan ? null : &time;
        if (Volatile.Read(ref isFutexRefused))
        {
            Nap(word, value, limit);
            return;
        }

        if (Futex(FutexNumber, word, FutexWait, value, until, null, 0) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (error is BadAddress or Invalid)
            {
                throw new InvalidOperationException($"Waiting on shared memory failed with error {error}.");
            }

            // A filter that refuses the call does so every time; asking again and again would take a core.
            Volatile.Write(ref isFutexRefused, error is not (TryAgain or Interrupted or TimedOut));
        }
    }

    private static void Nap(uint* word, uint value, TimeSpan limit)
    {
        long begun = System.Diagnostics.Stopwatch.GetTimestamp();
        TimeSpec nap = new() { Nanoseconds = FirstNap };
        while (Volatile.Read(ref *word) == value
            && (limit == Timeout.InfiniteTimeSpan || System.Diagnostics.Stopwatch.GetElapsedTime(begun) < limit))
        {
            _ = Sleep(&nap, null);
            nap.Nanoseconds = Math.Min(nap.Nanoseconds * 2, LongestNap);
        }
    }

    /// <summary>Sleeps while a word and all others have the given values; returns early for any reason, and after a while
    /// without one.</summary>
    /// <param name="word">The word.</param>
    /// <param name="value">What it must hold for that.</param>
    /// <param name="others">The others, with what they must hold.</param>
    /// <param name="limit">The longest sleep, up to half a second.</param>
    /// <returns>False where the kernel (before 5.16) has no such call, or a container's filter refuses it.</returns>
    public static bool TryWaitAny(uint* word, uint value, List<Sleeper> others, TimeSpan limit)
    {
        if (Volatile.Read(ref isWaitAnyRefused))
        {
            return false;
        }

        int count = Math.Min(others.Count + 1, MaxWaitAny);
        WaitEntry* entries = stackalloc WaitEntry[count];
        entries[0] = new WaitEntry { Value = value, Address = (ulong)word, Flags = Size32 };
        for (int i = 1; i < count; i++)
        {
            entries[i] = new WaitEntry { Value = others[i - 1].Seen, Address = (ulong)others[i - 1].Word, Flags = Size32 };
        }

        TimeSpec now;
        _ = ClockGetTime(MonotonicClock, &now);
        // Beyond what the kernel takes at once, the rest is looked at a thousand times a second.
        long nanoseconds = (long)Math.Clamp(limit.TotalNanoseconds, 0, count <= others.Count ? LookAgainWaitAny : LongestWaitAny);
        now.Nanoseconds += nanoseconds;
        if (now.Nanoseconds >= 1_000_000_000)
        {
            now.Seconds++;
            now.Nanoseconds -= 1_000_000_000;
        }

        if (FutexWaitAny(FutexWaitAnyNumber, entries, count, 0, &now, MonotonicClock) >= 0
            || Marshal.GetLastPInvokeError() is TryAgain or Interrupted or TimedOut)
        {
            return true;
        }

        Volatile.Write(ref isWaitAnyRefused, true);
        return false;
    }

    /// <summary>Puts private memory, all zeros, in the place of what is mapped there, in one step.</summary>
    /// <remarks>Where the kernel refuses, the old mapping stays: the addresses are valid in any case.</remarks>
    public static void Replace(byte* start, long size) =>
        _ = Map(start, (nuint)size, ReadWrite, PrivateFixedAnonymous | NoReserve, -1, 0);

    /// <summary>Wakes up to so many threads that sleep on the word.</summary>
    public static void Wake(uint* word, int count) => _ = Futex(FutexNumber, word, FutexWake, (nuint)count, null, null, 0);

    // A signal ends the call, and what it had allocated is free again: the runtime sends signals to its threads.
    private static int TryCommit(SafeFileHandle handle, long offset, long length)
    {
        int result;
        do
        {
            result = Allocate(handle, 0, offset, length);
        }
        while (result != 0 && Marshal.GetLastPInvokeError() == Interrupted);

        return result;
    }

    // The smaller of what the machine has free and what this process's container has left.
    private static long AvailableMemory()
    {
        const string Label = "MemAvailable:";
        long allowed = Math.Min(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, LinuxCgroup.AvailableMemory());
        foreach (string line in System.IO.File.ReadLines("/proc/meminfo"))
        {
            if (line.StartsWith(Label, StringComparison.Ordinal)
                && long.TryParse(line.AsSpan(Label.Length).Trim().TrimEnd(" kB"), out long kilobytes))
            {
                return Math.Min(allowed, kilobytes * 1024);
            }
        }

        return allowed;
    }

    private static ulong? FileSizeLimit()
    {
        ResourceLimit limit;
        return GetLimit(LimitOfFileSize, &limit) == 0 ? limit.Current : null;
    }

    private static System.IO.IOException Failure(string what, long size, int error) =>
        new($"Could not {what} {size:N0} bytes of shared memory: {Marshal.GetPInvokeErrorMessage(error)}.");

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int MemoryFileCreate(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    private static partial int Truncate(SafeFileHandle handle, long size);

    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    private static partial int Allocate(SafeFileHandle handle, int mode, long offset, long length);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(SafeFileHandle handle, int command, nint argument);

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, ResourceLimit* limit);

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(byte* start, nuint length, int protection, int flags, int descriptor, nint offset);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Futex(nint number, uint* word, nint operation, nuint value, TimeSpec* timeout, uint* word2, nuint value3);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint FutexWaitAny(nint number, WaitEntry* entries, nint count, nint flags, TimeSpec* until, nint clock);

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    private static partial int Sleep(TimeSpec* time, TimeSpec* left);

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, TimeSpec* time);

    [StructLayout(LayoutKind.Sequential)]
    private struct WaitEntry
    {
        public ulong Value;
        public ulong Address;
        public uint Flags;
        public uint Reserved;
    }

    // The library is for 64-bit Linux, as are the numbers of its calls: the fields are as long as a pointer.
    [StructLayout(LayoutKind.Sequential)]
    private struct ResourceLimit
    {
        public nuint Current;
        public nuint Max;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
