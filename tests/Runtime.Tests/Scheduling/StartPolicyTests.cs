using System;
using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Scheduling;

namespace ProcessIsolate.Runtime.Tests.Scheduling;

/// <summary>When a pool may start another process.</summary>
[TestClass]
public sealed class StartPolicyTests
{
    private readonly ManualClock clock = new();
    private readonly StartPolicy policy;

    public StartPolicyTests() => policy = new StartPolicy(clock, new RestartBrake(clock, int.MaxValue, TimeSpan.FromMinutes(1)));

    [TestMethod]
    public void WhileStartsSucceed_ManyMayBeUnderWay()
    {
        Assert.IsTrue(policy.MayStart(isAsked: true, starting: 50));
        Assert.IsTrue(policy.MayStart(isAsked: false, starting: 50));
        Assert.IsNull(policy.Cause);
    }

    [TestMethod]
    public void TwoFailures_HoldBackOnlyWhatNoCallAsksFor()
    {
        Fail(2);
        Assert.IsFalse(policy.IsHeldBack);
        Assert.IsTrue(policy.MayStart(isAsked: true, starting: 3));
        Assert.IsFalse(policy.MayStart(isAsked: false, starting: 0));
        clock.Advance(StartPolicy.FirstDelay);
        Assert.IsTrue(policy.MayStart(isAsked: false, starting: 0));
        Assert.IsFalse(policy.MayStart(isAsked: false, starting: 1), "One try at a time.");
    }

    [TestMethod]
    public void TheThirdFailure_HoldsStartsBack_UntilItsTime()
    {
        Fail(3);
        Assert.IsTrue(policy.IsHeldBack);
        Assert.AreEqual(clock.GetUtcNow() + TimeSpan.FromSeconds(1), policy.NextTry);
        Assert.IsFalse(policy.MayStart(isAsked: true, starting: 0));
        clock.Advance(TimeSpan.FromSeconds(1) - TimeSpan.FromTicks(1));
        Assert.IsFalse(policy.MayStart(isAsked: true, starting: 0));
        clock.Advance(TimeSpan.FromTicks(1));
        Assert.IsFalse(policy.IsHeldBack);
        Assert.IsTrue(policy.MayStart(isAsked: true, starting: 0));
        Assert.IsFalse(policy.MayStart(isAsked: true, starting: 1), "One try at a time.");
    }

    [TestMethod]
    public void EachFurtherFailure_DoublesTheWait_UpToAMinute()
    {
        Fail(2);
        double[] waits = [.. Enumerable.Range(0, 9).Select(_ =>
        {
            Fail(1);
            double seconds = policy.Wait.TotalSeconds;
            clock.Advance(policy.Wait);
            return seconds;
        })];
        CollectionAssert.AreEqual(new double[] { 1, 2, 4, 8, 16, 32, 60, 60, 60 }, waits);
        Fail(100);
        Assert.AreEqual(TimeSpan.FromMinutes(1), policy.Wait);
    }

    [TestMethod]
    public void ASuccess_EndsIt()
    {
        Fail(5);
        policy.Started();
        Assert.AreEqual((0, TimeSpan.Zero), (policy.Failures, policy.Wait));
        Assert.IsNull(policy.Cause);
        Assert.IsTrue(policy.MayStart(isAsked: false, starting: 9));
        Fail(1);
        Assert.AreEqual(1, policy.Failures, "The next failure is the first one again.");
    }

    [TestMethod]
    public void StartsThatFailTogether_AreOneFailure()
    {
        long[] rounds = [.. Enumerable.Range(0, 8).Select(_ => policy.Begin())];
        foreach (long round in rounds)
        {
            policy.Failed(round, new WorkerStartException("together"));
        }

        Assert.AreEqual(1, policy.Failures);
        Assert.AreEqual("together", policy.Cause?.Message);
    }

    [TestMethod]
    public void AFailureOfAStartFromBeforeASuccess_SaysNothing()
    {
        long round = policy.Begin();
        policy.Reset();
        policy.Failed(round, new WorkerStartException("old"));
        Assert.AreEqual(0, policy.Failures);
        Assert.IsNull(policy.Cause);
    }

    private void Fail(int times)
    {
        for (int i = 0; i < times; i++)
        {
            policy.Failed(policy.Begin(), new WorkerStartException("no disk today"));
        }
    }
}
