using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Pools;

/// <summary>Nothing is lost because one item failed.</summary>
[TestClass]
public sealed class OutcomeTests
{
    [TestMethod]
    public void EachDedicatedItem_HasItsOwnTries()
    {
        using ProcessPool pool = TestPools.Single();
        CallOutcome<int, int>[] outcomes = pool.MapOutcomes(PoolJobs.DedicatedExitFor, [1, 2, 3], new MapOptions { ChunkSize = 3 });
        CollectionAssert.AreEqual(new[] { 2, 2, 2 }, outcomes.Select(static outcome => ((WorkerCrashedException)outcome.Exception!).Attempts).ToArray());
    }

    [TestMethod]
    [DataRow(null, Transport.Auto)]
    [DataRow(1, Transport.Auto)]
    [DataRow(20, Transport.Auto)]
    [DataRow(100, Transport.Auto)]
    [DataRow(20, Transport.Stream)]
    public void Crash_LosesItsItemAlone(int? chunkSize, Transport transport)
    {
        using ProcessPool pool = TestPools.Of(2, o => o.Transport = transport);
        CallOutcome<int, int>[] outcomes = pool.MapOutcomes(MapJobs.FailFastOn50, Enumerable.Range(0, 100), new MapOptions { ChunkSize = chunkSize });
        Assert.HasCount(100, outcomes);
        for (int i = 0; i < 100; i++)
        {
            CallOutcome<int, int> outcome = outcomes[i];
            Assert.AreEqual(i, outcome.Index);
            Assert.AreEqual(i, outcome.Item);
            Assert.AreEqual(i != 50, outcome.IsSuccess, $"item {i}: {outcome.Exception}");
            Assert.AreNotEqual(0, outcome.WorkerProcessId);
            Assert.AreNotEqual(Environment.ProcessId, outcome.WorkerProcessId);
            if (i != 50)
            {
                Assert.AreEqual(2 * i, outcome.Result);
            }
        }

        WorkerCrashedException crash = Assert.ThrowsExactly<WorkerCrashedException>(() => _ = outcomes[50].Result);
        Assert.AreEqual(50, crash.Data["ItemIndex"]);
        Assert.AreEqual(crash.WorkerProcessId, outcomes[50].WorkerProcessId);
    }

    [TestMethod]
    public async Task Crash_OfTexts_AllInOneChunk()
    {
        using ProcessPool pool = TestPools.Single();
        string[] items = [.. Enumerable.Range(0, 40).Select(static i => i is 7 or 8 or 31 ? "victim" : $"{i}")];
        CallOutcome<string, string>[] outcomes = await pool.MapOutcomesAsync(MapJobs.KillSelfOn, items, new MapOptions { ChunkSize = 40 });
        CollectionAssert.AreEqual(new[] { 7, 8, 31 }, outcomes.Where(static o => !o.IsSuccess).Select(static o => o.Index).ToArray());
        Assert.IsTrue(outcomes.Where(static o => o.IsSuccess).All(static o => o.Result == o.Item));
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(6)]
    public void Hang_IsEndedByTheLimitOfTheItem(int chunkSize)
    {
        using ProcessPool pool = TestPools.Of(2, static o => o.CancellationGracePeriod = TimeSpan.FromMilliseconds(50));
        MapOptions options = new() { ChunkSize = chunkSize, CallTimeout = TimeSpan.FromMilliseconds(600) };
        CallOutcome<int, int>[] outcomes = pool.MapOutcomes(MapJobs.HangOnThree, Enumerable.Range(0, 12), options);
        CallOutcome<int, int> late = outcomes.Single(static o => !o.IsSuccess);
        Assert.AreEqual(3, late.Index);
        Assert.IsInstanceOfType<CallTimeoutException>(late.Exception);
        Assert.IsGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(590), late.Duration);
    }

    [TestMethod]
    public async Task Cancel_KeepsWhatWasFinished()
    {
        using ProcessPool pool = TestPools.Of(2);
        using CancellationTokenSource source = new();
        Seen progress = new();
        Task<CallOutcome<int, int>[]> map = pool.MapOutcomesAsync(
            MapJobs.WaitForCancel, Enumerable.Range(0, 100), new MapOptions { ChunkSize = 1, Progress = progress }, source.Token);
        Eventually.True(() => progress.Values.Count == 5, "the first five are finished");
        await source.CancelAsync();
        CallOutcome<int, int>[] outcomes = await map;
        CollectionAssert.AreEqual(Enumerable.Range(0, 5).ToArray(), outcomes.Where(static o => o.IsSuccess).Select(static o => o.Result).ToArray());
        foreach (CallOutcome<int, int> outcome in outcomes.Skip(5))
        {
            Assert.AreEqual(source.Token, Assert.IsInstanceOfType<OperationCanceledException>(outcome.Exception).CancellationToken, $"item {outcome.Index}");
            Assert.AreEqual(outcome.Index, outcome.Exception!.Data["ItemIndex"]);
        }

        Assert.AreEqual(9, pool.Run(Common.Square, 3));
    }

    /// <summary>They were sent, and say the worker's name only if it ran them; also where the one that ran did not listen and was killed.</summary>
    [TestMethod]
    [DataRow(Transport.Auto, false)]
    [DataRow(Transport.Auto, true)]
    [DataRow(Transport.Stream, false)]
    [DataRow(Transport.Stream, true)]
    public async Task Cancel_OfAChunk_SaysWhichItemsBegan(Transport transport, bool kills)
    {
        using Scratch scratch = new();
        using ProcessPool pool = TestPools.Single(o =>
        {
            o.Transport = transport;
            o.CancellationGracePeriod = kills ? TimeSpan.Zero : Eventually.Limit;
        });
        using CancellationTokenSource source = new();
        string[] items = [.. Enumerable.Repeat(scratch.Path("on"), 6)];
        MapOptions options = new() { ChunkSize = items.Length };
        Task<CallOutcome<string, int>[]> map = kills
            ? pool.MapOutcomesAsync(PoolJobs.SpinOn, items, options, source.Token)
            : pool.MapOutcomesAsync(MapJobs.Listen, items, options, source.Token);
        scratch.Await("on");
        await source.CancelAsync();
        CallOutcome<string, int>[] outcomes = await map;
        Assert.IsTrue(outcomes.All(static o => o.Exception is OperationCanceledException));
        Assert.AreNotEqual(0, outcomes[0].WorkerProcessId);
        AssertNoneBegan(outcomes[1..]);
    }

    /// <summary>None of those that wait finds the pool closed: the map was there before.</summary>
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Terminated_CancelsEachItem(bool dedicated)
    {
        using Scratch scratch = new();
        using ProcessPool pool = TestPools.Single();
        (string, string)[] items = [.. Enumerable.Repeat((scratch.Path("on"), scratch.Path("gate")), 4)];
        MapOptions options = new() { ChunkSize = 1 };
        Task<CallOutcome<(string, string), int>[]> map = dedicated
            ? pool.MapOutcomesAsync(MapJobs.WaitInOwnProcess, items, options) : pool.MapOutcomesAsync(Common.WaitForFile, items, options);
        scratch.Await("on");
        pool.Terminate();
        CallOutcome<(string, string), int>[] outcomes = Eventually.Result(map, "the map ends");
        foreach (CallOutcome<(string, string), int> outcome in outcomes)
        {
            Assert.IsInstanceOfType<OperationCanceledException>(outcome.Exception, $"item {outcome.Index}");
        }

        AssertNoneBegan(outcomes[1..]);
    }

    [TestMethod]
    public void Cancelled_BeforeTheMap_GivesOutcomesToo()
    {
        using ProcessPool pool = TestPools.Single();
        CallOutcome<int, int>[] outcomes = pool.MapOutcomes(Common.Square, [1, 2], null, new CancellationToken(true));
        Assert.IsTrue(outcomes.All(static o => o.Exception is OperationCanceledException));
        AssertNoneBegan(outcomes);
        Assert.ThrowsExactly<OperationCanceledException>(() => pool.Map(Common.Square, [1, 2], null, new CancellationToken(true)));
    }

    [TestMethod]
    public void FirstItem_DecidesThoughItFailsLast()
    {
        using Scratch scratch = new();
        using ProcessPool pool = TestPools.Of(2);
        string marker = scratch.Path("marker");
        (int, string)[] items = [.. Enumerable.Range(0, 40).Select(i => (i, marker))];
        FormatException error = Assert.ThrowsExactly<FormatException>(() => pool.Map(MapJobs.FailInReverse, items, new MapOptions { ChunkSize = 1 }));
        Assert.AreEqual(0, error.Data["ItemIndex"]);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(500)]
    public void StopOnFirstError_LeavesTheRest(int chunkSize)
    {
        // With two, the second may have done all the others before the first has started.
        using ProcessPool pool = TestPools.Single();
        MapOptions options = new() { StopOnFirstError = true, ChunkSize = chunkSize };
        CallOutcome<int, int>[] outcomes = pool.MapOutcomes(MapJobs.FailOnFive, Enumerable.Range(0, 200_000), options);
        Assert.IsTrue(outcomes.Take(5).All(static o => o.IsSuccess));
        Assert.IsInstanceOfType<FormatException>(outcomes[5].Exception);
        Assert.IsInstanceOfType<OperationCanceledException>(outcomes[^1].Exception);
        Assert.AreEqual(5, Assert.ThrowsExactly<FormatException>(() => pool.Map(MapJobs.FailOnFive, Enumerable.Range(0, 2000), options)).Data["ItemIndex"]);
        Assert.AreEqual(9, pool.Run(Common.Square, 3));
    }

    [TestMethod]
    public void NoWorker_EachOutcomeSaysWhy()
    {
        using ProcessPool pool = TestPools.Single(static o => o.WorkerCommand = ("/bin/false", []));
        CallOutcome<int, int>[] outcomes = pool.MapOutcomes(Common.Square, [1, 2, 3]);
        Assert.IsTrue(outcomes.All(static o => o.Exception is WorkerStartException));
        AssertNoneBegan(outcomes);
    }

    [TestMethod]
    public void Progress_SaysHowFarAndHowMuchIsLeft()
    {
        using ProcessPool pool = TestPools.Of(2);
        Seen progress = new();
        pool.MapOutcomes(PoolJobs.FailOnOdd, Enumerable.Range(0, 40), new MapOptions { Progress = progress });
        MapProgress last = progress.Reports.Single(static report => report.Completed == 40);
        Assert.AreEqual(20, progress.Reports.Max(static report => report.Failed));
        Assert.AreEqual(40, last.Total);
        Assert.AreEqual(TimeSpan.Zero, last.Remaining);
        Assert.IsGreaterThan(0, last.ItemsPerSecond);
        Assert.IsTrue(progress.Reports.All(static report => report.Completed == 40 || report.Remaining > TimeSpan.Zero));
    }

    [TestMethod]
    [DataRow(IsolationMode.OutOfProcess)]
    [DataRow(IsolationMode.InProcess)]
    public async Task Shapes_TuplesAndTokens(IsolationMode mode)
    {
        using ProcessPool pool = TestPools.Of(2, o => o.IsolationMode = mode);
        CollectionAssert.AreEqual(new[] { 3, 7 }, pool.Map(MapJobs.Add, [(1, 2), (3, 4)]));
        CollectionAssert.AreEqual(new[] { 3, 7 }, await pool.MapAsync(MapJobs.Add, [(1, 2), (3, 4)]));
        CollectionAssert.AreEqual(new[] { "a12.5" }, pool.Map(MapJobs.Join, [("a", 1, 2.5)]));
        CollectionAssert.AreEqual(new[] { 10 }, await pool.MapAsync(MapJobs.Sum, [(1, 2, 3, 4)]));
        using CancellationTokenSource source = new();
        CollectionAssert.AreEqual(new[] { 1, 2 }, pool.Map(MapJobs.WaitForCancel, [1, 2], null, source.Token));
        pool.Map(MapJobs.Nothing, [(1, 2), (3, 4)]);
        await pool.MapAsync(MapJobs.Later, [1, 2]);
        CollectionAssert.AreEqual(
            new[] { true, false }, pool.MapOutcomes(MapJobs.Nothing, [(1, 2), (3, 3)]).Select(static o => o.IsSuccess).ToArray());
        CallOutcome<(int, int), int>[] outcomes = await pool.MapOutcomesAsync(MapJobs.Add, [(5, 6)]);
        Assert.AreEqual(((5, 6), 11), (outcomes[0].Item, outcomes[0].Result));
    }

    [TestMethod]
    public void InProcess_SameOutcomes()
    {
        using ProcessPool pool = TestPools.Of(2, static o => o.IsolationMode = IsolationMode.InProcess);
        CallOutcome<int, int>[] outcomes = pool.MapOutcomes(MapJobs.FailOnFive, Enumerable.Range(0, 10));
        Assert.AreEqual(5, outcomes.Single(static o => !o.IsSuccess).Exception!.Data["ItemIndex"]);
        Assert.AreEqual(Environment.ProcessId, outcomes[0].WorkerProcessId);
        Assert.AreEqual(5, Assert.ThrowsExactly<FormatException>(() => pool.Map(MapJobs.FailOnFive, Enumerable.Range(0, 10))).Data["ItemIndex"]);
    }

    private static void AssertNoneBegan<TItem, TResult>(CallOutcome<TItem, TResult>[] outcomes)
    {
        foreach (CallOutcome<TItem, TResult> outcome in outcomes)
        {
            Assert.AreEqual((0, TimeSpan.Zero), (outcome.WorkerProcessId, outcome.Duration), $"item {outcome.Index}");
            Assert.AreEqual(outcome.Index, outcome.Exception!.Data["ItemIndex"]);
        }

        Assert.HasCount(outcomes.Length, outcomes.Select(static outcome => outcome.Exception).Distinct());
    }
}
