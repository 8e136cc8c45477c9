using System;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Failures;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Pools;

/// <summary>One worker for one holder, who finds in it what earlier calls left.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class LeaseTests
{
    [TestMethod]
    public async Task Statics_StayAndNoOtherCallGetsTheWorker()
    {
        using ProcessPool pool = new(2);
        await using WorkerLease lease = await pool.LeaseAsync();
        Assert.AreEqual(1, lease.Run(LeaseJobs.Count));
        Assert.AreEqual(2, await lease.RunAsync(LeaseJobs.Count));
        Assert.AreEqual(3, await lease.RunAsync(LeaseJobs.CountLater));
        int[] others = [.. Enumerable.Range(0, 20).Select(_ => pool.Run(Common.ProcessId))];
        Assert.DoesNotContain(lease.ProcessId, others);
        Assert.AreEqual(lease.ProcessId, lease.Run(Common.ProcessId));
        using (lease.Use())
        {
            Assert.AreEqual(4, LeaseJobs.Count());
            Assert.AreEqual(lease.ProcessId, Common.ProcessId());
            int[] counts = ProcessPool.Shared.MaxWorkers > 0 ? [.. Enumerable.Range(0, 3).Select(static _ => LeaseJobs.Count())] : [];
            CollectionAssert.AreEqual(new[] { 5, 6, 7 }, counts);
        }

        Assert.AreEqual(lease.ProcessId, lease.Run(LeaseJobs.OwnProcess), "The lease says which process it is.");
        Assert.IsTrue(pool.Snapshot().Workers.Any(worker => worker.ProcessId == lease.ProcessId && worker.State == WorkerState.Leased), "It is seen.");
    }

    [TestMethod]
    public async Task ManyCallsAtOnce_AreServedInOrder()
    {
        using ProcessPool pool = new(2);
        using WorkerLease lease = await pool.LeaseAsync();
        int[] counts = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => lease.RunAsync(LeaseJobs.Count)));
        CollectionAssert.AreEqual(Enumerable.Range(1, 200).ToArray(), counts);
    }

    [TestMethod]
    public async Task Disposed_GivesTheWorkerBack()
    {
        using ProcessPool pool = TestPools.Single();
        WorkerLease lease = await pool.LeaseAsync();
        _ = await lease.RunAsync(LeaseJobs.Count);
        Task<int> waits = pool.RunAsync(Common.ProcessId);
        Eventually.True(() => pool.Snapshot().QueuedCalls == 1, "the pool's only worker is away");
        Assert.IsFalse(waits.IsCompleted);
        lease.Dispose();
        lease.Dispose();
        Assert.AreEqual(lease.ProcessId, await waits);
        Assert.AreEqual(lease.ProcessId, await pool.RunAsync(Common.ProcessId), "It serves on.");
        Assert.ThrowsExactly<ObjectDisposedException>(() => lease.Run(LeaseJobs.Count));
    }

    [TestMethod]
    public async Task DisposedInACall_EndsIt()
    {
        using Scratch scratch = new();
        using ProcessPool pool = TestPools.Single();
        WorkerLease lease = await pool.LeaseAsync();
        Task running = lease.RunAsync(Common.SpinForever, scratch.Path("on"));
        Task waiting = lease.RunAsync(Common.ProcessId);
        scratch.Await("on");
        lease.Dispose();
        await Assert.ThrowsAsync<OperationCanceledException>(() => running);
        await Assert.ThrowsAsync<OperationCanceledException>(() => waiting);
        Assert.AreNotEqual(lease.ProcessId, pool.Run(Common.ProcessId));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task Crash_EndsTheLease(bool asynchronously)
    {
        using ProcessPool pool = TestPools.Single();
        using WorkerLease lease = await pool.LeaseAsync();
        Task<int> crashing = asynchronously ? lease.RunAsync(Crashes.Exit, 7) : Task.Run(() => lease.Run(Crashes.Exit, 7));
        Task<int> behind = lease.RunAsync(LeaseJobs.Count);
        await Assert.ThrowsExactlyAsync<WorkerCrashedException>(() => crashing);
        Eventually.Ends(behind, "what waited ends");
        Assert.ThrowsExactly<BrokenPoolException>(() => lease.Run(LeaseJobs.Count));
        await Assert.ThrowsExactlyAsync<BrokenPoolException>(() => lease.RunAsync(LeaseJobs.Count));
        Assert.AreNotEqual(lease.ProcessId, pool.Run(Common.ProcessId));
    }

    /// <summary>Another try would have no worker: the call says what became of the one it had.</summary>
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task Crash_IsNotTriedAgain(bool asynchronously)
    {
        using Scratch scratch = new();
        using ProcessPool pool = TestPools.Single();
        using WorkerLease lease = await pool.LeaseAsync();
        string log = scratch.Path("log");
        Task<int> crashing = asynchronously ? lease.RunAsync(PoolJobs.DieAlways, log) : Task.Run(() => lease.Run(PoolJobs.DieAlways, log));
        WorkerCrashedException crash = await Assert.ThrowsExactlyAsync<WorkerCrashedException>(() => crashing);
        Assert.AreEqual((lease.ProcessId, 1), (crash.WorkerProcessId, crash.Attempts));
        Assert.HasCount(1, await System.IO.File.ReadAllLinesAsync(log));
    }

    [TestMethod]
    public async Task Retries_AreForOtherCalls()
    {
        using ProcessPool pool = TestPools.Single(static o => o.MaxRetries = 2);
        using WorkerLease lease = await pool.LeaseAsync();
        Assert.ThrowsExactly<WorkerCrashedException>(() => lease.Run(Crashes.Exit, 7));
        using WorkerLease second = await pool.LeaseAsync();
        await Assert.ThrowsExactlyAsync<WorkerCrashedException>(() => second.RunAsync(Crashes.Exit, 7));
    }

    [TestMethod]
    public async Task RecycledPool_LeavesTheLeaseItsWorker()
    {
        using ProcessPool pool = TestPools.Single();
        WorkerLease lease = await pool.LeaseAsync();
        Assert.AreEqual(1, await lease.RunAsync(LeaseJobs.Count));
        Task recycled = pool.RecycleAsync();
        int fresh = Eventually.Result(pool.RunAsync(Common.ProcessId), "the successor is ready");
        Assert.AreNotEqual(lease.ProcessId, fresh);
        Assert.AreEqual(2, lease.Run(LeaseJobs.Count));
        Assert.AreEqual(3, await lease.RunAsync(LeaseJobs.Count));
        Assert.AreEqual(4, await lease.RunAsync(LeaseJobs.CountLater));
        Assert.IsFalse(recycled.IsCompleted);
        await lease.DisposeAsync();
        Eventually.Ends(recycled, "its worker leaves with the lease");
        Assert.AreEqual(fresh, pool.Run(Common.ProcessId));
    }

    [TestMethod]
    public async Task PoolTerminated_WhileALeaseIsTaken()
    {
        for (int i = 0; i < 15; i++)
        {
            ProcessPool pool = TestPools.Single();
            await pool.WarmUpAsync();
            Task<WorkerLease> lease = pool.LeaseAsync();
            Task ended = Task.Run(pool.Dispose);
            Eventually.Ends(ended, "the pool ends");
            Eventually.Ends(lease, "the lease is taken, or not");
            Assert.IsTrue(lease.Status != TaskStatus.RanToCompletion || !Proc.IsAlive(lease.Result.ProcessId));
        }
    }

    [TestMethod]
    public async Task DeathBetweenCalls_EndsTheLease()
    {
        using ProcessPool pool = TestPools.Single();
        using WorkerLease lease = await pool.LeaseAsync();
        _ = lease.Run(LeaseJobs.Count);
        Proc.Kill(lease.ProcessId);
        Eventually.True(() => !Proc.IsAlive(lease.ProcessId), "it is dead");
        Exception error = Assert.Throws<ProcessIsolateException>(() => lease.Run(LeaseJobs.Count));
        Assert.IsTrue(error is BrokenPoolException or WorkerCrashedException, error.ToString());
        Assert.ThrowsExactly<BrokenPoolException>(() => lease.Run(LeaseJobs.Count));
    }

    [TestMethod]
    public async Task PoolDisposed_WhileALeaseIsHeld()
    {
        ProcessPool pool = TestPools.Single();
        WorkerLease lease = await pool.LeaseAsync();
        Eventually.Ends(Task.Run(pool.Dispose), "the pool's disposal waits for no lease");
        Eventually.True(() => !Proc.IsAlive(lease.ProcessId), "its worker is gone");
        Assert.Throws<Exception>(() => lease.Run(LeaseJobs.Count));
        lease.Dispose();
        await Assert.ThrowsExactlyAsync<ObjectDisposedException>(() => pool.LeaseAsync());
    }

    [TestMethod]
    public async Task Wait_IsCancelled()
    {
        using ProcessPool pool = TestPools.Single();
        using WorkerLease lease = await pool.LeaseAsync();
        using CancellationTokenSource source = new();
        Task second = pool.LeaseAsync(source.Token);
        Eventually.True(() => pool.Snapshot().QueuedCalls == 1, "it waits");
        await source.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => second);
        Assert.AreEqual(0, pool.Snapshot().QueuedCalls);
    }

    [TestMethod]
    public async Task InProcess_RunsHere()
    {
        using ProcessPool pool = new(new ProcessPoolOptions { IsolationMode = IsolationMode.InProcess });
        using WorkerLease lease = await pool.LeaseAsync();
        Assert.AreEqual(Environment.ProcessId, lease.ProcessId);
        Assert.AreEqual(Environment.ProcessId, lease.Run(Common.ProcessId));
    }

    [TestMethod]
    public void InsideAWorker_APoolRunsInline()
    {
        using ProcessPool pool = TestPools.Single();
        (int worker, int inner, int leased, int mapped) = pool.Run(LeaseJobs.UsePoolInside);
        Assert.AreEqual((worker, worker, worker), (inner, leased, mapped));
    }
}

[SuppressMessage("ProcessIsolate", "PISO301", Justification = "The worker keeps its state: that is what is looked at.")]
internal static class LeaseJobs
{
    private static int count;

    [RunInProcess]
    public static int Count() => ++count;

    [RunInProcess]
    public static async Task<int> CountLater()
    {
        await Task.Yield();
        return ++count;
    }

    [RunInProcess(Dedicated = true)]
    public static int OwnProcess() => Environment.ProcessId;

#pragma warning disable PISO305 // That they run inline is what is looked at.
    [RunInProcess]
    public static (int Worker, int Inner, int Leased, int Mapped) UsePoolInside()
    {
        using ProcessPool pool = new(1);
        using WorkerLease lease = pool.LeaseAsync().GetAwaiter().GetResult();
        return (Environment.ProcessId, pool.Run(Common.ProcessId), lease.Run(Common.ProcessId), pool.Map(Ident, [1]).Single());
    }

    [RunInProcess]
    public static int Ident(int ignored) => Environment.ProcessId;
#pragma warning restore PISO305
}
