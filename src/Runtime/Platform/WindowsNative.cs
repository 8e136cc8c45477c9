using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace ProcessIsolate.Platform;

/// <summary>What Windows offers beyond the base class library.</summary>
[SupportedOSPlatform("windows")]
internal static partial class WindowsNative
{
    private const int ExtendedLimitInformation = 9;
    private const uint KillOnJobClose = 0x2000;
    private const uint SilentBreakaway = 0x1000;

    /// <summary>Puts a process into a job of its own that dies with its last handle: with this process, however it ends.</summary>
    /// <param name="process">The process.</param>
    /// <param name="letsChildrenGo">Whether what it starts stays outside the job.</param>
    /// <returns>The job's handle; invalid where jobs cannot be made.</returns>
    public static SafeFileHandle ConfineToJob(SafeHandle process, bool letsChildrenGo)
    {
        SafeFileHandle job = new(CreateJobObject(0, 0), ownsHandle: true);
        ExtendedLimits limits = new() { LimitFlags = KillOnJobClose | (letsChildrenGo ? SilentBreakaway : 0) };
        if (job.IsInvalid
            || !SetInformationJobObject(job, ExtendedLimitInformation, in limits, (uint)Marshal.SizeOf<ExtendedLimits>())
            || !AssignProcessToJobObject(job, process))
        {
            job.Dispose();
        }

        return job;
    }

    /// <summary>Kills every process of a job.</summary>
    public static void KillJob(SafeFileHandle job)
    {
        if (!job.IsClosed && !job.IsInvalid)
        {
            _ = TerminateJobObject(job, 1);
        }
    }

    /// <summary>The process id of a named pipe's client.</summary>
    public static int GetPeerProcessId(SafePipeHandle pipe) =>
        GetNamedPipeClientProcessId(pipe, out uint processId) ? (int)processId : -1;

    [LibraryImport("kernel32", EntryPoint = "CreateJobObjectW")]
    private static partial nint CreateJobObject(nint attributes, nint name);

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetInformationJobObject(SafeHandle job, int kind, in ExtendedLimits limits, uint length);

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool AssignProcessToJobObject(SafeHandle job, SafeHandle process);

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool TerminateJobObject(SafeHandle job, uint exitCode);

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetNamedPipeClientProcessId(SafeHandle pipe, out uint processId);

    // JOBOBJECT_EXTENDED_LIMIT_INFORMATION: the basic limits, the I/O counters, then the memory limits.
    [StructLayout(LayoutKind.Sequential)]
    private struct ExtendedLimits
    {
        public long PerProcessUserTimeLimit;
        public long PerJobUserTimeLimit;
        public uint LimitFlags;
        public nuint MinimumWorkingSetSize;
        public nuint MaximumWorkingSetSize;
        public uint ActiveProcessLimit;
        public nuint Affinity;
        public uint PriorityClass;
        public uint SchedulingClass;
        public ulong ReadOperationCount;
        public ulong WriteOperationCount;
        public ulong OtherOperationCount;
        public ulong ReadTransferCount;
        public ulong WriteTransferCount;
        public ulong OtherTransferCount;
        public nuint ProcessMemoryLimit;
        public nuint JobMemoryLimit;
        public nuint PeakProcessMemoryUsed;
        public nuint PeakJobMemoryUsed;
    }
}
