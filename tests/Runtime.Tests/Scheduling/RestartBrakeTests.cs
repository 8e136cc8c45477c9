using System;
using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Scheduling;

namespace ProcessIsolate.Runtime.Tests.Scheduling;

/// <summary>What a pool does that loses more workers than it may: it waits, longer each time, and forgets.</summary>
[TestClass]
public sealed class RestartBrakeTests
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    private readonly ManualClock clock = new();
    private readonly StartPolicy policy;

    public RestartBrakeTests() => policy = new StartPolicy(clock, new RestartBrake(clock, 3, Period));

    [TestMethod]
    public void AsManyAsAllowed_AreReplacedAtOnce()
    {
        Lose(3);
        Assert.IsFalse(policy.IsTroubled);
        Assert.IsTrue(policy.MayStart(isAsked: false, starting: 7));
    }

    [TestMethod]
    public void OneMore_HoldsStartsBack_AndAReadyWorkerDoesNotEndThat()
    {
        Lose(4);
        Assert.IsTrue(policy.IsHeldBack);
        Assert.AreEqual("worker 4", policy.Cause?.Message);
        StringAssert.Contains(policy.Reason, "more than 3 workers");
        policy.Started();
        Assert.IsTrue(policy.IsHeldBack);
        Assert.IsFalse(policy.MayStart(isAsked: true, starting: 0));
        clock.Advance(StartPolicy.FirstDelay);
        Assert.IsTrue(policy.MayStart(isAsked: true, starting: 0));
        Assert.IsFalse(policy.MayStart(isAsked: true, starting: 1), "One try at a time.");
    }

    [TestMethod]
    public void EachFurtherLoss_DoublesTheWait()
    {
        Lose(4);
        double[] waits = [.. Enumerable.Range(0, 4).Select(_ =>
        {
            double seconds = policy.Wait.TotalSeconds;
            clock.Advance(policy.Wait);
            Lose(1);
            return seconds;
        })];
        CollectionAssert.AreEqual(new double[] { 1, 2, 4, 8 }, waits);
    }

    /// <summary>The wait is longer than the period in which losses count: one that comes in it says nothing of those before.</summary>
    [TestMethod]
    public void LossDuringAHold_DoesNotEndIt()
    {
        RestartBrake brake = new(clock, 1, TimeSpan.FromSeconds(2));
        brake.OnLoss();
        for (int i = 0; i < 3; i++)
        {
            Assert.IsTrue(brake.OnLoss());
            clock.Advance(i < 2 ? brake.Wait : TimeSpan.FromSeconds(3));
        }

        Assert.AreEqual(1, brake.Wait.TotalSeconds, "The third wait is one of four seconds.");
        Assert.IsFalse(brake.OnLoss());
        Assert.AreEqual(1, brake.Wait.TotalSeconds);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.IsTrue(brake.IsOn, "One try at a time until a period is over.");
        Assert.IsTrue(brake.OnLoss(), "Two within the period: it has happened again.");
        Assert.AreEqual(8, brake.Wait.TotalSeconds);
    }

    [TestMethod]
    public void LossesThatLieBack_DoNotCount()
    {
        for (int i = 0; i < 20; i++)
        {
            Lose(3);
            Assert.IsFalse(policy.IsHeldBack);
            clock.Advance(Period + TimeSpan.FromTicks(1));
        }
    }

    [TestMethod]
    public void APeriodWithoutLosses_HealsAll()
    {
        Lose(4);
        clock.Advance(StartPolicy.FirstDelay + Period);
        Assert.IsFalse(policy.IsTroubled);
        Assert.IsTrue(policy.MayStart(isAsked: false, starting: 7));
        Lose(4);
        Assert.AreEqual(StartPolicy.FirstDelay, policy.Wait, "The first wait again.");
    }

    [TestMethod]
    public void Reset_ForgetsAll()
    {
        Lose(4);
        policy.Reset();
        Assert.IsFalse(policy.IsTroubled);
        Assert.IsNull(policy.Cause);
        Lose(3);
        Assert.IsFalse(policy.IsHeldBack);
    }

    private void Lose(int workers)
    {
        for (int i = 1; i <= workers; i++)
        {
            policy.Lost(new InvalidOperationException($"worker {i}"));
        }
    }
}
