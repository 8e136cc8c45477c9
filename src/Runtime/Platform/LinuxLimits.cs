using System;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace ProcessIsolate.Platform;

/// <summary>Limits and rank of another process, set from outside right after its start, and the processors of one that is about to start.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class LinuxLimits
{
    public const int ProcessorSeconds = 0;
    public const int FileBytes = 1;
    public const int CoreBytes = 4;
    public const int Processes = 6;
    public const int OpenFiles = 7;

    /// <summary>Stands for the calling thread.</summary>
    public const int OwnThread = 0;

    private const int OfThread = 0;
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

    /// <summary>Sets the rank of all threads: -20 for the first, 19 for the last.</summary>
    /// <exception cref="IOException">The system refuses.</exception>
    public static void SetNice(int processId, int nice)
    {
        Check(SetPriority(OfThread, processId, nice), "set the priority");
        // The rank belongs to a thread. The process runs already, and one that it starts has that of the thread which starts it.
        int before;
        int now = 1;
        do
        {
            before = now;
            now = SetNiceOfThreads(processId, nice);
        }
        while (now > before);
    }

    // Those that end meanwhile cannot be set.
    private static int SetNiceOfThreads(int processId, int nice)
    {
        int count = 0;
        try
        {
            foreach (string path in Directory.EnumerateDirectories(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/task")))
            {
                if (int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out int thread))
                {
                    _ = SetPriority(OfThread, thread, nice);
                    count++;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // No /proc: the first thread alone, and what it starts from now on.
        }

        return count;
    }

    /// <summary>Has a thread run on some processors only, a bit for each, while something is done.</summary>
    /// <exception cref="IOException">The system refuses.</exception>
    public static T WithProcessors<T>(int thread, ulong mask, Func<T> action)
    {
        ulong* old = stackalloc ulong[MaskBytes / sizeof(ulong)];
        ulong* bits = stackalloc ulong[MaskBytes / sizeof(ulong)];
        new Span<byte>(old, MaskBytes).Clear();
        new Span<byte>(bits, MaskBytes).Clear();
        bits[0] = mask;
        if (GetAffinity(thread, MaskBytes, old) < 0)
        {
            throw new IOException($"The system did not say the processors of a thread: {Marshal.GetLastPInvokeErrorMessage()}.");
        }

        Check(SetAffinity(thread, MaskBytes, bits), "set the processors");
        try
        {
            return action();
        }
        finally
        {
            _ = SetAffinity(thread, MaskBytes, old);
        }
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
    private static partial int SetAffinity(int thread, nuint size, ulong* mask);

    [LibraryImport("libc", EntryPoint = "sched_getaffinity", SetLastError = true)]
    private static partial int GetAffinity(int thread, nuint size, ulong* mask);
}
