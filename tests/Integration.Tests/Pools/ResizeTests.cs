using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Pools;

/// <summary>The number of workers changes while they start, idle and work.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class ResizeTests
{
    [TestMethod]
    public async Task Resize_GrowsAndShrinks()
    {
        using Scratch scratch = new();
        using ProcessPool pool = TestPools.Single();
        ConcurrentQueue<WorkerExitReason> why = new();
        pool.WorkerExited += (_, args) => why.Enqueue(args.Reason);
        string gate = scratch.Path("gate");
        Task<int> first = pool.RunAsync(Common.WaitForFile, scratch.Path("a"), gate);
        Task<int> second = pool.RunAsync(Common.WaitForFile, scratch.Path("b"), gate);
        scratch.Await("a");
        Assert.AreEqual(1, pool.Snapshot().QueuedCalls);
        await pool.ResizeAsync(2);
        Assert.AreEqual(2, pool.MaxWorkers);
        scratch.Await("b");
        Task shrunk = pool.ResizeAsync(1);
        Assert.IsFalse(shrunk.IsCompleted, "Both are busy.");
        scratch.Open("gate");
        await Task.WhenAll(first, second);
        Eventually.Ends(shrunk, "one of them leaves");
        Eventually.True(() => Ids(pool).Length == 1, "one is left");
        Eventually.True(() => why.Count == 1, "its end is told");
        Assert.AreEqual(WorkerExitReason.Resized, why.Single());
        Assert.AreEqual(9, pool.Run(Common.Square, 3));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => { _ = pool.ResizeAsync(0); });
    }

    [TestMethod]
    public async Task Smaller_WhileWorkersStart()
    {
        using Scratch scratch = new();
        string gate = scratch.Path("gate");
        using ProcessPool pool = new(new ProcessPoolOptions
        {
            MaxWorkers = 2, MinWorkers = 2, Initializer = MarkedCall.Of(Common.WaitForFile, scratch.Path("on"), gate),
        });
        Task warm = pool.WarmUpAsync();
        scratch.Await("on");
        Task resized = pool.ResizeAsync(1);
        Assert.IsFalse(resized.IsCompleted, "Two start.");
        scratch.Open("gate");
        Eventually.Ends(resized, "one of them leaves as soon as it is ready");
        Eventually.Ends(warm, "what is left is ready");
        Eventually.True(() => Ids(pool).Length == 1, "one is left");
        await pool.WarmUpAsync();
        Assert.HasCount(1, Ids(pool), "MinWorkers is above what the pool may have.");
        Assert.AreEqual(Ids(pool).Single(), pool.Run(Common.ProcessId));
    }

    private static int[] Ids(ProcessPool pool) =>
        [.. pool.Snapshot().Workers.Where(static worker => worker.State != WorkerState.Leaving).Select(static worker => worker.ProcessId)];
}
