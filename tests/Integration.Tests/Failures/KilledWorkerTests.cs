using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Failures;

/// <summary>What a killed worker leaves: nothing.</summary>
[TestClass]
public sealed class KilledWorkerTests
{
    private const int Rounds = 20;

    [TestMethod]
    public void KilledWorker_LeavesNoFileOfItsRuntime()
    {
        using ProcessPool pool = TestPools.Single(null);
        int worker = pool.Run(Common.ProcessId);
        Proc.Kill(worker);
        Eventually.True(() => !Proc.IsAlive(worker), "the worker is gone");
        Assert.AreNotEqual(worker, pool.Run(Common.ProcessId));
        string[] left = Directory.GetFileSystemEntries(Path.GetTempPath(), $"*-{worker}-*");
        Assert.IsEmpty(left, string.Join('\n', left));
    }

    [TestMethod]
    public void ManyKilledWorkers_LeaveNoDescriptorsAndThreads()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Inconclusive("Counts /proc entries.");
        }

        using ProcessPool pool = TestPools.Single(null);
        Crash(pool);
        (int descriptors, int threads) = Count();
        for (int i = 0; i < Rounds; i++)
        {
            Crash(pool);
        }

        // A worker's own take some ten descriptors and three threads; other tests of the run come and go meanwhile.
        Eventually.True(() => Count().Descriptors < descriptors + Rounds, $"no descriptors are kept beyond {descriptors}");
        Eventually.True(() => Count().Threads < threads + Rounds, $"no threads are kept beyond {threads}");
    }

    private static void Crash(ProcessPool pool) => Assert.ThrowsExactly<WorkerCrashedException>(() => pool.Run(Leave));

    private static (int Descriptors, int Threads) Count()
    {
        using Process self = Process.GetCurrentProcess();
        return (Directory.EnumerateFileSystemEntries("/proc/self/fd").Count(), self.Threads.Count);
    }

    [RunInProcess]
    private static int Leave()
    {
        Environment.Exit(3);
        return 0;
    }
}
