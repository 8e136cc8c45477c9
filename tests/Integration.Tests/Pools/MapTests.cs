using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Pools;

[TestClass]
public sealed class MapTests
{
    [TestMethod]
    public void Order_IsThatOfTheItems()
    {
        using ProcessPool pool = TestPools.Of(2);
        CollectionAssert.AreEqual(
            Enumerable.Range(0, 100).Select(static x => x * x).ToArray(), pool.Map(PoolJobs.SquareSlowly, Enumerable.Range(0, 100)));
    }

    [TestMethod]
    public void Empty_StartsNothing()
    {
        using ProcessPool pool = TestPools.Single(static o => o.WorkerCommand = ("/bin/false", []));
        Assert.IsEmpty(pool.Map(Common.Square, Array.Empty<int>()));
    }

    [TestMethod]
    public void HundredThousandItems()
    {
        using ProcessPool pool = TestPools.Of(2);
        int[] squares = pool.Map(Common.Square, Enumerable.Range(0, 100_000));
        for (int i = 0; i < squares.Length; i++)
        {
            if (squares[i] != unchecked(i * i))
            {
                Assert.Fail($"Item {i} became {squares[i]}.");
            }
        }
    }

    [TestMethod]
    public void LargeItems_DoNotBlockEachOther()
    {
        using ProcessPool pool = TestPools.Single();
        string[] items = [.. Enumerable.Range(0, 20).Select(static i => new string((char)('a' + i), 500_000))];
        string[] shouted = pool.Map(PoolJobs.Shout, items);
        for (int i = 0; i < items.Length; i++)
        {
            Assert.IsTrue(shouted[i] == items[i].ToUpperInvariant(), $"Item {i} changed.");
        }
    }

    [TestMethod]
    public void FailingItems_DoNotKeepTheOthersFromFinishing()
    {
        using ProcessPool pool = TestPools.Of(2);
        Seen progress = new();
        Task<int[]> map = pool.MapAsync(PoolJobs.FailOnOdd, Enumerable.Range(0, 40), new MapOptions { Progress = progress });
        InvalidOperationException error = Assert.ThrowsExactlyAsync<InvalidOperationException>(() => map).GetAwaiter().GetResult();
        StringAssert.StartsWith(error.Message, "odd ");
        CollectionAssert.AreEquivalent(Enumerable.Range(1, 40).ToArray(), progress.Values.ToArray());
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(20)]
    public void DeadWorker_CostsOnlyTheItemItRan(int chunkSize)
    {
        using Scratch scratch = new();
        using ProcessPool pool = TestPools.Of(2);
        Seen progress = new();
        Task<int[]> map = pool.MapAsync(PoolJobs.ExitOnSeven, Enumerable.Range(0, 20), new MapOptions { ChunkSize = chunkSize, Progress = progress });
        WorkerCrashedException crash = Assert.ThrowsExactlyAsync<WorkerCrashedException>(() => map).GetAwaiter().GetResult();
        Assert.AreEqual(7, crash.ExitCode);
        Assert.HasCount(20, progress.Values);
    }

    [TestMethod]
    public void DeadWorker_ItemsBehindItRunOnce()
    {
        using Scratch scratch = new();
        using ProcessPool pool = TestPools.Single();
        string log = scratch.Path("log");
        (int, string)[] items = [.. Enumerable.Range(0, 20).Select(i => (i, log))];
        Task<int[]> map = pool.MapAsync(Paired.LogAndExit, items, new MapOptions { ChunkSize = 20 });
        Assert.ThrowsExactlyAsync<WorkerCrashedException>(() => map).GetAwaiter().GetResult();
        CollectionAssert.AreEqual(Enumerable.Range(0, 20).Select(static i => $"{i}").ToArray(), System.IO.File.ReadAllLines(log));
    }

    [TestMethod]
    public void KilledFromOutside_CostsOnlyTheItemItRan()
    {
        using Scratch scratch = new();
        using ProcessPool pool = TestPools.Single();
        Seen progress = new();
        string[] items = [scratch.Path("gone"), .. Enumerable.Repeat("", 9)];
        Task<int[]> map = pool.MapAsync(Paired.SpinOnName, items, new MapOptions { ChunkSize = 10, Progress = progress });
        Proc.Kill(scratch.Await("gone"));
        Assert.ThrowsExactlyAsync<WorkerCrashedException>(() => map).GetAwaiter().GetResult();
        Assert.HasCount(10, progress.Values);
    }

    [TestMethod]
    public void Cancel_EndsTheMapAndFreesTheWorkers()
    {
        using Scratch scratch = new();
        using CancellationTokenSource source = new();
        using ProcessPool pool = TestPools.Of(2);
        string[] items = [scratch.Path("a"), scratch.Path("b"), .. Enumerable.Repeat(scratch.Path("c"), 8)];
        Task<int[]> map = pool.MapAsync(PoolJobs.SpinOn, items, new MapOptions { ChunkSize = 1 }, source.Token);
        scratch.Await("a");
        scratch.Await("b");
        source.Cancel();
        Eventually.Ends(map, "the cancelled map ends");
        Assert.IsTrue(map.IsCanceled);
        Assert.IsFalse(System.IO.File.Exists(scratch.Path("c")), "Items that waited were not begun.");
        Assert.AreEqual(9, pool.Run(Common.Square, 3));
    }

    [TestMethod]
    public async Task Cancel_BeforeTheMap()
    {
        using ProcessPool pool = TestPools.Single();
        await Assert.ThrowsAsync<OperationCanceledException>(() => pool.MapAsync(Common.Square, [1], null, new CancellationToken(true)));
    }

    [TestMethod]
    public async Task AsynchronousMethods()
    {
        using ProcessPool pool = TestPools.Of(2);
        CollectionAssert.AreEqual(new[] { 1, 4, 9 }, await pool.MapAsync(PoolJobs.SquareLater, [1, 2, 3]));
        CollectionAssert.AreEqual(new[] { 1, 4, 9 }, await pool.MapAsync(PoolJobs.SquareCheaply, [1, 2, 3]));
        CollectionAssert.AreEqual(new[] { 1, 4, 9 }, pool.Map(PoolJobs.SquareLater, [1, 2, 3]));
    }

    [TestMethod]
    public void TimeLimit_IsThatOfEachItem()
    {
        using Scratch scratch = new();
        using ProcessPool pool = TestPools.Single(static o =>
        {
            o.CallTimeout = TimeSpan.FromMilliseconds(500);
            o.CancellationGracePeriod = TimeSpan.Zero;
        });
        Seen progress = new();
        string[] items = ["", "", scratch.Path("spin"), "", ""];
        Task<int[]> map = pool.MapAsync(Paired.SpinOnName, items, new MapOptions { ChunkSize = 5, Progress = progress });
        Assert.ThrowsExactlyAsync<CallTimeoutException>(() => map).GetAwaiter().GetResult();
        Assert.HasCount(5, progress.Values);
    }

    [TestMethod]
    public async Task ThrowingProgress_IsTheMapsErrorAndHarmsNobodyElse()
    {
        using ProcessPool pool = TestPools.Single();
        int worker = pool.Run(Common.ProcessId);
        Throwing sink = new();
        MapOptions options = new() { ChunkSize = 50, Progress = sink };
        await Assert.ThrowsExactlyAsync<NotSupportedException>(() => pool.MapAsync(Common.Square, Enumerable.Range(0, 50), options));
        Assert.AreEqual(1, sink.Reports, "It is left alone after that.");
        Assert.AreEqual(9, pool.Run(Common.Square, 3));
        Assert.AreEqual(worker, pool.Run(Common.ProcessId));
    }

    [TestMethod]
    [DataRow(1 << 30)]
    [DataRow(int.MaxValue)]
    public void HugeChunks_RunEachItemOnce(int chunkSize)
    {
        using ProcessPool pool = TestPools.Of(4);
        Seen progress = new();
        Task<int[]> map = pool.MapAsync(Common.Square, Enumerable.Range(0, 3000), new MapOptions { ChunkSize = chunkSize, Progress = progress });
        CollectionAssert.AreEqual(Enumerable.Range(0, 3000).Select(static x => x * x).ToArray(), Eventually.Result(map, "the map ends"));
        Assert.HasCount(3000, progress.Values);
    }

    [TestMethod]
    public void Options_AreChecked()
    {
        using ProcessPool pool = TestPools.Single();
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => { _ = pool.MapAsync(Common.Square, [1], new MapOptions { ChunkSize = 0 }); });
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => { _ = pool.MapAsync(Common.Square, [1], new MapOptions { MaxInFlight = 0 }); });
        Assert.ThrowsExactly<ArgumentNullException>(() => pool.Map(Common.Square, (IEnumerable<int>)null!));
    }

    [TestMethod]
    public async Task AsynchronousMethods_WithAndWithoutResults()
    {
        using Scratch scratch = new();
        using ProcessPool pool = TestPools.Of(1);
        string[] logs = [scratch.Path("log"), scratch.Path("log")];
        pool.Map(PoolJobs.AppendAsync, logs);
        pool.Map(PoolJobs.AppendValueAsync, logs);
        await pool.MapAsync(PoolJobs.AppendAsync, logs);
        await pool.MapAsync(PoolJobs.AppendValueAsync, logs);
        Assert.AreEqual("xxxxxxxx", await File.ReadAllTextAsync(logs[0]));
        int[] squares = pool.Map(PoolJobs.SquareLaterAsync, Enumerable.Range(0, 4));
        CollectionAssert.AreEqual(new[] { 0, 1, 4, 9 }, squares);
    }

    private sealed class Throwing : IProgress<MapProgress>
    {
        public int Reports { get; private set; }

        public void Report(MapProgress value)
        {
            Reports++;
            throw new NotSupportedException("no progress here");
        }
    }
}

internal static class Paired
{
    [RunInProcess]
    public static int LogAndExit((int Number, string Log) item) => PoolJobs.LogAndExitOn(item.Number, item.Log);

    [RunInProcess]
    public static int SpinOnName(string marker) => marker.Length == 0 ? 1 : PoolJobs.SpinOn(marker);
}
