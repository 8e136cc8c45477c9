using System;
using System.Diagnostics;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Calls;
using ProcessIsolate.Scheduling;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Runtime.Tests;

/// <summary>A worker says how long its methods ran, and may say anything.</summary>
[TestClass]
public sealed class CallPaceTests
{
    private static readonly long Second = Stopwatch.Frequency;

    private readonly StopwatchClock clock = new();
    private readonly CallTimes times = new("pool");
    private readonly CallPace pace;

    public CallPaceTests() => pace = new CallPace(new WorkerActivity { Times = times }, clock);

    [TestMethod]
    public void ClaimBeyondItsTime_DoesNotCount()
    {
        pace.Open();
        clock.Now += 3 * Second;
        pace.CountRun(method: null!, 3_000_000 * Second);
        pace.Measure(1, 1);
        Assert.AreEqual(TimeSpan.FromSeconds(3), TimeCounts.ToTimeSpan(times.Run.Longest), "What was seen here stands for it.");
        Assert.AreEqual(0, times.Transport.Nanoseconds);
    }

    [TestMethod]
    public void LongRun_Counts()
    {
        pace.Open();
        clock.Now += 3 * Second;
        pace.CountRun(method: null!, 2 * Second);
        pace.Measure(1, 1);
        Assert.AreEqual(TimeSpan.FromSeconds(2), TimeCounts.ToTimeSpan(times.Run.Longest));
        Assert.AreEqual(TimeSpan.FromSeconds(1), TimeCounts.ToTimeSpan(times.Transport.Longest));
    }

    /// <summary>Methods run one after the other: the time that one had is not another one's.</summary>
    [TestMethod]
    public void Claims_AreNoMoreTogether()
    {
        pace.Open();
        for (int i = 1; i <= 10; i++)
        {
            clock.Now += 2 * Second;
            pace.CountRun(method: null!, 20 * Second);
            pace.CountRun(method: null!, 2 * Second);
            pace.CountRun(method: null!, 2 * Second);
            pace.Measure(1, 1);
        }

        Assert.AreEqual(TimeSpan.FromSeconds(20), TimeCounts.ToTimeSpan(times.Run.Nanoseconds));
    }

    [TestMethod]
    public void Depth_FollowsWhatIsSeenHere()
    {
        pace.Open();
        clock.Now += Second / 100_000;
        pace.CountRun(method: null!, 5 * Second);
        Assert.AreEqual(2, pace.Measure(1, 1));
        clock.Now += Second;
        pace.CountRun(method: null!, 0);
        Assert.AreEqual(1, pace.Measure(1, 64));
    }

    private sealed class StopwatchClock : TimeProvider
    {
        public long Now { get; set; } = Second;

        public override long GetTimestamp() => Now;
    }
}
