using System;
using System.Threading;

namespace ProcessIsolate.HostApp;

/// <summary>Fills a thread pool of two threads with calls that never end, each with a time limit.</summary>
internal static class Starvation
{
    private const int Threads = 2;
    private const int Callers = 6;

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(15);

    public static int Run()
    {
        ThreadPool.SetMinThreads(1, 1);
        ThreadPool.SetMaxThreads(Threads, Threads);
        using ProcessPool pool = new(new ProcessPoolOptions
        {
            MaxWorkers = Threads,
            CallTimeout = TimeSpan.FromMilliseconds(300),
            CancellationGracePeriod = TimeSpan.FromMilliseconds(50),
        });
        int fired = 0;
        using CountdownEvent pending = new(Callers);
        for (int i = 0; i < Callers; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(_ => Call(pool, pending, ref fired), null);
        }

        bool ended = pending.Wait(Bound);
        Console.WriteLine($"{fired} limits fired");
        if (!ended)
        {
            // Not through Dispose, which would wait for the same.
            Environment.Exit(3);
        }

        return 0;
    }

    private static void Call(ProcessPool pool, CountdownEvent pending, ref int fired)
    {
        try
        {
            pool.Run(Work.SpinForever);
        }
        catch (CallTimeoutException)
        {
            Interlocked.Increment(ref fired);
        }
        catch (Exception exception)
        {
            Console.Error.WriteLine(exception);
        }

        pending.Signal();
    }
}
