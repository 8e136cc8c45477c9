using System;
using System.Diagnostics;
using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Hosts;
using ProcessIsolate.Integration.Tests.Support;
using ProcessIsolate.Integration.Tests.Values;

namespace ProcessIsolate.Integration.Tests.Failures;

/// <summary>Too little of something: memory in the worker, room for files, a temp folder, a reader of the output.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class ScarcityTests
{
    private const string HeapLimit = "4000000";
    private const int TooLarge = 200_000_000;

    [TestMethod]
    [DataRow(Transport.SharedMemory)]
    [DataRow(Transport.Stream)]
    public void ArgumentTooLargeForTheWorkersHeap_IsItsError_AndTheWorkerStays(Transport transport)
    {
        using ProcessPool pool = TestPools.Single(options =>
        {
            options.Transport = transport;
            options.MaxMessageBytes = int.MaxValue;
            options.Environment["DOTNET_GCHeapHardLimit"] = HeapLimit;
        });
        int worker = pool.Run(Common.ProcessId);
        Assert.ThrowsExactly<OutOfMemoryException>(() => pool.Run(RawJobs.Length, new byte[TooLarge]));
        Assert.AreEqual(1000L, pool.Run(RawJobs.Length, new byte[1000]));
        Assert.AreEqual(worker, pool.Run(Common.ProcessId));
    }

    /// <summary>Over the stream the second thread reads what comes after a call of more than a few milliseconds, and keeps a copy.</summary>
    [TestMethod]
    [DataRow(Transport.SharedMemory)]
    [DataRow(Transport.Stream)]
    public void ArgumentTooLargeBehindASlowCall_IsItsError_AndTheWorkerStays(Transport transport)
    {
        using ProcessPool pool = TestPools.Single(options =>
        {
            options.Transport = transport;
            options.MaxMessageBytes = int.MaxValue;
            options.Environment["DOTNET_GCHeapHardLimit"] = HeapLimit;
        });
        for (int i = 0; i < 3; i++)
        {
            int worker = pool.Run(ScarceJobs.Busy, 60);
            Assert.ThrowsExactly<OutOfMemoryException>(() => pool.Run(RawJobs.Length, new byte[TooLarge]));
            Assert.AreEqual(1000L, pool.Run(RawJobs.Length, new byte[1000]));
            Assert.AreEqual(worker, pool.Run(Common.ProcessId));
        }
    }

    /// <summary>The limit on the size of files holds for unnamed memory too, and exceeding it is a deadly signal.</summary>
    [TestMethod]
    public void FilesTooSmallForASegment_AreAnErrorAndNotADeath()
    {
        using HostProcess host = new(["file-limit"]);
        Assert.AreEqual(0, host.WaitForExit(), host.Errors);
        string[] lines = [.. host.Lines.Where(static line => line.Length > 0)];
        Assert.HasCount(3, lines);
        Assert.AreEqual("9", lines[0], "Without shared memory calls take the stream.");
        StringAssert.Contains(lines[1], "a file of this process may have 65,536 bytes");
        StringAssert.Contains(lines[2], "a file of this process may have 65,536 bytes");
    }

    [TestMethod]
    [DataRow("/nonexistent")]
    [DataRow("/dev/full")]
    public void TempFolderThatIsNone_IsNotNeeded(string folder)
    {
        using HostProcess host = new(["square"], ("TMPDIR", folder));
        Assert.AreEqual(0, host.WaitForExit(), host.Errors);
        Assert.AreEqual("right", host.Lines.First());
    }

    [TestMethod]
    public void OutputThatNobodyReads_StopsNoCall()
    {
        ProcessStartInfo start = new("dotnet", [HostProcess.Dll, "talk-much"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        process.StandardOutput.Close();
        process.StandardError.Close();
        Eventually.True(() => process.HasExited, "the program ends");
        Assert.AreEqual(0, process.ExitCode);
    }
}

internal static class ScarceJobs
{
    /// <summary>Computes for a number of milliseconds; gives its process id.</summary>
    [RunInProcess]
    public static int Busy(int milliseconds)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (watch.ElapsedMilliseconds < milliseconds)
        {
            System.Threading.Thread.SpinWait(100);
        }

        return Environment.ProcessId;
    }
}
