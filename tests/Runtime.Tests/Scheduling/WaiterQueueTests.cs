using System;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Calls;
using ProcessIsolate.Scheduling;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Runtime.Tests.Scheduling;

/// <summary>Whose turn it is when calls give up, come back, or find more room.</summary>
[TestClass]
public sealed class WaiterQueueTests
{
    private readonly ManualClock clock = new();
    private readonly WaiterQueue queue;
    private long room = long.MaxValue;

    public WaiterQueueTests() => queue = new WaiterQueue(new QueueLimits(null!), clock, () => room);

    [TestMethod]
    public void OneThatGivesUp_LeavesItsGroupTheTurn()
    {
        Call first = Add("many");
        Call second = Add("many");
        Call other = Add("few");
        Assert.AreSame(first, queue.First);
        Assert.IsTrue(queue.Remove(first));
        Assert.AreSame(second, queue.First);
        Assert.IsTrue(queue.Remove(other));
        Assert.AreSame(second, queue.First);
    }

    /// <summary>The oldest call of a level says how old the level is, whatever came back before it.</summary>
    [TestMethod]
    public void OneThatComesBack_MakesItsLevelNoYounger()
    {
        Call old = Add();
        clock.Advance(TimeSpan.FromSeconds(8));
        Call back = new(new QueueTerms(System.Threading.Timeout.InfiniteTimeSpan, 0, 0, null));
        queue.AddFirst(back);
        Add(priority: 7);
        Assert.AreSame(back, queue.First);
        Assert.IsTrue(queue.Remove(back));
        Assert.AreSame(old, queue.First);
    }

    [TestMethod]
    public void RoomThatGrows_IsForThoseBeforeTheDoor()
    {
        room = 1;
        Call inside = Add();
        Call before = Add();
        room = 3;
        Call late = Add();
        foreach (Call expected in (Call[])[inside, before, late])
        {
            Assert.AreSame(expected, queue.First);
            Assert.IsTrue(queue.Remove(expected));
        }
    }

    [TestMethod]
    public void EachPlaceThatBecomesFree_LetsOneIn()
    {
        room = 2;
        Call[] calls = [Add(), Add(), Add(priority: 1), Add(priority: 2), Add(priority: 3)];
        Assert.AreSame(calls[0], queue.First, "The urgent ones stand before the door.");
        queue.Remove(calls[0]);
        Assert.AreSame(calls[2], queue.First);
        queue.Remove(calls[1]);
        Assert.AreSame(calls[3], queue.First);
        queue.Remove(calls[3]);
        Assert.AreSame(calls[4], queue.First);
        Assert.AreEqual(2, queue.Count);
    }

    /// <summary>Where no call may wait, those before the door get their turn all the same, beside maps that come again and again.</summary>
    [TestMethod]
    public void WithoutRoom_MapsLetCallsPass()
    {
        room = 0;
        Call map = AddMap();
        Call call = Add();
        for (int turn = 0; turn < 3 && queue.First != call; turn++)
        {
            queue.Serve(queue.First!);
            clock.Advance(TimeSpan.FromSeconds(1));
            map = AddMap();
        }

        Assert.AreSame(call, queue.First);
        Assert.AreNotSame(map, queue.First);
    }

    private Call AddMap()
    {
        Call call = new(new QueueTerms(System.Threading.Timeout.InfiniteTimeSpan, 0, 0, null, IsOfMap: true));
        queue.AddLast(call);
        return call;
    }

    private Call Add(string? group = null, int priority = 0)
    {
        Call call = new(new QueueTerms(System.Threading.Timeout.InfiniteTimeSpan, 0, priority, group));
        queue.AddLast(call);
        return call;
    }

    private sealed class Call(QueueTerms terms) : Waiter
    {
        public override string What => "a call";

        protected override QueueTerms QueueTerms => terms;

        public override void Give(WorkerProcess worker) => throw new NotSupportedException();

        public override void Fail(Exception exception) => throw new NotSupportedException();
    }
}
