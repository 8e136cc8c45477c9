using System;
using System.Diagnostics;
using System.Threading;

namespace ProcessIsolate.HostApp;

/// <summary>A worker that starts processes in every way in which one gets out of its parent's sight.</summary>
public static class Family
{
    // Of the worker in the middle, for as long as that lives.
    private static IsolatedProcess? inner;

    // Each becomes "sleep MARK".
    private static readonly string[] Kinds =
    [
        "sleep MARK &",
        "setsid sleep MARK &",
        "( ( sleep MARK & ) & )",
        "nohup sleep MARK >/dev/null 2>&1 &",
        "env -i sleep MARK &",
        "( env -i setsid sh -c '( sleep MARK & )' & )",
        "set -m; sleep MARK &",
        "trap '' HUP INT TERM; exec </dev/null >/dev/null 2>&1; sleep MARK &",
    ];

    internal static int Run(string kind, string mark)
    {
        using ProcessPool pool = new(new ProcessPoolOptions
        {
            MaxWorkers = 1,
            Descendants = kind == "live-on" ? DescendantPolicy.LiveOn : DescendantPolicy.KillWithWorker,
        });
        int worker = pool.Run(Work.Id);
        Console.WriteLine($"worker {worker}");
        if (kind == "nested")
        {
            Console.WriteLine($"inner {pool.Run(StartNested, mark)}");
        }
        else
        {
            pool.Run(Start, mark);
        }

        Console.WriteLine("started 0");
        switch (Console.In.ReadLine())
        {
            case "crash":
                try
                {
                    pool.Run(Crash);
                }
                catch (WorkerCrashedException exception)
                {
                    Console.WriteLine($"signal {exception.Signal}");
                }

                Console.In.ReadLine();
                return 0;
            case "late":
                try
                {
                    pool.RunAsync(Work.SpinForever, new CancellationTokenSource(100).Token).GetAwaiter().GetResult();
                }
                catch (OperationCanceledException)
                {
                    Console.WriteLine("cancelled 0");
                }

                Console.In.ReadLine();
                return 0;
            default:
                // Not disposed: the process ends as one does that knows nothing of the pool.
                Environment.Exit(0);
                return 0;
        }
    }

    /// <summary>Starts all kinds.</summary>
    [RunInProcess]
    public static void Start(string mark)
    {
        foreach (string kind in Kinds)
        {
            StartOne(kind.Replace("MARK", mark, StringComparison.Ordinal));
        }
    }

    /// <summary>Starts all kinds from a process of this one: a pool used in a worker would run them in the worker itself.</summary>
    [RunInProcess]
    public static int StartNested(string mark)
    {
#pragma warning disable PISO301 // It shall live as long as this worker, and nothing else asks for it.
        inner = IsolatedProcess.Start(StartAndStay, mark);
#pragma warning restore PISO301
        return inner.Id;
    }

    /// <summary>Starts all kinds, then stays.</summary>
    [RunInProcess]
    public static void StartAndStay(string mark)
    {
        Start(mark);
        using ManualResetEventSlim never = new();
        never.Wait();
    }

    [RunInProcess]
    public static void StartOne(string script)
    {
        using Process shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", script]) { RedirectStandardInput = true })!;
        shell.WaitForExit();
    }

    [RunInProcess]
    public static void Crash() => Environment.FailFast("on purpose");
}
