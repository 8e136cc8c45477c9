using System;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Pools;

/// <summary>Maps over items and results of any type, of which a worker gets many in one request: what comes back.</summary>
[TestClass]
public sealed class RecordBatchTests
{
    private static readonly int?[] SomeChunkSizes = [null, 1, 7, 5000];

    [TestMethod]
    public async Task Texts()
    {
        using ProcessPool pool = TestPools.Of(2);
        string?[] some = [null, "", "a", "\"\\\n\u2028", "\uD83D\uDE00", "\uD800", new('x', 63), new('x', 64), new('\uDC00', 200), new('y', 100_000)];
        string?[] items = [.. Enumerable.Range(0, 3000).Select(i => some[i % some.Length] is { Length: < 1000 } text ? text + i : some[i % some.Length])];
        foreach (int? chunkSize in SomeChunkSizes)
        {
            CollectionAssert.AreEqual(items, await pool.MapAsync(RecordJobs.Text, items, new MapOptions { ChunkSize = chunkSize }), $"chunks of {chunkSize}");
        }
    }

    [TestMethod]
    public void Records()
    {
        using ProcessPool pool = TestPools.Of(2);
        Order?[] items = [.. Enumerable.Range(0, 2000).Select(static i => i % 10 == 3 ? null : Make(i))];
        Order?[] results = pool.Map(RecordJobs.NextOrder, items);
        for (int i = 0; i < items.Length; i++)
        {
            Assert.AreEqual(items[i]?.Id + 1, results[i]?.Id);
            Assert.AreEqual(items[i]?.Name, results[i]?.Parent?.Name);
            Assert.AreEqual(items[i]?.Price, results[i]?.Price);
            CollectionAssert.AreEqual(items[i]?.Lines, results[i]?.Lines);
        }
    }

    [TestMethod]
    public void NullableAndMixedTypes()
    {
        using ProcessPool pool = TestPools.Single();
        int?[] numbers = [.. Enumerable.Range(0, 500).Select(static i => i % 3 == 0 ? (int?)null : i)];
        CollectionAssert.AreEqual(numbers.Select(static n => n / 2).ToArray(), pool.Map(RecordJobs.Half, numbers));
        CollectionAssert.AreEqual(
            Enumerable.Range(0, 500).Select(static i => $"{i}").ToArray(), pool.Map(RecordJobs.Describe, Enumerable.Range(0, 500)));
        CollectionAssert.AreEqual(new[] { 0, 3, 200 }, pool.Map(RecordJobs.Length, ["", "abc", new string('x', 200)]));
        pool.Map(RecordJobs.Nothing, ["a", "b"]);
        Assert.IsEmpty(pool.Map(RecordJobs.Length, Array.Empty<string>()));
    }

    /// <summary>Raw bytes too many to be copied follow the last record of a message: nothing may come behind them.</summary>
    [TestMethod]
    [DataRow(null)]
    [DataRow(16)]
    public async Task LongTextsAmongShortOnes(int? chunkSize)
    {
        using ProcessPool pool = TestPools.Single();
        MapOptions options = new() { ChunkSize = chunkSize };
        // In units of two bytes: below and above what is copied, and what fills a message.
        int[] lengths = [10, 8_100, 8_200, 10_000, 25_000, 31_000, 33_000, 40_000];
        string[][] series =
        [
            [.. Enumerable.Range(0, 60).Select(static _ => new string('x', 10_000))],
            [.. Enumerable.Range(0, 60).Select(static i => new string('x', i % 2 == 0 ? 10_000 : 20))],
            [.. Enumerable.Range(0, 64).Select(static i => new string('x', i % 8 == 7 ? 25_000 : 20))],
            [.. Enumerable.Range(0, 60).Select(static i => new string('x', i % 2 == 0 ? 8_200 : 32_000))],
            [.. lengths.SelectMany(first => lengths.SelectMany(second => new[] { new string('x', first), new string('x', second) }))],
        ];
        foreach (string[] items in series)
        {
            // Batches grow while items are quick, so the later rounds have many in one.
            for (int round = 0; round < 3; round++)
            {
                CollectionAssert.AreEqual(items.Select(static text => text.Length).ToArray(), await pool.MapAsync(RecordJobs.Length, items, options));
            }

            double[][] arrays = [.. items.Select(static text => new double[text.Length / 4])];
            double[][] doubled = await pool.MapAsync(RecordJobs.Doubled, arrays, options);
            CollectionAssert.AreEqual(arrays.Select(static a => a.Length).ToArray(), doubled.Select(static a => a.Length).ToArray());
        }
    }

    [TestMethod]
    public void ArraysOfAllSizes()
    {
        using ProcessPool pool = TestPools.Of(2);
        double[][] items = [.. new[] { 0, 1, 2, 100, 2047, 2048, 2049, 8000, 100_000, 3, 2_000_000, 1 }
            .Select(static count => Enumerable.Range(0, count).Select(static i => i + 0.5).ToArray())];
        double[][] results = pool.Map(RecordJobs.Doubled, items);
        for (int i = 0; i < items.Length; i++)
        {
            CollectionAssert.AreEqual(Array.ConvertAll(items[i], static x => 2 * x), results[i], $"item {i}");
        }

        string[][] texts = [.. Enumerable.Range(0, 1000).Select(static i => Enumerable.Range(0, i % 40).Select(static j => new string('w', j * 3)).ToArray())];
        string[][] words = pool.Map(RecordJobs.Words, texts);
        for (int i = 0; i < texts.Length; i++)
        {
            CollectionAssert.AreEqual(texts[i].Reverse().ToArray(), words[i], $"item {i}");
        }
    }

    [TestMethod]
    public async Task ThrowingItems_HaveTheirOwnErrors()
    {
        using ProcessPool pool = TestPools.Single();
        int worker = pool.Run(Common.ProcessId);
        Seen progress = new();
        ArgumentException error = await Assert.ThrowsExactlyAsync<ArgumentException>(() => pool.MapAsync(
            RecordJobs.ThrowOnVictim, WithVictimAt(1500, 3000), new MapOptions { Progress = progress }));
        Assert.AreEqual("text", error.ParamName);
        Assert.HasCount(3000, progress.Values);
        Assert.AreEqual(worker, pool.Run(Common.ProcessId));
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow(1)]
    [DataRow(40)]
    public async Task ItemThatCannotBeWritten_IsTheOnlyOneToFail(int? chunkSize)
    {
        using ProcessPool pool = TestPools.Single();
        int worker = pool.Run(Common.ProcessId);
        Order holding = Make(1) with { Tag = System.IO.Stream.Null };
        foreach (int at in new[] { 0, 17, 18, 39 })
        {
            Seen progress = new();
            Order[] items = [.. Enumerable.Range(0, 40).Select(i => i == at || i == 18 ? holding : Make(i))];
            await Assert.ThrowsAsync<Exception>(() => pool.MapAsync(RecordJobs.NextOrder, items, new MapOptions { ChunkSize = chunkSize, Progress = progress }));
            CollectionAssert.AreEquivalent(Enumerable.Range(1, 40).ToArray(), progress.Values.ToArray());
            Assert.AreEqual(worker, pool.Run(Common.ProcessId));
        }
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow(10)]
    public async Task TooLargeItem_IsNamedAndTheOthersAreDone(int? chunkSize)
    {
        using ProcessPool pool = TestPools.Single(static o => o.MaxMessageBytes = 20_000);
        int worker = pool.Run(Common.ProcessId);
        Seen progress = new();
        string[] items = [.. Enumerable.Range(0, 50).Select(static i => new string('x', i == 23 ? 30_000 : 400 * i))];
        MessageTooLargeException error = await Assert.ThrowsExactlyAsync<MessageTooLargeException>(() => pool.MapAsync(
            RecordJobs.Length, items, new MapOptions { ChunkSize = chunkSize, Progress = progress }));
        StringAssert.StartsWith(error.Message, "Item 23 ");
        Assert.AreEqual(20_000, error.Limit);
        Assert.HasCount(50, progress.Values);
        Assert.AreEqual(worker, pool.Run(Common.ProcessId));
    }

    [TestMethod]
    public async Task TooLargeResult_IsThatItemsError()
    {
        using ProcessPool pool = TestPools.Single(static o => o.MaxMessageBytes = 20_000);
        int worker = pool.Run(Common.ProcessId);
        Seen progress = new();
        await Assert.ThrowsExactlyAsync<MessageTooLargeException>(() => pool.MapAsync(
            RecordJobs.Long, Enumerable.Range(0, 50).Select(static i => i == 23 ? 30_000 : 100 * i), new MapOptions { Progress = progress }));
        Assert.HasCount(50, progress.Values);
        Assert.AreEqual(worker, pool.Run(Common.ProcessId));
    }

    [TestMethod]
    public void CultureFlows()
    {
        using ProcessPool pool = TestPools.Single();
        System.Globalization.CultureInfo before = System.Globalization.CultureInfo.CurrentCulture;
        try
        {
            foreach (string name in new[] { "de-DE", "en-US" })
            {
                System.Globalization.CultureInfo.CurrentCulture = System.Globalization.CultureInfo.GetCultureInfo(name);
                string[] expected = [.. Enumerable.Repeat(1.5.ToString("0.00", System.Globalization.CultureInfo.CurrentCulture), 20)];
                CollectionAssert.AreEqual(expected, pool.Map(RecordJobs.Culture, Enumerable.Repeat("0.00", 20)));
            }
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentCulture = before;
        }
    }

    [TestMethod]
    public void SharedObjects_AreItems()
    {
        using ProcessPool pool = TestPools.Of(2);
        ProcessQueue<int>[] queues = [.. Enumerable.Range(0, 30).Select(static _ => new ProcessQueue<int>(4))];
        int[] workers = pool.Map(RecordJobs.Put, queues);
        for (int i = 0; i < queues.Length; i++)
        {
            Assert.AreEqual(workers[i], queues[i].Get(Eventually.Limit));
            queues[i].Dispose();
        }
    }

    [TestMethod]
    public async Task WornWorkers_AreReplacedInTime()
    {
        using ProcessPool pool = TestPools.Of(2, static o => o.MaxCallsPerWorker = 50);
        string[] ids = await pool.MapAsync(RecordJobs.WorkerOf, Enumerable.Repeat("", 200), new MapOptions { ChunkSize = 30 });
        foreach (IGrouping<string, string> calls in ids.GroupBy(static id => id))
        {
            Assert.IsLessThanOrEqualTo(50, calls.Count());
        }
    }

    internal static string[] WithVictimAt(int index, int count) =>
        [.. Enumerable.Range(0, count).Select(i => i == index ? RecordJobs.Victim : $"item {i}")];

    private static Order Make(int i) => new(i, i % 2 == 0 ? null : $"name {i}", i % 3 == 0 ? null : i / 4.0, [.. Enumerable.Repeat("line", i % 5)], null);
}
