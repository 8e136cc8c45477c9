using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace ProcessIsolate.Integration.Tests.Failures.Hostile;

/// <summary>A worker can do nothing to its host: every row of the tables over both transports, then random ones.</summary>
/// <remarks>PROCESSISOLATE_HOSTILE_SECONDS says how long the random rows go on, PROCESSISOLATE_HOSTILE_SEED with which they
/// begin. Each failure names its seed.</remarks>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class HostileTests
{
    private const int AtOnce = 4;
    private const int DefaultSeconds = 3;

    private static readonly Transport[] Transports = [Transport.SharedMemory, Transport.Stream];

    [TestMethod]
    public void EveryMessage() => Run(HostileMessages.All);

    [TestMethod]
    public void EveryDeed() => Run(HostileDeeds.All);

    [TestMethod]
    public void RandomRows()
    {
        HostileWorker.Require();
        int seed = Setting("PROCESSISOLATE_HOSTILE_SEED", 1);
        TimeSpan length = TimeSpan.FromSeconds(Setting("PROCESSISOLATE_HOSTILE_SECONDS", DefaultSeconds));
        Stopwatch watch = Stopwatch.StartNew();
        int rows = Run(Endless(seed).TakeWhile(_ => watch.Elapsed < length));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows} random rows in {watch.Elapsed.TotalSeconds:0} s from seed {seed}."));
    }

    private static IEnumerable<HostileRow> Endless(int seed)
    {
        while (true)
        {
            yield return HostileRow.Call($"seed {seed}", $"w.fuzz({seed})\nw.answer()", Outcomes.Any);
            yield return HostileRow.Call($"seed {seed}, no answer", $"w.fuzz({seed})", Outcomes.Any);
            yield return HostileRow.Call($"seed {seed}, rings", $"w.scribble({seed})\nw.answer()\nw.scribble(-{seed})", Outcomes.Any, Transport.SharedMemory);
            yield return HostileRow.At("after", $"seed {seed}", $"w.fuzz({seed})", Outcomes.Any);
            seed++;
        }
    }

    // A few at a time: a row mostly waits for processes.
    private static int Run(IEnumerable<HostileRow> rows)
    {
        HostileWorker.Require();
        using HostileHost host = new();
        List<string> failures = [];
        int count = 0;
        IEnumerable<(HostileRow Row, Transport Transport)> cases = rows.SelectMany(static row =>
            row.Transport == Transport.Auto ? Transports.Select(transport => (row, transport)) : [(row, row.Transport)]);
        Parallel.ForEach(Partition(cases), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, pair =>
        {
            int number = Interlocked.Increment(ref count);
            try
            {
                host.Check(pair.Row, pair.Transport, asynchronous: number % 3 == 0);
            }
            catch (Exception exception)
            {
                lock (failures)
                {
                    failures.Add(exception.Message);
                }
            }
        });
        Assert.IsEmpty(failures, $"{failures.Count} of {count}:{Environment.NewLine}{string.Join(Environment.NewLine, failures)}");
        return count;
    }

    private static System.Collections.Concurrent.OrderablePartitioner<T> Partition<T>(IEnumerable<T> cases) =>
        System.Collections.Concurrent.Partitioner.Create(cases, System.Collections.Concurrent.EnumerablePartitionerOptions.NoBuffering);

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int value) ? value : otherwise;
}
