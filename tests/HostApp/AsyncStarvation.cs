using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace ProcessIsolate.HostApp;

/// <summary>A thread pool of two threads that both wait for the end of what the main thread does: asynchronous calls of all kinds.</summary>
internal static class AsyncStarvation
{
    private const int Threads = 2;
    private const int Calls = 50;

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    public static int Run()
    {
        ThreadPool.SetMinThreads(1, 1);
        ThreadPool.SetMaxThreads(Threads, Threads);
        using ManualResetEventSlim release = new();
        using CountdownEvent blocked = new(Threads);
        for (int i = 0; i < Threads; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                _ =>
                {
                    blocked.Signal();
                    release.Wait();
                },
                null);
        }

        blocked.Wait();
        ProcessPool pool = new(new ProcessPoolOptions { MaxWorkers = Threads });
        Stage("many", Task.WhenAll(Enumerable.Range(0, Calls).Select(i => pool.RunAsync(Work.Square, i))), static squares => squares.Sum() == 40425);
        Stage("one", pool.RunAsync(Work.Square, 7), static square => square == 49);
        Stage("large", pool.RunAsync(Work.Reverse, new byte[1_000_000]), static bytes => bytes.Length == 1_000_000);
        Stage("crash", Crash(pool), static crashed => crashed);
        Stage("cancelled", Cancelled(pool), static cancelled => cancelled);
        Stage("dedicated", pool.RunAsync(Work.DedicatedId), static id => id != Environment.ProcessId);
        Stage("map", pool.MapAsync(Work.Square, Enumerable.Range(0, Calls)), static squares => squares.Sum() == 40425);
        Stage("blocking", Blocking(pool), static square => square == 81);
        release.Set();
        pool.Dispose();
        return 0;
    }

    private static void Stage<T>(string name, Task<T> task, Func<T, bool> isRight)
    {
        if (!task.Wait(Bound))
        {
            Console.WriteLine($"{name} hangs");
            // Not through Dispose, which may wait for the same.
            Environment.Exit(3);
        }

        Console.WriteLine($"{name} {(isRight(task.Result) ? "right" : "wrong")}");
    }

    private static Task<bool> Crash(ProcessPool pool) =>
        Then(pool.RunAsync(Work.Leave, 3), static call => call.Exception!.InnerException is WorkerCrashedException { ExitCode: 3 });

    private static Task<bool> Cancelled(ProcessPool pool)
    {
        using CancellationTokenSource source = new();
        Task<int> call = pool.RunAsync(Work.WaitForCancellation, source.Token);
        source.Cancel();
        return Then(call, static call => call.IsCanceled);
    }

    // What waits for a call blocks for the next one, and then for one more.
    private static Task<int> Blocking(ProcessPool pool) =>
        Then(pool.RunAsync(Work.Square, 1), one => pool.Run(Work.Square, pool.RunAsync(Work.Square, one.Result + 2).Result));

    // Not await: when its task ends in the moment in which it begins to wait, it asks the thread pool to go on.
    private static Task<TNew> Then<T, TNew>(Task<T> task, Func<Task<T>, TNew> next) =>
        task.ContinueWith(next, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
