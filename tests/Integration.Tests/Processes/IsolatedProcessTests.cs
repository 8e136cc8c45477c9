using System;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Failures;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Processes;

[TestClass]
public sealed class IsolatedProcessTests
{
    [TestMethod]
    public void Returns_WithCodeZeroAndItsResult()
    {
        using IsolatedProcess<int> process = IsolatedProcess.Start(Common.ProcessId);
        Assert.AreEqual(process.Id, process.Result);
        process.Join();
        process.Join();
        Assert.AreEqual(0, process.ExitCode);
        Assert.IsFalse(process.IsAlive);
        Assert.IsFalse(Proc.IsAlive(process.Id));
        Assert.AreNotEqual(Environment.ProcessId, process.Id);
    }

    [TestMethod]
    public void Throws_WithCodeOne()
    {
        using IsolatedProcess process = IsolatedProcess.Start(ProcessJobs.Throw, "gone wrong");
        process.Join();
        Assert.AreEqual(1, process.ExitCode);
    }

    [TestMethod]
    public void Result_ThrowsWhatTheMethodThrew()
    {
        using IsolatedProcess<int> process = IsolatedProcess.Start(ProcessJobs.ThrowInsteadOfValue, "gone wrong");
        Assert.AreEqual("gone wrong", Assert.ThrowsExactly<InvalidOperationException>(() => process.Result).Message);
    }

    [TestMethod]
    public void Exits_WithItsOwnCode()
    {
        using IsolatedProcess<int> process = IsolatedProcess.Start(Crashes.Exit, 7);
        Assert.AreEqual(7, Assert.ThrowsExactly<WorkerCrashedException>(() => process.Result).ExitCode);
        Assert.AreEqual(7, process.ExitCode);
        Assert.IsNull(process.Signal);
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void Crashes_WithTheSignalsCode()
    {
        using IsolatedProcess<int> process = IsolatedProcess.Start(Crashes.AbortNatively);
        process.Join();
        Assert.AreEqual(134, process.ExitCode);
        Assert.AreEqual(6, Assert.ThrowsExactly<WorkerCrashedException>(() => process.Result).Signal);
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void Kill_EndsItAtOnce()
    {
        using Scratch scratch = new();
        using IsolatedProcess process = IsolatedProcess.Start(Common.SpinForever, scratch.Path("on"));
        Assert.AreEqual(process.Id, scratch.Await("on"));
        Assert.IsTrue(process.IsAlive);
        Assert.IsNull(process.ExitCode);
        Assert.IsFalse(process.Join(TimeSpan.Zero));
        Assert.IsFalse(process.Join(TimeSpan.FromSeconds(-1)));
        Assert.IsFalse(process.Join(TimeSpan.FromMilliseconds(20)));
        process.Kill();
        Assert.IsTrue(process.Join(Eventually.Limit));
        Assert.AreEqual(137, process.ExitCode);
        Assert.AreEqual(9, process.Signal);
        process.Kill();
        process.Terminate();
    }

    [TestMethod]
    public void Terminate_LetsAListeningMethodStop()
    {
        using Scratch scratch = new();
        using IsolatedProcess<int> process = IsolatedProcess.Start(ProcessJobs.ListenToContext, scratch.Path("on"));
        scratch.Await("on");
        process.Terminate();
        Assert.IsTrue(process.Join(Eventually.Limit));
        Assert.AreEqual("stopped", System.IO.File.ReadAllText(scratch.Path("on") + ".stopped"));
        Assert.Throws<OperationCanceledException>(() => process.Result);
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void Terminate_KillsADeafMethod()
    {
        using Scratch scratch = new();
        using IsolatedProcess process = IsolatedProcess.Start(Common.SpinForever, scratch.Path("on"));
        scratch.Await("on");
        process.Terminate();
        Assert.IsTrue(process.Join(Eventually.Limit));
        Assert.AreEqual(137, process.ExitCode);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void EndedBeforeItIsReady(bool kill)
    {
        using IsolatedProcess<int> process = IsolatedProcess.Start(ProcessJobs.SpinForResult);
        if (kill)
        {
            process.Kill();
        }
        else
        {
            process.Terminate();
        }

        Assert.IsTrue(process.Join(Eventually.Limit), "The wish must not be lost while the process starts.");
        Assert.Throws<OperationCanceledException>(() => process.Result);
        Assert.IsFalse(Proc.IsAlive(process.Id));
    }

    [TestMethod]
    public async Task KilledFromOutside_IsACrash()
    {
        using Scratch scratch = new();
        using IsolatedProcess process = IsolatedProcess.Start(Common.SpinForever, scratch.Path("on"));
        Proc.Kill(scratch.Await("on"));
        await process.WaitForExitAsync();
        Assert.AreEqual(137, process.ExitCode);
    }

    [TestMethod]
    public void ActiveChildren_AreThoseThatRun()
    {
        using Scratch scratch = new();
        using IsolatedProcess<int> process = IsolatedProcess.Start(Common.WaitForFile, scratch.Path("on"), scratch.Path("gate"));
        Assert.IsTrue(IsolatedProcess.ActiveChildren.Contains(process));
        StringAssert.StartsWith(process.Name, "Process-");
        scratch.Open("gate");
        process.Join();
        Eventually.True(() => !IsolatedProcess.ActiveChildren.Contains(process), "an ended process is no active child");
    }

    [TestMethod]
    public void EightArguments()
    {
        using IsolatedProcess<string> process = IsolatedProcess.Start(ProcessJobs.Join, 1, 2L, 3.5, "4", '5', true, 7.0m, (byte)8);
        Assert.AreEqual("1 2 3.5 4 5 True 7.0 8", process.Result);
    }

    [TestMethod]
    public void AsynchronousMethod()
    {
        using IsolatedProcess<int> process = IsolatedProcess.Start(ProcessJobs.IdLater);
        Assert.AreEqual(process.Id, process.Result);
    }

    [TestMethod]
    public void UnmarkedMethod_IsRefused() =>
#pragma warning disable PISO204 // What the rule forbids is what is tested.
        Assert.ThrowsExactly<ArgumentException>(static () => IsolatedProcess.Start(Pools.PoolJobs.Unmarked, 1));
#pragma warning restore PISO204

    [TestMethod]
    public void Dispose_KillsWhatStillRuns()
    {
        using Scratch scratch = new();
        IsolatedProcess process = IsolatedProcess.Start(Common.SpinForever, scratch.Path("on"));
        scratch.Await("on");
        process.Dispose();
        Assert.IsFalse(Proc.IsAlive(process.Id));
    }
}
