using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Pools;

/// <summary>Many asynchronous calls at once, which stand one behind the other at a busy worker while they are short.</summary>
[TestClass]
public sealed class PipelineTests
{
    private const int Count = 60;
    private const int Special = 10;

    [TestMethod]
    public void SlowCallInTheMiddle_HoldsNobodyUp()
    {
        using Scratch scratch = new();
        using ProcessPool pool = Warm(2, scratch);
        Task<int> slow = null!;
        List<Task<int>> others = [];
        for (int i = 0; i < Count; i++)
        {
            if (i == Special)
            {
                slow = pool.RunAsync(Common.WaitForFile, scratch.Path("runs"), scratch.Path("gate"));
            }

            others.Add(pool.RunAsync(PipelineJobs.Count, i));
        }

        Eventually.Ends(Task.WhenAll(others), "the calls beside the slow one end");
        Assert.IsFalse(slow.IsCompleted);
        CollectionAssert.AreEqual(Enumerable.Range(0, Count).ToArray(), others.Select(static task => task.Result).ToArray());
        scratch.Open("gate");
        Eventually.Result(slow, "the slow call ends");
        CollectionAssert.AreEquivalent(Enumerable.Range(0, Count).ToArray(), Runs(scratch));
    }

    [TestMethod]
    public void CrashInTheMiddle_CostsOneCall()
    {
        using Scratch scratch = new();
        using ProcessPool pool = Warm(2, scratch);
        Task<int>[] calls = [.. Enumerable.Range(0, Count).Select(i => pool.RunAsync(PipelineJobs.DieInTheMiddle, i))];
        Eventually.Ends(Task.WhenAll(calls), "all calls end");
        for (int i = 0; i < Count; i++)
        {
            if (i == Special)
            {
                Assert.IsInstanceOfType<WorkerCrashedException>(calls[i].Exception!.InnerException);
            }
            else
            {
                Assert.AreEqual(i, calls[i].Result);
            }
        }

        CollectionAssert.AreEquivalent(Enumerable.Range(0, Count).ToArray(), Runs(scratch));
    }

    [TestMethod]
    public void CrashInTheMiddle_IsRetriedAlone()
    {
        using Scratch scratch = new();
        using ProcessPool pool = Warm(2, scratch);
        Task<int>[] calls = [.. Enumerable.Range(0, Count).Select(i => pool.RunAsync(PipelineJobs.DieOnce, i))];
        Eventually.Ends(Task.WhenAll(calls), "all calls end");
        CollectionAssert.AreEqual(Enumerable.Range(0, Count).ToArray(), calls.Select(static task => task.Result).ToArray());
        CollectionAssert.AreEquivalent(Enumerable.Range(0, Count).Append(Special).ToArray(), Runs(scratch));
    }

    [TestMethod]
    public void TimeLimitInTheMiddle_CostsOneCall()
    {
        using Scratch scratch = new();
        using ProcessPool pool = Warm(2, scratch, static o => o.CancellationGracePeriod = TimeSpan.Zero);
        Task<int>[] calls = [.. Enumerable.Range(0, Count).Select(i => pool.RunAsync(PipelineJobs.HangInTheMiddle, i))];
        Eventually.Ends(Task.WhenAll(calls), "all calls end");
        Assert.IsInstanceOfType<CallTimeoutException>(calls[Special].Exception!.InnerException);
        CollectionAssert.AreEquivalent(Enumerable.Range(0, Count).ToArray(), Runs(scratch));
        Assert.AreEqual(Count - 1, calls.Count(static call => call.IsCompletedSuccessfully));
    }

    [TestMethod]
    public void CancelledBehindASlowCall_NeverBegins()
    {
        using Scratch scratch = new();
        using CancellationTokenSource source = new();
        using ProcessPool pool = Warm(1, scratch);
        Task<int> slow = pool.RunAsync(Common.WaitForFile, scratch.Path("runs"), scratch.Path("gate"));
        Task<int>[] behind = [.. Enumerable.Range(0, Count).Select(i => pool.RunAsync(PipelineJobs.Count, i, source.Token))];
        scratch.Await("runs");
        source.Cancel();
        Eventually.Ends(Task.WhenAll(behind), "the cancelled calls end before the slow one");
        Assert.IsTrue(behind.All(static call => call.IsCanceled));
        Assert.IsFalse(slow.IsCompleted);
        scratch.Open("gate");
        Eventually.Result(slow, "the slow call ends");
        Assert.AreEqual(7, pool.Run(PipelineJobs.Count, 7));
        CollectionAssert.AreEqual(new[] { 7 }, Runs(scratch));
    }

    [TestMethod]
    public void CancelledWhileItRuns_KeepsTheWorkerAndTheOthers()
    {
        using Scratch scratch = new();
        using CancellationTokenSource source = new();
        using ProcessPool pool = Warm(1, scratch, static o => o.CancellationGracePeriod = TimeSpan.FromSeconds(20));
        int worker = pool.Run(Common.ProcessId);
        Task<int> listener = pool.RunAsync(Common.Listen, scratch.Path("listens"), source.Token);
        Task<int>[] behind = [.. Enumerable.Range(0, Count).Select(i => pool.RunAsync(PipelineJobs.Count, i))];
        scratch.Await("listens");
        source.Cancel();
        Eventually.Ends(listener, "the listener ends");
        Assert.IsTrue(listener.IsCanceled);
        Eventually.Ends(Task.WhenAll(behind), "the others end");
        CollectionAssert.AreEquivalent(Enumerable.Range(0, Count).ToArray(), Runs(scratch));
        Assert.AreEqual(worker, pool.Run(Common.ProcessId));
    }

    [TestMethod]
    public async Task WornWorkers_AreReplacedInTime()
    {
        using ProcessPool pool = TestPools.Of(2, static o => o.MaxCallsPerWorker = 50);
        int[] ids = await Task.WhenAll(Enumerable.Range(0, 400).Select(_ => pool.RunAsync(Common.ProcessId)));
        foreach (IGrouping<int, int> calls in ids.GroupBy(static id => id))
        {
            Assert.IsLessThanOrEqualTo(50, calls.Count());
        }
    }

    [TestMethod]
    public void WhatWaitsForACall_MayBlock()
    {
        using Scratch scratch = new();
        using ProcessPool pool = Warm(2, scratch);
        Task all = Task.WhenAll(Enumerable.Range(0, 8).Select(_ => BlockAfterwards()));
        Eventually.Ends(all, "calls that are waited for by others' continuations end");
        Assert.IsTrue(all.IsCompletedSuccessfully);

        async Task BlockAfterwards()
        {
            await pool.RunAsync(Common.Square, 3).ConfigureAwait(false);
            // Programs should not block here, and many do.
            Assert.AreEqual(16, pool.RunAsync(Common.Square, 4).GetAwaiter().GetResult());
        }
    }

    [TestMethod]
    public void LargeArguments_GoAmongSmallOnes()
    {
        using Scratch scratch = new();
        using ProcessPool pool = Warm(2, scratch);
        Task<int>[] calls = [.. Enumerable.Range(0, Count).Select(i => pool.RunAsync(PipelineJobs.Length, new string('x', i % 3 == 0 ? 100_000 + i : i)))];
        Eventually.Ends(Task.WhenAll(calls), "all calls end");
        CollectionAssert.AreEqual(
            Enumerable.Range(0, Count).Select(static i => i % 3 == 0 ? 100_000 + i : i).ToArray(), calls.Select(static call => call.Result).ToArray());
    }

    [TestMethod]
    public void UnwritableArguments_CostOneCall()
    {
        using Scratch scratch = new();
        using ProcessPool pool = Warm(2, scratch, static o => o.MaxMessageBytes = 10_000);
        Task<int>[] calls = [.. Enumerable.Range(0, Count).Select(i => pool.RunAsync(PipelineJobs.Length, new string('x', i == Special ? 20_000 : i)))];
        Eventually.Ends(Task.WhenAll(calls), "all calls end");
        Assert.IsInstanceOfType<MessageTooLargeException>(calls[Special].Exception!.InnerException);
        Assert.AreEqual(Count - 1, calls.Count(static call => call.IsCompletedSuccessfully));
    }

    [TestMethod]
    public void Terminated_EndsThemAll()
    {
        using Scratch scratch = new();
        using ProcessPool pool = Warm(2, scratch);
        Task<int>[] calls =
        [
            pool.RunAsync(Common.WaitForFile, scratch.Path("runs"), scratch.Path("gate")),
            pool.RunAsync(Common.WaitForFile, scratch.Path("runs2"), scratch.Path("gate")),
            .. Enumerable.Range(0, Count).Select(i => pool.RunAsync(Common.WaitForFile, (string?)null, scratch.Path("gate"))),
        ];
        scratch.Await("runs");
        pool.Terminate();
        Eventually.Ends(Task.WhenAll(calls), "all calls end");
        Assert.IsTrue(calls.All(static call => call.IsCanceled));
    }

    [TestMethod]
    public void SynchronousCallers_StarveNoAsynchronousOnes()
    {
        using Scratch scratch = new();
        using ProcessPool pool = Warm(2, scratch);
        using CancellationTokenSource enough = new();
        Thread[] callers = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            while (!enough.IsCancellationRequested)
            {
                pool.Run(Common.Square, 3);
            }
        }))];
        Array.ForEach(callers, static thread => thread.Start());
        Task all = Task.WhenAll(Enumerable.Range(0, 500).Select(i => pool.RunAsync(Common.Square, i)));
        Eventually.Ends(all, "asynchronous calls end while synchronous callers never pause");
        enough.Cancel();
        Array.ForEach(callers, static thread => thread.Join());
    }

    [TestMethod]
    public void AsynchronousFlood_StarvesNoSynchronousCaller()
    {
        using Scratch scratch = new();
        using ProcessPool pool = Warm(2, scratch);
        using CancellationTokenSource enough = new();
        Task flood = Task.WhenAll(Enumerable.Range(0, 64).Select(async _ =>
        {
            while (!enough.IsCancellationRequested)
            {
                await pool.RunAsync(Common.Square, 3).ConfigureAwait(false);
            }
        }));
        Task synchronous = Task.Factory.StartNew(
            () => Enumerable.Range(0, 200).Sum(i => pool.Run(Common.Square, 1)), enough.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Eventually.Ends(synchronous, "synchronous calls end while asynchronous ones never pause");
        enough.Cancel();
        Eventually.Ends(flood, "the flood ends");
    }

    // Workers that have been quick lately are given several calls at a time.
    private static ProcessPool Warm(int workers, Scratch scratch, Action<ProcessPoolOptions>? configure = null)
    {
        ProcessPool pool = TestPools.Of(workers, o =>
        {
            o.Environment[BatchJobs.FolderVariable] = scratch.Folder;
            configure?.Invoke(o);
        });
        Eventually.Ends(Task.WhenAll(Enumerable.Range(0, 1000).Select(i => pool.RunAsync(Common.Square, i))), "the pool warms up");
        return pool;
    }

    private static int[] Runs(Scratch scratch) =>
        [.. Directory.GetFiles(scratch.Folder, "*.log").SelectMany(File.ReadAllLines).Select(static line => int.Parse(line, CultureInfo.InvariantCulture))];
}
