using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Calls;

/// <summary>What a method reports comes to its caller's receiver: in order, all of it before the call ends.</summary>
[TestClass]
public sealed class ProgressTests
{
    [TestMethod]
    [DataRow(Transport.Auto)]
    [DataRow(Transport.Stream)]
    public async Task Reports_ComeInOrder_BeforeTheResult(Transport transport)
    {
        using ProcessPool pool = TestPools.Single(options => options.Transport = transport);
        Received<int> received = new();
        using (new CallOptions().ReportTo(received).Use())
        {
            Assert.AreEqual(1000, pool.Run(ProgressJobs.Count, 1000));
            CollectionAssert.AreEqual(Enumerable.Range(0, 1000).ToArray(), received.Take());
            Assert.AreEqual(1000, await pool.RunAsync(ProgressJobs.Count, 1000));
            CollectionAssert.AreEqual(Enumerable.Range(0, 1000).ToArray(), received.Take());
            Assert.ThrowsExactly<InvalidOperationException>(() => pool.Run(ProgressJobs.Throw, 3));
            CollectionAssert.AreEqual(new[] { 0, 1, 2 }, received.Take());
        }

        // No receiver is left.
        Assert.AreEqual(1000, pool.Run(ProgressJobs.Count, 1000));
        Assert.AreEqual(1000, await pool.RunAsync(ProgressJobs.Count, 1000));
        Assert.HasCount(0, received.Take());
        Assert.AreEqual(1, pool.Snapshot().Workers.Count);
    }

    [TestMethod]
    public void Receiver_GetsItsOwnTypeOnly()
    {
        using ProcessPool pool = TestPools.Single();
        CollectionAssert.AreEqual(new[] { 1 }, ReceivedFrom<int>(pool));
        CollectionAssert.AreEqual(new[] { "two" }, ReceivedFrom<string>(pool));
        CollectionAssert.AreEqual(new object[] { "as object" }, ReceivedFrom<object>(pool));
        ProgressJobs.Step step = ReceivedFrom<ProgressJobs.Step>(pool).Single();
        Assert.AreEqual("three", step.Name);
        CollectionAssert.AreEqual(new[] { 3, 3, 3 }, step.Parts);
    }

    [TestMethod]
    [DataRow(Transport.Auto)]
    [DataRow(Transport.Stream)]
    public async Task ManyThreads_MayReport(Transport transport)
    {
        using ProcessPool pool = TestPools.Single(options => options.Transport = transport);
        Received<(int Thread, int Number, string Text)> received = new();
        using (new CallOptions().ReportTo(received).Use())
        {
            Assert.AreEqual(4000, await pool.RunAsync(ProgressJobs.FromManyThreads, 4, 1000));
        }

        (int Thread, int Number, string Text)[] all = received.Take();
        Assert.HasCount(4000, all);
        for (int thread = 0; thread < 4; thread++)
        {
            CollectionAssert.AreEqual(
                Enumerable.Range(0, 1000).ToArray(), all.Where(each => each.Thread == thread).Select(static each => each.Number).ToArray());
        }

        Assert.IsTrue(all.All(static each => each.Text.Length == each.Number % 5000));
    }

    [TestMethod]
    public void ThreadThatReportsOn_DisturbsNoLaterCall()
    {
        using ProcessPool pool = TestPools.Single();
        Received<int> received = new();
        using (new CallOptions().ReportTo(received).Use())
        {
            pool.Run(ProgressJobs.LeaveAReporter);
        }

        received.Take();
        for (int i = 0; i < 200; i++)
        {
            Assert.AreEqual(i * i, pool.Run(Common.Square, i));
        }

        Assert.HasCount(0, received.Take());
        Assert.AreEqual(1, pool.Snapshot().Workers.Count);
    }

    [TestMethod]
    public void WhatCannotCross_IsTheReportersError()
    {
        using ProcessPool pool = TestPools.Single();
        Received<object> received = new();
        using (new CallOptions().ReportTo(received).Use())
        {
            Assert.AreEqual("2", pool.Run(ProgressJobs.ReportUnsendable));
        }

        CollectionAssert.AreEqual(new object[] { 7 }, received.Take());
    }

    [TestMethod]
    public async Task ReceiverThatThrows_FailsTheCall_AndTheWorkerStays()
    {
        using ProcessPool pool = TestPools.Single();
        int before = pool.Run(Common.ProcessId);
        using (new CallOptions().ReportTo(new Throwing()).Use())
        {
            Assert.AreEqual("no", Assert.ThrowsExactly<ArithmeticException>(() => pool.Run(ProgressJobs.Count, 3)).Message);
            await Assert.ThrowsExactlyAsync<ArithmeticException>(() => pool.RunAsync(ProgressJobs.Count, 3));
        }

        Assert.AreEqual(before, pool.Run(Common.ProcessId));
    }

    [TestMethod]
    public void SlowReceiver_KeepsTheMethodWaiting_AndALimitStillEndsIt()
    {
        using ProcessPool pool = TestPools.Single(static options => options.CallTimeout = TimeSpan.FromSeconds(1));
        using ManualResetEventSlim gate = new();
        int reports = 0;
        using (new CallOptions().ReportTo(new Acting<int>(_ =>
        {
            reports++;
            Eventually.True(() => pool.Snapshot().Workers.Count == 0, "the worker is killed at its limit");
        })).Use())
        {
            Assert.ThrowsExactly<CallTimeoutException>(() => pool.Run(ProgressJobs.Count, int.MaxValue));
        }

        Assert.IsGreaterThan(0, reports);
        Assert.AreEqual(4, pool.Run(Common.Square, 2));
    }

    [TestMethod]
    public async Task InProcess_ReachesTheSameReceiver()
    {
        using ProcessPool pool = TestPools.Single(static options => options.IsolationMode = IsolationMode.InProcess);
        Received<int> received = new();
        using (new CallOptions().ReportTo(received).Use())
        {
            pool.Run(ProgressJobs.Count, 3);
            await pool.RunAsync(ProgressJobs.Count, 3);
        }

        CollectionAssert.AreEqual(new[] { 0, 1, 2, 0, 1, 2 }, received.Take());
    }

    [TestMethod]
    public void IsolatedProcess_Reports()
    {
        Received<int> received = new();
        using (new CallOptions().ReportTo(received).Use())
        {
            using IsolatedProcess<int> process = IsolatedProcess.Start(ProgressJobs.Count, 5);
            Assert.AreEqual(5, process.Result);
        }

        CollectionAssert.AreEqual(new[] { 0, 1, 2, 3, 4 }, received.Take());
    }

    [TestMethod]
    [DataRow(Transport.Auto)]
    [DataRow(Transport.Stream)]
    public void TaskLeftBehind_ReportsToNoOtherCall(Transport transport)
    {
        using ProcessPool pool = TestPools.Single(options => options.Transport = transport);
        Received<int> received = new();
        using (new CallOptions().ReportTo(received).Use())
        {
            pool.Run(ProgressJobs.LeaveATask);
            Assert.AreEqual(2, pool.Run(ProgressJobs.ReleaseTheTask));
        }

        CollectionAssert.AreEqual(new[] { 2 }, received.Take());
    }

    /// <summary>A crash that the call's own code has seen is its answer. Its worker lives, and it is not run again.</summary>
    [TestMethod]
    [DataRow(false, Transport.Auto)]
    [DataRow(true, Transport.Auto)]
    [DataRow(true, Transport.Stream)]
    public async Task CrashOfAnotherWorker_IsTakenForNoDeathOfThisOne(bool asynchronously, Transport transport)
    {
        using Scratch scratch = new();
        using ProcessPool other = TestPools.Single();
        using ProcessPool pool = TestPools.Single(options => (options.Transport, options.MaxRetries) = (transport, 2));
        int before = pool.Run(Common.ProcessId);
        await Crashes(() => asynchronously ? pool.RunAsync(ProgressJobs.ThrowACrash, scratch.Path("method")) : Task.Run(() => pool.Run(ProgressJobs.ThrowACrash, scratch.Path("method"))));
        using (new CallOptions().ReportTo(new Acting<int>(_ => other.Run(Pools.PoolJobs.ExitNow))).Use())
        {
            await Crashes(() => asynchronously ? pool.RunAsync(ProgressJobs.CountOnce, scratch.Path("receiver")) : Task.Run(() => pool.Run(ProgressJobs.CountOnce, scratch.Path("receiver"))));
        }

        Assert.AreEqual("x", System.IO.File.ReadAllText(scratch.Path("method")));
        Assert.AreEqual("x", System.IO.File.ReadAllText(scratch.Path("receiver")));
        Assert.AreEqual(before, pool.Run(Common.ProcessId));

        static async Task Crashes(Func<Task> call) =>
            Assert.AreEqual(1, (await Assert.ThrowsExactlyAsync<WorkerCrashedException>(call)).Attempts);
    }

    [TestMethod]
    [DataRow(Transport.Auto)]
    [DataRow(Transport.Stream)]
    public async Task ClosedPool_FinishesACallWithAReceiver(Transport transport)
    {
        Received<int> received = new();
        for (int i = 0; i < 5; i++)
        {
            using ProcessPool pool = TestPools.Single(options => options.Transport = transport);
            using IDisposable scope = new CallOptions().ReportTo(received).Use();
            Task<int> first = pool.RunAsync(ProgressJobs.Count, 3);
            Task<int> second = pool.RunAsync(ProgressJobs.Count, 2);
            pool.Close();
            Assert.AreEqual(3, await first.WaitAsync(Eventually.Limit));
            Assert.AreEqual(2, await second.WaitAsync(Eventually.Limit));
            Eventually.Ends(pool.JoinAsync(), "the pool ends");
            CollectionAssert.AreEqual(new[] { 0, 1, 2, 0, 1 }, received.Take());
        }
    }

    [TestMethod]
    public async Task ItemsInProcess_ReportNothing()
    {
        using ProcessPool pool = TestPools.Single(static options => options.IsolationMode = IsolationMode.InProcess);
        Received<int> received = new();
        using (new CallOptions().ReportTo(received).Use())
        {
            pool.Map(ProgressJobs.Count, [2, 3]);
            await pool.MapAsync(ProgressJobs.Count, [2, 3]);
            await foreach (int result in pool.StreamAsync(ProgressJobs.Count, [2, 3]))
            {
                pool.Run(ProgressJobs.Count, 1);
            }

            CollectionAssert.AreEqual(new[] { 0, 0 }, received.Take(), "The calls of the loop alone.");
            pool.Run(ProgressJobs.Count, 1);
        }

        CollectionAssert.AreEqual(new[] { 0 }, received.Take());
    }

    private static T[] ReceivedFrom<T>(ProcessPool pool)
    {
        Received<T> received = new();
        using (new CallOptions().ReportTo(received).Use())
        {
            Assert.AreEqual("done", pool.Run(ProgressJobs.Mixed));
        }

        return received.Take();
    }

    private sealed class Received<T> : IProgress<T>
    {
        private readonly ConcurrentQueue<T> all = new();

        public void Report(T value) => all.Enqueue(value);

        public T[] Take()
        {
            List<T> taken = [];
            while (all.TryDequeue(out T? value))
            {
                taken.Add(value);
            }

            return [.. taken];
        }
    }

    private sealed class Throwing : IProgress<int>
    {
        public void Report(int value) => throw new ArithmeticException("no");
    }

    private sealed class Acting<T>(Action<T> act) : IProgress<T>
    {
        public void Report(T value) => act(value);
    }
}
