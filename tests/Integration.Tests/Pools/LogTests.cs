using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Failures;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Pools;

/// <summary>A pool tells its logger what became of its workers and calls.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class LogTests
{
    [TestMethod]
    public void Worker_StartAndEnd_AreLoggedOnce()
    {
        KeptLog log = new();
        int worker;
        using (ProcessPool pool = TestPools.Single(options => Logs(options, log)))
        {
            worker = pool.Run(Common.ProcessId);
        }

        // What was told before the pool was drained is logged in time.
        LogEvent exited = log.Await("WorkerExited");
        CollectionAssert.AreEqual(new[] { "WorkerStarted", "WorkerExited" }, log.All.Select(static each => each.Name).ToArray());
        LogEvent started = log.Of("WorkerStarted").Single();
        Assert.AreEqual((1, LogLevel.Information, "ProcessIsolate.Pool", "logged", worker),
            (started.Id, started.Level, started.Category, started.Values["Pool"], started.Values["ProcessId"]));
        Assert.AreEqual((2, LogLevel.Information, worker, WorkerExitReason.PoolClosed, 0, 1L),
            (exited.Id, exited.Level, exited.Values["ProcessId"], exited.Values["Reason"], exited.Values["ExitCode"], exited.Values["Calls"]));
        StringAssert.Contains(exited.Text, "PoolClosed");
    }

    [TestMethod]
    public void Crash_RetryAndQuarantine_AreLogged()
    {
        KeptLog log = new();
        using ProcessPool pool = TestPools.Single(options => Logs(options, log));
        using (new CallOptions { MaxRetries = 9 }.Use())
        {
            Assert.ThrowsExactly<QuarantinedCallException>(() => pool.Run(Crashes.Exit, 7));
        }

        LogEvent quarantine = log.Await("CallQuarantined");
        LogEvent exit = log.Await("WorkerExited", 3);
        Assert.HasCount(3, log.Of("CallCrashed"));
        Assert.HasCount(2, log.Of("CallRetried"));
        Assert.AreEqual((3, LogLevel.Error), (quarantine.Values["Attempts"], quarantine.Level));
        Assert.IsInstanceOfType<QuarantinedCallException>(quarantine.Exception);
        Assert.AreEqual((WorkerExitReason.Crashed, LogLevel.Warning, 7), (exit.Values["Reason"], exit.Level, exit.Values["ExitCode"]));
        StringAssert.Contains((string)log.Of("CallCrashed")[0].Values["Method"]!, nameof(Crashes.Exit));
    }

    [TestMethod]
    public async Task AsyncCrash_IsLogged()
    {
        KeptLog log = new();
        using ProcessPool pool = TestPools.Single(options => Logs(options, log));
        await Assert.ThrowsExactlyAsync<WorkerCrashedException>(() => pool.RunAsync(Crashes.Exit, 7));
        Assert.AreEqual(7, log.Await("CallCrashed").Values["ExitCode"]);
    }

    [TestMethod]
    public void FailedStarts_SayTheNextTry_AndThePoolHeals()
    {
        KeptLog log = new();
        using Scratch scratch = new();
        using ProcessPool pool = TestPools.Single(options =>
        {
            Logs(options, log);
            options.WorkingDirectory = scratch.Path("later");
        });
        for (int i = 0; i < 3; i++)
        {
            Assert.Throws<ProcessIsolateException>(() => pool.Run(Common.ProcessId));
        }

        LogEvent failed = log.Await("WorkerStartFailed", 3);
        LogEvent broken = log.Await("PoolBroken");
        Assert.IsGreaterThan(TimeProvider.System.GetUtcNow().AddSeconds(-1), (DateTimeOffset)failed.Values["NextTry"]!);
        Assert.IsInstanceOfType<WorkerStartException>(failed.Exception);
        StringAssert.Contains((string)broken.Values["Reason"]!, "3 starts");
        System.IO.Directory.CreateDirectory(scratch.Path("later"));
        pool.Reset();
        Assert.AreEqual(4, pool.Run(Common.Square, 2));
        log.Await("PoolHealed");
        Assert.HasCount(1, log.Of("PoolBroken"));
        Assert.HasCount(1, log.Of("PoolHealed"));
    }

    [TestMethod]
    public async Task RejectedCalls_AreLogged()
    {
        KeptLog log = new();
        using Scratch scratch = new();
        using ProcessPool pool = TestPools.Single(options =>
        {
            Logs(options, log);
            options.MaxQueuedCalls = 0;
            options.QueueFullMode = QueueFullMode.Reject;
        });
        Task<int> busy = pool.RunAsync(Common.WaitForFile, scratch.Path("on"), scratch.Path("gate"));
        scratch.Await("on");
        Assert.ThrowsExactly<PoolOverloadedException>(() => pool.Run(Common.Square, 2));
        Assert.AreEqual(LogLevel.Warning, log.Await("CallRejected").Level);
        scratch.Open("gate");
        await busy;
    }

    [TestMethod]
    public void LoggerThatThrowsOrBlocks_HarmsNothing()
    {
        using ManualResetEventSlim gate = new();
        KeptLog log = new(_ =>
        {
            gate.Wait(Eventually.Limit);
            throw new InvalidOperationException("the logger's own");
        });
        using ProcessPool pool = TestPools.Single(options =>
        {
            Logs(options, log);
            options.MaxCallsPerWorker = 1;
        });
        for (int i = 0; i < 3; i++)
        {
            Assert.AreEqual(4, pool.Run(Common.Square, 2));
        }

        Assert.HasCount(1, log.All);
        gate.Set();
        log.Await("WorkerStarted", 3);
    }

    private static void Logs(ProcessPoolOptions options, ILoggerFactory log)
    {
        options.Name = "logged";
        options.LoggerFactory = log;
    }
}
