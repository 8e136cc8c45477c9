using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ProcessIsolate.Platform;

/// <summary>POSIX calls that Linux and macOS share.</summary>
internal static partial class UnixNative
{
    private const int KillSignal = 9;
    private const int ReadAndWrite = 3;
    private const int Shared = 1;

    /// <summary>Moves this process into a process group of its own: a Ctrl+C at the terminal does not reach it, and the
    /// host can kill it together with all it started.</summary>
    public static bool LeaveProcessGroup() => SetProcessGroup(0, 0) == 0;

    /// <summary>Kills every process of a group.</summary>
    /// <param name="groupId">The id of the process that made the group.</param>
    public static void KillGroup(int groupId)
    {
        // 0 and 1 would mean this process's own group and everybody.
        if (groupId > 1)
        {
            _ = Kill(-groupId, KillSignal);
        }
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

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "unsetenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnsetEnvironment(string name);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
