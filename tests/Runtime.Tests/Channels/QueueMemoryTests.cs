using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Channels;
using ProcessIsolate.Sharing;

namespace ProcessIsolate.Runtime.Tests.Channels;

/// <summary>A queue's capacity counts items; memory is taken when they need it, and given back.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class QueueMemoryTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    [TestMethod]
    public void Capacity_CountsItems_AndABurstDoesNotStay()
    {
        const int Count = 1000;
        const int Bytes = 60_000;
        using ProcessQueue<byte[]> queue = new(Count);
        Assert.IsLessThan(1 << 20, Resident(queue), "nothing was put yet");
        for (int i = 0; i < Count; i++)
        {
            Assert.IsTrue(queue.TryPut(Item(i, Bytes)), $"item {i}");
        }

        Assert.IsFalse(queue.TryPut([]));
        string message = Assert.ThrowsExactly<TimeoutException>(() => queue.Put([], Moment)).Message;
        StringAssert.Contains(message, "1,000 items");
        StringAssert.Contains(message, nameof(ProcessQueueOptions.Capacity));
        Assert.IsGreaterThan((long)Count * Bytes, Resident(queue));
        for (int i = 0; i < Count; i++)
        {
            AssertItem(i, Bytes, queue.Get(Limit));
        }

        Assert.IsFalse(queue.TryGet(out _, Moment));
        Assert.IsLessThan(4 << 20, Resident(queue), "the burst is over");
        for (int i = 0; i < 20_000; i++)
        {
            queue.Put(Item(i, 300));
            AssertItem(i, 300, queue.Get(Limit));
        }

        Assert.IsLessThan(4 << 20, Resident(queue), "a queue that is nearly empty goes round in a few pieces");
    }

    [TestMethod]
    [DataRow(1 << 20)]
    [DataRow(2 << 20)]
    public void Bytes_AreNamed_WhenTheyAreWhatBlocks(int capacityBytes)
    {
        using ProcessQueue<byte[]> queue = new(new ProcessQueueOptions { CapacityBytes = capacityBytes, Capacity = 1000 });
        int count = 0;
        while (queue.TryPut(Item(count, 60_000)))
        {
            count++;
        }

        Assert.AreEqual(capacityBytes / 60_008, count);
        string message = Assert.ThrowsExactly<TimeoutException>(() => queue.Put(Item(0, 60_000), Moment)).Message;
        StringAssert.Contains(message, $"{capacityBytes:N0} that ProcessQueueOptions.CapacityBytes allows");
        StringAssert.Contains(message, "the next one 60,008");
        Assert.IsTrue(queue.TryPut(Item(count, 1000)), "a smaller one fits");
        MessageTooLargeException large = Assert.ThrowsExactly<MessageTooLargeException>(() => queue.Put(new byte[capacityBytes]));
        StringAssert.Contains(large.Message, nameof(ProcessQueueOptions.CapacityBytes));
        for (int i = 0; i < count; i++)
        {
            AssertItem(i, 60_000, queue.Get());
        }

        AssertItem(count, 1000, queue.Get());
        byte[] whole = Item(7, capacityBytes - 8);
        Assert.IsTrue(queue.TryPut(whole), "one item may fill the queue");
        Assert.IsFalse(queue.TryPut([]));
        AssertItem(7, whole.Length, queue.Get());
    }

    [TestMethod]
    public void PlainItems_AlwaysHaveRoomForTheCapacity()
    {
        const int Count = 300_000;
        using ProcessQueue<Guid> queue = new(Count);
        for (int i = 0; i < Count; i++)
        {
            Assert.IsTrue(queue.TryPut(new Guid(i, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0])), $"item {i}");
        }

        Assert.IsFalse(queue.TryPut(default));
        for (int i = 0; i < Count; i++)
        {
            Assert.IsTrue(queue.TryGet(out Guid item));
            Assert.AreEqual(new Guid(i, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]), item);
        }
    }

    [TestMethod]
    [DataRow(Redelivery.None)]
    [DataRow(Redelivery.UntilTaskDone)]
    public void RandomSizes_AsInAQueueOfTheBaseLibrary(Redelivery redelivery)
    {
        Random random = new(7);
        Queue<byte[]> model = [];
        using ProcessQueue<byte[]> queue = new(new ProcessQueueOptions { CapacityBytes = 3 << 20, Redelivery = redelivery });
        bool fills = true;
        for (int i = 0; i < 12_000; i++)
        {
            fills = random.Next(200) == 0 ? !fills : fills;
            if (random.Next(10) < (fills ? 7 : 3))
            {
                byte[] item = Item(i, random.Next(20) == 0 ? random.Next(300_000) : random.Next(9000));
                if (queue.TryPut(item))
                {
                    model.Enqueue(item);
                }
                else
                {
                    Assert.IsGreaterThan(2 << 20, model.Sum(each => (long)each.Length), "full while there is room");
                    fills = false;
                }
            }
            else if (model.TryDequeue(out byte[]? expected))
            {
                Assert.IsTrue(queue.TryGet(out byte[] item));
                Assert.IsTrue(expected.AsSpan().SequenceEqual(item), $"item {i}");
                queue.TaskDone();
            }
            else
            {
                Assert.IsFalse(queue.TryGet(out _));
            }
        }

        Assert.AreEqual(model.Count, queue.Count);
    }

    /// <summary>What a producer has prepared and not published is used by the next, or free.</summary>
    [TestMethod]
    [NeedsSteps]
    [DoNotParallelize]
    public void ProducerThatFailsInTheMiddle_LeavesNothing()
    {
        using ProcessQueue<byte[]> queue = new(new ProcessQueueOptions { CapacityBytes = 2 << 20 });
        for (int round = 0; round < 100; round++)
        {
            int thread = Environment.CurrentManagedThreadId;
            FailPoint.Hook = step =>
            {
                if (step == "put.written" && Environment.CurrentManagedThreadId == thread)
                {
                    throw new NotSupportedException("as asked");
                }
            };
            Assert.ThrowsExactly<NotSupportedException>(() => queue.Put(Item(0, 100_000 * (1 + (round % 15)))));
            FailPoint.Hook = null;
            queue.Put(Item(round, 50_000));
            queue.Put(Item(round, (2 << 20) - 60_000));
            AssertItem(round, 50_000, queue.Get());
            AssertItem(round, (2 << 20) - 60_000, queue.Get());
        }
    }

    [TestMethod]
    [DataRow(4096, false)]
    [DataRow(1 << 20, false)]
    [DataRow((1 << 20) + 1, true)]
    [DataRow(64 << 20, true)]
    [DataRow(1 << 30, true)]
    public void Layout_HoldsWhatItSays(int bytes, bool isChunked)
    {
        QueueLayout layout = new(QueueLayout.RoundUp(bytes), 1, false);
        Assert.AreEqual(isChunked, layout.IsChunked);
        Assert.IsGreaterThanOrEqualTo(bytes, layout.CapacityBytes);
        Assert.AreEqual(layout.CapacityBytes, QueueLayout.RoundUp(layout.CapacityBytes));
        Assert.AreEqual(0, layout.DataAt % (isChunked ? QueueLayout.PieceBytes : 8));
        Assert.IsLessThanOrEqualTo(layout.DataAt, isChunked ? layout.CommittedBytes : layout.DataAt);
        Assert.IsGreaterThanOrEqualTo(layout.CapacityBytes + (isChunked ? QueueLayout.PieceBytes : 0), layout.DataBytes);
    }

    private static byte[] Item(int number, int length)
    {
        byte[] item = new byte[length];
        Array.Fill(item, (byte)number);
        return item;
    }

    private static void AssertItem(int number, int length, byte[] item)
    {
        Assert.HasCount(length, item);
        Assert.IsTrue(item.AsSpan().IndexOfAnyExcept((byte)number) < 0, $"item {number} is whole");
    }

    // What the system says of the mapping: how much of it is in memory.
    private static unsafe long Resident(SharedObject target)
    {
        string address = ((nint)target.Segment.At(0, 1)).ToString("x", CultureInfo.InvariantCulture) + "-";
        string line = File.ReadLines("/proc/self/smaps").SkipWhile(line => !line.StartsWith(address, StringComparison.Ordinal))
            .First(static line => line.StartsWith("Rss:", StringComparison.Ordinal));
        return long.Parse(line[4..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) * 1024;
    }
}
