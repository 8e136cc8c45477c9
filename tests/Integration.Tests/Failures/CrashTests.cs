using System;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Failures;

/// <summary>A worker that ends during a call: the caller learns at once how, and the next call works.</summary>
[TestClass]
public sealed class CrashTests
{
    [TestMethod]
    [DataRow(0)]
    [DataRow(7)]
    [DataRow(137)]
    [DataRow(139)]
    [DataRow(255)]
    public void Exit_ByOwnWill(int code)
    {
        WorkerCrashedException crash = Crash(() => Crashes.Exit(code));
        Assert.AreEqual(code, crash.ExitCode);
        Assert.IsNull(crash.Signal, "It left by its own will.");
        Assert.AreEqual(CrashReason.Exited, crash.Reason);
        StringAssert.Contains(crash.Message, $" exited with code {code} ");
    }

    /// <summary>It names no code before; on Linux the system says that 137 is one and no signal.</summary>
    [TestMethod]
    [DataRow(3)]
    [DataRow(137)]
    public void Exit_FromNativeCode(int code)
    {
        WorkerCrashedException crash = Crash(() => Crashes.ExitNatively(code));
        Assert.AreEqual(code, crash.ExitCode);
        if (OperatingSystem.IsLinux())
        {
            Assert.IsNull(crash.Signal, crash.Message);
        }
    }

    [TestMethod]
    public void RaisedSegmentationFault() => IsSignal(11, "SIGSEGV", Crash(static () => Crashes.RaiseSignal(11)));

    [TestMethod]
    public void RaisedKill() => IsSignal(9, "SIGKILL", Crash(static () => Crashes.RaiseSignal(9)));

    [TestMethod]
    public void WriteThroughNull()
    {
        // The runtime may turn a fault in native code into an abort of its own; a signal it is in any case.
        WorkerCrashedException crash = Crash(static () => Crashes.WriteThroughNull());
        Assert.IsTrue(crash.Signal is 6 or 11, crash.ToString());
    }

    [TestMethod]
    public void NativeAbort() => IsSignal(6, "SIGABRT", Crash(static () => Crashes.AbortNatively()));

    [TestMethod]
    public void FailFast()
    {
        WorkerCrashedException crash = Crash(static () => Crashes.FailFast("no way on"));
        IsSignal(6, "SIGABRT", crash);
        StringAssert.Contains(crash.StandardErrorTail, "no way on");
        Assert.AreEqual(CrashReason.FailFast, crash.Reason);
    }

    [TestMethod]
    public void StackOverflow()
    {
        WorkerCrashedException crash = Crash(static () => Crashes.OverflowStack(0));
        IsSignal(6, "SIGABRT", crash);
        Assert.AreEqual(CrashReason.StackOverflow, crash.Reason);
    }

    [TestMethod]
    public void UnhandledExceptionOnABackgroundThread()
    {
        WorkerCrashedException crash = Crash(static () => Crashes.ThrowInBackground("lost thread"));
        IsSignal(6, "SIGABRT", crash);
        StringAssert.Contains(crash.StandardErrorTail, "lost thread");
        Assert.AreEqual(CrashReason.UnhandledException, crash.Reason);
    }

    [TestMethod]
    public void KilledFromOutside()
    {
        using Scratch scratch = new();
        using ProcessPool pool = TestPools.Single();
        Task call = pool.RunAsync(Common.SpinForever, scratch.Path("on"));
        int worker = scratch.Await("on");
        Proc.Kill(worker);
        WorkerCrashedException crash = Assert.ThrowsExactlyAsync<WorkerCrashedException>(() => call).GetAwaiter().GetResult();
        IsSignal(9, "SIGKILL", crash);
        Assert.AreEqual(CrashReason.Killed, crash.Reason);
        Assert.AreEqual(worker, crash.WorkerProcessId);
        StringAssert.Contains(crash.Method, nameof(Common.SpinForever));
        Assert.AreNotEqual(worker, pool.Run(Common.ProcessId));
    }

    [TestMethod]
    public void AsynchronousCaller_LearnsTheSame()
    {
        using ProcessPool pool = TestPools.Single();
        WorkerCrashedException crash = Assert.ThrowsExactlyAsync<WorkerCrashedException>(() => pool.RunAsync(Crashes.Exit, 137)).GetAwaiter().GetResult();
        Assert.AreEqual((137, null), (crash.ExitCode, crash.Signal));
        Assert.AreEqual(9, pool.Run(Common.Square, 3));
    }

    [TestMethod]
    public void LastWords_AreKept()
    {
        WorkerCrashedException crash = Crash(static () => Crashes.SayThenExit(new string('x', 10_000) + " the end \u20AC", 5));
        StringAssert.EndsWith(crash.StandardErrorTail, " the end \u20AC");
        Assert.IsTrue(crash.StandardErrorTail.Length is > 8000 and <= 8192);
    }

    /// <summary>The report of a crash has all that a reader needs, each on a line.</summary>
    [TestMethod]
    public void Report_SaysWhatAndWhere()
    {
        using ProcessPool pool = TestPools.Single();
        pool.Run(Common.Square, 2);
        WorkerCrashedException crash = Assert.ThrowsExactly<WorkerCrashedException>(() => pool.Run(Crashes.FailFast, "no way on"));
        CollectionAssert.AreEqual(new[] { "Square", "FailFast" }, crash.LastCalls.Select(static call => call.Split('(')[0].Split('.')[^1]).ToArray());
        Assert.AreEqual(1, crash.Attempts);
        string[] lines = crash.ToString().Split(Environment.NewLine);
        StringAssert.StartsWith(lines[0], "ProcessIsolate.WorkerCrashedException: The worker process ");
        foreach (string expected in new[] { "   reason: FailFast", "   signal: 6 (SIGABRT)", $"   worker: process {crash.WorkerProcessId}", "   attempts: 1" })
        {
            CollectionAssert.Contains(lines, expected);
        }

        Assert.IsTrue(lines.Any(static line => line.StartsWith("     | ", StringComparison.Ordinal) && line.Contains("no way on", StringComparison.Ordinal)));
        Assert.IsTrue(lines.Any(static line => line.StartsWith("   its last calls: ", StringComparison.Ordinal)));
    }

    private static void IsSignal(int signal, string name, WorkerCrashedException crash)
    {
        Assert.AreEqual(signal, crash.Signal, crash.ToString());
        Assert.AreEqual(128 + signal, crash.ExitCode);
        StringAssert.Contains(crash.Message, name);
    }

    private static WorkerCrashedException Crash(Func<int> call)
    {
        using ProcessPool pool = TestPools.Single();
        using IDisposable scope = pool.Use();
        int worker = Common.ProcessId();
        WorkerCrashedException crash = Assert.ThrowsExactly<WorkerCrashedException>(() => call());
        Assert.AreEqual(worker, crash.WorkerProcessId);
        int next = Common.ProcessId();
        Assert.AreNotEqual(worker, next, "A fresh worker serves the next call.");
        Assert.AreNotEqual(Environment.ProcessId, next);
        return crash;
    }
}
