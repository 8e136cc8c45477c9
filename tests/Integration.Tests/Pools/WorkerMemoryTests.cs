using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Processes;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Pools;

/// <summary>The memory of workers: what ends a call, and what has a worker replaced after it.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class WorkerMemoryTests
{
    [TestMethod]
    public void Growth_ReplacesWorkersThatLeak()
    {
        using ProcessPool pool = TestPools.Single(static o => o.MaxWorkerMemoryGrowthBytes = 150L << 20);
        ConcurrentQueue<WorkerExitReason> why = Watch(pool);
        int old = pool.Run(Common.ProcessId);
        Looks(pool, 80);
        Assert.AreEqual(old, pool.Run(Common.ProcessId), "Below its limit it stays.");
        Assert.AreEqual(old, pool.Run(LeakJobs.Leak, 400));
        Eventually.True(() => !why.IsEmpty, "it has grown too much");
        Assert.AreEqual(WorkerExitReason.MemoryGrowth, why.First());
        Assert.AreNotEqual(old, pool.Run(Common.ProcessId));
        Assert.HasCount(1, why, "Its successor stays.");
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task Memory_TheCallThatCrossesTheLimitFails(bool asynchronously)
    {
        using ProcessPool pool = TestPools.Single(static o => o.MaxWorkerMemoryBytes = 300L << 20);
        ConcurrentQueue<WorkerExitReason> why = Watch(pool);
        int old = pool.Run(Common.ProcessId);
        Assert.AreEqual(old, pool.Run(LeakJobs.Leak, 100), "Below its limit it stays.");
        WorkerCrashedException crash = asynchronously
            ? await Assert.ThrowsExactlyAsync<WorkerCrashedException>(() => pool.RunAsync(LimitJobs.TakeNatively, 600))
            : Assert.ThrowsExactly<WorkerCrashedException>(() => pool.Run(LimitJobs.TakeNatively, 600));
        Assert.AreEqual(CrashReason.MemoryLimit, crash.Reason, crash.Message);
        Eventually.True(() => !why.IsEmpty, "its end is told");
        Assert.AreEqual(WorkerExitReason.MaxMemory, why.Single());
        Assert.AreNotEqual(old, pool.Run(Common.ProcessId));
    }

    [TestMethod]
    public void Memory_WorkerThatIsBeyondTheLimitBetweenCalls_IsReplaced()
    {
        using ProcessPool pool = TestPools.Single(static o => o.MaxWorkerMemoryBytes = 300L << 20);
        ConcurrentQueue<WorkerExitReason> why = Watch(pool);
        int old = pool.Run(LeakJobs.LeakSoon, 500);
        Eventually.True(() => !why.IsEmpty, "it has too much memory");
        Assert.AreEqual(WorkerExitReason.MaxMemory, why.First());
        Assert.AreNotEqual(old, pool.Run(Common.ProcessId));
        Assert.HasCount(1, why, "Its successor stays.");
    }

    [TestMethod]
    public void Growth_IsCountedFromAfterTheFirstCall()
    {
        using Scratch scratch = new();
        using ProcessPool pool = TestPools.Single(static o => o.MaxWorkerMemoryGrowthBytes = 150L << 20);
        Task<int> first = pool.RunAsync(LeakJobs.LeakBetween, scratch.Path("on"), scratch.Path("gate"), scratch.Path("end"));
        scratch.Await("on");
        Looks(pool, 80);
        scratch.Open("gate");
        Eventually.True(() => pool.Snapshot().Workers is [{ MemoryBytes: > 400L << 20 }], "it loads what it needs");
        Looks(pool, 80);
        scratch.Open("end");
        int old = first.Result;
        for (int i = 0; i < 5; i++)
        {
            Looks(pool, 20);
            Assert.AreEqual(old, pool.Run(Common.ProcessId), "What the first call loaded is no growth.");
        }
    }

    // Each takes a while, and so lets the pool's own looks come by.
    private static void Looks(ProcessPool pool, int least)
    {
        int looks = 0;
        Eventually.True(
            () =>
            {
                _ = pool.Snapshot();
                return ++looks > least;
            },
            "it is looked at");
    }

    private static ConcurrentQueue<WorkerExitReason> Watch(ProcessPool pool)
    {
        ConcurrentQueue<WorkerExitReason> why = new();
        pool.WorkerExited += (_, args) => why.Enqueue(args.Reason);
        return why;
    }
}

[SuppressMessage("ProcessIsolate", "PISO301", Justification = "The leak is the worker's own.")]
internal static class LeakJobs
{
    private static readonly List<byte[]> Held = [];

    [RunInProcess]
    public static int LeakBetween(string marker, string gate, string end)
    {
        Common.WaitForFile(marker, gate);
        Leak(500);
        return Common.WaitForFile(marker, end);
    }

    /// <summary>Takes it after the call has ended.</summary>
    [RunInProcess]
    public static unsafe int LeakSoon(int megabytes)
    {
        Task.Run(() =>
        {
            for (int i = 0; i < megabytes; i++)
            {
                new Span<byte>(NativeMemory.Alloc(1 << 20), 1 << 20).Fill(1);
            }
        });
        return Environment.ProcessId;
    }

    [RunInProcess]
    public static int Leak(int megabytes)
    {
        byte[] block = new byte[megabytes << 20];
        Array.Fill(block, (byte)1);
        Held.Add(block);
        return Environment.ProcessId;
    }
}
