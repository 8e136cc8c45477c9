using System;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace ProcessIsolate.HostApp;

/// <summary>Uses every kind of thread and callback that the library has in a host. Also compiled into the integration tests.</summary>
internal static partial class EveryThread
{
    // More words than a socket takes for a worker that does not read.
    private const int ManyObjects = 400;
    private const int PauseMilliseconds = 50;
    private const int SigKill = 9;
    private const int SigStop = 19;

    private static Shared<int>[] kept = [];
    private static int sandboxes;

    /// <summary>Each part is tried whether the others work or not. How it ends is not what is asked here.</summary>
    /// <param name="limit">How long a part may take, about.</param>
    public static void Use(TimeSpan limit)
    {
        using ProcessPool pool = new(new ProcessPoolOptions
        {
            MaxWorkers = 2,
            CallTimeout = limit,
            StartTimeout = limit,
            CancellationGracePeriod = TimeSpan.FromMilliseconds(50),
            IdleTimeout = TimeSpan.FromMilliseconds(50),
        });
        Attempt(() => pool.Run(Square, 3));
        // Longer than anything looks for an answer before it leaves that to the thread that waits for all.
        Attempt(() => Task.WhenAll(pool.RunAsync(Pause), pool.RunAsync(Square, 2), pool.RunAsync(Pause)).Wait(limit));
        Attempt(() =>
        {
            using CancellationTokenSource source = new(TimeSpan.FromMilliseconds(20));
            pool.Run(Listen, source.Token);
        });
        Attempt(() =>
        {
            using ProcessSemaphore semaphore = new(0);
            semaphore.WaitAsync(TimeSpan.FromMilliseconds(200)).Wait(limit);
        });
        Attempt(() =>
        {
            using IsolatedProcess process = IsolatedProcess.Start(Square, 3);
            if (!process.Join(limit))
            {
                process.Kill();
            }
        });
        Attempt(() => pool.Run(WriteError));
        Attempt(() => RunInASandbox(limit));
        Attempt(() => TellAWorkerThatDoesNotRead(limit));
    }

    /// <summary>Whether calls and waits of every kind work.</summary>
    public static bool Works(TimeSpan limit)
    {
        using ProcessPool pool = new(1);
        using ProcessSemaphore semaphore = new(0);
        Task<int> call = pool.RunAsync(Square, 9);
        Task<bool> wait = semaphore.WaitAsync(limit);
        semaphore.Release();
        return pool.Run(Square, 9) == 81 && call.Wait(limit) && call.Result == 81 && wait.Wait(limit) && wait.Result;
    }

    // Written in another way each time: another sandbox, and so another thread that holds it.
    private static void RunInASandbox(TimeSpan limit)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using ProcessPool pool = new(new ProcessPoolOptions
        {
            MaxWorkers = 1,
            CallTimeout = limit,
            StartTimeout = limit,
            Sandbox = new SandboxOptions { ReadablePaths = ["/usr" + new string('/', Interlocked.Increment(ref sandboxes))] },
        });
        pool.Run(Square, 3);
    }

    // Objects that it shares also make a thread that waits for its end.
    private static void TellAWorkerThatDoesNotRead(TimeSpan limit)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using ProcessPool pool = new(new ProcessPoolOptions { MaxWorkers = 1, CallTimeout = limit, StartTimeout = limit });
        Shared<int>[] values = [.. Enumerable.Range(0, ManyObjects).Select(static i => new Shared<int>(i))];
        int worker = 0;
        try
        {
            worker = pool.Run(Keep, values);
            Signal(worker, SigStop);
        }
        finally
        {
            Array.ForEach(values, static value => value.Dispose());
            if (worker != 0)
            {
                Signal(worker, SigKill);
            }
        }
    }

    [RunInProcess]
    private static int Square(int x) => x * x;

    [RunInProcess]
    private static void Pause()
    {
        using ManualResetEventSlim never = new();
        never.Wait(PauseMilliseconds);
    }

    [RunInProcess]
    private static void Listen(CancellationToken token)
    {
        token.WaitHandle.WaitOne();
        token.ThrowIfCancellationRequested();
    }

    [RunInProcess]
    private static void WriteError() => Console.Error.Write(' ');

    [RunInProcess]
    private static int Keep(Shared<int>[] values)
    {
#pragma warning disable PISO301 // The worker is to have the objects after the call.
        kept = values;
#pragma warning restore PISO301
        return kept.Length == 0 ? 0 : Environment.ProcessId;
    }

    private static void Attempt(Action action)
    {
        try
        {
            action();
        }
        catch (Exception)
        {
            // What the test looks for is that the program goes on.
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int processId, int signal);
}
