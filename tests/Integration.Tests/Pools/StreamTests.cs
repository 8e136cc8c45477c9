using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;
using static ProcessIsolate.Integration.Tests.Pools.StreamInputs;

namespace ProcessIsolate.Integration.Tests.Pools;

/// <summary>Maps over inputs of any length.</summary>
[TestClass]
public sealed class StreamTests
{
    [TestMethod]
    [DataRow(null, IsolationMode.OutOfProcess)]
    [DataRow(1, IsolationMode.OutOfProcess)]
    [DataRow(30, IsolationMode.OutOfProcess)]
    [DataRow(null, IsolationMode.InProcess)]
    public async Task Results_AreInOrder(int? chunkSize, IsolationMode mode)
    {
        using ProcessPool pool = TestPools.Of(2, o => o.IsolationMode = mode);
        MapOptions options = new() { ChunkSize = chunkSize };
        for (int round = 0; round < 3; round++)
        {
            CollectionAssert.AreEqual(
                Enumerable.Range(0, 2000).Select(static x => x * x).ToArray(),
                await ToList(pool.StreamAsync(Common.Square, Range(2000), options)));
        }

        Assert.IsEmpty(await ToList(pool.StreamAsync(Common.Square, Array.Empty<int>(), options)));
        CollectionAssert.AreEqual(new[] { "A", "B" }, await ToList(pool.StreamAsync(PoolJobs.Shout, Later("a", "b"), options)));
        CollectionAssert.AreEqual(new[] { 3, 7 }, await ToList(pool.StreamAsync(MapJobs.Add, [(1, 2), (3, 4)], options)));
        CollectionAssert.AreEqual(new[] { 1, 2 }, await ToList(pool.StreamAsync(MapJobs.WaitForCancel, Later(1, 2), options, new CancellationTokenSource().Token)));
    }

    [TestMethod]
    public async Task MillionItems()
    {
        using ProcessPool pool = TestPools.Of(2);
        int index = 0;
        await foreach (int square in pool.StreamAsync(Common.Square, Range(1_000_000)))
        {
            Assert.IsTrue(square == unchecked(index * index), $"Item {index} became {square}.");
            index++;
        }

        Assert.AreEqual(1_000_000, index);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task InputThatThrows_SurfacesAtItsPlace(bool asynchronous)
    {
        using ProcessPool pool = TestPools.Of(2);
        List<int> results = [];
        IAsyncEnumerable<int> stream = asynchronous
            ? pool.StreamAsync(Common.Square, ToAsync(ThrowAt57())) : pool.StreamAsync(Common.Square, ThrowAt57());
        NotSupportedException error = await Assert.ThrowsExactlyAsync<NotSupportedException>(async () =>
        {
            await foreach (int square in stream)
            {
                results.Add(square);
            }
        });
        Assert.AreEqual("57", error.Message);
        CollectionAssert.AreEqual(Enumerable.Range(0, 57).Select(static x => x * x).ToArray(), results);
        int outcomes = 0;
        await Assert.ThrowsExactlyAsync<NotSupportedException>(async () =>
        {
            await foreach (CallOutcome<int, int> outcome in pool.StreamOutcomesAsync(Common.Square, ThrowAt57()))
            {
                outcomes++;
            }
        });
        Assert.AreEqual(57, outcomes);
    }

    [TestMethod]
    public async Task FailedItem_EndsTheStreamAtItsPlace()
    {
        using ProcessPool pool = TestPools.Of(2);
        List<int> results = [];
        WorkerCrashedException error = await Assert.ThrowsExactlyAsync<WorkerCrashedException>(async () =>
        {
            await foreach (int result in pool.StreamAsync(MapJobs.FailFastOn50, Range(100), new MapOptions { ChunkSize = 20 }))
            {
                results.Add(result);
            }
        });
        Assert.AreEqual(50, error.Data["ItemIndex"]);
        CollectionAssert.AreEqual(Enumerable.Range(0, 50).Select(static x => 2 * x).ToArray(), results);
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow(20)]
    public async Task Outcomes_OfACrash(int? chunkSize)
    {
        using ProcessPool pool = TestPools.Of(2);
        List<CallOutcome<int, int>> outcomes = await ToList(pool.StreamOutcomesAsync(MapJobs.FailFastOn50, Range(100), new MapOptions { ChunkSize = chunkSize }));
        CollectionAssert.AreEqual(Enumerable.Range(0, 100).ToArray(), outcomes.Select(static o => o.Index).Order().ToArray());
        Assert.AreEqual(50, outcomes.Single(static o => !o.IsSuccess).Item);
        Assert.IsTrue(outcomes.All(static o => !o.IsSuccess || o.Result == 2 * o.Item));
    }

    [TestMethod]
    public async Task Outcomes_ComeAsTheyComplete()
    {
        using Scratch scratch = new();
        using ProcessPool pool = TestPools.Of(2);
        string gate = scratch.Path("gate");
        List<int> order = [];
        await foreach (CallOutcome<(int, string), int> outcome in pool.StreamOutcomesAsync(
            MapJobs.FirstWaits, Enumerable.Range(0, 500).Select(i => (i, gate)), new MapOptions { MaxBuffered = 8, ChunkSize = 1 }))
        {
            order.Add(outcome.Result);
            if (order.Count == 499)
            {
                await System.IO.File.WriteAllTextAsync(gate, "");
            }
        }

        Assert.AreEqual(0, order[^1]);
        Assert.HasCount(500, order);
    }

    [TestMethod]
    public async Task LeavingEarly_CancelsWhatRuns()
    {
        using ProcessPool pool = TestPools.Of(2);
        Endless input = new();
        int last = -1;
        await foreach (int result in pool.StreamAsync(MapJobs.WaitForCancel, input.Items(), new MapOptions { ChunkSize = 1 }))
        {
            last = result;
            if (result == 4)
            {
                break;
            }
        }

        Assert.AreEqual(4, last);
        Assert.IsTrue(input.IsDisposed);
        Assert.AreEqual(9, pool.Run(Common.Square, 3));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Cancel_EndsTheStream(bool byEnumerator)
    {
        using ProcessPool pool = TestPools.Of(2);
        using CancellationTokenSource source = new();
        IAsyncEnumerable<int> stream = byEnumerator
            ? pool.StreamAsync(MapJobs.WaitForCancel, Range(100)) : pool.StreamAsync(MapJobs.WaitForCancel, Range(100), null, source.Token);
        await using IAsyncEnumerator<int> results = stream.GetAsyncEnumerator(byEnumerator ? source.Token : CancellationToken.None);
        for (int i = 0; i < 5; i++)
        {
            Assert.IsTrue(await results.MoveNextAsync());
        }

        Task<bool> next = results.MoveNextAsync().AsTask();
        await source.CancelAsync();
        OperationCanceledException error = await Assert.ThrowsExactlyAsync<OperationCanceledException>(() => next);
        Assert.AreEqual(source.Token, error.CancellationToken);
    }

    [TestMethod]
    public async Task InputThatWaits_HoldsNoWorker()
    {
        using ProcessPool pool = TestPools.Single();
        TaskCompletionSource<int> second = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using IAsyncEnumerator<int> results = pool.StreamAsync(Common.Square, Two()).GetAsyncEnumerator();
        Assert.IsTrue(await results.MoveNextAsync());
        Assert.AreEqual(1, results.Current);
        Task<bool> next = results.MoveNextAsync().AsTask();
        Assert.AreEqual(9, pool.Run(Common.Square, 3));
        Assert.IsFalse(next.IsCompleted);
        second.SetResult(5);
        Assert.IsTrue(await next);
        Assert.AreEqual(25, results.Current);
        Assert.IsFalse(await results.MoveNextAsync());

        async IAsyncEnumerable<int> Two()
        {
            yield return 1;
            yield return await second.Task;
        }
    }

    [TestMethod]
    public async Task InputThatNeverAnswers_DoesNotKeepTheConsumer()
    {
        using ProcessPool pool = TestPools.Single(static o => o.CancellationGracePeriod = TimeSpan.FromMilliseconds(50));
        using ManualResetEventSlim never = new();
        await foreach (int square in pool.StreamAsync(Common.Square, Stuck()))
        {
            Assert.AreEqual(4, square);
            break;
        }

        never.Set();

        IEnumerable<int> Stuck()
        {
            yield return 2;
            never.Wait();
            yield return 3;
        }
    }

    [TestMethod]
    public async Task StopOnFirstError_EndsTheOutcomes()
    {
        using ProcessPool pool = TestPools.Of(2);
        Endless input = new();
        List<CallOutcome<int, int>> outcomes = await ToList(pool.StreamOutcomesAsync(
            MapJobs.FailOnFive, input.Items(), new MapOptions { StopOnFirstError = true, ChunkSize = 1 }));
        Assert.AreEqual(5, outcomes.Single(static o => !o.IsSuccess).Index);
        Assert.IsTrue(Enumerable.Range(0, 5).All(i => outcomes.Any(o => o.Index == i)));
        Assert.IsTrue(input.IsDisposed);
    }

    [TestMethod]
    public async Task NoWorker_IsTheStreamsError()
    {
        using ProcessPool pool = TestPools.Single(static o => o.WorkerCommand = ("/bin/false", []));
        await Assert.ThrowsExactlyAsync<WorkerStartException>(() => ToList(pool.StreamAsync(Common.Square, Range(10))));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => pool.StreamAsync(Common.Square, Range(1), new MapOptions { MaxBuffered = 0 }));
    }
}

internal static class StreamNames
{
    [RunInProcess]
    public static string Echo(string text) => text;
}
