using System;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Calls;
using ProcessIsolate.Integration.Tests.Support;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Integration.Tests.Calls;

/// <summary>Limits that count the wait, the run, or both; from pool, mark and flow.</summary>
[TestClass]
[DoNotParallelize]
public sealed class TimeTests
{
    private static readonly TimeSpan Brief = TimeSpan.FromMilliseconds(300);

    /// <summary>Eight calls of 0.7 s at one worker, each to be over after 2 s: two can be, and no call is heard of much later.</summary>
    [TestMethod]
    public async Task Deadline_CountsTheWait()
    {
        using ProcessPool pool = TestPools.Single();
        await pool.WarmUpAsync();
        using IDisposable scope = pool.Use(new CallOptions { Deadline = TimeSpan.FromSeconds(2) });
        Stopwatch watch = Stopwatch.StartNew();
        CallStage?[] ends = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => EndOf(pool.RunAsync(TimeJobs.Sleep, 700))));
        Assert.IsTrue(watch.Elapsed < TimeSpan.FromSeconds(4), $"Over after {watch.Elapsed}.");
        Assert.IsTrue(watch.Elapsed >= TimeSpan.FromSeconds(2), $"Over after {watch.Elapsed}.");
        Assert.AreEqual(2, ends.Count(static end => end is null));
        Assert.AreEqual(5, ends.Count(static end => end == CallStage.Queue));
        Assert.AreEqual(1, ends.Count(static end => end == CallStage.Run));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void QueueTimeout_OfThePool(bool asynchronously)
    {
        using ProcessPool pool = TestPools.Single(static o => o.QueueTimeout = Brief);
        using Busy busy = new(pool);
        CallTimeoutException error = Fails(() => Echo(pool, 1, asynchronously));
        Assert.AreEqual(CallStage.Queue, error.Stage);
        StringAssert.Contains(error.Message, "300 ms");
        StringAssert.Contains(error.Message, nameof(TimeJobs.Echo));
        busy.End();
        Assert.AreEqual(2, pool.Run(TimeJobs.Echo, 2), "The worker is still there.");
    }

    [TestMethod]
    public void QueueTimeout_OfTheMark_WinsOverThePool()
    {
        using ProcessPool pool = TestPools.Single(static o => o.QueueTimeout = TimeSpan.FromMinutes(10));
        using Busy busy = new(pool);
        Assert.AreEqual(CallStage.Queue, Fails(() => pool.Run(TimeJobs.SleepImpatiently, 0)).Stage);
    }

    [TestMethod]
    public void QueueTimeout_OfTheMark_MayBeNone()
    {
        using ProcessPool pool = TestPools.Single(static o => o.QueueTimeout = Brief);
        using Busy busy = new(pool);
        Task<int> patient = pool.RunAsync(TimeJobs.SleepPatiently, 0);
        Fails(() => pool.Run(TimeJobs.Echo, 1));
        Assert.IsFalse(patient.IsCompleted);
        busy.End();
        Assert.AreEqual(0, Eventually.Result(patient, "the patient call ends"));
    }

    /// <summary>Options reach plain calls too, and end with their scope; inner ones leave to outer ones what they do not say.</summary>
    [TestMethod]
    public void Options_AreTheFlows()
    {
        using ProcessPool pool = TestPools.Single(static o => o.CancellationGracePeriod = TimeSpan.Zero);
        pool.Run(TimeJobs.Echo, 1);
        using (pool.Use(new CallOptions { Timeout = Brief }))
        {
            Assert.AreEqual(CallStage.Run, Fails(static () => TimeJobs.Sleep(60_000)).Stage);
            // The worker is gone, and on a busy machine the next one takes longer than the wait below.
            pool.Run(TimeJobs.Echo, 1);
            using (new CallOptions { QueueTimeout = Brief }.Use())
            {
                Assert.AreEqual(CallStage.Run, Fails(static () => TimeJobs.Sleep(60_000)).Stage);
            }

            pool.Run(TimeJobs.Echo, 1);
            using (Busy busy = new(pool))
            using (new CallOptions { QueueTimeout = Brief }.Use())
            {
                Assert.AreEqual(CallStage.Queue, Fails(static () => TimeJobs.Echo(1)).Stage);
            }

            using (new CallOptions { Timeout = Timeout.InfiniteTimeSpan }.Use())
            {
                Assert.AreEqual(600, TimeJobs.Sleep(600));
            }
        }

        Assert.AreEqual(600, pool.Run(TimeJobs.Sleep, 600));
        Assert.AreEqual(CallStage.Run, Task.Run(() =>
        {
            using IDisposable scope = pool.Use(new CallOptions { Timeout = Brief });
            return EndOf(pool.RunAsync(TimeJobs.Sleep, 60_000));
        }).GetAwaiter().GetResult());
    }

    [TestMethod]
    public void Message_SaysWhatEndedTheCall()
    {
        using ProcessPool pool = TestPools.Single(static o => o.CancellationGracePeriod = TimeSpan.FromMilliseconds(400));
        using IDisposable scope = pool.Use(new CallOptions { Timeout = Brief });
        StringAssert.Contains(Fails(static () => Common.SpinForever(null)).Message, "400 ms, and its process was killed");
        StringAssert.Contains(Fails(static () => TimeJobs.SleepOrEnd(60_000)).Message, "answered");
    }

    /// <summary>Limits that pass within their call or with its end, again and again: the next call lives.</summary>
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void LateLimit_NeverHitsTheNextCall(bool asynchronously)
    {
        using ProcessPool pool = TestPools.Single(static o => o.CancellationGracePeriod = TimeSpan.FromMilliseconds(2));
        int late = 0;
        for (int i = 0; i < 60; i++)
        {
            using (pool.Use(new CallOptions { Timeout = TimeSpan.FromMilliseconds(5) }))
            {
                // From well before the limit to beyond the grace period.
                int length = i % 10;
                try
                {
                    Sleep(pool, length, asynchronously);
                }
                catch (CallTimeoutException)
                {
                    late++;
                }
            }

            Assert.AreEqual(i, Echo(pool, i, asynchronously), "No limit, and not its fault.");
        }

        Assert.IsTrue(late is > 0 and < 60, $"{late} of 60 were late.");
    }

    [TestMethod]
    public void Limits_PauseForADebugger()
    {
        bool attached = true;
        Func<bool> before = DeadlineMonitor.IsPaused;
        DeadlineMonitor.IsPaused = () => Volatile.Read(ref attached);
        try
        {
            using ProcessPool pool = TestPools.Single(static o => o.CancellationGracePeriod = TimeSpan.Zero);
            using IDisposable scope = pool.Use(new CallOptions { Timeout = Brief, QueueTimeout = Brief });
            Task<int> runs = pool.RunAsync(TimeJobs.Sleep, 1500);
            Task<int> waits = pool.RunAsync(TimeJobs.Echo, 2);
            Assert.AreEqual(1500, Eventually.Result(runs, "the call ends in its own time"));
            Assert.AreEqual(2, Eventually.Result(waits, "the call that waited is served"));
            Task<int> endless = pool.RunAsync(TimeJobs.Sleep, 600_000);
            Assert.IsFalse(endless.Wait(1000));
            Volatile.Write(ref attached, false);
            Eventually.Ends(endless, "limits hold again");
            Assert.IsInstanceOfType<CallTimeoutException>(endless.Exception?.InnerException);
        }
        finally
        {
            DeadlineMonitor.IsPaused = before;
        }
    }

    [TestMethod]
    public void Deadline_PausesForADebugger()
    {
        Func<bool> before = DeadlineMonitor.IsPaused;
        DeadlineMonitor.IsPaused = static () => true;
        try
        {
            using ProcessPool pool = TestPools.Single(static o => o.MaxRetries = 1);
            using Busy busy = new(pool);
            using IDisposable scope = pool.Use(new CallOptions { Deadline = Brief });
            Task<int> waits = pool.RunAsync(TimeJobs.Echo, 2);
            Task<int> blocks = Task.Run(() => pool.Run(TimeJobs.Echo, 3));
            Assert.IsFalse(waits.Wait(2 * Brief));
            busy.End();
            Assert.AreEqual(2, Eventually.Result(waits, "the call that waited is served"));
            Assert.AreEqual(3, Eventually.Result(blocks, "the call that blocked is served"));
        }
        finally
        {
            DeadlineMonitor.IsPaused = before;
        }
    }

    /// <summary>A process of its own that does not get ready: the call waits for it as it would for a worker of the pool.</summary>
    [TestMethod]
    [DataRow(true, true)]
    [DataRow(true, false)]
    [DataRow(false, true)]
    public void Dedicated_WaitsNoLongerThanItMay(bool deadline, bool asynchronously)
    {
        using ProcessPool pool = TestPools.Single(static o => (o.WorkerCommand, o.StartTimeout) = (("/bin/sleep", ["60"]), TimeSpan.FromSeconds(8)));
        using IDisposable scope = pool.Use(deadline ? new CallOptions { Deadline = Brief } : new CallOptions { QueueTimeout = Brief });
        Stopwatch watch = Stopwatch.StartNew();
        CallTimeoutException error = Fails(() => asynchronously
            ? pool.RunAsync(TimeJobs.OwnProcess).GetAwaiter().GetResult() : pool.Run(TimeJobs.OwnProcess));
        Assert.AreEqual(CallStage.Queue, error.Stage);
        Assert.IsTrue(watch.Elapsed < TimeSpan.FromSeconds(4), $"Over after {watch.Elapsed}.");
    }

    /// <summary>A worker that has to load the method's assembly first, and does not get round to it.</summary>
    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    [DataRow(true)]
    [DataRow(false)]
    [SuppressMessage("ProcessIsolate", "PISO201", Justification = "Only looked up.")]
    public void Deadline_HoldsWhileAModuleLoads(bool asynchronously)
    {
        using ProcessPool pool = TestPools.Single(static o => o.StartTimeout = TimeSpan.FromSeconds(30));
        WorkerProcess worker = pool.Dispatcher.Lease(ModuleRegistry.Require(TimeJobs.Echo), default(CallLimits));
        worker.Modules.Clear();
        pool.Dispatcher.Workers.Return(worker);
        using (Process stop = Process.Start("kill", ["-STOP", worker.ProcessId.ToString(CultureInfo.InvariantCulture)]))
        {
            stop.WaitForExit();
        }

        using IDisposable scope = pool.Use(new CallOptions { Deadline = Brief });
        Stopwatch watch = Stopwatch.StartNew();
        CallTimeoutException error = Fails(() => asynchronously
            ? pool.RunAsync(TimeJobs.Echo, 1).GetAwaiter().GetResult() : pool.Run(TimeJobs.Echo, 1));
        Assert.AreEqual(CallStage.Queue, error.Stage);
        Assert.IsTrue(watch.Elapsed < TimeSpan.FromSeconds(15), $"Over after {watch.Elapsed}.");
    }

    [TestMethod]
    public void Deadline_HoldsInAMapWithALimitOfItsOwn()
    {
        using ProcessPool pool = TestPools.Single(static o => o.CancellationGracePeriod = TimeSpan.Zero);
        using IDisposable scope = pool.Use(new CallOptions { Deadline = Brief });
        foreach (TimeSpan limit in (TimeSpan[])[TimeSpan.FromMinutes(1), Timeout.InfiniteTimeSpan])
        {
            Assert.ThrowsExactly<CallTimeoutException>(() => pool.Map(TimeJobs.Sleep, [5_000], new MapOptions { CallTimeout = limit }));
        }

        Assert.ThrowsExactly<CallTimeoutException>(
            () => pool.Map(TimeJobs.Sleep, [200], new MapOptions { CallTimeout = TimeSpan.FromMilliseconds(50) }), "The shorter one.");
    }

    [TestMethod]
    public void Maps_AreNotBoundInTheirWait()
    {
        using ProcessPool pool = TestPools.Single(static o => o.QueueTimeout = TimeSpan.FromMilliseconds(100));
        Eventually.Ends(pool.WarmUpAsync(), "the worker is ready");
        Task<int> first = pool.RunAsync(TimeJobs.Sleep, 500);
        CollectionAssert.AreEqual(new[] { 1, 2, 3 }, pool.Map(TimeJobs.Echo, [1, 2, 3]));
        Assert.AreEqual(500, Eventually.Result(first, "the call ends"));
    }

    private static int Echo(ProcessPool pool, int number, bool asynchronously) => asynchronously
        ? pool.RunAsync(TimeJobs.Echo, number).GetAwaiter().GetResult()
        : pool.Run(TimeJobs.Echo, number);

    private static int Sleep(ProcessPool pool, int milliseconds, bool asynchronously) => asynchronously
        ? pool.RunAsync(TimeJobs.Sleep, milliseconds).GetAwaiter().GetResult()
        : pool.Run(TimeJobs.Sleep, milliseconds);

    private static CallTimeoutException Fails(Func<int> call) => Assert.ThrowsExactly<CallTimeoutException>(() => call());

    private static CallTimeoutException Fails(Action call) => Assert.ThrowsExactly<CallTimeoutException>(call);

    private static async Task<CallStage?> EndOf(Task call)
    {
        try
        {
            await call;
            return null;
        }
        catch (CallTimeoutException error)
        {
            return error.Stage;
        }
    }
}
