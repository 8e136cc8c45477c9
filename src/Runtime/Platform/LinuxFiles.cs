using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace ProcessIsolate.Platform;

/// <summary>Pipes and waiting for several descriptors, on Linux.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class LinuxFiles
{
    /// <summary>Something can be read, or the other end is closed.</summary>
    public const short Readable = 0x1;

    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;
    private const int SetFlags = 4;
    private const int DuplicateCloseOnExec = 1030;
    private const int FirstOther = 3;
    private const int Interrupted = 4;
    private const int TryAgain = 11;
    private const int OutOfMemory = 12;
    private const int TooManyInSystem = 23;
    private const int TooMany = 24;

    /// <summary>Whether an error means that something is used up, and not that it is not offered here.</summary>
    public static bool IsScarce(int error) => error is TooMany or TooManyInSystem or OutOfMemory;

    public static IOException Failure(string what, int error) => new($"Could not {what}: {Marshal.GetPInvokeErrorMessage(error)}.");

    /// <summary>Makes a pipe whose read end never blocks.</summary>
    /// <exception cref="IOException">This process has no descriptors left.</exception>
    public static (SafeFileHandle Reader, SafeFileHandle Writer) MakePipe()
    {
        int* ends = stackalloc int[2];
        if (Pipe(ends, CloseOnExec) != 0)
        {
            throw Failure("make a pipe", Marshal.GetLastPInvokeError());
        }

        _ = SetStatus(ends[0], SetFlags, NonBlocking);
        return (new SafeFileHandle(ends[0], ownsHandle: true), new SafeFileHandle(ends[1], ownsHandle: true));
    }

    /// <summary>The same file under a number above those of stdin, stdout and stderr, which a child's own take.</summary>
    /// <exception cref="IOException">This process has no descriptors left.</exception>
    public static SafeFileHandle AboveStandard(SafeFileHandle file) => Above(file, FirstOther - 1);

    /// <summary>The same file under a number above another.</summary>
    /// <exception cref="IOException">This process has no descriptors left.</exception>
    public static SafeFileHandle Above(SafeFileHandle file, int number)
    {
        if ((int)file.DangerousGetHandle() > number)
        {
            return file;
        }

        using SafeFileHandle low = file;
        SafeFileHandle high = new(SetStatus((int)low.DangerousGetHandle(), DuplicateCloseOnExec, number + 1), ownsHandle: true);
        return !high.IsInvalid ? high : throw Failure("make a pipe", Marshal.GetLastPInvokeError());
    }

    /// <summary>Makes a descriptor by which one thread ends the poll of another.</summary>
    /// <exception cref="IOException">This process has no descriptors left.</exception>
    public static SafeFileHandle MakeBell()
    {
        SafeFileHandle bell = new(EventDescriptor(0, CloseOnExec | NonBlocking), ownsHandle: true);
        return !bell.IsInvalid ? bell : throw Failure("make an event", Marshal.GetLastPInvokeError());
    }

    public static void Ring(SafeFileHandle bell)
    {
        ulong one = 1;
        _ = WriteBytes(bell, (byte*)&one, sizeof(ulong));
    }

    public static void Silence(SafeFileHandle bell)
    {
        ulong count;
        _ = ReadBytes(bell, (byte*)&count, sizeof(ulong));
    }

    /// <summary>Reads what is there.</summary>
    /// <returns>0 at the end; -1 when nothing is there.</returns>
    public static int Read(SafeFileHandle file, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            while (true)
            {
                int count = (int)ReadBytes(file, start, (nuint)buffer.Length);
                if (count >= 0)
                {
                    return count;
                }

                int error = Marshal.GetLastPInvokeError();
                if (error != Interrupted)
                {
                    return error == TryAgain ? -1 : 0;
                }
            }
        }
    }

    /// <summary>Waits until one of the descriptors has something, or the time is up.</summary>
    /// <param name="entries">The descriptors.</param>
    /// <param name="milliseconds">-1 for ever.</param>
    public static void Poll(Span<PollEntry> entries, int milliseconds)
    {
        fixed (PollEntry* start = entries)
        {
            if (PollAll(start, (nuint)entries.Length, milliseconds) < 0)
            {
                foreach (ref PollEntry entry in entries)
                {
                    entry.Seen = 0;
                }
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    private static partial int Pipe(int* ends, int flags);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int SetStatus(int descriptor, int command, nint argument);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int EventDescriptor(uint count, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint ReadBytes(SafeFileHandle file, byte* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteBytes(SafeFileHandle file, byte* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int PollAll(PollEntry* entries, nuint count, int milliseconds);

    /// <summary>A descriptor to wait for: struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct PollEntry
    {
        public int Descriptor;
        public short Wanted;
        public short Seen;
    }
}
