using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;
using ProcessIsolate.Platform;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Integration.Tests.Pools;

/// <summary>One bad moment breaks no pool for ever: what starts need is away, and comes back.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
[DoNotParallelize]
public sealed class HealingTests
{
    private readonly Scratch scratch = new();

    [TestCleanup]
    public void End()
    {
        LibraryThread.Hook = null;
        scratch.Dispose();
    }

    [TestMethod]
    public async Task WhatStartsNeedIsAway_CallsFailWithTheCause_AndWorkOnceItIsBack()
    {
        using ProcessPool pool = WithFlag(1);
        WorkerStartException error = Assert.ThrowsExactly<WorkerStartException>(() => pool.Run(Common.Square, 3));
        StringAssert.Contains(error.Message, "database is away");
        await Assert.ThrowsExactlyAsync<WorkerStartException>(() => pool.RunAsync(Common.Square, 3));
        Assert.ThrowsExactly<WorkerStartException>(() => pool.Run(Common.Square, 3));
        BrokenPoolException broken = Assert.ThrowsExactly<BrokenPoolException>(() => pool.Run(Common.Square, 3));
        StringAssert.Contains(broken.Message, "database is away");
        scratch.Open("up");
        Eventually.True(() => Try(pool) is null, "the pool heals by itself");
        Assert.AreEqual(9, await pool.RunAsync(Common.Square, 3));
    }

    /// <summary>A crash is a call's own business, until there are too many of them.</summary>
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void MoreCrashesThanAllowed_HoldStartsBack_AndThePoolHealsByItself(bool asynchronously)
    {
        StandingClock clock = new();
        using ProcessPool pool = TestPools.Single(o => (o.RestartLimit, o.TimeProvider) = (2, clock));
        WorkerCrashedException last = null!;
        for (int i = 0; i < 3; i++)
        {
            last = asynchronously
                ? Assert.ThrowsExactlyAsync<WorkerCrashedException>(() => pool.RunAsync(PoolJobs.ExitNow)).GetAwaiter().GetResult()
                : Assert.ThrowsExactly<WorkerCrashedException>(() => pool.Run(PoolJobs.ExitNow));
        }

        // An asynchronous call's worker is given back after its task has ended.
        BrokenPoolException? broken = null;
        Eventually.True(() => (broken = Try(pool) as BrokenPoolException) is not null, "starts are held back");
        StringAssert.Contains(broken!.Message, "more than 2 workers");
        Assert.IsInstanceOfType<WorkerCrashedException>(broken.InnerException);
        Assert.AreEqual(last.Message, broken.InnerException.Message);
        Assert.AreEqual(clock.GetUtcNow() + TimeSpan.FromSeconds(1), broken.NextTry);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.IsNull(Try(pool));
    }

    [TestMethod]
    public void WithoutALimit_AnyNumberOfCrashes_IsReplaced()
    {
        using ProcessPool pool = TestPools.Single();
        for (int i = 0; i < 12; i++)
        {
            Assert.ThrowsExactly<WorkerCrashedException>(() => pool.Run(PoolJobs.ExitNow));
        }

        Assert.IsNull(Try(pool));
    }

    [TestMethod]
    public void WhileHeldBack_TheNextTryIsOneCall_AndItsFailureDoublesTheWait()
    {
        StandingClock clock = new();
        using ProcessPool pool = WithFlag(1, o => o.TimeProvider = clock);
        Enumerable.Range(0, 3).ToList().ForEach(_ => Assert.IsInstanceOfType<WorkerStartException>(Try(pool)));
        Assert.IsInstanceOfType<BrokenPoolException>(Try(pool));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.IsInstanceOfType<WorkerStartException>(Try(pool), "A try.");
        Assert.IsInstanceOfType<BrokenPoolException>(Try(pool));
        clock.Advance(TimeSpan.FromSeconds(1));
        BrokenPoolException broken = (BrokenPoolException)Try(pool)!;
        Assert.AreEqual(clock.GetUtcNow() + TimeSpan.FromSeconds(1), broken.NextTry);
        scratch.Open("up");
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.IsNull(Try(pool));
    }

    [TestMethod]
    public void Reset_TriesAtOnce()
    {
        using ProcessPool pool = WithFlag(1, static o => o.TimeProvider = new StandingClock());
        Enumerable.Range(0, 3).ToList().ForEach(_ => Assert.IsInstanceOfType<WorkerStartException>(Try(pool)));
        scratch.Open("up");
        Assert.IsInstanceOfType<BrokenPoolException>(Try(pool));
        pool.Reset();
        Assert.IsNull(Try(pool));
    }

    [TestMethod]
    public void BesideALivingWorker_CallsWaitForIt_WhileStartsFail()
    {
        scratch.Open("up");
        using ProcessPool pool = WithFlag(2);
        Task<int> busy = pool.RunAsync(Common.WaitForFile, scratch.Path("on"), scratch.Path("gate"));
        scratch.Await("on");
        File.Delete(scratch.Path("up"));
        Task<int> waiting = Task.Run(() => pool.Run(Common.ProcessId));
        Eventually.True(() => pool.Dispatcher.Workers.Starts.Policy.Failures > 0, "a start fails");
        Assert.IsFalse(waiting.IsCompleted);
        scratch.Open("gate");
        Assert.AreEqual(Eventually.Result(busy, "the living worker's call ends"), Eventually.Result(waiting, "the waiting call ends"));
    }

    [TestMethod]
    public void MinWorkers_AreTriedAgainUnasked()
    {
        scratch.Open("up");
        using ProcessPool pool = WithFlag(2, static o => o.MinWorkers = 2);
        Eventually.Ends(pool.WarmUpAsync(), "the workers start");
        File.Delete(scratch.Path("up"));
        int used = pool.Run(Common.ProcessId);
        Proc.Kill(used);
        Eventually.True(() => pool.Dispatcher.Workers.Starts.Policy.Failures > 0, "the successor does not start");
        scratch.Open("up");
        Eventually.True(() => pool.Dispatcher.Workers.Idle.Count == 2, "the next try makes two of them again");
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task AThreadThatIsRefused_FailsOneCall_AndTheNextWorks(bool asynchronously)
    {
        using ProcessPool pool = TestPools.Single();
        AsyncLocal<bool> refuses = new() { Value = true };
        LibraryThread.Hook = (role, moment) =>
        {
            if (role == ThreadRole.WorkerStart && moment == ThreadMoment.Starting && refuses.Value)
            {
                throw new OutOfMemoryException("no threads today");
            }
        };
        WorkerStartException error = asynchronously
            ? await Assert.ThrowsExactlyAsync<WorkerStartException>(() => pool.RunAsync(Common.Square, 3))
            : Assert.ThrowsExactly<WorkerStartException>(() => pool.Run(Common.Square, 3));
        Assert.IsInstanceOfType<OutOfMemoryException>(error.GetBaseException());
        Assert.AreEqual((0, 0, 0), Counts(pool), "What was counted is taken back, and no call is left waiting.");
        refuses.Value = false;
        Assert.AreEqual(9, Eventually.Result(pool.RunAsync(Common.Square, 3), "a later call works"));
    }

    [TestMethod]
    public void AStartThreadThatThrows_FailsOneCall_AndTheNextWorks()
    {
        using ProcessPool pool = TestPools.Single();
        int left = 1;
        LibraryThread.Hook = (role, moment) =>
        {
            if (role == ThreadRole.WorkerStart && moment == ThreadMoment.Running && Interlocked.Decrement(ref left) == 0)
            {
                throw new InvalidOperationException("unforeseen");
            }
        };
        WorkerStartException error = Assert.ThrowsExactly<WorkerStartException>(() => pool.Run(Common.Square, 3));
        StringAssert.Contains(error.Message, "unforeseen");
        Assert.AreEqual((0, 0, 0), Counts(pool));
        Assert.AreEqual(9, pool.Run(Common.Square, 3));
    }

    private static (int Size, int Starting, int Waiting) Counts(ProcessPool pool) =>
        (pool.Dispatcher.Workers.Starts.Size, pool.Dispatcher.Workers.Starts.Starting, pool.Dispatcher.Workers.Waiters.Count);

    private static Exception? Try(ProcessPool pool)
    {
        try
        {
            Assert.AreEqual(9, pool.Run(Common.Square, 3));
            return null;
        }
        catch (ProcessIsolateException exception)
        {
            return exception;
        }
    }

    // Workers that start only while the flag's file is there.
    private ProcessPool WithFlag(int workers, Action<ProcessPoolOptions>? configure = null) => TestPools.Of(workers, options =>
    {
        WorkerCommand app = WorkerCommand.ForThisApp;
        string script = "test -e \"$FLAG\" || { echo database is away >&2; exit 9; }; exec \"$0\" \"$@\"";
        options.WorkerCommand = ("/bin/sh", ["-c", script, app.FileName, .. app.Arguments]);
        options.Environment["FLAG"] = scratch.Path("up");
        configure?.Invoke(options);
    });
}
