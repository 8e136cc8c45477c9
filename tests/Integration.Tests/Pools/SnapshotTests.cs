using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Failures;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Pools;

/// <summary>A look inside: which worker does what, what waits, how long calls took.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class SnapshotTests
{
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void BusyWorker_AndWhatWaitsForIt(bool asynchronously)
    {
        using Scratch scratch = new();
        using ProcessPool pool = TestPools.Single(static o =>
        {
            o.Name = "looked-at";
            // Over the stream a worker does not say how long the method ran.
            o.Transport = Transport.SharedMemory;
        });
        string on = scratch.Path("on");
        string gate = scratch.Path("gate");
        Task<int> first = asynchronously ? pool.RunAsync(Common.WaitForFile, on, gate) : Task.Run(() => pool.Run(Common.WaitForFile, on, gate));
        int worker = scratch.Await("on");
        Task<int> second = Task.Run(() => pool.Run(Common.Square, 3));
        Eventually.True(() => pool.Snapshot().QueuedCalls == 1, "the second call waits");
        Eventually.True(() => pool.Snapshot().OldestWait > TimeSpan.Zero, "its wait is counted");
        PoolSnapshot busy = pool.Snapshot();
        Assert.AreEqual("looked-at", busy.Name);
        WorkerSnapshot only = busy.Workers.Single();
        Assert.AreEqual(worker, only.ProcessId);
        Assert.AreEqual(WorkerState.Busy, only.State);
        StringAssert.Contains(only.Method, nameof(Common.WaitForFile));
        Assert.AreEqual(1, only.Calls);
        Assert.IsGreaterThan(1 << 20, only.MemoryBytes);
        Assert.IsTrue(only.ProcessorTime > TimeSpan.Zero, "It has used a processor.");
        Assert.IsTrue(only.StartedAt <= only.Since && only.Since <= busy.TakenAt, $"{only.StartedAt:O} {only.Since:O} {busy.TakenAt:O}");

        File.WriteAllText(gate, "");
        Eventually.Result(first, "the first call ends");
        Eventually.Result(second, "the second call ends");
        Eventually.True(() => pool.Snapshot().Workers is [{ State: WorkerState.Idle, Method: null, Calls: 2 }], "the worker is idle");
        PoolSnapshot idle = pool.Snapshot();
        Assert.AreEqual(0, idle.QueuedCalls);
        Assert.AreEqual(TimeSpan.Zero, idle.OldestWait);
        Assert.AreEqual(2, idle.Statistics.Wait.Count);
        Assert.AreEqual(2, idle.Statistics.Run.Count);
        Assert.AreEqual(2, idle.Statistics.Transport.Count);
        Assert.IsTrue(idle.Statistics.Wait.Max >= busy.OldestWait, "The second one's wait is among them.");
    }

    [TestMethod]
    [DataRow(Transport.SharedMemory, false)]
    [DataRow(Transport.SharedMemory, true)]
    [DataRow(Transport.Stream, false)]
    public async Task Statistics_TellRunFromTransport(Transport transport, bool asynchronously)
    {
        using ProcessPool pool = TestPools.Single(o => o.Transport = transport);
        for (int i = 0; i < 20; i++)
        {
            _ = asynchronously ? await pool.RunAsync(InsideJobs.Sleep, 10) : pool.Run(InsideJobs.Sleep, 10);
        }

        PoolStatistics statistics = pool.Snapshot().Statistics;
        Assert.AreEqual(20, statistics.Run.Count);
        Assert.AreEqual(20, statistics.Run.Buckets.Sum(static bucket => bucket.Value));
        Assert.IsTrue(statistics.Run.Percentile(0) >= TimeSpan.FromMilliseconds(10), $"{statistics.Run.Percentile(0)}");
        Assert.IsTrue(statistics.Run.Max >= statistics.Run.Percentile(1) && statistics.Run.Mean >= TimeSpan.FromMilliseconds(10), "The mean is no less.");
        Assert.AreEqual(transport == Transport.Stream ? 0 : 20, statistics.Transport.Count);
        Assert.IsTrue(statistics.Transport.Percentile(0.5) < TimeSpan.FromMilliseconds(10), $"{statistics.Transport.Percentile(0.5)}");
    }

    [TestMethod]
    public async Task Statistics_CountPipelinedCallsAndMapsAndFailures()
    {
        using ProcessPool pool = new(2);
        await Task.WhenAll(Enumerable.Range(0, 500).Select(i => pool.RunAsync(Common.Square, i)));
        Assert.AreEqual(500, pool.Snapshot().Statistics.Run.Count);
        Assert.IsGreaterThanOrEqualTo(500, pool.Snapshot().Statistics.Wait.Count);
        _ = pool.Map(Common.Square, Enumerable.Range(0, 1000));
        Assert.AreEqual(1500, pool.Snapshot().Statistics.Run.Count);
        Assert.ThrowsExactly<InvalidOperationException>(() => pool.Run(InsideJobs.Fail));
        Assert.AreEqual(1501, pool.Snapshot().Statistics.Run.Count);
    }

    [TestMethod]
    public void Crashes_AreKeptAndTimesOutliveTheirWorker()
    {
        using ProcessPool pool = TestPools.Single();
        for (int i = 0; i < 18; i++)
        {
            Assert.ThrowsExactly<WorkerCrashedException>(() => pool.Run(Crashes.Exit, i));
        }

        PoolSnapshot snapshot = pool.Snapshot();
        CollectionAssert.AreEqual(
            Enumerable.Range(2, 16).ToArray(), snapshot.RecentCrashes.Select(static crash => crash.ExitCode!.Value).ToArray());
        Assert.AreEqual(18, snapshot.Statistics.Run.Count);
    }

    [TestMethod]
    public void All_HasLivingPools()
    {
        ProcessPool pool = new(new ProcessPoolOptions { Name = "one of all" });
        Assert.Contains(pool, ProcessPool.All);
        Assert.AreEqual("one of all", pool.Name);
        pool.Dispose();
        Assert.DoesNotContain(pool, ProcessPool.All);
    }

    [TestMethod]
    public void Worker_IsStarting()
    {
        using ProcessPool pool = TestPools.Single(static o => o.WorkerCommand = ("/bin/sleep", ["1000"]));
        Task warm = pool.WarmUpAsync();
        Eventually.True(() => pool.Snapshot().Workers is [{ State: WorkerState.Starting, Method: null }], "it is seen to start");
        pool.Terminate();
        Assert.ThrowsExactly<ObjectDisposedException>(() => warm.GetAwaiter().GetResult());
    }
}

internal static class InsideJobs
{
    [RunInProcess]
    public static int Sleep(int milliseconds)
    {
        long until = Environment.TickCount64 + milliseconds + 1;
        Eventually.True(() => Environment.TickCount64 > until, "the time passes");
        return milliseconds;
    }

    [RunInProcess]
    public static void Fail() => throw new InvalidOperationException("as asked");
}
