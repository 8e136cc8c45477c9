using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Threading;
using Microsoft.Win32.SafeHandles;

namespace ProcessIsolate.Platform;

/// <summary>Unnamed shared memory on macOS, and sleeping on a word of it.</summary>
[SupportedOSPlatform("macos")]
internal static unsafe partial class MacMemory
{
    // O_RDWR | O_CREAT | O_EXCL.
    private const int NewOnly = 0x2 | 0x200 | 0x800;
    private const int OwnerOnly = 0x180;
    private const int NameBytes = 12;
    private const int FromHere = 1;

    // MAP_PRIVATE, MAP_FIXED, MAP_NORESERVE, MAP_ANON.
    private const int ReadWrite = 1 | 2;
    private const int PrivateFixedAnonymous = 0x02 | 0x10 | 0x40 | 0x1000;

    private const int FreePages = 5;

    private const uint SharedWord = 1;
    private const uint MachAbsoluteTime = 32;
    private const int InvalidArgument = 22;

    private const uint FirstNapMicroseconds = 50;
    private const uint LongestNapMicroseconds = 4000;

    // macOS 14.4 has them; looked up, because a missing import would be an error at the first call.
    private static readonly delegate* unmanaged<uint*, ulong, nuint, uint, uint, ulong, int> WaitOnAddress;
    private static readonly delegate* unmanaged<uint*, nuint, uint, int> WakeAny;
    private static readonly delegate* unmanaged<uint*, nuint, uint, int> WakeAll;

    static MacMemory()
    {
        if (NativeLibrary.TryLoad("/usr/lib/libSystem.B.dylib", out nint library)
            && NativeLibrary.TryGetExport(library, "os_sync_wait_on_address_with_timeout", out nint wait)
            && NativeLibrary.TryGetExport(library, "os_sync_wake_by_address_any", out nint any)
            && NativeLibrary.TryGetExport(library, "os_sync_wake_by_address_all", out nint all))
        {
            WaitOnAddress = (delegate* unmanaged<uint*, ulong, nuint, uint, uint, ulong, int>)wait;
            WakeAny = (delegate* unmanaged<uint*, nuint, uint, int>)any;
            WakeAll = (delegate* unmanaged<uint*, nuint, uint, int>)all;
        }
    }

    /// <summary>Makes memory of a fixed size without a name.</summary>
    /// <param name="size">In bytes; rounded up to whole pages, as the system does, so that all sides see the same size.</param>
    /// <exception cref="IOException">Memory, or the descriptors of this process, are used up.</exception>
    public static SafeFileHandle Create(ref long size)
    {
        long page = Environment.SystemPageSize;
        size = checked((size + page - 1) / page * page);
        // 31 characters at most. It exists between the two calls: a process killed there leaves an empty object, without
        // memory, until the machine restarts.
        string name = "/piso-" + Convert.ToHexString(RandomNumberGenerator.GetBytes(NameBytes));
        SafeFileHandle handle = new(OpenMemory(name, NewOnly, OwnerOnly, 0, 0, 0, 0, 0, OwnerOnly), ownsHandle: true);
        if (handle.IsInvalid)
        {
            throw Failure("create", size, Marshal.GetLastPInvokeError());
        }

        _ = UnlinkMemory(name);
        MacDescriptors.CloseOnExec((int)handle.DangerousGetHandle());

        // The system lets the size be set once only: no peer can shrink the memory while another uses it.
        if (Truncate(handle, size) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            handle.Dispose();
            throw Failure("allocate", size, error);
        }

        return handle;
    }

    /// <summary>Whether a descriptor may be memory as <see cref="Create"/> makes it, and is no file that could be cut short.</summary>
    /// <remarks>What can be mapped here is a file or device, which has a position, or a memory object, which has none.</remarks>
    public static bool IsMemoryObject(SafeFileHandle handle) => Seek(handle, 0, FromHere) < 0;

    /// <summary>Puts private memory, all zeros, in the place of what is mapped there, in one step.</summary>
    /// <remarks>Where the kernel refuses, the old mapping stays: the addresses are valid in any case.</remarks>
    public static void Replace(byte* start, long size) => _ = Map(start, (nuint)size, ReadWrite, PrivateFixedAnonymous, -1, 0);

    /// <summary>Tells the system that the content of some whole pages is of no use any more. Only a wish.</summary>
    public static void GiveBack(byte* start, long size) => _ = Advise(start, (nuint)size, FreePages);

    /// <summary>Sleeps while the word has the given value; returns early for any reason.</summary>
    public static void Wait(uint* word, uint seen, TimeSpan limit)
    {
        bool endless = limit == Timeout.InfiniteTimeSpan;
        if (WaitOnAddress == null)
        {
            Nap(word, seen, endless ? TimeSpan.MaxValue : limit);
            return;
        }

        // A time of zero would be an invalid argument. What is endless ends after a day, which is early for some reason.
        TimeSpan time = endless || limit > TimeSpan.FromDays(1) ? TimeSpan.FromDays(1) : limit;
        if (time > TimeSpan.Zero
            && WaitOnAddress(word, seen, sizeof(uint), SharedWord, MachAbsoluteTime, (ulong)time.Ticks * 100) < 0
            && Marshal.GetLastSystemError() == InvalidArgument)
        {
            throw new InvalidOperationException($"Waiting on shared memory failed with error {InvalidArgument}.");
        }
    }

    /// <summary>Wakes up to so many threads that sleep on the word. Those that nap look by themselves.</summary>
    public static void Wake(uint* word, int count)
    {
        if (WaitOnAddress == null)
        {
            return;
        }

        if (count == int.MaxValue)
        {
            _ = WakeAll(word, sizeof(uint), SharedWord);
            return;
        }

        // Negative: no thread sleeps there any more.
        while (count-- > 0 && WakeAny(word, sizeof(uint), SharedWord) >= 0)
        {
        }
    }

    private static void Nap(uint* word, uint seen, TimeSpan limit)
    {
        long begun = System.Diagnostics.Stopwatch.GetTimestamp();
        uint nap = FirstNapMicroseconds;
        while (Volatile.Read(ref *word) == seen && System.Diagnostics.Stopwatch.GetElapsedTime(begun) < limit)
        {
            _ = SleepMicroseconds(nap);
            nap = Math.Min(nap * 2, LongestNapMicroseconds);
        }
    }

    private static IOException Failure(string what, long size, int error) =>
        new($"Could not {what} {size:N0} bytes of shared memory: {Marshal.GetPInvokeErrorMessage(error)}.");

    // The mode is a variable argument: on Apple's Arm64 those lie on the stack, where the ninth argument of a function with
    // fixed ones lies too; on x64 it is the third.
    [LibraryImport("libc", EntryPoint = "shm_open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int OpenMemory(
        string name, int flags, nint mode, nint unused4, nint unused5, nint unused6, nint unused7, nint unused8, nint modeOnStack);

    [LibraryImport("libc", EntryPoint = "shm_unlink", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnlinkMemory(string name);

    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    private static partial int Truncate(SafeFileHandle handle, long size);

    [LibraryImport("libc", EntryPoint = "lseek")]
    private static partial long Seek(SafeFileHandle handle, long offset, int origin);

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(byte* start, nuint length, int protection, int flags, int descriptor, nint offset);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(byte* start, nuint length, int advice);

    [LibraryImport("libc", EntryPoint = "usleep")]
    private static partial int SleepMicroseconds(uint microseconds);
}
