using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Pools;

/// <summary>A closed pool finishes what it has accepted, also what needs one worker after another.</summary>
[TestClass]
public sealed class ClosingTests
{
    [TestMethod]
    [DataRow(true, Transport.Auto)]
    [DataRow(false, Transport.Auto)]
    [DataRow(true, Transport.Stream)]
    public void CallThatIsTriedAgain_EndsWell(bool asynchronously, Transport transport)
    {
        using Scratch scratch = new();
        using ProcessPool pool = TestPools.Single(o => (o.MaxRetries, o.Transport) = (1, transport));
        (string marker, string gate) = (scratch.Path("on"), scratch.Path("gate"));
        Task<int> call = asynchronously ? pool.RunAsync(ClosingJobs.DieFirst, marker, gate) : Task.Run(() => pool.Run(ClosingJobs.DieFirst, marker, gate));
        scratch.Await("on");
        pool.Close();
        Task joined = pool.JoinAsync();
        scratch.Open("gate");
        Eventually.Ends(joined, "the pool ends");
        Assert.IsTrue(call.IsCompleted || call.Wait(1000), "The pool has not ended before its call.");
        Assert.AreEqual(7, call.Result);
    }

    [TestMethod]
    [DataRow(null, false)]
    [DataRow(1, false)]
    [DataRow(1, true)]
    public void Map_IsFinished(int? chunkSize, bool outcomes)
    {
        using Scratch scratch = new();
        using ProcessPool pool = TestPools.Of(2, static o => o.MaxCallsPerWorker = 5);
        (int, string)[] items = [.. Enumerable.Range(0, 40).Select(i => (i, scratch.Path("gate")))];
        MapOptions options = new() { ChunkSize = chunkSize };
        Task map = outcomes ? pool.MapOutcomesAsync(MapJobs.FirstWaits, items, options) : pool.MapAsync(MapJobs.FirstWaits, items, options);
        pool.Close();
        Task joined = pool.JoinAsync();
        scratch.Open("gate");
        Eventually.Ends(map, "the map ends");
        Eventually.Ends(joined, "the pool ends");
        int[] results = map is Task<int[]> plain ? plain.Result : [.. ((Task<CallOutcome<(int, string), int>[]>)map).Result.Select(static o => o.Result)];
        CollectionAssert.AreEqual(Enumerable.Range(0, 40).ToArray(), results);
        Assert.ThrowsExactly<ObjectDisposedException>(() => pool.Map(Common.Square, [1]));
    }

    [TestMethod]
    public async Task Stream_IsFinished()
    {
        using ProcessPool pool = TestPools.Of(2, static o => o.MaxCallsPerWorker = 5);
        TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        List<int> results = [];
        Task? joined = null;
        await foreach (int result in pool.StreamAsync(Common.Square, Input()))
        {
            results.Add(result);
            if (results.Count == 1)
            {
                pool.Close();
                joined = pool.JoinAsync();
                Eventually.True(() => pool.Snapshot().Workers.Count == 0, "its idle workers leave");
                closed.SetResult();
            }
        }

        CollectionAssert.AreEqual(Enumerable.Range(0, 40).Select(static x => x * x).ToArray(), results);
        Eventually.Ends(joined!, "the pool ends");
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await pool.StreamAsync(Common.Square, [1]).GetAsyncEnumerator().MoveNextAsync());

        async IAsyncEnumerable<int> Input()
        {
            for (int i = 0; i < 40; i++)
            {
                if (i == 1)
                {
                    await closed.Task;
                }

                yield return i;
            }
        }
    }

    [TestMethod]
    public async Task Terminated_EndsAStreamWhoseInputWaits()
    {
        ProcessPool pool = TestPools.Single();
        TaskCompletionSource never = new();
        await using IAsyncEnumerator<int> stream = pool.StreamAsync(Common.Square, Input()).GetAsyncEnumerator();
        Assert.IsTrue(await stream.MoveNextAsync());
        Eventually.Ends(Task.Run(pool.Dispose), "the disposal waits for no input");
        never.SetResult();
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await stream.MoveNextAsync());

        async IAsyncEnumerable<int> Input()
        {
            yield return 1;
            await never.Task;
            yield return 2;
        }
    }

    [TestMethod]
    public async Task DedicatedCall_IsAcceptedWhenItIsMade()
    {
        for (int i = 0; i < 3; i++)
        {
            using ProcessPool pool = TestPools.Single();
            Task<int> call = pool.RunAsync(PoolJobs.DedicatedId);
            pool.Close();
            Assert.AreNotEqual(Environment.ProcessId, await call.WaitAsync(Eventually.Limit));
            Eventually.Ends(pool.JoinAsync(), "the pool ends");
            await Assert.ThrowsExactlyAsync<ObjectDisposedException>(() => pool.RunAsync(PoolJobs.DedicatedId));
        }
    }

    [TestMethod]
    public async Task StreamWhoseInputThrowsAtItsEnd_KeepsNoPool()
    {
        using ProcessPool pool = TestPools.Single();
        await Assert.ThrowsAsync<Exception>(async () =>
        {
            await foreach (int result in pool.StreamAsync(Common.Square, Input()))
            {
                break;
            }
        });
        pool.Close();
        Eventually.Ends(pool.JoinAsync(), "the pool ends");

        static async IAsyncEnumerable<int> Input([System.Runtime.CompilerServices.EnumeratorCancellation] System.Threading.CancellationToken token = default)
        {
            token.Register(static () => throw new InvalidTimeZoneException("the callback"));
            for (int i = 0; ; i++)
            {
                yield return i;
                await Task.Yield();
            }
        }
    }

    /// <summary>The pool hears of the loss before it starts another worker.</summary>
    [TestMethod]
    [DataRow(Transport.Auto)]
    [DataRow(Transport.Stream)]
    public async Task LossOfAnAsynchronousCall_BrakesBeforeTheNextStart(Transport transport)
    {
        using ProcessPool pool = TestPools.Single(o => (o.MinWorkers, o.RestartLimit, o.Transport, o.TimeProvider) = (1, 1, transport, new StandingClock()));
        for (int i = 0; i < 2; i++)
        {
            await Assert.ThrowsExactlyAsync<WorkerCrashedException>(() => pool.RunAsync(PoolJobs.ExitNow));
        }

        // As long as the dead worker has its place a call waits, and for this clock's lifetime; once it has none, calls are refused.
        Task<int>? call = null;
        Eventually.True(() => (call = pool.RunAsync(Common.Square, 3)).IsCompleted, "a call is refused");
        await Assert.ThrowsExactlyAsync<BrokenPoolException>(() => call!);
    }
}

internal static class ClosingJobs
{
    [RunInProcess]
    public static int DieFirst(string marker, string gate)
    {
        if (System.IO.File.Exists(marker))
        {
            return 7;
        }

        Common.WaitForFile(marker, gate);
        Environment.Exit(1);
        return 0;
    }
}
