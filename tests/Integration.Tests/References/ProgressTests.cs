using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.References;

/// <summary>Receivers of reports as arguments: the caller's own object is called, in order, before the call ends.</summary>
[TestClass]
public sealed class ProgressTests
{
    [TestMethod]
    [DataRow(Transport.Auto)]
    [DataRow(Transport.Stream)]
    public async Task Reports_ComeInOrder_BeforeTheResult(Transport transport)
    {
        using ProcessPool pool = TestPools.Single(options => options.Transport = transport);
        using IDisposable scope = pool.Use();
        Received<int> received = new();
        Assert.AreNotEqual(Environment.ProcessId, ProgressJobs.Count(1000, received));
        CollectionAssert.AreEqual(Enumerable.Range(0, 1000).ToArray(), received.Take());
        Assert.AreNotEqual(Environment.ProcessId, await pool.RunAsync(ProgressJobs.Count, 1000, received));
        CollectionAssert.AreEqual(Enumerable.Range(0, 1000).ToArray(), received.Take());
        await ProgressJobs.CountAsync(10, new Received<(int, string)>(), default);
        Received<(int Number, string Text)> texts = new();
        Assert.AreNotEqual(Environment.ProcessId, await ProgressJobs.CountAsync(4000, texts, default));
        (int Number, string Text)[] all = texts.Take();
        CollectionAssert.AreEqual(Enumerable.Range(0, 4000).ToArray(), all.Select(static each => each.Number).ToArray());
        Assert.IsTrue(all.All(static each => each.Text.Length == each.Number % 3000));
        Assert.AreEqual(-1, ProgressJobs.Count(3, null));
        Assert.AreEqual(1, pool.Snapshot().Workers.Count);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task EachReceiver_GetsItsOwn(bool asynchronously)
    {
        using ProcessPool pool = TestPools.Single();
        Received<int> ambient = new();
        Received<int> first = new();
        Received<string> second = new();
        Received<object> fourth = new();
        List<int> one = [1];
        using IDisposable scope = new CallOptions().ReportTo(ambient).Use();
        Assert.AreEqual("True False", asynchronously
            ? await pool.RunAsync(ProgressJobs.Several, first, second, one, first, fourth)
            : pool.Run(ProgressJobs.Several, first, second, one, first, fourth));
        CollectionAssert.AreEqual(new[] { 99 }, ambient.Take());
        CollectionAssert.AreEqual(new[] { 1, 3 }, first.Take());
        CollectionAssert.AreEqual(new[] { "two" }, second.Take());
        CollectionAssert.AreEqual(new[] { 4 }, (int[])fourth.Take().Single());
    }

    [TestMethod]
    [DataRow(Transport.Auto)]
    [DataRow(Transport.Stream)]
    public async Task Exceptions_AndDeaths_ComeAfterTheReports(Transport transport)
    {
        using ProcessPool pool = TestPools.Single(options => options.Transport = transport);
        Received<int> received = new();
        Assert.AreEqual("after the report", Assert.ThrowsExactly<InvalidOperationException>(() => pool.Run(ProgressJobs.Throw, received)).Message);
        CollectionAssert.AreEqual(new[] { 1 }, received.Take());
        WorkerCrashedException crash = await Assert.ThrowsExactlyAsync<WorkerCrashedException>(() => pool.RunAsync(ProgressJobs.Die, received));
        Assert.AreEqual(3, crash.ExitCode);
        CollectionAssert.AreEqual(new[] { 1 }, received.Take());
        Assert.AreEqual("no", Assert.ThrowsExactly<ArithmeticException>(() => pool.Run(ProgressJobs.Count, 3, new Acting<int>(static _ => throw new ArithmeticException("no")))).Message);
        Assert.AreEqual(4, pool.Run(Common.Square, 2));
    }

    [TestMethod]
    [DataRow(Transport.Auto)]
    [DataRow(Transport.Stream)]
    public async Task Host_CancelsFromAReport(Transport transport)
    {
        using ProcessPool pool = TestPools.Single(options => options.Transport = transport);
        using CancellationTokenSource source = new();
        Acting<(int Number, string Text)> progress = new(report =>
        {
            if (report.Number == 5)
            {
                source.Cancel();
            }
        });
        await Assert.ThrowsExactlyAsync<OperationCanceledException>(() => pool.RunAsync(ProgressJobs.CountAsync, int.MaxValue, progress, source.Token));
        Assert.AreEqual(4, pool.Run(Common.Square, 2));
    }

    [TestMethod]
    public async Task ManyThreads_MayReport_InAnyFlow()
    {
        using ProcessPool pool = TestPools.Single();
        Received<int> received = new();
        Assert.AreEqual(4000, await pool.RunAsync(ProgressJobs.FromManyThreads, 4, 1000, received));
        CollectionAssert.AreEquivalent(Enumerable.Range(0, 4000).ToArray(), received.Take());
    }

    [TestMethod]
    public void ReceiverOfAnEndedCall_GetsNothing_AndNoOther()
    {
        using ProcessPool pool = TestPools.Single();
        Received<int> ended = new();
        Received<int> received = new();
        pool.Run(ProgressJobs.Leave, ended);
        Assert.AreEqual(1, pool.Run(ProgressJobs.ReportToTheLeftBehind, received));
        Assert.HasCount(0, ended.Take());
        CollectionAssert.AreEqual(new[] { 1 }, received.Take());
    }

    [TestMethod]
    public async Task EveryWayToCall_BringsTheReports()
    {
        using ProcessPool pool = TestPools.Single();
        Received<string> apart = new();
        using (pool.Use())
        {
            Assert.AreNotEqual(Environment.ProcessId, ProgressJobs.CountApart(apart));
            CollectionAssert.AreEqual(new[] { "apart" }, apart.Take());
            Assert.AreNotEqual(Environment.ProcessId, await ProgressJobs.CountApartAsync(apart));
            CollectionAssert.AreEqual(new[] { "apart" }, apart.Take());
        }

        Received<int> received = new();
        using (WorkerLease lease = await pool.LeaseAsync())
        {
            Assert.AreEqual(lease.ProcessId, lease.Run(ProgressJobs.Count, 2, received));
            Assert.AreEqual(lease.ProcessId, await lease.RunAsync(ProgressJobs.Count, 2, received));
        }

        using IsolatedProcess<int> process = IsolatedProcess.Start(ProgressJobs.Count, 2, (IProgress<int>?)received);
        Assert.AreEqual(process.Id, process.Result);
        CollectionAssert.AreEqual(new[] { 0, 1, 0, 1, 0, 1 }, received.Take());
        using ProcessPool inProcess = TestPools.Single(static options => options.IsolationMode = IsolationMode.InProcess);
        Assert.AreEqual(Environment.ProcessId, inProcess.Run(ProgressJobs.Count, 2, received));
        CollectionAssert.AreEqual(new[] { 0, 1 }, received.Take());
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

    private sealed class Acting<T>(Action<T> act) : IProgress<T>
    {
        public void Report(T value) => act(value);
    }
}
