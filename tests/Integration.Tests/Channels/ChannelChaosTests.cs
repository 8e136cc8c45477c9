using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Channels;

/// <summary>Producers and consumers over one queue and one lock, killed at random moments: every item is accounted for, the sums are right,
/// no process hangs.</summary>
[TestClass]
public sealed class ChannelChaosTests
{
    /// <summary>How long, in seconds; a few by default.</summary>
    private const string SecondsVariable = "PROCESSISOLATE_CHAOS_SECONDS";
    private const int DefaultSeconds = 4;
    private const int Producers = 2;
    private const int Consumers = 2;
    private const int MaxProducers = 20_000;
    private const int Forever = int.MaxValue;

    [TestMethod]
    public void KilledAtRandomMoments_EveryItemIsAccountedFor()
    {
        int seconds = int.TryParse(Environment.GetEnvironmentVariable(SecondsVariable), CultureInfo.InvariantCulture, out int asked) ? asked : DefaultSeconds;
        using ProcessQueue<long> items = new(new ProcessQueueOptions { Capacity = 100, Redelivery = Redelivery.UntilTaskDone });
        using ProcessQueue<long> results = new(100);
        using SharedArray<int> put = new(MaxProducers);
        using SharedArray<long> pair = new(2);
        using ProcessLock gate = new();
        ChaosFloor floor = new(items, results, put, pair, gate);
        List<IsolatedProcess> producers = [];
        List<IsolatedProcess> consumers = [];
        Task<HashSet<long>> collecting = Task.Factory.StartNew(() => Collect(results), TaskCreationOptions.LongRunning);
        int started = 0;
        int kills = 0;
        Random random = new(seconds);
        Stopwatch watch = Stopwatch.StartNew();
        while (watch.Elapsed < TimeSpan.FromSeconds(seconds) && started < MaxProducers)
        {
            while (producers.Count < Producers)
            {
                producers.Add(IsolatedProcess.Start(ChaosJobs.Produce, floor, started++, Forever));
            }

            while (consumers.Count < Consumers)
            {
                consumers.Add(IsolatedProcess.Start(ChaosJobs.Consume, floor));
            }

            // Some die while they start, some in the middle of their work.
            List<IsolatedProcess> victims = random.Next(2) == 0 ? producers : consumers;
            IsolatedProcess victim = victims[random.Next(victims.Count)];
            Assert.IsFalse(victim.Join(TimeSpan.FromMilliseconds(random.Next(250))), "A process ended by itself.");
            victim.Kill();
            kills++;
            Assert.IsTrue(victim.Join(Eventually.Limit));
            victims.Remove(victim);
            victim.Dispose();
        }

        producers.ForEach(producer => producer.Dispose());
        // At least one consumer lives; it finishes what is left, also what the dead ones had.
        consumers.Add(IsolatedProcess.Start(ChaosJobs.Consume, floor));
        Assert.IsTrue(items.Join(Eventually.Limit), "every item is done");
        items.Complete();
        Assert.IsTrue(consumers.All(consumer => consumer.Join(Eventually.Limit)), "the consumers end");
        results.Complete();
        Check(floor, Eventually.Result(collecting, "the results"), started, kills);
        consumers.ForEach(consumer => consumer.Dispose());
    }

    private static HashSet<long> Collect(ProcessQueue<long> results)
    {
        HashSet<long> seen = [];
        while (results.TryGet(out long item, Eventually.Limit))
        {
            seen.Add(item);
        }

        return seen;
    }

    private static void Check(ChaosFloor floor, HashSet<long> seen, int started, int kills)
    {
        Dictionary<int, int> highest = [];
        foreach (long item in seen)
        {
            int producer = (int)(item >> ChaosJobs.NumberBits);
            highest[producer] = Math.Max(highest.GetValueOrDefault(producer), (int)item + 1);
        }

        for (int producer = 0; producer < started; producer++)
        {
            // One more may have been put by a process that was killed before it could say so.
            int said = floor.Put[producer];
            int got = highest.GetValueOrDefault(producer);
            Assert.IsTrue(got == said || got == said + 1, $"Producer {producer} put {said} items, and {got} came.");
        }

        Assert.HasCount(highest.Values.Sum(), seen, "Items are missing in the middle.");
        using (floor.Gate.EnterScope())
        {
            Assert.IsTrue(floor.Pair[0] - floor.Pair[1] is 0 or 1, $"{floor.Pair[0]} and {floor.Pair[1]}");
        }

        Assert.IsGreaterThan(0, kills);
        Console.WriteLine($"{kills} kills, {seen.Count} items");
    }
}
