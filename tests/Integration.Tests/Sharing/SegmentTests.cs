using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Failures;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Sharing;

/// <summary>How the memory of shared objects travels, how long it stays, and what bounds it.</summary>
[TestClass]
public sealed class SegmentTests
{
    private const int Many = 100;

    [TestMethod]
    [DataRow(Transport.SharedMemory)]
    [DataRow(Transport.Stream)]
    public void WhatAMethodKept_StaysUsable_WhateverElseIsGivenBack(Transport transport)
    {
        using ProcessPool pool = TestPools.Single(options => options.Transport = transport);
        using (ProcessQueue<int> kept = new(100))
        {
            kept.Put(5);
            pool.Run(SegmentJobs.Keep, kept);
        }

        // Far more than what has the worker look for objects that it can give back.
        for (int i = 0; i < Many; i++)
        {
            CountingJobs.GiveQueue(pool);
        }

        Assert.AreEqual(5, pool.Run(SegmentJobs.TakeFromKept));
        // The worker is the last that has it: it may give it back to the host, which has let go of it long ago.
        using ProcessQueue<int> again = pool.Run(SegmentJobs.GiveKept);
        again.Put(6);
        Assert.AreEqual(6, pool.Run(SegmentJobs.TakeFromKept));
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    [DataRow(Transport.SharedMemory)]
    [DataRow(Transport.Stream)]
    public void AnObjectThatTheWorkerDisposesEachTime_IsSentAgainEachTime(Transport transport)
    {
        using ProcessPool pool = TestPools.Single(options => options.Transport = transport);
        int worker = pool.Run(Common.ProcessId);
        int before = Footprint.SegmentsOf(worker);
        using Shared<int> value = new(0);
        for (int i = 0; i < Many; i++)
        {
            pool.Run(SegmentJobs.IncrementAndDispose, value);
        }

        Assert.AreEqual(Many, value.Value);
        Assert.AreEqual(before, Footprint.SegmentsOf(worker));
    }

    [TestMethod]
    public void OneObjectPutTwice_IsThereForTheSecondReceiver()
    {
        using ProcessPool pool = TestPools.Single();
        using ProcessQueue<ProcessQueue<int>> outer = new(4);
        pool.Run(SegmentJobs.PutTwice, outer);
        using (ProcessQueue<int> first = outer.Get())
        {
            Assert.AreEqual(1, first.Get());
        }

        Assert.AreEqual(2, pool.Run(SegmentJobs.TakeInner, outer));
    }

    [TestMethod]
    [DataRow(Transport.SharedMemory)]
    [DataRow(Transport.Stream)]
    public void AboveTheNumberThatMayLive_TheCallFails_AndOneThatIsGoneMakesRoom(Transport transport)
    {
        using ProcessPool pool = TestPools.Single(options =>
        {
            options.Transport = transport;
            options.MaxSharedObjectsPerWorker = 3;
        });
        List<ProcessQueue<int>> living = [pool.Run(CountingJobs.MakeQueue), pool.Run(CountingJobs.MakeQueue), pool.Run(CountingJobs.MakeQueue)];
        int worker = pool.Run(Common.ProcessId);
        IOException error = Assert.ThrowsExactly<IOException>(() => pool.Run(CountingJobs.MakeQueue));
        Assert.Contains("3 are alive", error.Message);
        Assert.Contains("MaxSharedObjectsPerWorker", error.Message);
        Assert.Contains($"{worker}", error.Message);
        Assert.AreEqual(worker, pool.Run(Common.ProcessId), "The worker did nothing wrong.");
        Assert.AreEqual(8, living[0].Get());

        living.ForEach(static queue => queue.Dispose());
        Eventually.True(() => CanMake(pool), "what is not used any more makes room");
    }

    [TestMethod]
    public void AboveTheBytesThatMayLive_TheCallFails()
    {
        using ProcessPool pool = TestPools.Of(2, options => options.MaxSharedBytes = 600_000);
        using SharedArray<int> first = pool.Run(CountingJobs.MakeArray);
        IOException error = Assert.ThrowsExactly<IOException>(() => pool.Run(CountingJobs.MakeArray));
        Assert.Contains("MaxSharedBytes allows", error.Message);
        Assert.Contains("600,000", error.Message);
        Assert.AreEqual(7, first[99_999]);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void AnAsynchronousCallWithObjects_ToAWorkerThatStandsStill_BlocksNobody_AndEndsInItsLimit()
    {
        using ProcessPool pool = TestPools.Single(options =>
        {
            options.CallTimeout = TimeSpan.FromSeconds(2);
            options.Transport = Transport.SharedMemory;
        });
        // More than the socket to a worker holds that reads nothing.
        Shared<int>[] values = [.. Enumerable.Range(0, 1500).Select(static i => new Shared<int>(i))];
        int worker = pool.Run(Common.ProcessId);
        Proc.Kill(worker, Proc.SigStop);
        Stopwatch watch = Stopwatch.StartNew();
        Task<int> call = pool.RunAsync(SegmentJobs.Sum, values);
        Assert.IsTrue(watch.Elapsed < TimeSpan.FromSeconds(1.5), $"The caller was kept for {watch.Elapsed}.");
        Eventually.Ends(call, "the limit ends the call");
        Assert.IsInstanceOfType<CallTimeoutException>(call.Exception?.InnerException);
        Assert.AreEqual(values.Length * (values.Length - 1) / 2, pool.Run(SegmentJobs.Sum, values));
        Array.ForEach(values, static value => value.Dispose());
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void AnObjectThatNobodyKnows_IsAnErrorAtOnce()
    {
        using Scratch scratch = new();
        using ProcessPool pool = TestPools.Single(options => options.WorkerCommand = FakeWorker.Command(
            scratch.Folder, FakeWorker.Frame($$$"""{"jsonrpc":"2.0","id":2,"result":{"segment":"{{{Guid.NewGuid()}}}","view":0}}""")));
        Stopwatch watch = Stopwatch.StartNew();
        Assert.ThrowsExactly<IOException>(() => pool.Run(CountingJobs.MakeQueue));
        Assert.IsTrue(watch.Elapsed < TimeSpan.FromSeconds(9), $"It took {watch.Elapsed}.");
    }

    private static bool CanMake(ProcessPool pool)
    {
        try
        {
            pool.Run(CountingJobs.MakeQueue).Dispose();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}

/// <summary>Marked methods that keep what they are given, or give it back.</summary>
[SuppressMessage("ProcessIsolate", "PISO301", Justification = "Read in the worker that wrote it.")]
internal static class SegmentJobs
{
    private static ProcessQueue<int>? kept;

    [RunInProcess]
    public static void Keep(ProcessQueue<int> queue) => kept = queue;

    [RunInProcess]
    public static int TakeFromKept() => kept!.Get(Eventually.Limit);

    [RunInProcess]
    public static ProcessQueue<int> GiveKept() => kept!;

    [RunInProcess]
    public static void IncrementAndDispose(Shared<int> value)
    {
        value.Increment();
        value.Dispose();
    }

    [RunInProcess]
    public static void PutTwice(ProcessQueue<ProcessQueue<int>> outer)
    {
        using ProcessQueue<int> inner = new(10);
        inner.Put(1);
        inner.Put(2);
        outer.Put(inner);
        outer.Put(inner);
    }

    [RunInProcess]
    public static int TakeInner(ProcessQueue<ProcessQueue<int>> outer)
    {
        using ProcessQueue<int> inner = outer.Get();
        return inner.Get();
    }

    [RunInProcess]
    public static int Sum(Shared<int>[] values) => values.Sum(static value => value.Value);
}
