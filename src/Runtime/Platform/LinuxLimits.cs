using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace ProcessIsolate.Platform;

/// <summary>Limits, rank and processors of another process, set from outside. Threads that it starts afterwards inherit them, so this comes
/// right after its start.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class LinuxLimits
{
    public const int ProcessorSeconds = 0;
    public const int Processes = 6;
    public const int OpenFiles = 7;

    private const int OfProcess = 0;
    private const int MaskBytes = 128;

    /// <summary>Sets a limit for good; one that is lower already stays.</summary>
    /// <exception cref="IOException">The system refuses.</exception>
    public static void Set(int processId, int resource, ulong value)
    {
        ulong* limits = stackalloc ulong[2];
        Check(Limit(processId, resource, null, limits), "read a limit");
        ulong hard = Math.Min(value, limits[1]);
        limits[0] = Math.Min(hard, limits[0]);
        limits[1] = hard;
        Check(Limit(processId, resource, limits, null), "set a limit");
    }

    /// <summary>Has a process killed by a signal of its own once it has used up so many seconds of processors, and by force a second later.</summary>
    /// <exception cref="IOException">The system refuses.</exception>
    public static void SetProcessorSeconds(int processId, ulong seconds)
    {
        ulong* limits = stackalloc ulong[2];
        Check(Limit(processId, ProcessorSeconds, null, limits), "read a limit");
        limits[1] = Math.Min(seconds + 1, limits[1]);
        limits[0] = Math.Min(seconds, limits[1]);
        Check(Limit(processId, ProcessorSeconds, limits, null), "limit the processor time");
    }

    /// <summary>Sets the rank: -20 for the first, 19 for the last.</summary>
    /// <exception cref="IOException">The system refuses.</exception>
    public static void SetNice(int processId, int nice) => Check(SetPriority(OfProcess, processId, nice), "set the priority");

    /// <summary>Sets the processors, a bit for each.</summary>
    /// <exception cref="IOException">The system refuses.</exception>
    public static void SetProcessors(int processId, ulong mask)
    {
        ulong* bits = stackalloc ulong[MaskBytes / sizeof(ulong)];
        new Span<byte>(bits, MaskBytes).Clear();
        bits[0] = mask;
        Check(SetAffinity(processId, MaskBytes, bits), "set the processors");
    }

    private static void Check(int result, string what)
    {
        if (result != 0)
        {
            throw new IOException($"The system did not {what} of the worker: {Marshal.GetLastPInvokeErrorMessage()}.");
        }
    }

    [LibraryImport("libc", EntryPoint = "prlimit", SetLastError = true)]
    private static partial int Limit(int processId, int resource, ulong* limits, ulong* old);

    [LibraryImport("libc", EntryPoint = "setpriority", SetLastError = true)]
    private static partial int SetPriority(int which, int id, int nice);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    private static partial int SetAffinity(int processId, nuint size, ulong* mask);
}
