using System;
using System.Diagnostics;
using System.IO;
using System.Linq;

namespace ProcessIsolate.HostApp;

/// <summary>Crash after crash in a process of its own, where no other code opens files or starts threads.</summary>
internal static class CrashSeries
{
    // The first crashes load assemblies and start the library's own threads; what those hold stays.
    private const int Warmup = 5;

    /// <summary>Says what this process holds before and after: "before 87 15", descriptors and threads.</summary>
    public static int Run(int count)
    {
        Crash(Warmup);
        Report("before");
        Crash(count);
        Report("after");
        return 0;
    }

    /// <summary>The same, where each worker leaves a process behind that holds its stderr open.</summary>
    public static int RunWithDaemons(int count, string mark)
    {
        using ProcessPool pool = new(new ProcessPoolOptions { MaxWorkers = 1, Descendants = DescendantPolicy.LiveOn });
        using IDisposable scope = pool.Use();
        Crash(Warmup);
        Report("before");
        TimeSpan fastest = TimeSpan.MaxValue;
        for (int i = 0; i < count; i++)
        {
            Family.StartOne($"setsid sleep {mark} >/dev/null &");
            long begun = Stopwatch.GetTimestamp();
            Crash(1);
            TimeSpan taken = Stopwatch.GetElapsedTime(begun);
            fastest = taken < fastest ? taken : fastest;
        }

        Report("after");
        Console.WriteLine($"fastest-milliseconds {(int)fastest.TotalMilliseconds}");
        return 0;
    }

    private static void Crash(int count)
    {
        for (int i = 0; i < count; i++)
        {
            try
            {
                Work.Kill();
            }
            catch (WorkerCrashedException)
            {
                continue;
            }

            throw new InvalidOperationException("The worker should have died.");
        }
    }

    private static void Report(string when)
    {
        // The streams of ended child processes are closed by their finalizers.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        string[] segments = [.. File.ReadLines("/proc/self/maps").Where(static line => line.Contains("memfd:processisolate", StringComparison.Ordinal))];
        Console.WriteLine($"{when}-descriptors {Directory.GetFileSystemEntries("/proc/self/fd").Length}");
        Console.WriteLine($"{when}-threads {Directory.GetDirectories("/proc/self/task").Length}");
        Console.WriteLine($"{when}-segments {segments.Length}");
        Console.WriteLine($"{when}-kilobytes {Environment.WorkingSet / 1024}");
    }
}
