using System;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ProcessIsolate.Platform;

/// <summary>POSIX calls that Linux and macOS share.</summary>
internal static partial class UnixNative
{
    private const int KillSignal = 9;
    private const int ReadAndWrite = 3;
    private const int Shared = 1;
    private const int GetDescriptorFlags = 1;
    private const int SetDescriptorFlags = 2;
    private const int CloseOnExec = 1;
    private const short Writable = 4;
    private const int LinuxCloseOnExec = 0x80000;

    /// <summary>Moves this process into a process group of its own: a Ctrl+C at the terminal does not reach it, and the
    /// host can kill it together with all it started.</summary>
    public static bool LeaveProcessGroup() => SetProcessGroup(0, 0) == 0;

    /// <summary>Whether this process leads a process group: what is in the group is itself and what it started.</summary>
    /// <remarks>Asked of the system: where a filter answers for it, moving into a group "succeeds" and does nothing.</remarks>
    public static bool LeadsGroup => GetProcessGroup() == Environment.ProcessId;

    /// <summary>Kills this process's group, and with it this process.</summary>
    public static void KillOwnGroup() => _ = Kill(0, KillSignal);

    /// <summary>Kills this process.</summary>
    public static void KillSelf() => _ = Kill(Environment.ProcessId, KillSignal);

    /// <summary>Kills a child's group, for systems that cannot be asked to keep the number: only while the child is known to live, or
    /// its number is in use by no process.</summary>
    public static void KillGroupOf(int childId, bool lives)
    {
        // 0 and 1 would mean this process's own group and all processes.
        if (childId > 1 && (lives || Kill(childId, 0) != 0))
        {
            _ = Kill(-childId, KillSignal);
        }
    }

    /// <summary>Writes to a descriptor, as much as the system takes.</summary>
    /// <returns>Negative on failure.</returns>
    public static unsafe int Write(int descriptor, ReadOnlySpan<byte> bytes, out int error)
    {
        fixed (byte* start = bytes)
        {
            int count = (int)WriteBytes(descriptor, start, (nuint)bytes.Length);
            error = Marshal.GetLastPInvokeError();
            return count;
        }
    }

    /// <summary>Whether a descriptor was inherited from the process that started this one: not what this process opened, which closes
    /// with the start of another program.</summary>
    public static bool IsInherited(int descriptor) => Control(descriptor, GetDescriptorFlags) is >= 0 and int flags && (flags & CloseOnExec) == 0;

    /// <summary>Keeps a descriptor from the programs that this process starts.</summary>
    public static void CloseOnStart(int descriptor) => _ = SetControl(descriptor, SetDescriptorFlags, CloseOnExec);

    /// <summary>Whether two descriptors are left at this moment.</summary>
    public static unsafe bool CanMakePipe()
    {
        int* ends = stackalloc int[2];
        if ((OperatingSystem.IsLinux() ? PipeClosedOnStart(ends, LinuxCloseOnExec) : Pipe(ends)) != 0)
        {
            return false;
        }

        _ = Close(ends[0]);
        _ = Close(ends[1]);
        return true;
    }

    /// <summary>Waits until a descriptor takes bytes.</summary>
    public static unsafe void AwaitWritable(int descriptor)
    {
        Interest interest = new() { Descriptor = descriptor, Wanted = Writable };
        _ = Poll(&interest, 1, -1);
    }

    /// <summary>Sets or, without a value, removes a variable of the native environment, which programs started by native
    /// code inherit; .NET on Unix keeps a copy of its own.</summary>
    public static void SetVariable(string name, string? value) =>
        _ = value is null ? UnsetEnvironment(name) : SetEnvironment(name, value, overwrite: 1);

    /// <summary>Maps a piece of memory that other processes map too.</summary>
    /// <returns>Its address; -1 on failure.</returns>
    public static nint Map(SafeFileHandle descriptor, long size) =>
        MapMemory(0, checked((nuint)size), ReadAndWrite, Shared, descriptor, 0);

    public static bool Unmap(nint address, long size) => UnmapMemory(address, (nuint)size) == 0;

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint MapMemory(nint address, nuint length, int protection, int flags, SafeFileHandle descriptor, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int UnmapMemory(nint address, nuint length);

    [LibraryImport("libc", EntryPoint = "setpgid")]
    private static partial int SetProcessGroup(int processId, int groupId);

    [LibraryImport("libc", EntryPoint = "pipe2")]
    private static unsafe partial int PipeClosedOnStart(int* ends, int flags);

    [LibraryImport("libc", EntryPoint = "pipe")]
    private static unsafe partial int Pipe(int* ends);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "getpgrp")]
    private static partial int GetProcessGroup();

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static unsafe partial nint WriteBytes(int descriptor, byte* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int SetControl(int descriptor, int command, nint argument);

    // nfds_t is as long as a pointer on Linux and an int on macOS; one register either way.
    [LibraryImport("libc", EntryPoint = "poll")]
    private static unsafe partial int Poll(Interest* entries, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "unsetenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnsetEnvironment(string name);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    [StructLayout(LayoutKind.Sequential)]
    private struct Interest
    {
        public int Descriptor;
        public short Wanted;
        public short Seen;
    }
}
