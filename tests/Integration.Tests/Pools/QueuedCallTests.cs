using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Calls;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Pools;

/// <summary>Calls that wait for a worker: how many may, and whose turn it is.</summary>
[TestClass]
public sealed class QueuedCallTests
{
    [TestMethod]
    public void Reject_TurnsAwayWhatIsTooMany()
    {
        using ProcessPool pool = TestPools.Single(static o => (o.MaxQueuedCalls, o.QueueFullMode) = (2, QueueFullMode.Reject));
        using Busy busy = new(pool);
        Task<int>[] waiting = [pool.RunAsync(QueueJobs.Record, 1), pool.RunAsync(QueueJobs.Record, 2)];
        Task<int> rejected = pool.RunAsync(QueueJobs.Record, 3);
        Assert.IsTrue(rejected.IsFaulted, "At once.");
        PoolOverloadedException error = Assert.ThrowsExactly<PoolOverloadedException>(() => rejected.GetAwaiter().GetResult());
        Assert.AreEqual(2, error.QueuedCalls);
        Assert.ThrowsExactly<PoolOverloadedException>(() => pool.Run(QueueJobs.Record, 4));
        busy.End();
        Eventually.Ends(Task.WhenAll(waiting), "those that were accepted end");
        CollectionAssert.AreEqual(new[] { 1, 2 }, pool.Run(QueueJobs.Recorded));
    }

    /// <summary>A call for which a worker starts is not one too many.</summary>
    [TestMethod]
    public void Reject_OfAPoolThatIsCold_TakesACallForEachWorker()
    {
        using ProcessPool pool = TestPools.Single(static o => (o.MaxQueuedCalls, o.QueueFullMode) = (0, QueueFullMode.Reject));
        Assert.AreEqual(1, pool.Run(QueueJobs.Record, 1));
        using Busy busy = new(pool);
        Assert.ThrowsExactly<PoolOverloadedException>(() => pool.Run(QueueJobs.Record, 2));
    }

    /// <summary>Workers that stay until their call ends take no room from the queue.</summary>
    [TestMethod]
    public void Reject_OfAPoolThatShrinks_TakesAsManyAsEver()
    {
        using ProcessPool pool = TestPools.Of(3, static o => (o.MaxQueuedCalls, o.QueueFullMode) = (2, QueueFullMode.Reject));
        Busy[] busy = [new(pool), new(pool), new(pool)];
        Task resized = pool.ResizeAsync(1);
        Task<int>[] waiting = [pool.RunAsync(QueueJobs.Record, 1), pool.RunAsync(QueueJobs.Record, 2)];
        Assert.ThrowsExactly<PoolOverloadedException>(() => pool.Run(QueueJobs.Record, 3));
        Array.ForEach(busy, static one => one.Dispose());
        Eventually.Ends(Task.WhenAll([resized, .. waiting]), "all ends");
        CollectionAssert.AreEqual(new[] { 1, 2 }, waiting.Select(static call => call.Result).ToArray());
    }

    [TestMethod]
    public void Reject_LeavesMapsAlone()
    {
        using ProcessPool pool = TestPools.Of(2, static o => (o.MaxQueuedCalls, o.QueueFullMode) = (0, QueueFullMode.Reject));
        int[] items = [.. Enumerable.Range(0, 1000)];
        using Busy one = new(pool);
        using Busy other = new(pool);
        Task<int[]> map = pool.MapAsync(QueueJobs.Record, items);
        one.End();
        CollectionAssert.AreEqual(items, Eventually.Result(map, "the map ends"));
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    public void Wait_ServesAllInOrder(int max)
    {
        using ProcessPool pool = TestPools.Single(o => o.MaxQueuedCalls = max);
        Busy busy = new(pool);
        Task<int>[] calls = [.. Enumerable.Range(0, 20).Select(i => pool.RunAsync(QueueJobs.Record, i))];
        busy.Dispose();
        Eventually.Ends(Task.WhenAll(calls), "all calls end");
        CollectionAssert.AreEqual(Enumerable.Range(0, 20).ToArray(), pool.Run(QueueJobs.Recorded));
    }

    /// <summary>The limit on waiting holds for calls that wait outside the queue, too.</summary>
    [TestMethod]
    public void Wait_OutsideTheQueue_IsWaiting()
    {
        using ProcessPool pool = TestPools.Single(static o => o.MaxQueuedCalls = 1);
        using Busy busy = new(pool);
        using IDisposable scope = new CallOptions { QueueTimeout = TimeSpan.FromMilliseconds(300) }.Use();
        foreach (Task<int> call in Enumerable.Range(0, 4).Select(i => pool.RunAsync(QueueJobs.Record, i)).ToArray())
        {
            Eventually.Ends(call, "the call gives up");
            Assert.AreEqual(CallStage.Queue, ((CallTimeoutException)call.Exception!.InnerException!).Stage);
        }
    }

    [TestMethod]
    public void ManyWaitingCalls_AreCancelledTogether()
    {
        const int Calls = 100_000;
        using CancellationTokenSource source = new();
        using ProcessPool pool = TestPools.Single();
        using Busy busy = new(pool);
        using IDisposable scope = pool.Use(new CallOptions { QueueTimeout = TimeSpan.FromMinutes(10) });
        Stopwatch watch = Stopwatch.StartNew();
        Task<int>[] calls = new Task<int>[Calls];
        for (int i = 0; i < Calls; i++)
        {
            calls[i] = pool.RunAsync(QueueJobs.Record, i, source.Token);
        }

        TimeSpan queued = watch.Elapsed;
        watch.Restart();
        source.Cancel();
        Eventually.Ends(Task.WhenAll(calls), "all calls end");
        TimeSpan cancelled = watch.Elapsed;
        Assert.IsTrue(calls.All(static call => call.IsCanceled));
        // A second; on a machine with much else to do no longer than it took to queue them. Quadratic it would be minutes.
        Assert.IsTrue(cancelled < TimeSpan.FromSeconds(1) || cancelled < queued, $"Queued in {queued}, cancelled in {cancelled}.");
        busy.End();
        CollectionAssert.AreEqual(Array.Empty<int>(), pool.Run(QueueJobs.Recorded));
    }

    /// <summary>Each call of another group and priority, behind a door: nothing here depends on how many there are.</summary>
    [TestMethod]
    public void ManyWaitingCalls_AreServed()
    {
        const int Calls = 20_000;
        using ProcessPool pool = TestPools.Single(static o => o.MaxQueuedCalls = Calls / 2);
        Busy busy = new(pool);
        Task<int>[] calls = new Task<int>[Calls];
        for (int i = 0; i < Calls; i++)
        {
            using IDisposable scope = new CallOptions { Priority = i % 1000, Group = $"{i}" }.Use();
            calls[i] = pool.RunAsync(QueueJobs.Record, i);
        }

        busy.Dispose();
        Eventually.Ends(Task.WhenAll(calls), "all calls end");
        Assert.HasCount(Calls, pool.Run(QueueJobs.Recorded));
    }

    [TestMethod]
    public void HigherPriority_GoesFirst()
    {
        int[] order = Serve(null, static pool =>
        {
            Queue(pool, new CallOptions(), 1, 2);
            Queue(pool, new CallOptions { Priority = 7 }, 3, 4);
            Queue(pool, new CallOptions { Priority = -1 }, 5);
            Queue(pool, new CallOptions(), 6);
            Queued.Add(pool.RunAsync(QueueJobs.RecordUrgently, 7));
        });
        CollectionAssert.AreEqual(new[] { 3, 4, 7, 1, 2, 6, 5 }, order);
    }

    [TestMethod]
    [DataRow(6, new[] { 2, 1 })]
    [DataRow(8, new[] { 1, 2 })]
    public void WhatWaitsLong_StarvesNot(int seconds, int[] expected)
    {
        StandingClock clock = new();
        int[] order = Serve(clock, pool =>
        {
            Queue(pool, new CallOptions(), 1);
            clock.Advance(TimeSpan.FromSeconds(seconds));
            Queue(pool, new CallOptions { Priority = 7 }, 2);
        });
        CollectionAssert.AreEqual(expected, order);
    }

    [TestMethod]
    public void Groups_TakeTurns()
    {
        int[] order = Serve(null, static pool =>
        {
            Queue(pool, new CallOptions { Group = "many" }, 1, 2, 3, 4, 5);
            Queue(pool, new CallOptions { Group = "few" }, 11, 12);
            Queue(pool, new CallOptions(), 21);
        });
        CollectionAssert.AreEqual(new[] { 1, 11, 21, 2, 12, 3, 4, 5 }, order);
    }

    [ThreadStatic]
    private static List<Task<int>>? queued;

    private static List<Task<int>> Queued => queued ??= [];

    private static void Queue(ProcessPool pool, CallOptions options, params int[] numbers)
    {
        using IDisposable scope = options.Use();
        Queued.AddRange(numbers.Select(number => pool.RunAsync(QueueJobs.Record, number)));
    }

    private static int[] Serve(StandingClock? clock, Action<ProcessPool> queue)
    {
        using ProcessPool pool = TestPools.Single(o => o.TimeProvider = clock ?? o.TimeProvider);
        Busy busy = new(pool);
        Queued.Clear();
        queue(pool);
        busy.Dispose();
        Eventually.Ends(Task.WhenAll(Queued), "all calls end");
        return pool.Run(QueueJobs.Recorded);
    }
}
