using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace ProcessIsolate.Platform;

/// <summary>How a child stands.</summary>
internal enum ChildState
{
    Running,

    /// <summary>Ended, and kept by the system until it is reaped.</summary>
    Ended,

    /// <summary>Ended, and reaped by other code of this process.</summary>
    Lost,
}

/// <summary>How a child ended: its exit code, or the signal.</summary>
internal readonly record struct ChildEnd(int? Code, int? Signal);

/// <summary>Children of this process on Linux: their descriptors, signals and ends.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class LinuxChildren
{
    private const nint OpenNumber = 434;
    private const nint SignalNumber = 424;
    private const int KillSignal = 9;
    private const int ByProcess = 1;
    private const int ByDescriptor = 3;
    private const int NoHang = 1;
    private const int Exited = 4;
    private const int KeepWaiting = 0x0100_0000;
    private const int Interrupted = 4;
    private const int NoChildren = 10;
    private const int Invalid = 22;
    private const int CodeExited = 1;
    private const int InformationBytes = 128;
    private const uint InformationNumber = 0xC040_FF0B;
    private const ulong InformationExit = 1 << 3;

    /// <summary>For tests: gets each number, negative for a group, that a signal is about to be sent to.</summary>
    internal static Action<int>? Signalling { get; set; }

    /// <summary>A descriptor of a child that was not reaped yet: it means that child for ever, as its number does not.</summary>
    /// <returns>An invalid one where the kernel (before 5.3) or a filter has none.</returns>
    /// <exception cref="IOException">This process has no descriptors left.</exception>
    public static SafeFileHandle Open(int processId)
    {
        SafeFileHandle handle = new((nint)SystemCall(OpenNumber, processId, 0, 0, 0), ownsHandle: true);
        if (handle.IsInvalid && Marshal.GetLastPInvokeError() is var error && LinuxFiles.IsScarce(error))
        {
            throw LinuxFiles.Failure("open a child", error);
        }

        return handle;
    }

    /// <summary>Kills a child.</summary>
    /// <param name="child">Its descriptor.</param>
    /// <param name="processId">Its number, for where there is no descriptor; the caller has not reaped it.</param>
    public static void Kill(SafeFileHandle child, int processId)
    {
        if (child.IsInvalid)
        {
            KillNumber(processId);
        }
        else
        {
            _ = SystemCall(SignalNumber, child.DangerousGetHandle(), KillSignal, 0, 0);
        }
    }

    /// <summary>Kills the group of a child that has ended and keeps the number until it is reaped.</summary>
    public static void KillGroupOfEnded(int processId) => KillNumber(-processId);

    /// <summary>Whether the child leads a process group. It was not reaped.</summary>
    public static bool LeadsGroup(int processId) => GetGroup(processId) == processId;

    /// <summary>Asks how a child stands, without reaping it.</summary>
    public static ChildState Look(SafeFileHandle child, int processId, out ChildEnd end) =>
        Wait(child, processId, Exited | NoHang | KeepWaiting, out end);

    /// <summary>Reaps a child that has ended or is about to.</summary>
    public static ChildState Reap(SafeFileHandle child, int processId, out ChildEnd end) => Wait(child, processId, Exited, out end);

    private static void KillNumber(int number)
    {
        Signalling?.Invoke(number);
        _ = SendSignal(number, KillSignal);
    }

    private static ChildState Wait(SafeFileHandle child, int processId, int options, out ChildEnd end)
    {
        // siginfo_t: number, error, code, padding; process, user, status.
        int* information = stackalloc int[InformationBytes / sizeof(int)];
        end = default;
        bool known = !child.IsInvalid;
        while (true)
        {
            new Span<int>(information, InformationBytes / sizeof(int)).Clear();
            int result = WaitFor(
                known ? ByDescriptor : ByProcess, known ? (uint)child.DangerousGetHandle() : (uint)processId, information, options);
            int error = Marshal.GetLastPInvokeError();
            if (result == 0)
            {
                if (information[4] == 0)
                {
                    return ChildState.Running;
                }

                end = information[2] == CodeExited ? new ChildEnd(information[6], null) : new ChildEnd(null, information[6]);
                return ChildState.Ended;
            }

            if (error == Invalid && known)
            {
                // Linux 5.3 has the descriptor and does not wait for it yet. The number is the child's as long as only the library reaps it.
                known = false;
                continue;
            }

            if (error == Interrupted)
            {
                continue;
            }

            if (error == NoChildren && known)
            {
                end = AskDescriptor(child);
            }

            return ChildState.Lost;
        }
    }

    // What the kernel (since 6.15) tells of a child that other code has reaped.
    private static ChildEnd AskDescriptor(SafeFileHandle child)
    {
        // struct pidfd_info: the mask first; the exit status, as wait would have it, is the last of 64 bytes.
        byte* information = stackalloc byte[64];
        new Span<byte>(information, 64).Clear();
        *(ulong*)information = InformationExit;
        if (Control(child, InformationNumber, information) != 0 || (*(ulong*)information & InformationExit) == 0)
        {
            return default;
        }

        int status = *(int*)(information + 60);
        return (status & 0x7F) == 0 ? new ChildEnd((status >> 8) & 0xFF, null) : new ChildEnd(null, status & 0x7F);
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint first, nint second, nint third, nint fourth);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "getpgid")]
    private static partial int GetGroup(int processId);

    [LibraryImport("libc", EntryPoint = "waitid", SetLastError = true)]
    private static partial int WaitFor(int kind, uint id, int* information, int options);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Control(SafeFileHandle descriptor, nuint request, byte* argument);
}
