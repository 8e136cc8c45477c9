using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Threading;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Failures;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Pools;

/// <summary>Workers' starts and ends are told, each once, with the reason.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class WorkerEventTests
{
    [TestMethod]
    public void Crash_IsToldWithMethodAndCode()
    {
        using ProcessPool pool = TestPools.Single();
        Told told = new(pool);
        Assert.ThrowsExactly<WorkerCrashedException>(() => pool.Run(Crashes.Exit, 7));
        WorkerExitedEventArgs exit = told.Exit();
        Assert.AreEqual(WorkerExitReason.Crashed, exit.Reason);
        Assert.AreEqual(7, exit.ExitCode);
        Assert.AreEqual(1, exit.Calls);
        StringAssert.Contains(exit.Method, nameof(Crashes.Exit));
        CollectionAssert.AreEqual(new[] { $"+{exit.ProcessId}", $"-{exit.ProcessId}" }, told.Order());
    }

    [TestMethod]
    public void IdleDeath_IsACrashWithoutMethod()
    {
        using ProcessPool pool = TestPools.Single(static o => o.CallTimeout = TimeSpan.FromMinutes(1));
        Told told = new(pool);
        Proc.Kill(pool.Run(Common.ProcessId));
        WorkerExitedEventArgs exit = told.Exit();
        Assert.AreEqual((WorkerExitReason.Crashed, (int?)9, null), (exit.Reason, exit.Signal, exit.Method));
    }

    [TestMethod]
    public void EachReason_IsTheRightOne()
    {
        Assert.AreEqual(WorkerExitReason.MaxCalls, After(static o => o.MaxCallsPerWorker = 1, static pool => pool.Run(Common.Square, 2)));
        Assert.AreEqual(
            WorkerExitReason.Idle, After(static o => o.IdleTimeout = TimeSpan.FromMilliseconds(20), static pool => pool.Run(Common.Square, 2)));
        Assert.AreEqual(WorkerExitReason.PoolClosed, After(static _ => { }, static pool =>
        {
            pool.Run(Common.Square, 2);
            pool.Close();
        }));
        Assert.AreEqual(WorkerExitReason.TimedOut, After(static o => o.CallTimeout = TimeSpan.FromSeconds(1), static pool =>
            Assert.ThrowsExactly<CallTimeoutException>(() => pool.Run(Common.SpinForever, (string?)null))));
        Assert.AreEqual(WorkerExitReason.Cancelled, After(static _ => { }, static pool =>
        {
            using Scratch scratch = new();
            using CancellationTokenSource source = new();
            System.Threading.Tasks.Task call = pool.RunAsync(Common.SpinForever, scratch.Path("on"), source.Token);
            scratch.Await("on");
            source.Cancel();
            Eventually.Ends(call, "the call is cancelled");
        }));
        Assert.AreEqual(WorkerExitReason.Terminated, After(static _ => { }, static pool =>
        {
            using Scratch scratch = new();
            System.Threading.Tasks.Task call = pool.RunAsync(Common.SpinForever, scratch.Path("on"));
            scratch.Await("on");
            pool.Terminate();
            Eventually.Ends(call, "the call is cancelled");
        }));
    }

    [TestMethod]
    public void HandlerThatThrowsOrBlocks_HarmsNothing()
    {
        using ManualResetEventSlim gate = new();
        using ProcessPool pool = TestPools.Single(static o => o.MaxCallsPerWorker = 1);
        int started = 0;
        pool.WorkerStarted += (_, _) =>
        {
            gate.Wait(Eventually.Limit);
            Interlocked.Increment(ref started);
            throw new InvalidOperationException("a handler's own");
        };
        for (int i = 0; i < 3; i++)
        {
            Assert.AreEqual(4, pool.Run(Common.Square, 2));
        }

        Assert.AreEqual(0, Volatile.Read(ref started));
        gate.Set();
        Eventually.True(() => Volatile.Read(ref started) >= 3, "the handler hears of all");
        Assert.AreEqual(4, pool.Run(Common.Square, 2));
    }

    [TestMethod]
    public void RemovedHandler_HearsNothing()
    {
        using ProcessPool pool = TestPools.Single();
        int heard = 0;
        EventHandler<WorkerStartedEventArgs> handler = (_, _) => Interlocked.Increment(ref heard);
        pool.WorkerStarted += handler;
        pool.WorkerStarted -= handler;
        Told told = new(pool);
        Assert.ThrowsExactly<WorkerCrashedException>(() => pool.Run(Crashes.Exit, 7));
        _ = told.Exit();
        Assert.AreEqual(0, Volatile.Read(ref heard));
    }

    private static WorkerExitReason After(Action<ProcessPoolOptions> change, Action<ProcessPool> act)
    {
        using ProcessPool pool = TestPools.Single(change);
        Told told = new(pool);
        act(pool);
        return told.Exit().Reason;
    }

    private sealed class Told
    {
        private readonly ConcurrentQueue<WorkerExitedEventArgs> exits = new();
        private readonly ConcurrentQueue<string> order = new();

        public Told(ProcessPool pool)
        {
            pool.WorkerStarted += (_, args) => order.Enqueue($"+{args.ProcessId}");
            pool.WorkerExited += (sender, args) =>
            {
                Assert.AreSame(pool, sender);
                order.Enqueue($"-{args.ProcessId}");
                exits.Enqueue(args);
            };
        }

        public WorkerExitedEventArgs Exit()
        {
            Eventually.True(() => !exits.IsEmpty, "the end of a worker is told");
            return exits.First();
        }

        public string[] Order() => [.. order];
    }
}
