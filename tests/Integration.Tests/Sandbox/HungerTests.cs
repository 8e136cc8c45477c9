using System;
using System.IO;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Sandbox;

/// <summary>What eats the machine costs its own worker, and the next call works.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class HungerTests
{
    private const long Limit = 256L << 20;

    [TestMethod]
    public void Arrays() => IsKilled(Hunger.Arrays);

    [TestMethod]
    public void NativeMemory() => IsKilled(Hunger.NativeMemory);

    [TestMethod]
    public void HundredThousandThreads() => IsKilled(Hunger.Threads);

    [TestMethod]
    public void Time()
    {
        using ProcessPool pool = TestPools.Single();
        Assert.ThrowsExactly<CallTimeoutException>(() => pool.Run(Hunger.Time));
        Assert.AreEqual(3L, pool.Run(SandboxJobs.Add, 1L, 2L));
    }

    [TestMethod]
    public void Disk()
    {
        using Scratch scratch = new();
        using ProcessPool pool = TestPools.Single(o =>
        {
            o.Sandbox = new SandboxOptions { WritablePaths = [scratch.Folder] };
            o.Limits.FileBytes = 16 << 20;
        });
        Exception refusal = Assert.Throws<Exception>(() => pool.Run(Hunger.Disk, scratch.Path("large")));
        Assert.IsTrue(refusal is IOException or WorkerCrashedException, refusal.ToString());
        Assert.IsLessThanOrEqualTo(16L << 20, new FileInfo(scratch.Path("large")).Length);
        Assert.AreEqual(3L, pool.Run(SandboxJobs.Add, 1L, 2L));
    }

    private static void IsKilled(Func<int> method)
    {
        using ProcessPool pool = TestPools.Single(static o => o.Limits.MemoryBytes = Limit);
        WorkerCrashedException crash = Assert.ThrowsExactly<WorkerCrashedException>(() => pool.Run(method));
        Assert.AreEqual(CrashReason.MemoryLimit, crash.Reason, crash.ToString());
        Assert.AreEqual(3L, pool.Run(SandboxJobs.Add, 1L, 2L));
    }
}
