using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Processes;

/// <summary>What a worker may take of the system is set before user code runs in it.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class LimitTests
{
    [TestMethod]
    public void Rlimits_AreThoseOfTheOptions()
    {
        using ProcessPool pool = TestPools.Single(static o =>
        {
            o.Limits.OpenFiles = 200;
            o.Limits.Processes = 5000;
            o.Limits.ProcessorTime = TimeSpan.FromSeconds(40.5);
        });
        string[] limits = pool.Run(LimitJobs.Limits);
        StringAssert.StartsWith(Line(limits, "Max open files"), "200 200");
        StringAssert.StartsWith(Line(limits, "Max processes"), "5000 5000");
        StringAssert.StartsWith(Line(limits, "Max cpu time"), "41 42");
        string[] own = File.ReadAllLines("/proc/self/limits");
        Assert.AreNotEqual(Line(own, "Max open files"), Line(limits, "Max open files"));
    }

    [TestMethod]
    public void ProcessorTime_EndsAWorkerThatSpins()
    {
        using ProcessPool pool = TestPools.Single(static o => o.Limits.ProcessorTime = TimeSpan.FromSeconds(1));
        WorkerCrashedException crash = Assert.ThrowsExactly<WorkerCrashedException>(() => pool.Run(Common.SpinForever, (string?)null));
        Assert.AreEqual(24, crash.Signal, crash.Message);
        Assert.AreEqual(9, pool.Run(Common.Square, 3));
    }

    [TestMethod]
    public void NativeMemory_EndsTheWorker()
    {
        using ProcessPool pool = TestPools.Single(static o => o.Limits.MemoryBytes = 200L << 20);
        ConcurrentQueue<WorkerExitReason> why = new();
        pool.WorkerExited += (_, args) => why.Enqueue(args.Reason);
        Assert.AreEqual(9, pool.Run(Common.Square, 3));
        WorkerCrashedException crash = Assert.ThrowsExactly<WorkerCrashedException>(() => pool.Run(LimitJobs.TakeNatively, 600));
        Assert.AreEqual(CrashReason.MemoryLimit, crash.Reason, crash.Message);
        StringAssert.Contains(crash.Message, "over its limit on memory");
        Eventually.True(() => !why.IsEmpty, "the end is told");
        Assert.AreEqual(WorkerExitReason.MaxMemory, why.Single());
        Assert.AreEqual(9, pool.Run(Common.Square, 3));
    }

    [TestMethod]
    public void ManagedMemory_EndsTheWorkerUnlessTheMethodCatches()
    {
        using ProcessPool pool = TestPools.Single(static o => o.Limits.MemoryBytes = 300L << 20);
        Assert.IsTrue(pool.Run(LimitJobs.IsRefused, 1000));
        int old = pool.Run(Common.ProcessId);
        WorkerCrashedException crash = Assert.ThrowsExactly<WorkerCrashedException>(() => pool.Run(LimitJobs.TakeManaged, 1000));
        Assert.AreEqual(CrashReason.MemoryLimit, crash.Reason, crash.Message);
        Assert.AreNotEqual(old, pool.Run(Common.ProcessId));
        Assert.AreEqual("", pool.Run(LimitJobs.Variable), "What the worker starts has no limit from it.");
    }

    [TestMethod]
    public void PriorityAndProcessors()
    {
        using ProcessPool pool = TestPools.Single(static o =>
        {
            o.PriorityClass = ProcessPriorityClass.BelowNormal;
            o.ProcessorAffinity = 1;
        });
        (int processors, string[] allowed, int[] nice) = pool.Run(LimitJobs.Rank);
        Assert.AreEqual(1, processors);
        CollectionAssert.AreEqual(new[] { "0" }, allowed, "No thread is elsewhere.");
        CollectionAssert.AreEqual(new[] { 10 }, nice, "No thread has another rank.");
        using ProcessPool other = TestPools.Single();
        Assert.AreEqual(Environment.ProcessorCount, other.Run(LimitJobs.Rank).Processors, "What starts workers runs where it did.");
        Assert.AreEqual(1, new ProcessPoolOptions { ProcessorAffinity = 1 }.MaxWorkers);
        Assert.AreEqual(Environment.ProcessorCount, new ProcessPoolOptions().MaxWorkers);
        Assert.AreEqual(3, new ProcessPoolOptions { ProcessorAffinity = 1, MaxWorkers = 3 }.MaxWorkers);
    }

    [TestMethod]
    public async Task ProcessOfItsOwn_HasThemToo()
    {
        ProcessStartOptions options = new() { Limits = new WorkerLimits { OpenFiles = 300 }, PriorityClass = ProcessPriorityClass.Idle };
        using IsolatedProcess<string[]> process = IsolatedProcess.Start(options, LimitJobs.Limits);
        StringAssert.StartsWith(Line(await process, "Max open files"), "300 300");
    }

    [TestMethod]
    public void Initializer_RunsOnceInEachWorkerBeforeItsCalls()
    {
        using ProcessPool pool = new(new ProcessPoolOptions
        {
            MaxWorkers = 1, MaxCallsPerWorker = 2, Initializer = MarkedCall.Of(LimitJobs.Load, "model", 3),
        });
        string[] told = [.. Enumerable.Range(0, 4).Select(_ => pool.Run(LimitJobs.Loaded))];
        CollectionAssert.AreEqual(new[] { "model 3", "model 3", "model 3", "model 3" }, told);
        Assert.HasCount(2, Enumerable.Range(0, 4).Select(_ => pool.Run(Common.ProcessId)).Distinct(), "It is none of a worker's calls.");
    }

    [TestMethod]
    public void Initializer_ThatThrows_IsAFailedStart()
    {
        using ProcessPool pool = TestPools.Single(static o => o.Initializer = MarkedCall.Of(OptionJobs.Throw, "no model here"));
        WorkerStartException error = Assert.ThrowsExactly<WorkerStartException>(() => pool.Run(Common.Square, 3));
        StringAssert.Contains(error.Message, "no model here");
        using ProcessPool dying = TestPools.Single(static o => o.Initializer = MarkedCall.Of(Failures.Crashes.Exit, 3));
        StringAssert.Contains(Assert.ThrowsExactly<WorkerStartException>(() => dying.Run(Common.Square, 3)).Message, "exited with code 3");
    }

    private static string Line(string[] limits, string name) =>
        string.Join(' ', limits.Single(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries));
}

[SuppressMessage("ProcessIsolate", "PISO301", Justification = "Set and read in the same worker.")]
internal static class LimitJobs
{
    private static string loaded = "";

    [RunInProcess]
    public static string[] Limits() => File.ReadAllLines("/proc/self/limits");

    [RunInProcess]
    public static unsafe int TakeNatively(int megabytes)
    {
        for (int i = 0; i < megabytes; i++)
        {
            new Span<byte>(NativeMemory.Alloc(1 << 20), 1 << 20).Fill(1);
        }

        // Until the limit ends it.
        Common.SpinForever(null);
        return megabytes;
    }

    [RunInProcess]
    public static int TakeManaged(int megabytes) => GC.AllocateUninitializedArray<byte>(megabytes << 20).Length;

    [RunInProcess]
    public static bool IsRefused(int megabytes)
    {
        try
        {
            return TakeManaged(megabytes) == 0;
        }
        catch (OutOfMemoryException)
        {
            return true;
        }
    }

    [RunInProcess]
    public static string Variable() => Environment.GetEnvironmentVariable("DOTNET_GCHeapHardLimit") ?? "";

    [RunInProcess]
    public static (int Processors, string[] Allowed, int[] Nice) Rank()
    {
        string[] threads = Directory.GetDirectories("/proc/self/task");
        string[] allowed = [.. threads.Select(static thread => File.ReadLines(thread + "/status")
            .Single(static line => line.StartsWith("Cpus_allowed_list:", StringComparison.Ordinal)).Split('\t')[1])];
        int[] nice = [.. threads.Select(static thread => File.ReadAllText(thread + "/stat"))
            .Select(static stat => int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[16], System.Globalization.CultureInfo.InvariantCulture))];
        return (Environment.ProcessorCount, [.. allowed.Distinct()], [.. nice.Distinct()]);
    }

    [RunInProcess]
    public static void Load(string name, int size) => loaded += name + " " + size;

    [RunInProcess]
    public static string Loaded() => loaded;
}
