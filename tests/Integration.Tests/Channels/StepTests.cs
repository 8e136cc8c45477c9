using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Channels;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Channels;

/// <summary>A process killed at each step of each operation: what was done is done, what was not is not, and no process hangs.</summary>
[TestClass]
[NeedsSteps]
public sealed class StepTests
{
    private const int Items = 5;

    // The third time: with items before and after.
    private const int Time = 3;

    [TestMethod]
    [DataRow("put.locked", 2)]
    [DataRow("put.written", 2)]
    [DataRow("put.published", 3)]
    [DataRow("put.told", 3)]
    public void Put(string step, int there)
    {
        using ProcessPool pool = TestPools.Single();
        using ProcessQueue<string> queue = new(Items);
        Task<string> waiting = WaitForLast(queue, there);
        Assert.ThrowsExactly<WorkerCrashedException>(() => pool.Run(StepKiller.Put, queue, Items, step, Time));
        queue.Put("end", Eventually.Limit);
        Assert.AreEqual("end", Eventually.Result(waiting, "the item after the death"));
        // The next process finds a queue like any other.
        pool.Run(StepKiller.Put, queue, Items, "", 1);
        Assert.AreEqual(Items, queue.Count);
    }

    [TestMethod]
    [DataRow(Redelivery.None, "get.locked", 2)]
    [DataRow(Redelivery.None, "get.noted", 2)]
    [DataRow(Redelivery.None, "get.taken", 3)]
    [DataRow(Redelivery.None, "get.told", 3)]
    [DataRow(Redelivery.None, "done.told", 3)]
    [DataRow(Redelivery.UntilTaskDone, "get.locked", 2)]
    [DataRow(Redelivery.UntilTaskDone, "get.noted", 2)]
    [DataRow(Redelivery.UntilTaskDone, "get.taken", 2)]
    [DataRow(Redelivery.UntilTaskDone, "get.moved", 2)]
    [DataRow(Redelivery.UntilTaskDone, "get.told", 2)]
    [DataRow(Redelivery.UntilTaskDone, "done.marked", 3)]
    [DataRow(Redelivery.UntilTaskDone, "done.passed", 3)]
    [DataRow(Redelivery.UntilTaskDone, "done.told", 3)]
    public void Get(Redelivery redelivery, string step, int gone)
    {
        using ProcessPool pool = TestPools.Single();
        using ProcessQueue<string> queue = new(new ProcessQueueOptions { Capacity = Items, Redelivery = redelivery });
        foreach (int i in Enumerable.Range(0, Items))
        {
            queue.Put(Name(i));
        }

        Assert.ThrowsExactly<WorkerCrashedException>(() => pool.Run(StepKiller.Get, queue, Items, step, Time));
        List<string> left = [];
        while (left.Count < Items - gone)
        {
            left.Add(queue.Get(Eventually.Limit));
            queue.TaskDone();
        }

        // What is delivered again comes when the death has been repaired, which may be after the next item was taken.
        string[] expected = [.. Enumerable.Range(gone, Items - gone).Select(Name)];
        CollectionAssert.AreEqual(expected, redelivery == Redelivery.None ? left : [.. left.Order(StringComparer.Ordinal)]);
        Assert.IsTrue(queue.Join(Eventually.Limit), "everything is done");
        Assert.IsFalse(queue.TryGet(out _));
        foreach (int i in Enumerable.Range(0, Items))
        {
            Assert.IsTrue(queue.TryPut(Name(i), Eventually.Limit), "there is room for as many as ever");
        }

        pool.Run(StepKiller.Get, queue, Items, "", 1);
        Assert.IsTrue(queue.Join(Eventually.Limit));
    }

    [TestMethod]
    [DataRow("send.locked", 100, 2)]
    [DataRow("send.written", 100, 2)]
    [DataRow("send.published", 100, 3)]
    [DataRow("send.written", 200_000, 0)]
    [DataRow("send.published", 200_000, 0)]
    public void Send(string step, int bytes, int arrived)
    {
        using ProcessPool pool = TestPools.Single();
        (ProcessPipe<byte[]> mine, ProcessPipe<byte[]> theirs) = ProcessPipe<byte[]>.Create();
        using (mine)
        using (theirs)
        {
            Task call = pool.RunAsync(StepKiller.Send, theirs, Items, bytes, step, Time);
            List<byte[]> received = [];
            Assert.ThrowsExactly<ChannelClosedException>(() =>
            {
                while (true)
                {
                    received.Add(mine.Receive(Eventually.Limit));
                }
            });
            Eventually.Ends(call, "the call");
            Assert.HasCount(arrived, received);
            Assert.IsTrue(received.Index().All(each => each.Item.Length == bytes && each.Item[0] == each.Index && each.Item[^1] == each.Index));
        }
    }

    [TestMethod]
    [DataRow("receive.locked")]
    [DataRow("receive.copied")]
    [DataRow("receive.taken")]
    public void Receive(string step)
    {
        using ProcessPool pool = TestPools.Single();
        (ProcessPipe<byte[]> mine, ProcessPipe<byte[]> theirs) = ProcessPipe<byte[]>.Create();
        using (mine)
        using (theirs)
        {
            Task call = pool.RunAsync(StepKiller.Receive, theirs, 1_000_000, step, Time);
            Assert.ThrowsExactly<ChannelClosedException>(() =>
            {
                while (true)
                {
                    mine.Send(new byte[5000], Eventually.Limit);
                }
            });
            Eventually.Ends(call, "the call");
        }
    }

    private static string Name(int i) => "item " + i.ToString(CultureInfo.InvariantCulture);

    // Takes those that are there and then the next, already waiting when the process dies.
    private static Task<string> WaitForLast(ProcessQueue<string> queue, int there) => Task.Run(() =>
    {
        for (int i = 0; i < there; i++)
        {
            Assert.AreEqual(Name(i), queue.Get(Eventually.Limit));
        }

        return queue.Get(Eventually.Limit);
    });
}
