using System;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace ProcessIsolate.Platform;

/// <summary>System calls that a sandbox refuses, made in a way that harms nothing where it does not.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class LinuxProbes
{
    private const int Here = -100;
    private const int WriteOnly = 1;
    private const int ForReading = 4;
    private const int ForWriting = 2;
    private const int SetFilterMode = 1;
    private const int AllThreads = 1;
    private const int NoSlowDown = 4;
    private const int SetDumpable = 4;
    private const int GetNoNewPrivileges = 39;
    private const int GetFilterMode = 21;
    private const int FilterMode = 2;
    private const int OpenFiles = 7;
    private const int ShareHandlers = 0x800;
    private const int Peek = 2;

    /// <summary>Puts a filter on all threads of this process.</summary>
    public static bool TryInstall(SeccompInstruction[] filter)
    {
        fixed (SeccompInstruction* start = filter)
        {
            SeccompHeader header = new() { Length = checked((ushort)filter.Length), Start = start };
            int number = LinuxSystemCalls.SetFilter.Number;
            return Call(number, SetFilterMode, AllThreads | NoSlowDown, (nint)(&header), 0, 0) == 0
                || Call(number, SetFilterMode, AllThreads, (nint)(&header), 0, 0) == 0;
        }
    }

    /// <summary>Keeps processes of the same user out of this one's memory.</summary>
    public static void HideMemory() => Call(LinuxSystemCalls.ProcessControl.Number, SetDumpable, 0, 0, 0, 0);

    /// <summary>Asks the kernel about the calling thread.</summary>
    /// <returns>0 when it has no rights beyond those that may stay and gets no new ones, and a filter; else the error for "not permitted".</returns>
    public static int LookAtPrivileges()
    {
        const uint Version3 = 0x2008_0522;
        // The last is for low ports, with a network.
        const uint MayStay = (1 << 1) | (1 << 2) | (1 << 10);
        uint* header = stackalloc uint[2] { Version3, 0 };
        uint* sets = stackalloc uint[6];
        int number = LinuxSystemCalls.ProcessControl.Number;
        return Call(number, GetNoNewPrivileges, 0, 0, 0, 0) == 1 && Call(number, GetFilterMode, 0, 0, 0, 0) == FilterMode
            && Call(LinuxSystemCalls.GetCapabilities.Number, (nint)header, (nint)sets, 0, 0, 0) == 0
            && ((sets[0] | sets[1]) & ~MayStay) == 0 && (sets[3] | sets[4]) == 0 ? 0 : SandboxFilters.NotPermitted;
    }

    /// <summary>Opens something for reading that the user may read.</summary>
    /// <returns>The error; 0 when it was opened, -1 when the user may not read it anyway.</returns>
    public static int Read(string path) => MayAccess(path, ForReading) ? Open(path, 0) : -1;

    /// <summary>As <see cref="Read"/>, for writing; nothing is written.</summary>
    public static int Write(string path) => MayAccess(path, ForWriting) ? Open(path, WriteOnly) : -1;

    public static int ChangeMode() => WithText("", static empty => Error(Call(LinuxSystemCalls.ChangeModeAt.Number, Here, empty, 0, 0, 0)));

    public static int MakeSocket(int family) => Closing(Call(LinuxSystemCalls.Socket.Number, family, 1, 0, 0, 0));

    /// <summary>Runs a program without a name.</summary>
    public static int Run() => WithText("", static empty => Error(Call(LinuxSystemCalls.Execute.Number, empty, 0, 0, 0, 0)));

    /// <summary>Makes a process with flags that contradict each other.</summary>
    public static int Fork() => Error(Call(LinuxSystemCalls.Clone.Number, ShareHandlers, 0, 0, 0, 0));

    /// <summary>Sends no signal.</summary>
    public static int Signal(int processId) => Error(Call(LinuxSystemCalls.Kill.Number, processId, 0, 0, 0, 0));

    /// <summary>Reads a limit of another process.</summary>
    public static int LimitOf(int processId)
    {
        ulong* limits = stackalloc ulong[2];
        return Error(Call(LinuxSystemCalls.Limit.Number, processId, OpenFiles, 0, (nint)limits, 0));
    }

    /// <summary>Looks into a process that is not stopped.</summary>
    public static int Trace() => Error(Call(LinuxSystemCalls.Trace.Number, Peek, 0, 0, 0, 0));

    public static int SetUpRing() => Error(Call(LinuxSystemCalls.SetUpRing.Number, 1, 0, 0, 0, 0));

    private static int Open(string path, int flags) =>
        WithText(path, text => Closing(Call(LinuxSystemCalls.OpenAt.Number, Here, text, flags | 0x8_0000, 0, 0)));

    private static bool MayAccess(string path, int mode) =>
        WithText(path, text => Call(LinuxSystemCalls.AccessAt.Number, Here, text, mode, 0, 0) == 0);

    private static T WithText<T>(string text, Func<nint, T> use)
    {
        nint memory = Marshal.StringToCoTaskMemUTF8(text);
        try
        {
            return use(memory);
        }
        finally
        {
            Marshal.FreeCoTaskMem(memory);
        }
    }

    private static int Error(nint result) => result >= 0 ? 0 : Marshal.GetLastPInvokeError();

    private static int Closing(nint descriptor)
    {
        int error = Error(descriptor);
        if (error == 0)
        {
            _ = Close((int)descriptor);
        }

        return error;
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Call(nint number, nint first, nint second, nint third, nint fourth, nint fifth);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
