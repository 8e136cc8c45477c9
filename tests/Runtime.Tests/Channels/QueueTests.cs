using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Channels;

namespace ProcessIsolate.Runtime.Tests.Channels;

/// <summary>Queues within one process: what each member does at the edges.</summary>
[TestClass]
public sealed class QueueTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    [TestMethod]
    public void FullQueue_RefusesWaitsOrTimesOut()
    {
        using ProcessQueue<int> queue = new(2);
        Assert.IsTrue(queue.TryPut(1));
        Assert.IsTrue(queue.TryPut(2));
        Assert.IsFalse(queue.TryPut(3));
        Assert.IsFalse(queue.TryPut(3, Moment));
        Assert.ThrowsExactly<TimeoutException>(() => queue.Put(3, Moment));
        Assert.AreEqual(2, queue.Count);
        Task put = Waiters.Start(queue, QueueLayout.NotFull, () => queue.Put(3, Limit));
        Assert.IsFalse(put.IsCompleted);
        Assert.AreEqual(1, queue.Get(Limit));
        Assert.IsTrue(put.Wait(Limit), "room wakes the producer");
        Assert.AreEqual(2, queue.Get(Limit));
        Assert.AreEqual(3, queue.Get(Limit));
    }

    [TestMethod]
    public void EmptyQueue_RefusesWaitsOrTimesOut()
    {
        using ProcessQueue<string> queue = new(2);
        Assert.IsFalse(queue.TryGet(out _));
        Assert.ThrowsExactly<TimeoutException>(() => queue.Get(Moment));
        using CancellationTokenSource source = new();
        Task<string> get = Waiters.Start(queue, QueueLayout.NotEmpty, () => queue.Get(source.Token));
        Assert.IsFalse(get.IsCompleted);
        source.Cancel();
        Assert.IsTrue(get.ContinueWith(_ => { }).Wait(Limit));
        Assert.IsTrue(get.IsCanceled || get.Exception?.InnerException is OperationCanceledException);
        Task<string> next = queue.GetAsync().AsTask();
        Assert.IsFalse(next.IsCompleted);
        queue.Put("x");
        Assert.IsTrue(next.Wait(Limit));
        Assert.AreEqual("x", next.Result);
    }

    [TestMethod]
    public void CompletedQueue_GivesWhatItHas_ThenEnds()
    {
        using ProcessQueue<int> queue = new(4);
        queue.Put(1);
        queue.Complete();
        Assert.IsTrue(queue.IsCompleted);
        Assert.ThrowsExactly<ChannelClosedException>(() => queue.Put(2));
        Assert.IsFalse(queue.TryPut(2));
        Assert.AreEqual(1, queue.Get());
        Assert.ThrowsExactly<ChannelClosedException>(() => queue.Get());
        Assert.IsFalse(queue.TryGet(out _, Limit));
    }

    [TestMethod]
    public void Completing_WakesWhoWaits()
    {
        using ProcessQueue<int> queue = new(1);
        Task<bool> get = Waiters.Start(queue, QueueLayout.NotEmpty, () => queue.TryGet(out _, Limit));
        // It waits when it comes back.
        Task<int> later = queue.GetAsync().AsTask();
        Assert.IsFalse(get.IsCompleted || later.IsCompleted);
        queue.Complete();
        Assert.IsTrue(get.Wait(Limit));
        Assert.IsFalse(get.Result);
        Assert.IsTrue(later.ContinueWith(_ => { }).Wait(Limit));
        Assert.IsInstanceOfType<ChannelClosedException>(later.Exception?.InnerException);
    }

    [TestMethod]
    public void ItemLargerThanTheQueue_IsAClearError()
    {
        using ProcessQueue<byte[]> queue = new(new ProcessQueueOptions { CapacityBytes = 4096 });
        MessageTooLargeException exception = Assert.ThrowsExactly<MessageTooLargeException>(() => queue.Put(new byte[4090]));
        StringAssert.Contains(exception.Message, nameof(ProcessQueueOptions.CapacityBytes));
        queue.Put(new byte[4000]);
        Assert.HasCount(4000, queue.Get());
    }

    [TestMethod]
    public void ItemThatCannotBeWritten_ThrowsFromPut_AndLeavesTheQueue()
    {
        using ProcessQueue<Uncrossable> queue = new(4);
        Assert.Throws<NotSupportedException>(() => queue.Put(new Uncrossable(() => 1)));
        Assert.AreEqual(0, queue.Count);
    }

    [TestMethod]
    public void Disposing_EndsAllWaiting()
    {
        ProcessQueue<int> queue = new(1);
        queue.Put(1);
        using ProcessQueue<int> empty = new(1);
        Task<int> get = Waiters.Start(empty, QueueLayout.NotEmpty, () => empty.Get());
        Task<int> getLater = empty.GetAsync().AsTask();
        Task put = Waiters.Start(queue, QueueLayout.NotFull, () => queue.Put(2));
        Task putLater = queue.PutAsync(2).AsTask();
        Task join = Waiters.Start(queue, QueueLayout.Finished, () => queue.Join());
        Task joinLater = queue.JoinAsync();
        Task[] waiting = [get, getLater, put, putLater, join, joinLater];
        Assert.IsFalse(waiting.Any(static task => task.IsCompleted));
        queue.Dispose();
        empty.Dispose();
        foreach (Task task in waiting)
        {
            Assert.IsTrue(task.ContinueWith(_ => { }).Wait(Limit), "waiting ends");
            Assert.IsInstanceOfType<ObjectDisposedException>(task.Exception?.InnerException);
        }

        Assert.ThrowsExactly<ObjectDisposedException>(() => queue.Count);
    }

    [TestMethod]
    public void TaskDone_OnceTooOften_Throws()
    {
        using ProcessQueue<int> queue = new(4);
        Assert.ThrowsExactly<InvalidOperationException>(() => queue.TaskDone());
        queue.Put(1);
        Assert.ThrowsExactly<InvalidOperationException>(() => queue.TaskDone());
        queue.Get();
        Assert.IsFalse(queue.Join(TimeSpan.Zero));
        Task join = queue.JoinAsync();
        queue.TaskDone();
        Assert.IsTrue(join.Wait(Limit));
        Assert.ThrowsExactly<InvalidOperationException>(() => queue.TaskDone());
    }

    [TestMethod]
    [DataRow(Redelivery.None)]
    [DataRow(Redelivery.UntilTaskDone)]
    public void ManyThreads_VariableSizes_NothingLostNothingMixed(Redelivery redelivery)
    {
        const int Threads = 3;
        const int Each = 4000;
        using ProcessQueue<byte[]> queue = new(new ProcessQueueOptions { CapacityBytes = 8192, Redelivery = redelivery });
        int[] next = new int[Threads];
        int received = 0;
        Task[] producers = [.. Enumerable.Range(0, Threads).Select(thread => Task.Factory.StartNew(
            () => Produce(queue, thread, Each), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        Task[] consumers = [.. Enumerable.Range(0, Threads).Select(_ => Task.Factory.StartNew(
            () => Consume(queue, next, ref received), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        Assert.IsTrue(Task.WaitAll(producers, Limit * 3));
        Assert.IsTrue(queue.Join(Limit));
        queue.Complete();
        Assert.IsTrue(Task.WaitAll(consumers, Limit));
        Assert.AreEqual(Threads * Each, received);
        Assert.AreEqual(0, queue.Count);
    }

    [TestMethod]
    public void Capacity_OutOfRange_IsRefused()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new ProcessQueue<int>(0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new ProcessQueue<int>(-1));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new ProcessQueueOptions { CapacityBytes = 0 });
        using ProcessQueue<string> large = new(int.MaxValue);
        Assert.AreEqual(ProcessQueueOptions.MaxCapacity, large.Capacity);
    }

    [TestMethod]
    public void SharedObject_OutsideOfACall_IsNoJson()
    {
        using ProcessQueue<int> queue = new(1);
        Assert.Throws<NotSupportedException>(() => System.Text.Json.JsonSerializer.Serialize(queue));
    }

    private static void Produce(ProcessQueue<byte[]> queue, int thread, int count)
    {
        Random random = new(thread);
        for (int i = 0; i < count; i++)
        {
            byte[] item = new byte[8 + random.Next(500)];
            Array.Fill(item, (byte)(i + thread));
            BitConverter.TryWriteBytes(item, thread);
            BitConverter.TryWriteBytes(item.AsSpan(4), i);
            queue.Put(item, Limit);
        }
    }

    // Items of one producer come in their order; of which consumer gets them nothing is said.
    private static void Consume(ProcessQueue<byte[]> queue, int[] next, ref int received)
    {
        Dictionary<int, int> last = [];
        while (queue.TryGet(out byte[] item, Limit))
        {
            int thread = BitConverter.ToInt32(item);
            int number = BitConverter.ToInt32(item, 4);
            Assert.IsTrue(item.AsSpan(8).IndexOfAnyExcept((byte)(number + thread)) < 0, "an item is whole");
            Assert.IsTrue(!last.TryGetValue(thread, out int before) || number > before, "the order of one producer");
            last[thread] = number;
            Interlocked.Increment(ref next[thread]);
            Interlocked.Increment(ref received);
            queue.TaskDone();
        }
    }

    private sealed record Uncrossable(Func<int> Function);
}
