using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Failures;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Pools;

/// <summary>Where a call runs: which pool, which worker, how often.</summary>
[TestClass]
public sealed class PoolTests
{
    [TestMethod]
    public void Crash_WhileSixtyFourOthersArePending_FailsOnlyItsOwnCall()
    {
        using Scratch scratch = new();
        using ProcessPool pool = TestPools.Of(2);
        Task<int> victim = pool.RunAsync(PoolJobs.ExitWhenTold, scratch.Path("on"), scratch.Path("gate"));
        scratch.Await("on");
        Task<int>[] others = [.. Enumerable.Range(0, 64).Select(i => pool.RunAsync(PoolJobs.SquareSlowly, i))];
        scratch.Open("gate");
        Assert.ThrowsExactlyAsync<WorkerCrashedException>(() => victim).GetAwaiter().GetResult();
        for (int i = 0; i < others.Length; i++)
        {
            Assert.AreEqual(i * i, Eventually.Result(others[i], "a bystander ends"));
        }
    }

    [TestMethod]
    public void MaxRetries_TriesAgainInAnotherWorker()
    {
        using Scratch scratch = new();
        using ProcessPool pool = TestPools.Single();
        int[] lives = pool.Run(PoolJobs.DieTwice, scratch.Path("lives"));
        Assert.AreEqual(3, lives.Distinct().Count());
        Assert.IsFalse(lives.Contains(Environment.ProcessId));
    }

    [TestMethod]
    public void MaxRetries_GiveUpInTheEnd()
    {
        using Scratch scratch = new();
        using ProcessPool pool = TestPools.Single();
        WorkerCrashedException crash = Assert.ThrowsExactlyAsync<WorkerCrashedException>(
            () => pool.RunAsync(PoolJobs.DieAlways, scratch.Path("lives"))).GetAwaiter().GetResult();
        Assert.HasCount(3, File.ReadAllLines(scratch.Path("lives")));
        Assert.AreEqual(3, crash.Attempts);
        StringAssert.Contains(crash.Message, "tried 3 times");
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void CallThatKilledThreeWorkers_IsQuarantined(bool asynchronously)
    {
        using Scratch scratch = new();
        using ProcessPool pool = TestPools.Single();
        string log = scratch.Path("lives");
        QuarantinedCallException error = asynchronously
            ? Assert.ThrowsExactlyAsync<QuarantinedCallException>(() => pool.RunAsync(PoolJobs.DieWhateverMayBe, log)).GetAwaiter().GetResult()
            : Assert.ThrowsExactly<QuarantinedCallException>(() => pool.Run(PoolJobs.DieWhateverMayBe, log));
        Assert.HasCount(3, File.ReadAllLines(log));
        CollectionAssert.AreEqual(new[] { 1, 2, 3 }, error.History.Select(static crash => crash.Attempts).ToArray());
        Assert.AreEqual(3, error.History.Select(static crash => crash.WorkerProcessId).Distinct().Count());
        StringAssert.Contains(error.Method, nameof(PoolJobs.DieWhateverMayBe));
        Assert.AreEqual(16, pool.Run(Common.Square, 4));
    }

    /// <summary>Suspicion counts against the item that ran.</summary>
    [TestMethod]
    public void QuarantinedItemOfAMap_HasItsOwnHistory()
    {
        using Scratch scratch = new();
        using ProcessPool pool = TestPools.Of(2);
        string log = scratch.Path("lives");
        QuarantinedCallException error = Assert.ThrowsExactly<QuarantinedCallException>(
            () => pool.Map(PoolJobs.DieOnOdd, Enumerable.Range(0, 2).Select(i => log + "|" + i)));
        Assert.HasCount(3, error.History);
    }

    [TestMethod]
    public void WithoutRetries_ACallRunsAtMostOnce()
    {
        using Scratch scratch = new();
        using ProcessPool pool = TestPools.Single();
        Assert.ThrowsExactly<WorkerCrashedException>(() => pool.Run(PoolJobs.DieOnce, scratch.Path("lives")));
        Assert.HasCount(1, File.ReadAllLines(scratch.Path("lives")));
    }

    [TestMethod]
    public async Task Dedicated_GetsAProcessOfItsOwn()
    {
        using ProcessPool pool = TestPools.Single();
        int pooled = pool.Run(Common.ProcessId);
        int first = pool.Run(PoolJobs.DedicatedId);
        int second = await pool.RunAsync(PoolJobs.DedicatedId);
        Assert.AreEqual(3, new[] { pooled, first, second }.Distinct().Count());
        Eventually.True(() => !Proc.IsAlive(first) && !Proc.IsAlive(second), "dedicated processes end with their call");
        Assert.AreEqual(pooled, pool.Run(Common.ProcessId));
        Assert.ThrowsExactly<WorkerCrashedException>(() => pool.Run(PoolJobs.DedicatedExit));
    }

    [TestMethod]
    public void MaxCallsPerWorker_ReplacesTheWorker()
    {
        using ProcessPool pool = TestPools.Single(static o => o.MaxCallsPerWorker = 2);
        List<int> ids = [.. Enumerable.Range(0, 6).Select(_ => pool.Run(Common.ProcessId))];
        Assert.AreEqual((ids[0], ids[2], ids[4]), (ids[1], ids[3], ids[5]));
        Assert.AreEqual(3, ids.Distinct().Count());
        Eventually.True(() => !Proc.IsAlive(ids[0]) && !Proc.IsAlive(ids[2]) && !Proc.IsAlive(ids[4]), "worn workers leave");
    }

    [TestMethod]
    public void MaxCallsPerWorker_HoldsInAMap()
    {
        using ProcessPool pool = TestPools.Single(static o => o.MaxCallsPerWorker = 3);
        int[] ids = pool.Map(PoolJobs.IdFor, Enumerable.Range(0, 9));
        Assert.IsTrue(ids.GroupBy(static id => id).All(static group => group.Count() == 3));
    }

    [TestMethod]
    public void NamedPool_IsAnotherThanTheShared()
    {
        int named = PoolJobs.NamedId();
        Assert.AreEqual(named, PoolJobs.NamedId(), "Last used first: one caller stays on one worker.");
        using ProcessPool pool = TestPools.Single();
        using IDisposable scope = pool.Use();
        Assert.AreNotEqual(named, PoolJobs.NamedId(), "A pool in use wins over the mark.");
    }

    [TestMethod]
    public void ConfiguredPool_HasItsOptions()
    {
        ProcessPoolOptions options = new();
        options.Environment["PITEST_CONFIGURED"] = "yes";
        ProcessPool.Configure(PoolNames.Configured, options);
        Assert.AreEqual("yes", PoolJobs.ConfiguredVariable("PITEST_CONFIGURED"));
        Assert.ThrowsExactly<InvalidOperationException>(() => ProcessPool.Configure(PoolNames.Configured, options));
    }

    [TestMethod]
    public async Task Use_ReachesPlainCallsOfItsFlowOnly()
    {
        using ProcessPool outer = TestPools.Single();
        using ProcessPool inner = TestPools.Single();
        int outerId = outer.Run(Common.ProcessId);
        int innerId = inner.Run(Common.ProcessId);
        using (outer.Use())
        {
            using (inner.Use())
            {
                Assert.AreEqual(innerId, Common.ProcessId());
                Assert.AreEqual(innerId, await Common.ProcessIdAsync());
                Assert.AreEqual(innerId, await Task.Run(static () => Common.ProcessId()));
            }

            Assert.AreEqual(outerId, Common.ProcessId());
        }

        Assert.AreNotEqual(outerId, Common.ProcessId());
    }

    [TestMethod]
    public void WaitingCalls_AreServedInTheirOrder()
    {
        using Scratch scratch = new();
        using ProcessPool pool = TestPools.Single();
        Task<int> first = pool.RunAsync(Common.WaitForFile, scratch.Path("on"), scratch.Path("gate"));
        scratch.Await("on");
        Task[] waiting = [.. Enumerable.Range(0, 20).Select(i => pool.RunAsync(PoolJobs.Append, scratch.Path("order"), i))];
        scratch.Open("gate");
        Eventually.Ends(Task.WhenAll([first, .. waiting]), "all calls end");
        CollectionAssert.AreEqual(Enumerable.Range(0, 20).Select(static i => $"{i}").ToArray(), File.ReadAllLines(scratch.Path("order")));
    }

    [TestMethod]
    public void UnmarkedMethods_AreRefusedWithAdvice()
    {
        using ProcessPool pool = TestPools.Single();
#pragma warning disable PISO204 // What the rule forbids is what is tested.
        ArgumentException error = Assert.ThrowsExactly<ArgumentException>(() => pool.Run(PoolJobs.Unmarked, 1));
        StringAssert.Contains(error.Message, "[RunInProcess]");
        StringAssert.Contains(error.Message, nameof(PoolJobs.Unmarked));
        Assert.ThrowsExactly<ArgumentException>(() => pool.Run(static () => 1));
#pragma warning restore PISO204
    }

    [TestMethod]
    public void InProcessPool_RunsHere()
    {
        using ProcessPool pool = TestPools.Single(static o => o.IsolationMode = IsolationMode.InProcess);
        Assert.AreEqual(Environment.ProcessId, pool.Run(Common.ProcessId));
        CollectionAssert.AreEqual(new[] { 1, 4 }, pool.Map(Common.Square, [1, 2]));
    }

    [TestMethod]
    public void ManyCallers_ShareTwoWorkers()
    {
        using ProcessPool pool = TestPools.Of(2);
        int[] ids = new int[400];
        Parallel.For(0, ids.Length, new ParallelOptions { MaxDegreeOfParallelism = 16 }, i => ids[i] = pool.Run(Common.ProcessId));
        Assert.IsTrue(ids.Distinct().Count() <= 2);
        Assert.ThrowsExactly<WorkerCrashedException>(() => pool.Run(Crashes.Exit, 1));
    }
}
