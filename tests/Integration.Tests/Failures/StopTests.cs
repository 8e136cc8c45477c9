using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Failures;

/// <summary>Time limits and cancellation, of methods that listen and methods that do not.</summary>
[TestClass]
public sealed class StopTests
{
    [TestMethod]
    public void EndlessLoop_UnderATimeLimit()
    {
        using ProcessPool pool = TestPools.Single(static o => o.CallTimeout = TimeSpan.FromSeconds(1));
        using IDisposable scope = pool.Use();
        int worker = Common.ProcessId();
        Stopwatch watch = Stopwatch.StartNew();
        CallTimeoutException error = Assert.ThrowsExactly<CallTimeoutException>(static () => Common.SpinForever(null));
        Assert.IsTrue(watch.Elapsed >= TimeSpan.FromSeconds(1), "Not before its time.");
        StringAssert.Contains(error.Message, "1000 ms");
        Eventually.True(() => !Proc.IsAlive(worker), "the worker is dead");
        Assert.AreNotEqual(worker, Common.ProcessId());
    }

    [TestMethod]
    public void LimitOnTheMark_WinsOverThePool()
    {
        using ProcessPool pool = TestPools.Single(static o => o.CancellationGracePeriod = TimeSpan.Zero);
        Assert.ThrowsExactly<CallTimeoutException>(() => pool.Run(Limited.SpinBriefly));
    }

    [TestMethod]
    public void TimeLimit_WithAListeningMethod_KeepsTheWorker()
    {
        using ProcessPool pool = TestPools.Single(static o =>
        {
            o.CallTimeout = TimeSpan.FromSeconds(2);
            o.CancellationGracePeriod = TimeSpan.FromSeconds(20);
        });
        int worker = pool.Run(Common.ProcessId);
        using IDisposable scope = pool.Use();
        Assert.ThrowsExactly<CallTimeoutException>(static () => Limited.ListenToContext());
        Assert.AreEqual(worker, Common.ProcessId());
    }

    [TestMethod]
    public void Cancelled_Listening_KeepsTheWorker()
    {
        using Scratch scratch = new();
        using CancellationTokenSource source = new();
        using ProcessPool pool = TestPools.Single(static o => o.CancellationGracePeriod = TimeSpan.FromSeconds(20));
        using IDisposable scope = pool.Use();
        Task<int> call = Task.Run(() => Common.Listen(scratch.Path("on"), source.Token));
        int worker = scratch.Await("on");
        source.Cancel();
        Eventually.Ends(call, "the cancelled call ends");
        OperationCanceledException error = Assert.Throws<OperationCanceledException>(() => call.GetAwaiter().GetResult());
        Assert.AreEqual(source.Token, error.CancellationToken);
        Assert.AreEqual(worker, Common.ProcessId());
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Cancelled_Deaf_IsKilledWithItsChildren(bool asynchronously)
    {
        using Scratch scratch = new();
        using CancellationTokenSource source = new();
        using ProcessPool pool = TestPools.Single();
        using IDisposable scope = pool.Use();
        string on = scratch.Path("on");
        Task call = asynchronously ? Common.DeafAsync(on, source.Token) : Task.Run(() => Common.Deaf(on, source.Token));
        int worker = scratch.Await("on");
        int child = int.Parse(File.ReadAllText(scratch.Path("on.child")), CultureInfo.InvariantCulture);
        Assert.IsTrue(Proc.IsAlive(child));
        source.Cancel();
        Eventually.Ends(call, "the cancelled call ends");
        Assert.Throws<OperationCanceledException>(() => call.GetAwaiter().GetResult());
        Eventually.True(() => !Proc.IsAlive(worker), "the worker is dead");
        Eventually.True(() => !Proc.IsAlive(child), "what it started is dead");
        Assert.AreNotEqual(worker, Common.ProcessId());
    }

    [TestMethod]
    public void Crashed_LeavesNoChildren()
    {
        using Scratch scratch = new();
        using ProcessPool pool = TestPools.Single();
        Task call = pool.RunAsync(Limited.StartChildThenSpin, scratch.Path("on"));
        int child = scratch.Await("on.child");
        Proc.Kill(scratch.Await("on"));
        Eventually.Ends(call, "the crash is seen");
        Eventually.True(() => !Proc.IsAlive(child), "what the dead worker started is dead");
        Assert.IsNotNull(call.Exception);
    }

    [TestMethod]
    public void StoppedWorker_IsKilledAtItsLimit()
    {
        using Scratch scratch = new();
        using ProcessPool pool = TestPools.Single(static o => o.CallTimeout = TimeSpan.FromSeconds(1));
        Task call = pool.RunAsync(Common.SpinForever, scratch.Path("on"));
        int worker = scratch.Await("on");
        Proc.Kill(worker, Proc.SigStop);
        Assert.ThrowsExactlyAsync<CallTimeoutException>(() => call).GetAwaiter().GetResult();
        Eventually.True(() => !Proc.IsAlive(worker), "the stopped worker is dead");
    }

    [TestMethod]
    public void Cancelled_WhileWaitingForAWorker()
    {
        using Scratch scratch = new();
        using CancellationTokenSource source = new();
        using ProcessPool pool = TestPools.Single();
        Task<int> running = pool.RunAsync(Common.WaitForFile, scratch.Path("on"), scratch.Path("gate"));
        int worker = scratch.Await("on");
        Task<int> waiting = pool.RunAsync(Common.ProcessId, source.Token);
        source.Cancel();
        Eventually.Ends(waiting, "the waiting call ends");
        Assert.IsTrue(waiting.IsCanceled);
        scratch.Open("gate");
        Assert.AreEqual(worker, Eventually.Result(running, "the running call ends"));
        Assert.AreEqual(worker, pool.Run(Common.ProcessId));
    }
}

internal static class Limited
{
    [RunInProcess(TimeoutMilliseconds = 200)]
    public static void SpinBriefly()
    {
        while (true)
        {
            Thread.SpinWait(1000);
        }
    }

    [RunInProcess]
    public static int ListenToContext()
    {
        WorkerContext.Cancellation.WaitHandle.WaitOne();
        WorkerContext.Cancellation.ThrowIfCancellationRequested();
        return 0;
    }

    [RunInProcess]
    public static void StartChildThenSpin(string marker)
    {
        File.WriteAllText(marker + ".child", Proc.StartSleeper().ToString(CultureInfo.InvariantCulture));
        Common.Mark(marker);
        SpinBriefly();
    }
}
