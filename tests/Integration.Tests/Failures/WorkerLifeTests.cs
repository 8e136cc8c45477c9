using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Failures;

/// <summary>Deaths between calls, starts that fail, pools that end.</summary>
[TestClass]
public sealed class WorkerLifeTests
{
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task IdleWorkerKilled_NobodySeesAnError(bool asynchronously)
    {
        using ProcessPool pool = TestPools.Single();
        for (int round = 0; round < 5; round++)
        {
            int worker = pool.Run(Common.ProcessId);
            Proc.Kill(worker);
            // At once, so that the pool may or may not know yet.
            int next = asynchronously ? await pool.RunAsync(Common.ProcessId) : pool.Run(Common.ProcessId);
            Assert.AreNotEqual(worker, next);
        }
    }

    [TestMethod]
    public void AllIdleWorkersKilled_UnderLoad_OnlyVictimsFail()
    {
        using ProcessPool pool = TestPools.Of(2);
        Task<int>[] warm = [pool.RunAsync(Common.ProcessId), pool.RunAsync(Common.ProcessId)];
        Task.WaitAll(warm);
        Proc.WorkersOf(Environment.ProcessId).Intersect(warm.Select(static w => w.Result)).ToList().ForEach(static id => Proc.Kill(id));
        int[] squares = [.. Enumerable.Range(0, 50).Select(static i => i * i)];
        CollectionAssert.AreEqual(squares, pool.Map(Common.Square, Enumerable.Range(0, 50)));
    }

    [TestMethod]
    [DataRow("/bin/false", "code 1")]
    [DataRow("/nowhere/at/all", "could not be started")]
    public void ThreeFailedStarts_HoldBackTheNext(string command, string expected)
    {
        using ProcessPool pool = TestPools.Single(o =>
        {
            o.WorkerCommand = (command, []);
            o.TimeProvider = new StandingClock();
        });
        for (int i = 0; i < 3; i++)
        {
            WorkerStartException first = Assert.ThrowsExactly<WorkerStartException>(() => pool.Run(Common.ProcessId));
            StringAssert.Contains(first.Message, expected);
        }

        BrokenPoolException broken = Assert.ThrowsExactly<BrokenPoolException>(() => pool.Run(Common.ProcessId));
        StringAssert.Contains(broken.Message, expected);
        Assert.IsInstanceOfType<WorkerStartException>(broken.InnerException);
        Assert.AreEqual(StandingClock.Moment + TimeSpan.FromSeconds(1), broken.NextTry);
        Assert.ThrowsExactlyAsync<BrokenPoolException>(() => pool.RunAsync(Common.ProcessId)).GetAwaiter().GetResult();
        pool.Reset();
        Assert.ThrowsExactly<WorkerStartException>(() => pool.Run(Common.ProcessId));
    }

    [TestMethod]
    public void FailedStarts_TellTheLastWords()
    {
        using ProcessPool pool = TestPools.Single(static o => o.WorkerCommand = ("/bin/sh", ["-c", "echo no disk today >&2; exit 9"]));
        WorkerStartException error = Assert.ThrowsExactly<WorkerStartException>(() => pool.Run(Common.ProcessId));
        StringAssert.Contains(error.Message, "no disk today");
        StringAssert.Contains(error.Message, "9");
    }

    [TestMethod]
    public void WorkerThatNeverConnects_IsKilledAtItsLimit()
    {
        using ProcessPool pool = TestPools.Single(static o =>
        {
            o.WorkerCommand = ("/bin/sleep", ["1000"]);
            o.StartTimeout = TimeSpan.FromMilliseconds(200);
        });
        WorkerStartException error = Assert.ThrowsExactly<WorkerStartException>(() => pool.Run(Common.ProcessId));
        StringAssert.Contains(error.Message, "in time");
    }

    [TestMethod]
    public void Terminate_CancelsEveryPendingCall()
    {
        using Scratch scratch = new();
        ProcessPool pool = TestPools.Of(2);
        List<Task> calls = [pool.RunAsync(Common.SpinForever, scratch.Path("a")), pool.RunAsync(Common.SpinForever, scratch.Path("b"))];
        int[] workers = [scratch.Await("a"), scratch.Await("b")];
        calls.AddRange(Enumerable.Range(0, 10).Select(_ => pool.RunAsync(Common.ProcessId)));
        calls.Add(Task.Run(() => pool.Run(Common.ProcessId)));
        pool.Terminate();
        foreach (Task call in calls)
        {
            Eventually.Ends(call, "a pending call of a terminated pool ends");
            Exception error = Assert.Throws<Exception>(() => call.GetAwaiter().GetResult());
            // The last one may have come when the pool was closed already.
            Assert.IsTrue(error is OperationCanceledException || (call == calls[^1] && error is ObjectDisposedException), error.ToString());
        }

        pool.Dispose();
        Assert.IsFalse(workers.Any(Proc.IsAlive), "Dispose waits for the processes.");
        Assert.ThrowsExactly<ObjectDisposedException>(() => pool.Run(Common.ProcessId));
        Assert.ThrowsExactlyAsync<ObjectDisposedException>(() => pool.RunAsync(Common.ProcessId)).GetAwaiter().GetResult();
        Assert.ThrowsExactly<ObjectDisposedException>(() => pool.Map(Common.Square, [1]));
    }

    [TestMethod]
    public void Terminate_WhileWorkersStart()
    {
        ProcessPool pool = TestPools.Of(2);
        Task<int>[] calls = [pool.RunAsync(Common.ProcessId), pool.RunAsync(Common.ProcessId)];
        pool.Terminate();
        foreach (Task<int> call in calls)
        {
            Eventually.Ends(call, "the call ends");
            Assert.Throws<OperationCanceledException>(() => call.GetAwaiter().GetResult());
        }

        pool.Dispose();
    }

    [TestMethod]
    public void Close_FinishesWhatWasAccepted()
    {
        using Scratch scratch = new();
        using ProcessPool pool = TestPools.Single();
        Task<int> running = pool.RunAsync(Common.WaitForFile, scratch.Path("on"), scratch.Path("gate"));
        int worker = scratch.Await("on");
        Task<int> waiting = pool.RunAsync(Common.ProcessId);
        Assert.ThrowsExactly<InvalidOperationException>(pool.Join);
        pool.Close();
        Assert.ThrowsExactly<ObjectDisposedException>(() => pool.Run(Common.ProcessId));
        Task joined = pool.JoinAsync();
        Assert.IsFalse(joined.IsCompleted);
        scratch.Open("gate");
        Assert.AreEqual(worker, Eventually.Result(running, "the running call ends"));
        Eventually.Result(waiting, "the accepted call ends");
        Eventually.Ends(joined, "the closed pool is empty");
        Assert.IsFalse(Proc.IsAlive(worker));
    }

    [TestMethod]
    public async Task DisposeAsync_WaitsForTheProcesses()
    {
        int worker;
        await using (ProcessPool pool = TestPools.Single())
        {
            worker = await pool.RunAsync(Common.ProcessId);
        }

        Assert.IsFalse(Proc.IsAlive(worker));
    }

    [TestMethod]
    public void IdleWorkers_LeaveAfterTheirTime()
    {
        using ProcessPool pool = TestPools.Single(static o => o.IdleTimeout = TimeSpan.FromMilliseconds(200));
        int worker = pool.Run(Common.ProcessId);
        Eventually.True(() => !Proc.IsAlive(worker), "the idle worker leaves");
        Assert.AreNotEqual(worker, pool.Run(Common.ProcessId));
    }
}
