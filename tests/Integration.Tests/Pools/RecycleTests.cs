using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Pools;

/// <summary>Workers are replaced by fresh ones, which are ready first; a pool grows, shrinks and ends in order.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class RecycleTests
{
    [TestMethod]
    public async Task OnDemand_ReplacesAllAndTheSuccessorIsReadyFirst()
    {
        using ProcessPool pool = new(new ProcessPoolOptions { MaxWorkers = 2, MinWorkers = 2 });
        await pool.WarmUpAsync();
        int[] before = Ids(pool);
        ConcurrentQueue<string> order = Watch(pool, out ConcurrentQueue<WorkerExitReason> why);
        await pool.RecycleAsync();
        Eventually.True(() => Ids(pool).Length == 2 && why.Count == 2, "the old ones are gone");
        Assert.IsEmpty(Ids(pool).Intersect(before));
        string[] told = [.. order];
        Assert.StartsWith("+", told[0], string.Join(' ', told));
        Assert.AreEqual(2, told.Count(static each => each[0] == '+'), string.Join(' ', told));
        CollectionAssert.AreEqual(new[] { WorkerExitReason.Recycled, WorkerExitReason.Recycled }, why.ToArray());
        Assert.Contains(pool.Run(Common.ProcessId), Ids(pool));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task OnDemand_BusyWorkerEndsItsCall(bool asynchronously)
    {
        using Scratch scratch = new();
        using ProcessPool pool = TestPools.Single();
        string on = scratch.Path("on");
        string gate = scratch.Path("gate");
        Task<int> call = asynchronously ? pool.RunAsync(Common.WaitForFile, on, gate) : Task.Run(() => pool.Run(Common.WaitForFile, on, gate));
        int old = scratch.Await("on");
        Task recycled = pool.RecycleAsync();
        int fresh = Eventually.Result(pool.RunAsync(Common.ProcessId), "a call runs on the successor while the old one is busy");
        Assert.AreNotEqual(old, fresh);
        Assert.IsFalse(recycled.IsCompleted);
        scratch.Open("gate");
        Assert.AreEqual(old, await call);
        Eventually.Ends(recycled, "the old one has left");
        Eventually.True(() => Ids(pool) is [var only] && only == fresh, "one worker is left");
        for (int i = 0; i < 5; i++)
        {
            Assert.AreEqual(fresh, pool.Run(Common.ProcessId));
        }
    }

    [TestMethod]
    public async Task OnDemand_WithoutWorkersOrPool()
    {
        ProcessPool pool = TestPools.Single();
        await pool.RecycleAsync();
        pool.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => { _ = pool.RecycleAsync(); });
    }

    [TestMethod]
    public void Age_ReplacesIdleWorkers()
    {
        using ProcessPool pool = TestPools.Single(static o => o.MaxWorkerAge = TimeSpan.FromMilliseconds(300));
        _ = Watch(pool, out ConcurrentQueue<WorkerExitReason> why);
        int old = pool.Run(Common.ProcessId);
        Eventually.True(() => !why.IsEmpty, "it is too old");
        Assert.AreEqual(WorkerExitReason.MaxAge, why.First());
        Assert.AreNotEqual(old, pool.Run(Common.ProcessId));
    }

    [TestMethod]
    public void Calls_SuccessorThatIsReadyEarly_LeavesTheOldOneItsCalls()
    {
        using ProcessPool pool = TestPools.Single(static o => o.MaxCallsPerWorker = 32);
        ConcurrentQueue<(WorkerExitReason Reason, long Calls)> ends = new();
        pool.WorkerExited += (_, args) => ends.Enqueue((args.Reason, args.Calls));
        for (int i = 0; i < 120; i++)
        {
            _ = pool.Run(Common.ProcessId);
            // Long enough for the successor to become ready.
            Looks(pool, 3);
        }

        // A successor that is ready between two calls serves the next ones.
        Eventually.True(() => ends.Count >= 2, "the worn ones leave");
        Assert.IsTrue(ends.All(static end => end == (WorkerExitReason.MaxCalls, 32)), string.Join(' ', ends));
    }

    /// <summary>A worker that always has a next call comes by no idle moment.</summary>
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Calls_SuccessorStartsEarlyAlsoWhereCallsWait(bool asynchronously)
    {
        using Scratch scratch = new();
        using ProcessPool pool = TestPools.Single(static o => o.MaxCallsPerWorker = 16);
        scratch.Open("open");
        List<Task<int>> calls = [];
        for (int i = 0; i < 18; i++)
        {
            string on = scratch.Path("on" + i);
            string gate = i == 0 ? scratch.Path("first") : scratch.Path(i == 14 ? "late" : "open");
            calls.Add(asynchronously ? pool.RunAsync(Common.WaitForFile, on, gate) : Task.Run(() => pool.Run(Common.WaitForFile, on, gate)));
            // In their order.
            if (i == 0)
            {
                scratch.Await("on0");
            }
            else if (!asynchronously)
            {
                Eventually.True(() => pool.Snapshot().QueuedCalls == i, "it waits");
            }
        }

        Assert.HasCount(1, Ids(pool));
        scratch.Open("first");
        int old = scratch.Await("on14");
        Eventually.True(() => Ids(pool).Length == 2, "the successor starts while the fifteenth call runs");
        scratch.Open("late");
        Eventually.Ends(Task.WhenAll(calls), "all end");
        Assert.AreEqual(old, calls[0].Result);
    }

    [TestMethod]
    public async Task CrashInTheLastCall_IsACrash()
    {
        using Scratch scratch = new();
        using ProcessPool pool = TestPools.Single();
        _ = Watch(pool, out ConcurrentQueue<WorkerExitReason> why);
        Task<int> call = pool.RunAsync(PoolJobs.ExitWhenTold, scratch.Path("on"), scratch.Path("gate"));
        int old = scratch.Await("on");
        Task recycled = pool.RecycleAsync();
        Assert.AreNotEqual(old, Eventually.Result(pool.RunAsync(Common.ProcessId), "its successor is ready"));
        scratch.Open("gate");
        await Assert.ThrowsExactlyAsync<WorkerCrashedException>(() => call);
        Eventually.Ends(recycled, "the old one has left");
        Eventually.True(() => !why.IsEmpty, "its end is told");
        Assert.AreEqual(WorkerExitReason.Crashed, why.First());
    }

    [TestMethod]
    public void Calls_LoadIsServedAllTheTime()
    {
        using ProcessPool pool = new(new ProcessPoolOptions { MaxWorkers = 2, MaxCallsPerWorker = 50 });
        _ = Watch(pool, out ConcurrentQueue<WorkerExitReason> why);
        HashSet<int> seen = [];
        for (int i = 0; i < 400; i++)
        {
            seen.Add(pool.Run(Common.ProcessId));
        }

        Assert.IsGreaterThanOrEqualTo(8, seen.Count);
        Eventually.True(() => why.Count >= 7, "the worn ones leave");
        Assert.IsTrue(why.All(static each => each == WorkerExitReason.MaxCalls), string.Join(' ', why));
        Eventually.True(() => Ids(pool).Length <= 2, "no more than two are left");
    }

    [TestMethod]
    public void OneCallPerWorker_WithSpares_IsACleanProcessEachTime()
    {
        using ProcessPool pool = new(new ProcessPoolOptions { MaxWorkers = 4, SpareWorkers = 2, MaxCallsPerWorker = 1 });
        HashSet<int> seen = [];
        for (int i = 0; i < 10; i++)
        {
            Assert.AreEqual(1, pool.Run(LeaseJobs.Count));
            Assert.IsTrue(seen.Add(pool.Run(Common.ProcessId)), "Each process runs one call.");
        }
    }

    [TestMethod]
    public async Task Shutdown_DrainsThenTerminates()
    {
        using Scratch scratch = new();
        ProcessPool patient = TestPools.Single();
        string gate = scratch.Path("gate");
        Task<int> call = patient.RunAsync(Common.WaitForFile, scratch.Path("on"), gate);
        scratch.Await("on");
        Task ends = patient.ShutdownAsync(Eventually.Limit);
        Assert.ThrowsExactly<ObjectDisposedException>(() => patient.Run(Common.Square, 2));
        Assert.IsFalse(ends.IsCompleted);
        scratch.Open("gate");
        _ = await call;
        Eventually.Ends(ends, "the pool is drained");
        await ends;
        Assert.DoesNotContain(patient, ProcessPool.All);

        ProcessPool hasty = TestPools.Single();
        Task spins = hasty.RunAsync(Common.SpinForever, scratch.Path("spins"));
        scratch.Await("spins");
        await hasty.ShutdownAsync(TimeSpan.FromMilliseconds(50));
        await Assert.ThrowsAsync<OperationCanceledException>(() => spins);

        ProcessPool cancelled = TestPools.Single();
        WorkerLease lease = await cancelled.LeaseAsync();
        using CancellationTokenSource source = new();
        Task stops = cancelled.ShutdownAsync(Timeout.InfiniteTimeSpan, source.Token);
        Assert.IsFalse(stops.IsCompleted, "A lease is held.");
        await source.CancelAsync();
        await stops;
        Assert.IsFalse(Proc.IsAlive(lease.ProcessId));

        // Longer than the system's timers reach.
        await TestPools.Single().ShutdownAsync(TimeSpan.FromDays(100));
    }

    // Each takes a while, and so lets the pool's own looks come by.
    private static void Looks(ProcessPool pool, int least)
    {
        int looks = 0;
        Eventually.True(
            () =>
            {
                _ = pool.Snapshot();
                return ++looks > least;
            },
            "it is looked at");
    }

    private static int[] Ids(ProcessPool pool) =>
        [.. pool.Snapshot().Workers.Where(static worker => worker.State != WorkerState.Leaving).Select(static worker => worker.ProcessId)];

    private static ConcurrentQueue<string> Watch(ProcessPool pool, out ConcurrentQueue<WorkerExitReason> why)
    {
        ConcurrentQueue<string> order = new();
        ConcurrentQueue<WorkerExitReason> reasons = why = new();
        pool.WorkerStarted += (_, args) => order.Enqueue($"+{args.ProcessId}");
        pool.WorkerExited += (_, args) =>
        {
            order.Enqueue($"-{args.ProcessId}");
            reasons.Enqueue(args.Reason);
        };
        return order;
    }
}
