using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Channels;
using ProcessIsolate.Sharing;
using ProcessIsolate.SharedMemory;

namespace ProcessIsolate.Runtime.Tests.Channels;

/// <summary>When a queue is deserted: processes by their numbers, without the processes.</summary>
[TestClass]
public sealed unsafe class QueueHoldersTests
{
    private const uint Maker = 1;
    private const uint Producer = 20;
    private const uint Consumer = 30;

    [TestMethod]
    public void LastOneThatMayTake_Leaves()
    {
        using SharedSegment segment = SharedSegment.Create(QueueLayout.Data);
        QueueHolders holders = Three(segment);
        holders.Remove(Maker);
        Assert.IsFalse(holders.AreNone());
        Assert.AreEqual(0u, State(segment));
        holders.Remove(Consumer);
        Assert.IsTrue(holders.AreNone());
        Assert.AreEqual(QueueHolders.Deserted, State(segment));
    }

    [TestMethod]
    public void Maker_KeepsItOpen_AndMayHandItOn()
    {
        using SharedSegment segment = SharedSegment.Create(QueueLayout.Data);
        QueueHolders holders = Three(segment);
        holders.Remove(Consumer);
        Assert.IsFalse(holders.AreNone());
        holders.Add(Consumer + 1);
        holders.Remove(Maker);
        Assert.IsFalse(holders.AreNone());
        Assert.AreEqual(0u, State(segment));
    }

    [TestMethod]
    public void Deserted_IsOver_WhenAProcessHasItAgain()
    {
        using SharedSegment segment = SharedSegment.Create(QueueLayout.Data);
        QueueHolders holders = Three(segment);
        holders.Remove(Consumer);
        holders.Remove(Maker);
        Assert.AreEqual(QueueHolders.Deserted, State(segment));
        holders.Add(Producer);
        Assert.IsFalse(holders.AreNone());
        Assert.AreEqual(0u, State(segment));
    }

    [TestMethod]
    public void OnItsWay_ItIsNotDeserted()
    {
        using SharedSegment segment = SharedSegment.Create(QueueLayout.Data);
        QueueHolders holders = Three(segment);
        holders.Add(OwnerId.InTransit);
        holders.Remove(Consumer);
        holders.Remove(Maker);
        Assert.IsFalse(holders.AreNone());
        holders.Arrive();
        Assert.IsFalse(holders.AreNone());
        holders.Remove(OwnerId.Current);
        Assert.IsTrue(holders.AreNone());
    }

    [TestMethod]
    public void TwoOnTheirWay_CountAsTwo()
    {
        using SharedSegment segment = SharedSegment.Create(QueueLayout.Data);
        QueueHolders holders = new(segment);
        holders.Add(OwnerId.InTransit);
        holders.Add(OwnerId.InTransit);
        holders.Arrive();
        holders.Remove(OwnerId.Current);
        Assert.IsFalse(holders.AreNone(), "the other one has not arrived");
        Assert.AreEqual(0u, State(segment));
    }

    [TestMethod]
    public void NotSentAfterAll_NoneIsOnItsWay()
    {
        using SharedSegment segment = SharedSegment.Create(QueueLayout.Data);
        QueueHolders holders = Three(segment);
        holders.Add(OwnerId.InTransit);
        holders.Remove(Consumer);
        holders.Remove(Maker);
        holders.Return();
        Assert.IsTrue(holders.AreNone());
        Assert.AreEqual(QueueHolders.Deserted, State(segment));
    }

    [TestMethod]
    public void MoreThanCanBeToldApart_NoneIsMissed()
    {
        using SharedSegment segment = SharedSegment.Create(QueueLayout.Data);
        QueueHolders holders = new(segment);
        for (uint i = 0; i <= QueueLayout.MaxHolders; i++)
        {
            holders.Add(100 + i);
        }

        for (uint i = 0; i < QueueLayout.MaxHolders; i++)
        {
            holders.Remove(100 + i);
        }

        Assert.IsFalse(holders.AreNone(), "there is one more, which has no word");
    }

    private static QueueHolders Three(SharedSegment segment)
    {
        QueueHolders holders = new(segment);
        holders.Add(Maker);
        holders.Add(Producer);
        holders.Add(Consumer);
        holders.DoesNotTake(Producer);
        return holders;
    }

    private static uint State(SharedSegment segment) => *(uint*)segment.At(QueueLayout.Completed, sizeof(uint));
}
