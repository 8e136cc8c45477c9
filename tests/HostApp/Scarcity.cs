using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace ProcessIsolate.HostApp;

/// <summary>A host that has too little of something, or was started in an unusual way.</summary>
internal static class Scarcity
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    // After so long the thread pool has given up its idle threads, by a setting of the test's.
    private static readonly TimeSpan PoolIdle = TimeSpan.FromSeconds(3);

    private const ulong Enough = 256;

    // A worker without room for its threads may stand still in its start.
    private static readonly TimeSpan ShortStart = TimeSpan.FromSeconds(1);

    /// <summary>Starts a worker that never gets to its first line of managed code: its runtime opens a pipe without a writer.</summary>
    public static int HangInStart(string pipe)
    {
        ProcessPoolOptions options = new() { MaxWorkers = 1, StartTimeout = TimeSpan.FromMinutes(5) };
        options.Environment["DOTNET_STARTUP_HOOKS"] = pipe;
        using ProcessPool pool = new(options);
        pool.Run(Work.Square, 3);
        return 1;
    }

    /// <summary>No descriptor is left when a call passes its limit and when its worker is replaced.</summary>
    public static int NoDescriptorsAtTheLimit(bool isAsync, int rounds)
    {
        for (int i = 0; i < rounds; i++)
        {
            Thread round = new(() => NoDescriptorsAtTheLimit(isAsync));
            round.Start();
            if (!round.Join(2 * Bound))
            {
                Console.WriteLine("hangs");
                Environment.FailFast("It hangs.");
            }
        }

        return 0;
    }

    /// <summary>An asynchronous call ends while all descriptors are taken as soon as they are free, and the thread pool has given up its idle
    /// threads. A pool that is asked for a thread then never runs anything again.</summary>
    public static int NoDescriptorsAndNoPool()
    {
        using ProcessPool pool = new(new ProcessPoolOptions { MaxWorkers = 1, CallTimeout = PoolIdle + TimeSpan.FromSeconds(2) });
        Console.WriteLine(pool.RunAsync(Work.Square, 3).GetAwaiter().GetResult());
        Task late = pool.RunAsync(Work.SpinForever);
        if (!SpinWait.SpinUntil(static () => ThreadPool.ThreadCount == 0, PoolIdle))
        {
            Console.WriteLine("the pool has threads");
        }

        // Below what there is: descriptors that become free at the end of the worker are not to be had either.
        FileLimit.LimitDescriptors(0);
        bool ended = ((IAsyncResult)late).AsyncWaitHandle.WaitOne(Bound);
        FileLimit.LimitDescriptors(Enough);
        Console.WriteLine(ended ? "late" : "never");
        Task<int> next = pool.RunAsync(Work.Square, 4);
        Console.WriteLine(next.Wait(Bound) ? next.Result : "never");
        Environment.Exit(0);
        return 0;
    }

    private static void NoDescriptorsAtTheLimit(bool isAsync)
    {
        using ProcessPool pool = new(new ProcessPoolOptions { MaxWorkers = 1, CallTimeout = TimeSpan.FromSeconds(1) });
        Console.WriteLine(isAsync ? pool.RunAsync(Work.Square, 3).GetAwaiter().GetResult() : pool.Run(Work.Square, 3));
        using ManualResetEventSlim over = new();
        Thread taker = new(() =>
        {
            // Well before the limit, and after the call has begun.
            over.Wait(TimeSpan.FromMilliseconds(300));
            using (new Descriptors(0))
            {
                over.Wait(Bound);
            }
        });
        taker.Start();
        long begun = Stopwatch.GetTimestamp();
        try
        {
            if (isAsync)
            {
                pool.RunAsync(Work.SpinForever).GetAwaiter().GetResult();
            }
            else
            {
                pool.Run(Work.SpinForever);
            }
        }
        catch (CallTimeoutException)
        {
            Console.WriteLine(Stopwatch.GetElapsedTime(begun) < Bound / 2 ? "late" : "much too late");
        }

        over.Set();
        taker.Join();
        Console.WriteLine(isAsync ? pool.RunAsync(Work.Square, 4).GetAwaiter().GetResult() : pool.Run(Work.Square, 4));
    }

    // With fewer the runtime itself stands still: it makes a pipe for each thread of a pool that calls wait for.
    private const int LeastDescriptors = 4;

    /// <summary>Starts with 4, 5, 6, ... descriptors to spare, up to the first that succeeds.</summary>
    public static int FewDescriptors()
    {
        Console.WriteLine(Try());
        int before = Count();
        int failures = 0;
        string outcome = "";
        for (int spare = LeastDescriptors; outcome != "9" && spare < 64; spare++)
        {
            using (new Descriptors(spare))
            {
                outcome = Try();
            }

            failures += outcome == "WorkerStartException" ? 1 : 0;
            if (outcome is not ("9" or "WorkerStartException"))
            {
                Console.WriteLine($"with {spare}: {outcome}");
            }
        }

        Console.WriteLine(failures > 4 ? "failed often" : $"failed {failures} times");
        Console.WriteLine(Try());
        // Sockets that were closed in a hurry are let go by finalizers.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        SpinWait.SpinUntil(() => Count() <= before + 4, Bound);
        Console.WriteLine(Count() <= before + 4 ? "nothing leaked" : $"{before} descriptors before, {Count()} after");
        Console.WriteLine(Children() == 0 ? "no child left" : $"{Children()} children left");
        return 0;
    }

    /// <summary>Starts while the control group allows too few more processes and threads for a worker.</summary>
    public static int FewProcesses(string group)
    {
        Console.WriteLine(Try());
        string limit = Path.Combine(group, "pids.max");
        int failures = 0;
        foreach (int spare in (ReadOnlySpan<int>)[0, 1, 2, 4, 7])
        {
            int current = int.Parse(File.ReadAllText(Path.Combine(group, "pids.current")), CultureInfo.InvariantCulture);
            File.WriteAllText(limit, (current + spare).ToString(CultureInfo.InvariantCulture));
            string outcome = Try(ShortStart);
            failures += outcome == "WorkerStartException" ? 1 : 0;
            if (outcome is not ("9" or "WorkerStartException"))
            {
                Console.WriteLine($"with {spare}: {outcome}");
            }
        }

        File.WriteAllText(limit, "max");
        Console.WriteLine(failures > 2 ? "failed often" : $"failed {failures} times");
        Console.WriteLine(Try());
        Console.WriteLine(SpinWait.SpinUntil(static () => Children() == 0, Bound) ? "no child left" : $"{Children()} children left");
        return 0;
    }

    /// <summary>How children end where SIGCHLD was ignored; with "process" the base library's class was used before.</summary>
    public static int ChildrenReaped(string before)
    {
        if (before == "process")
        {
            // Not waited for: where SIGCHLD was ignored, that never ends.
            Process.Start("true").Dispose();
        }

#pragma warning disable PISO304 // Disposed below, on a thread that may be left behind.
        ProcessPool pool = new(1);
#pragma warning restore PISO304
        Console.WriteLine(pool.Run(Work.Square, 3));
        try
        {
            pool.Run(Work.Leave, 7);
        }
        catch (WorkerCrashedException exception)
        {
            Console.WriteLine("code " + (exception.ExitCode?.ToString(CultureInfo.InvariantCulture) ?? "unknown"));
        }

        Console.WriteLine(pool.Run(Work.Square, 4));
        Console.WriteLine("disposed " + Task.Run(pool.Dispose).Wait(Bound));
        return 0;
    }

    /// <summary>A worker that prints, in time or not.</summary>
    public static int Print()
    {
        Task call = Task.Run(static () => Work.Talk("out", "error"));
        Console.WriteLine("ended " + call.Wait(Bound));
        Environment.Exit(0);
        return 0;
    }

    private static string Try() => Try(Bound);

    private static string Try(TimeSpan startTimeout)
    {
        try
        {
            using ProcessPool pool = new(new ProcessPoolOptions { MaxWorkers = 1, StartTimeout = startTimeout });
            return pool.Run(Work.Square, 3).ToString(CultureInfo.InvariantCulture);
        }
        catch (Exception exception)
        {
            return exception is WorkerStartException ? nameof(WorkerStartException) : exception.ToString();
        }
    }

    private static int Count() => Directory.GetFileSystemEntries("/proc/self/fd").Length;

    private static int Children() => Directory.GetDirectories("/proc/self/task").Sum(ChildrenOf);

    private static int ChildrenOf(string task)
    {
        try
        {
            return File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    /// <summary>Takes all descriptors but some.</summary>
    private sealed class Descriptors : IDisposable
    {
        private readonly List<FileStream> taken = [];

        public Descriptors(int spare)
        {
            try
            {
                while (true)
                {
                    taken.Add(new FileStream("/dev/null", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 0));
                }
            }
            catch (IOException)
            {
                for (int i = 0; i < spare; i++)
                {
                    taken[^1].Dispose();
                    taken.RemoveAt(taken.Count - 1);
                }
            }
        }

        public void Dispose() => taken.ForEach(static file => file.Dispose());
    }
}
