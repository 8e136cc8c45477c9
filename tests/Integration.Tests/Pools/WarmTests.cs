using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Failures;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Pools;

/// <summary>Workers that are started before a call needs them.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class WarmTests
{
    private readonly string mark = "PITEST_WARM_" + Guid.NewGuid().ToString("N");

    [TestMethod]
    public async Task WarmUp_StartsMinWorkers_WhichServeTheCalls()
    {
        using ProcessPool pool = Marked(3, static o => o.MinWorkers = 2);
        await WarmUp(pool);
        List<int> ready = Workers();
        Assert.HasCount(2, ready);
        Assert.Contains(pool.Run(Common.ProcessId), ready);
        await WarmUp(pool);
        CollectionAssert.AreEquivalent(ready, Workers(), "Those that run already count.");
    }

    [TestMethod]
    public async Task WarmUp_WithoutMinWorkers_StartsOne()
    {
        using ProcessPool pool = Marked(2);
        await WarmUp(pool);
        int ready = Workers().Single();
        Assert.AreEqual(ready, pool.Run(Common.ProcessId));
    }

    [TestMethod]
    public async Task WarmUp_ThatFails_SaysWhy()
    {
        using ProcessPool pool = TestPools.Single(static o => o.WorkerCommand = ("/bin/sh", ["-c", "echo no disk today >&2; exit 9"]));
        WorkerStartException error = await Assert.ThrowsExactlyAsync<WorkerStartException>(() => WarmUp(pool));
        StringAssert.Contains(error.Message, "no disk today");
    }

    [TestMethod]
    public async Task WarmUp_EndsWithItsPoolOrToken()
    {
        using ProcessPool pool = TestPools.Single(static o => o.WorkerCommand = ("/bin/sleep", ["1000"]));
        using CancellationTokenSource source = new();
        Task cancelled = pool.WarmUpAsync(source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => cancelled);
        Task ended = pool.WarmUpAsync();
        pool.Terminate();
        await Assert.ThrowsExactlyAsync<ObjectDisposedException>(() => ended);
        Assert.ThrowsExactly<ObjectDisposedException>(() => { _ = pool.WarmUpAsync(); });
    }

    [TestMethod]
    public async Task WarmUp_InProcess_HasNothingToStart()
    {
        using ProcessPool pool = Marked(1, static o => o.IsolationMode = IsolationMode.InProcess);
        await WarmUp(pool);
        Assert.IsEmpty(Workers());
    }

    [TestMethod]
    public void SpareWorker_ServesTheCallAfterACrash()
    {
        using Scratch scratch = new();
        using ProcessPool pool = Marked(2, static o => o.SpareWorkers = 1);
        int first = pool.Run(Common.ProcessId);
        Eventually.True(() => Workers().Count == 2, "the spare one starts");
        int spare = Workers().Single(id => id != first);
        // A process that runs has not started yet: both serve a call first.
        Task<int>[] busy = [.. Enumerable.Range(0, 2).Select(i => pool.RunAsync(Common.WaitForFile, scratch.Path($"on{i}"), scratch.Path("gate")))];
        scratch.Await("on0");
        scratch.Await("on1");
        scratch.Open("gate");
        Eventually.Ends(Task.WhenAll(busy), "both calls");
        Assert.ThrowsExactly<WorkerCrashedException>(() => pool.Run(Crashes.Exit, 1));
        int[] known = [first, spare];
        Assert.Contains(pool.Run(Common.ProcessId), known);
        Eventually.True(() => Workers().Except(known).Count() == 1 && Workers().Count == 2, "the crashed one is replaced ahead of need");
    }

    [TestMethod]
    public async Task SpareWorkers_NeverExceedMaxWorkers()
    {
        using Scratch scratch = new();
        using ProcessPool pool = Marked(2, static o => o.SpareWorkers = 5);
        Task<int>[] busy = [.. Enumerable.Range(0, 2).Select(i => pool.RunAsync(Common.WaitForFile, scratch.Path($"on{i}"), scratch.Path("gate")))];
        scratch.Await("on0");
        scratch.Await("on1");
        Assert.HasCount(2, Workers());
        scratch.Open("gate");
        int[] ids = await Task.WhenAll(busy);
        CollectionAssert.AreEquivalent(ids, Workers());
    }

    [TestMethod]
    public void Recycling_StartsTheSuccessorBeforeTheNextCall()
    {
        using ProcessPool pool = Marked(1, static o => o.MaxCallsPerWorker = 1);
        int first = pool.Run(Common.ProcessId);
        Eventually.True(() => Workers() is [var only] && only != first, "the successor starts unasked and the worn worker leaves");
        int successor = Workers().Single();
        Assert.AreEqual(successor, pool.Run(Common.ProcessId));
    }

    [TestMethod]
    public async Task MinWorkers_AreKeptOnceStarted()
    {
        using ProcessPool pool = Marked(2, static o => o.MinWorkers = 2);
        await WarmUp(pool);
        int used = pool.Run(Common.ProcessId);
        Proc.Kill(used);
        Eventually.True(() => Workers() is { Count: 2 } now && !now.Contains(used), "the killed one is replaced");
    }

    [TestMethod]
    public async Task DedicatedStart_DoesNotStandForAWorkerOfThePool()
    {
        using ProcessPool pool = TestPools.Single();
        Task<int> dedicated = pool.RunAsync(PoolJobs.DedicatedId);
        int pooled = Eventually.Result(Task.Run(() => pool.Run(Common.ProcessId)), "a pooled call beside a dedicated start ends");
        Assert.AreNotEqual(pooled, await dedicated);
    }

    private static async Task WarmUp(ProcessPool pool) => await pool.WarmUpAsync().WaitAsync(Eventually.Limit);

    private ProcessPool Marked(int workers, Action<ProcessPoolOptions>? configure = null) => TestPools.Of(workers, options =>
    {
        options.Environment[mark] = "1";
        configure?.Invoke(options);
    });

    // Tests run side by side: a variable they were started with marks the pool's own.
    private List<int> Workers() => [.. Proc.Workers().Where(IsMarked)];

    private bool IsMarked(int processId)
    {
        try
        {
            return File.ReadAllText($"/proc/{processId}/environ").Contains(mark, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
