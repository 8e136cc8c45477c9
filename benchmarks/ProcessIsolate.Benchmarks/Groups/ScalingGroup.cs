using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Threading;
using ProcessIsolate.Benchmarks.Measuring;
using ProcessIsolate.Benchmarks.Peers;

namespace ProcessIsolate.Benchmarks.Groups;

/// <summary>Work that only computes: how many times faster two are than one.</summary>
internal sealed class ScalingGroup : FigureGroup
{
    private const int Jobs = 8;
    private const int WarmUpIterations = 1_000_000;
    private const int PythonIterationsPerOurs = 40;

    public override string Name => "scaling";

    public override string Title => "8 CPU-bound jobs: time on one / time on two";

    public override string Unit => "times";

    public override bool HigherIsBetter => true;

    public override int Rounds(bool quick) => quick ? 1 : 7;

    public override IEnumerable<Contender> Create(bool quick)
    {
        int iterations = quick ? 5_000_000 : 10_000_000;
        yield return Contender.Create(
            "threads of this process", Role.Floor, () => [Ratio(OnThreads(1, iterations), OnThreads(2, iterations))]);
        yield return Contender.Create(
            "workers", Role.Ours, () => new Pools(),
            pools => [Ratio(() => OnWorkers(pools.One, iterations), () => OnWorkers(pools.Two, iterations))]);
        yield return Peer.Python("Pool.map", 1, "scaling", Text(Jobs), Text(iterations / PythonIterationsPerOurs));
    }

    private static double Ratio(Action one, Action two) => Timing.Milliseconds(one) / Timing.Milliseconds(two);

    private static Action OnThreads(int count, int iterations) => () =>
    {
        List<Thread> threads = [.. Enumerable.Range(0, count).Select(_ => new Thread(() =>
        {
            for (int i = 0; i < Jobs / count; i++)
            {
                Work.SpinHere(iterations);
            }
        }))];
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
    };

    private static void OnWorkers(ProcessPool pool, int iterations) =>
        pool.MapAsync(Work.Spin, Enumerable.Repeat(iterations, Jobs), new MapOptions { ChunkSize = 1 }).GetAwaiter().GetResult();

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed class Pools : IDisposable
    {
        // The runtime of a fresh worker compiles what it runs often once more, beside the work, for about its first
        // second: three processes that do so on two cores say nothing about what two workers can do.
        private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

        public Pools()
        {
            Stopwatch time = Stopwatch.StartNew();
            while (time.Elapsed < WarmUp)
            {
                OnWorkers(One, WarmUpIterations);
                OnWorkers(Two, WarmUpIterations);
            }
        }

        public ProcessPool One { get; } = new(1);

        public ProcessPool Two { get; } = new(2);

        public void Dispose()
        {
            One.Dispose();
            Two.Dispose();
        }
    }
}
