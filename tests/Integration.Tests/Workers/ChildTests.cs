using System;
using System.Collections.Concurrent;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;
using ProcessIsolate.Platform;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Integration.Tests.Workers;

/// <summary>How the system sees a worker: its descriptors, signals, score, and what happens when it is stopped.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed partial class ChildTests
{
    private const int ReadOnly = 0;
    private const int ChildSignal = 17;

    [TestMethod]
    public void Worker_InheritsNoDescriptorButTheStandardOnes()
    {
        using Scratch scratch = new();
        string path = scratch.Path("of native code");
        File.WriteAllText(path, "");
        // Without the flag that closes it when another program starts.
        using Microsoft.Win32.SafeHandles.SafeFileHandle handle = new(Open(path, ReadOnly), ownsHandle: true);
        using ProcessPool pool = TestPools.Single();
        string[] files = pool.Run(ChildJobs.OpenFiles);
        CollectionAssert.DoesNotContain(files, path);
        CollectionAssert.Contains(files, "/dev/null", "Its stdin is empty.");
        string[] own = [.. Directory.GetFileSystemEntries("/proc/self/fd").Where(File.Exists)
            .Select(static entry => File.ResolveLinkTarget(entry, false)?.FullName ?? "")];
        // Sockets and pipes have numbers that no two share; a worker's stdout is its host's.
        string[] shared = [.. files.Intersect(own).Where(static name => name.Contains("socket:", StringComparison.Ordinal))];
        Assert.IsLessThan(2, shared.Length, string.Join(", ", shared));
    }

    [TestMethod]
    public void Worker_IsKilledBeforeItsHostWhenMemoryRunsOut()
    {
        int own = int.Parse(File.ReadAllText("/proc/self/oom_score_adj"), CultureInfo.InvariantCulture);
        using ProcessPool pool = TestPools.Single();
        Assert.AreEqual(Math.Min(own + 100, 1000), pool.Run(ChildJobs.KillScore));
    }

    [TestMethod]
    public void Worker_HasDefaultSignals_AndIsNotStoppedByItsTerminal()
    {
        using ProcessPool pool = TestPools.Single();
        string[] status = pool.Run(ChildJobs.Status);
        Assert.AreEqual(0UL, Mask(status, "SigIgn:") >> (ChildSignal - 1) & 1);
        const ulong Terminal = (1UL << 20) | (1UL << 21);
        Assert.AreEqual(Terminal, Mask(status, "SigBlk:") & Terminal);
    }

    /// <summary>Asked at the end of every program: where nothing is written any more, an answer that waits for more never comes.</summary>
    /// <remarks>Alone: whatever another worker writes would bring the answer.</remarks>
    [TestMethod]
    [DoNotParallelize]
    [SupportedOSPlatform("linux")]
    public void EndOfTheProgram_WaitsForNothingThatNeverComes()
    {
        using ProcessPool pool = TestPools.Single();
        Assert.AreEqual(9, pool.Run(Common.Square, 3));
        Assert.IsTrue(ChildWatcher.Shared.Flush(Eventually.Limit));
    }

    /// <summary>A number may be another process's once it is reaped.</summary>
    [TestMethod]
    [DoNotParallelize]
    [SupportedOSPlatform("linux")]
    public void NumberOfAChild_IsSignalledBeforeItIsReaped_AndNeverAfterwards()
    {
        ConcurrentQueue<(int Number, bool IsReaped)> signalled = new();
        ChildProcess child;
        LinuxChildren.Signalling = number => signalled.Enqueue((Math.Abs(number), !Directory.Exists($"/proc/{Math.Abs(number)}")));
        try
        {
            child = ChildProcess.Start(new ChildCommand(
                "/bin/sh", ["-c", "exit 7"], ChildCommand.HostEnvironment(), null, DescendantPolicy.KillWithWorker));
            Assert.IsTrue(child.WaitForEnd(Eventually.Limit));
            Assert.AreEqual(7, child.Exit(null).Code);
            Assert.IsFalse(Directory.Exists($"/proc/{child.Id}"), "It is reaped.");
            (int Number, bool IsReaped)[] before = [.. signalled.Where(each => each.Number == child.Id)];
            Assert.IsNotEmpty(before, "Its group ends with it.");
            Assert.IsFalse(before.Any(static each => each.IsReaped), "While it holds the number.");
            child.Kill();
            child.OnConnected();
            child.Kill();
            Assert.HasCount(before.Length, signalled.Where(each => each.Number == child.Id));
        }
        finally
        {
            LinuxChildren.Signalling = null;
        }
    }

    [TestMethod]
    public void StoppedWorker_EndsLikeALateCall()
    {
        using ProcessPool pool = TestPools.Single(static o => o.CallTimeout = TimeSpan.FromSeconds(1));
        int worker = pool.Run(Common.ProcessId);
        Assert.ThrowsExactly<CallTimeoutException>(() => pool.Run(ChildJobs.Stop));
        Assert.AreEqual(9, pool.Run(Common.Square, 3));
        Eventually.True(() => !Proc.IsAlive(worker), "the stopped one is gone");
    }

    [TestMethod]
    public void WorkerStoppedInItsStart_IsAFailedStart()
    {
        using ProcessPool pool = TestPools.Single(static o =>
        {
            o.StartTimeout = TimeSpan.FromSeconds(1);
            o.WorkerCommand = ("/bin/sh", ["-c", "kill -STOP $$"]);
        });
        Assert.ThrowsExactly<WorkerStartException>(() => pool.Run(Common.ProcessId));
        Assert.IsFalse(Proc.WorkersRunning("kill -STOP"));
    }

    [TestMethod]
    public void FolderThatIsNotThere_IsNamed()
    {
        using ProcessPool pool = TestPools.Single(static o => o.WorkingDirectory = "/nonexistent/folder");
        WorkerStartException exception = Assert.ThrowsExactly<WorkerStartException>(() => pool.Run(Common.ProcessId));
        StringAssert.Contains(exception.Message, "/nonexistent/folder");
    }

    /// <summary>Such programs make themselves a group and signal it; in a worker that is the worker's own.</summary>
    [TestMethod]
    public void ProgramThatSignalsItsOwnGroup_DoesNotEndTheWorker()
    {
        using ProcessPool pool = TestPools.Single();
        int worker = pool.Run(Common.ProcessId);
        Assert.AreEqual("124", pool.Run(ChildJobs.RunTimeout));
        Assert.AreEqual(worker, pool.Run(Common.ProcessId));
    }

    private static ulong Mask(string[] status, string name) => ulong.Parse(
        status.Single(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
