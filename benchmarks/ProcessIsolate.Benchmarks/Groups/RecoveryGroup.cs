using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using ProcessIsolate.Benchmarks.Measuring;
using ProcessIsolate.Benchmarks.Peers;

namespace ProcessIsolate.Benchmarks.Groups;

/// <summary>How soon work goes on after a crash, after a time limit, and in a clean process for each call.</summary>
internal sealed class RecoveryGroup : FigureGroup
{
    public const string Crash = "a crash and the next result, a spare ready";
    public const string Limit = "past limit and grace until the next result";
    public const string Clean = "a call in a process of its own, a spare ready";

    private static readonly TimeSpan CallLimit = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(50);

    public override string Name => "recovery";

    public override string Title => "crashes, time limits and clean processes";

    public override string Unit => "ms";

    public override IEnumerable<Contender> Create(bool quick)
    {
        int count = quick ? 3 : 10;
        yield return Contender.Create(Crash, Role.Ours, () => Pool(int.MaxValue), pool => Repeat(count, pool, spares: 2, AfterCrash));
        yield return Peer.Python("ProcessPoolExecutor, broken and made anew", count, "recover");
        // The worker that is over its limit is gone before the next call can have its place: there is one.
        yield return Contender.Create(Limit, Role.Ours, OnePlace, pool => Repeat(count, pool, spares: 1, AfterLimit));
        yield return Contender.Create(Clean, Role.Ours, () => Pool(maxCalls: 1), pool => Repeat(count, pool, spares: 2, InCleanProcess));
        yield return Peer.Python("Process, spawn, for one call", count, "start");
    }

    private static ProcessPool Pool(int maxCalls) => new(new ProcessPoolOptions { MaxWorkers = 4, SpareWorkers = 2, MaxCallsPerWorker = maxCalls });

    private static ProcessPool OnePlace() => new(new ProcessPoolOptions
    {
        MaxWorkers = 2, SpareWorkers = 1, CallTimeout = CallLimit, CancellationGracePeriod = Grace,
    });

    private static double AfterCrash(ProcessPool pool) => Timing.Milliseconds(() =>
    {
        try
        {
            pool.Run(Work.Exit);
        }
        catch (WorkerCrashedException)
        {
            pool.Run(Work.Square, 3);
        }
    });

    private static double AfterLimit(ProcessPool pool)
    {
        double milliseconds = Timing.Milliseconds(() =>
        {
            try
            {
                pool.Run(Work.SpinForever);
            }
            catch (CallTimeoutException)
            {
                pool.Run(Work.Square, 3);
            }
        });
        return milliseconds - (CallLimit + Grace).TotalMilliseconds;
    }

    private static double InCleanProcess(ProcessPool pool) => Timing.Milliseconds(() => pool.Run(Work.Square, 3));

    // Each time with a spare ready, as in a program whose calls leave the time for that.
    private static double[] Repeat(int count, ProcessPool pool, int spares, Func<ProcessPool, double> measure)
    {
        double[] samples = new double[count];
        for (int i = 0; i < count; i++)
        {
            if (pool.Snapshot().Workers.Count == 0)
            {
                pool.WarmUpAsync().Wait();
            }

            long start = Stopwatch.GetTimestamp();
            bool isReady = SpinWait.SpinUntil(
                () => pool.Snapshot().Workers is var workers && workers.Count >= spares && workers.All(static worker => worker.State == WorkerState.Idle), TimeSpan.FromSeconds(10));
            Trace.Assert(isReady, $"No spare after {Stopwatch.GetElapsedTime(start)}: {string.Join(", ", pool.Snapshot().Workers.Select(static worker => worker.State))}.");
            samples[i] = measure(pool);
        }

        return samples;
    }
}
