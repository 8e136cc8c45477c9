using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using ProcessIsolate.Benchmarks.Measuring;

namespace ProcessIsolate.Benchmarks.Groups;

/// <summary>What workers use without calls.</summary>
internal sealed class IdleGroup : FigureGroup
{
    private const int Workers = 4;
    private static readonly TimeSpan SettlingTime = TimeSpan.FromSeconds(1);

    public override string Name => "idle";

    public override string Title => "CPU time of 4 idle workers together";

    public override string Unit => "% of a core";

    public override int Rounds(bool quick) => 1;

    public override IEnumerable<Contender> Create(bool quick) =>
    [
        Contender.Create("4 idle workers", Role.Ours, () => new IdleWorkers(), workers => workers.Measure(quick ? 2 : 10)),
    ];

    // One pool each, so that there are exactly so many.
    private sealed class IdleWorkers : IDisposable
    {
        private readonly List<ProcessPool> pools = [.. Enumerable.Range(0, Workers).Select(_ => new ProcessPool(1))];
        private List<int>? processIds;

        public double[] Measure(int seconds)
        {
            if (processIds is null)
            {
                processIds = [.. pools.Select(pool => pool.Run(Work.ProcessId))];
                Thread.Sleep(SettlingTime);
                return [];
            }

            List<Dictionary<string, double>> before = [.. processIds.Select(CpuSecondsByThread)];
            Stopwatch watch = Stopwatch.StartNew();
            Thread.Sleep(TimeSpan.FromSeconds(seconds));
            double used = processIds.Zip(before, (processId, earlier) => Increase(earlier, CpuSecondsByThread(processId))).Sum();
            return [used / watch.Elapsed.TotalSeconds * 100];
        }

        public void Dispose() => pools.ForEach(pool => pool.Dispose());

        // A thread that ends meanwhile takes its count with it.
        private static double Increase(Dictionary<string, double> before, Dictionary<string, double> after) =>
            after.Sum(thread => thread.Value - before.GetValueOrDefault(thread.Key));

        // The usual clock ticks a hundred times a second, far too coarse here; the Linux scheduler counts nanoseconds.
        private static Dictionary<string, double> CpuSecondsByThread(int processId)
        {
            if (!OperatingSystem.IsLinux())
            {
                using Process process = Process.GetProcessById(processId);
                return new Dictionary<string, double> { [""] = process.TotalProcessorTime.TotalSeconds };
            }

            return Directory.GetDirectories($"/proc/{processId}/task").ToDictionary(
                thread => thread,
                thread => double.Parse(File.ReadAllText(thread + "/schedstat").Split(' ')[0], CultureInfo.InvariantCulture) / 1e9);
        }
    }
}
