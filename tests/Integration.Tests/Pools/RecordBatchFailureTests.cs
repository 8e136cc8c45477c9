using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Pools;

/// <summary>Maps over items of any type whose worker dies, is late, is cancelled or lies in the middle of a batch.</summary>
[TestClass]
public sealed class RecordBatchFailureTests
{
    private const int Count = 2000;

    [TestMethod]
    public async Task KilledAtEachRecord_OneItemFailsAndEachRanOnce()
    {
        for (int at = 0; at < 10; at++)
        {
            using Scratch scratch = new();
            using ProcessPool pool = Pool(scratch, 1);
            Seen progress = new();
            string[] items = RecordBatchTests.WithVictimAt(at, 10);
            await Assert.ThrowsExactlyAsync<WorkerCrashedException>(() => pool.MapAsync(
                RecordJobs.DieOnVictim, items, new MapOptions { ChunkSize = 10, Progress = progress }));
            CollectionAssert.AreEquivalent(Enumerable.Range(1, 10).ToArray(), progress.Values.ToArray(), $"killed at {at}");
            CollectionAssert.AreEquivalent(items, RecordJobs.Runs(scratch.Folder), $"killed at {at}");
        }
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow(1)]
    [DataRow(700)]
    public async Task KilledAmongMany_OneItemFailsAndEachRanOnce(int? chunkSize)
    {
        using Scratch scratch = new();
        using ProcessPool pool = Pool(scratch, 2);
        Seen progress = new();
        string[] items = RecordBatchTests.WithVictimAt(1500, Count);
        await Assert.ThrowsExactlyAsync<WorkerCrashedException>(() => pool.MapAsync(
            RecordJobs.DieOnVictim, items, new MapOptions { ChunkSize = chunkSize, Progress = progress }));
        CollectionAssert.AreEquivalent(Enumerable.Range(1, Count).ToArray(), progress.Values.ToArray());
        CollectionAssert.AreEquivalent(items, RecordJobs.Runs(scratch.Folder));
    }

    [TestMethod]
    public void KilledAndTriedAgain_EveryItemHasItsResult()
    {
        using Scratch scratch = new();
        using ProcessPool pool = Pool(scratch, 2);
        string[] items = RecordBatchTests.WithVictimAt(1000, Count);
        CollectionAssert.AreEqual(items, pool.Map(RecordJobs.DieOnceOnVictim, items));
        CollectionAssert.AreEquivalent(items.Append(RecordJobs.Victim).ToArray(), RecordJobs.Runs(scratch.Folder));
    }

    [TestMethod]
    public async Task LeavingWorker_SaysWithWhichCode()
    {
        using Scratch scratch = new();
        using ProcessPool pool = Pool(scratch, 1);
        string[] items = RecordBatchTests.WithVictimAt(300, 600);
        WorkerCrashedException crash = await Assert.ThrowsExactlyAsync<WorkerCrashedException>(() => pool.MapAsync(RecordJobs.ExitOnVictim, items));
        Assert.AreEqual(7, crash.ExitCode);
        Assert.IsNull(crash.Signal);
        CollectionAssert.AreEquivalent(items, RecordJobs.Runs(scratch.Folder));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task LateItem_IsTheOnlyOneToFail(bool listens)
    {
        using ProcessPool pool = TestPools.Single(o => o.CancellationGracePeriod = listens ? TimeSpan.FromSeconds(20) : TimeSpan.Zero);
        int worker = pool.Run(Common.ProcessId);
        Seen progress = new();
        MapOptions options = new() { Progress = progress };
        string[] items = RecordBatchTests.WithVictimAt(1500, Count);
        await Assert.ThrowsExactlyAsync<CallTimeoutException>(() => listens
            ? pool.MapAsync(RecordJobs.ListenTooLong, items, options)
            : pool.MapAsync(RecordJobs.HangOnVictim, items, options));
        Assert.HasCount(Count, progress.Values);
        Assert.AreEqual(listens, worker == pool.Run(Common.ProcessId));
    }

    [TestMethod]
    public async Task Cancelled_WhileAnItemListens_KeepsTheWorker()
    {
        using CancellationTokenSource source = new();
        using Scratch scratch = new();
        using ProcessPool pool = Pool(scratch, 1, static o => o.CancellationGracePeriod = TimeSpan.FromSeconds(20));
        int worker = pool.Run(Common.ProcessId);
        Task<string[]> map = pool.MapAsync(
            RecordJobs.ListenOnVictim, RecordBatchTests.WithVictimAt(700, Count), new MapOptions { ChunkSize = Count }, source.Token);
        scratch.Await("listening");
        source.Cancel();
        await Assert.ThrowsAsync<OperationCanceledException>(() => map);
        Assert.AreEqual(worker, pool.Run(Common.ProcessId));
    }

    [TestMethod]
    public async Task Cancelled_InALongBatchOfShortItems_LeavesTheRestUndone()
    {
        using CancellationTokenSource source = new();
        using Scratch scratch = new();
        using ProcessPool pool = Pool(scratch, 1, static o => o.CancellationGracePeriod = TimeSpan.FromSeconds(20));
        int worker = pool.Run(Common.ProcessId);
        // Many times longer than the limit of the wait below, if they all ran.
        const int Many = 4_000_000;
        Task<string[]> map = pool.MapAsync(
            RecordJobs.Slowly, Enumerable.Repeat("", 100).Append(RecordJobs.Victim).Concat(Enumerable.Repeat("", Many)),
            new MapOptions { ChunkSize = Many }, source.Token);
        scratch.Await("running");
        source.Cancel();
        Eventually.Ends(map, "the cancelled map ends");
        Assert.IsTrue(map.IsCanceled);
        Assert.AreEqual(worker, pool.Run(Common.ProcessId));
    }

    [TestMethod]
    public async Task TerminatedPool_EndsTheMap()
    {
        using Scratch scratch = new();
        using ProcessPool pool = Pool(scratch, 1);
        Task<string[]> map = pool.MapAsync(RecordJobs.ListenOnVictim, RecordBatchTests.WithVictimAt(700, Count));
        scratch.Await("listening");
        pool.Terminate();
        Eventually.Ends(map, "the map of a terminated pool ends");
        await Assert.ThrowsAsync<OperationCanceledException>(() => map);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void Garbage_IsABreachOfProtocolAndCostsOneItem()
    {
        if (Environment.GetEnvironmentVariable("PROCESSISOLATE_TRANSPORT") == "Stream")
        {
            Assert.Inconclusive("The worker writes into the ring.");
        }

        using ProcessPool pool = TestPools.Of(2);
        Seen progress = new();
        Task<string[]> map = pool.MapAsync(RecordJobs.SendGarbage, RecordBatchTests.WithVictimAt(1500, Count), new MapOptions { Progress = progress });
        Eventually.Ends(map, "the map ends");
        Assert.IsInstanceOfType<WorkerProtocolException>(map.Exception!.InnerException);
        Assert.HasCount(Count, progress.Values);
    }

    private static ProcessPool Pool(Scratch scratch, int workers, Action<ProcessPoolOptions>? configure = null) => TestPools.Of(workers, o =>
    {
        o.Environment[RecordJobs.FolderVariable] = scratch.Folder;
        configure?.Invoke(o);
    });
}
