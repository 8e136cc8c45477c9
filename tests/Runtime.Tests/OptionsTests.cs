using System;
using System.Threading;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace ProcessIsolate.Runtime.Tests;

[TestClass]
public sealed class OptionsTests
{
    [TestMethod]
    public void Numbers_HaveTheirRanges()
    {
        ProcessPoolOptions options = new();
        Refuses(() => options.MinWorkers = -1);
        Refuses(() => options.MaxWorkers = 0);
        Refuses(() => options.MaxCallsPerWorker = 0);
        Refuses(() => options.MaxMessageBytes = 1023);
        Refuses(() => options.MaxJsonDepth = 7);
        Refuses(() => options.MaxJsonDepth = 1001);
        Refuses(() => options.MaxSharedObjectsPerWorker = 0);
        Refuses(() => options.MaxSharedObjects = 0);
        Refuses(() => options.MaxSharedBytesPerWorker = 0);
        Refuses(() => options.MaxSharedBytes = -1);
        Refuses(() => options.MaxRetries = -1);
        Refuses(() => options.MaxQueuedCalls = -1);
        Refuses(() => options.QueueFullMode = (QueueFullMode)2);
        Refuses(() => options.RestartLimit = 0);
        Refuses(() => options.Output = (WorkerOutput)3);
        Refuses(() => options.Descendants = DescendantPolicy.Forbid);
        Refuses(() => options.Limits.FileBytes = (4 << 20) - 1);
        Refuses(() => new SandboxOptions().Descendants = DescendantPolicy.LiveOn);
        Refuses(() => new SandboxOptions().Requirement = (SandboxRequirement)2);
        Refuses(() => SandboxOptions.For(SandboxProfile.None));
        Refuses(() => new ProcessStartOptions().Output = (WorkerOutput)3);
        options.MinWorkers = 0;
        options.MaxWorkers = options.MaxCallsPerWorker = 1;
        options.MaxMessageBytes = 1024;
        options.MaxJsonDepth = 8;
        options.MaxJsonDepth = 1000;
    }

    [TestMethod]
    public void Times_ArePositiveOrInfinite()
    {
        ProcessPoolOptions options = new();
        foreach (TimeSpan wrong in new[] { TimeSpan.Zero, TimeSpan.FromTicks(-1), TimeSpan.MinValue })
        {
            Refuses(() => options.CallTimeout = wrong);
            Refuses(() => options.IdleTimeout = wrong);
            Refuses(() => options.QueueTimeout = wrong);
            Refuses(() => options.RestartPeriod = wrong);
            Refuses(() => new CallOptions { Timeout = wrong });
            Refuses(() => new CallOptions { QueueTimeout = wrong });
            Refuses(() => new CallOptions { Deadline = wrong });
            Refuses(() => options.StartTimeout = wrong);
        }

        options.CallTimeout = options.IdleTimeout = options.StartTimeout = Timeout.InfiniteTimeSpan;
        Refuses(() => options.RestartPeriod = Timeout.InfiniteTimeSpan);
        Refuses(() => options.CancellationGracePeriod = TimeSpan.FromTicks(-1));
        Refuses(() => options.CancellationGracePeriod = Timeout.InfiniteTimeSpan);
        options.CancellationGracePeriod = TimeSpan.Zero;
    }

    [TestMethod]
    [DataRow(1L)]
    [DataRow(long.MaxValue)]
    public void IdleTimeout_OfAnyLength_MakesAPool(long ticks)
    {
        using ProcessPool pool = new(new ProcessPoolOptions { IdleTimeout = TimeSpan.FromTicks(ticks) });
        Assert.IsGreaterThan(0, pool.MaxWorkers);
    }

    [TestMethod]
    public void MinAndSpareWorkers_AreNeverMoreThanMax()
    {
        ProcessPoolOptions copy = new ProcessPoolOptions { MinWorkers = 9, SpareWorkers = 8, MaxWorkers = 4 }.Copy();
        Assert.AreEqual((4, 4, 4), (copy.MinWorkers, copy.SpareWorkers, copy.MaxWorkers));
    }

    [TestMethod]
    public void Copy_HasEverything()
    {
        ProcessPoolOptions options = new()
        {
            MinWorkers = 1, SpareWorkers = 1, MaxWorkers = 1 + Environment.ProcessorCount, MaxCallsPerWorker = 3, MaxMessageBytes = 4000, MaxJsonDepth = 50,
            MaxSharedObjectsPerWorker = 5, MaxSharedObjects = 6, MaxSharedBytesPerWorker = 7, MaxSharedBytes = 8,
            CallTimeout = TimeSpan.FromSeconds(6), IdleTimeout = TimeSpan.FromSeconds(7), StartTimeout = TimeSpan.FromSeconds(8),
            CancellationGracePeriod = TimeSpan.FromSeconds(9), WorkingDirectory = "/", IsolationMode = IsolationMode.InProcess,
            QueueTimeout = TimeSpan.FromSeconds(10), MaxRetries = 2, MaxQueuedCalls = 11, QueueFullMode = QueueFullMode.Reject,
            RestartLimit = 4, RestartPeriod = TimeSpan.FromSeconds(12),
            Transport = Transport.Stream, Descendants = DescendantPolicy.LiveOn,
            Name = "a name", MaxWorkerAge = TimeSpan.FromSeconds(13), MaxWorkerMemoryBytes = 1L << 30, MaxWorkerMemoryGrowthBytes = 15,
            PriorityClass = System.Diagnostics.ProcessPriorityClass.BelowNormal, ProcessorAffinity = 1,
            DumpOnTimeout = true, Output = WorkerOutput.Log, LoggerFactory = Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance,
        };
        options.Limits.OpenFiles = 1000;
        options.Environment["A"] = null;
        options.Sandbox = new SandboxOptions { ReadablePaths = { "/a" }, AllowNetwork = true };
        ProcessPoolOptions copy = options.Copy();
        foreach (System.Reflection.PropertyInfo property in typeof(ProcessPoolOptions).GetProperties())
        {
            // An initializer takes a marked method: LimitTests of the integration tests have one.
            if (property.Name is not nameof(ProcessPoolOptions.Environment) and not nameof(ProcessPoolOptions.Limits)
                and not nameof(ProcessPoolOptions.Initializer) and not nameof(ProcessPoolOptions.Sandbox))
            {
                Assert.AreEqual(property.GetValue(options), property.GetValue(copy), property.Name);
                Assert.AreNotEqual(property.GetValue(new ProcessPoolOptions()), property.GetValue(copy), $"{property.Name} is not tested.");
            }
        }

        Assert.IsTrue(copy.Environment.TryGetValue("A", out string? value) && value is null);
        Assert.AreNotSame(options.Environment, copy.Environment);
        Assert.AreEqual(1000, copy.Limits.OpenFiles);
        Assert.AreNotSame(options.Limits, copy.Limits);
        options.Sandbox.ReadablePaths.Add("/b");
        Assert.AreEqual("/a", string.Join(' ', copy.Sandbox!.ReadablePaths));
        Assert.IsTrue(copy.Sandbox.AllowNetwork);
    }

    private static void Refuses(Action set) => Assert.ThrowsExactly<ArgumentOutOfRangeException>(set);
}
