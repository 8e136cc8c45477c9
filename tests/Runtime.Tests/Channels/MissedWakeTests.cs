using System;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Sharing;

namespace ProcessIsolate.Runtime.Tests.Channels;

/// <summary>What changes between an attempt that failed and the sleep wakes no thread; so no thread may fall asleep over it.</summary>
[TestClass]
[DoNotParallelize]
[NeedsSteps]
public sealed class MissedWakeTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    [TestMethod]
    [DataRow(Redelivery.None)]
    [DataRow(Redelivery.UntilTaskDone)]
    public void Get_ItemThatCameAfterTheLook(Redelivery redelivery)
    {
        using ProcessQueue<int> queue = new(new ProcessQueueOptions { Capacity = 1, Redelivery = redelivery });
        AssertAwake("get.waiting", () => queue.Put(7), () => Assert.AreEqual(7, queue.Get(Limit)));
    }

    [TestMethod]
    [DataRow(Redelivery.None)]
    [DataRow(Redelivery.UntilTaskDone)]
    public void Put_RoomThatCameAfterTheLook(Redelivery redelivery)
    {
        using ProcessQueue<int> queue = new(new ProcessQueueOptions { Capacity = 1, Redelivery = redelivery });
        queue.Put(1);
        AssertAwake(
            "put.waiting",
            () =>
            {
                queue.Get();
                queue.TaskDone();
            },
            () => queue.Put(2, Limit));
        Assert.AreEqual(2, queue.Get());
    }

    [TestMethod]
    public void Send_RoomThatCameAfterTheLook()
    {
        (ProcessPipe<byte[]> first, ProcessPipe<byte[]> second) = ProcessPipe<byte[]>.Create();
        using (first)
        using (second)
        {
            byte[] large = new byte[60_000];
            first.Send(large);
            AssertAwake("send.waiting", () => second.Receive(), () => first.Send(large, Limit));
        }
    }

    [TestMethod]
    public void Receive_MessageThatCameAfterTheLook()
    {
        (ProcessPipe<int> first, ProcessPipe<int> second) = ProcessPipe<int>.Create();
        using (first)
        using (second)
        {
            AssertAwake("receive.waiting", () => first.Send(5), () => Assert.AreEqual(5, second.Receive(Limit)));
        }
    }

    [TestMethod]
    public async Task PutAsync_EndsWhenThereIsRoom()
    {
        using ProcessQueue<int> queue = new(1);
        for (int i = 0; i < 200; i++)
        {
            queue.Put(i);
            Task later = queue.PutAsync(i + 1000).AsTask();
            Assert.AreEqual(i, queue.Get());
            await later.WaitAsync(Limit);
            Assert.AreEqual(i + 1000, queue.Get());
        }
    }

    private static void AssertAwake(string step, Action change, Action wait)
    {
        int thread = Environment.CurrentManagedThreadId;
        bool changed = false;
        bool slept = false;
        FailPoint.Hook = reached =>
        {
            if (Environment.CurrentManagedThreadId != thread)
            {
                return;
            }

            slept |= reached == "wait.sleeping";
            if (reached == step && !changed)
            {
                changed = true;
                change();
            }
        };
        try
        {
            wait();
        }
        finally
        {
            FailPoint.Hook = null;
        }

        Assert.IsTrue(changed, "The change came too early to be missed.");
        Assert.IsFalse(slept, "It slept although what it waited for was there.");
    }
}
