using System;
using System.Diagnostics;
using System.Threading.Channels;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Channels;

namespace ProcessIsolate.Runtime.Tests.Channels;

/// <summary>Whatever a process writes into the memory of a queue or pipe, the others see an error or wait to no end: they never touch
/// memory outside, and never crash.</summary>
[TestClass]
public sealed unsafe class HostileQueueTests
{
    // Tables and the first items of a queue in pieces.
    private const int WrittenBytes = 68 * 1024;
    private const int Rounds = 3000;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    [TestMethod]
    [DataRow(Redelivery.None, 4096)]
    [DataRow(Redelivery.UntilTaskDone, 4096)]
    [DataRow(Redelivery.None, 2 << 20)]
    [DataRow(Redelivery.UntilTaskDone, 2 << 20)]
    public void Queue_FullOfGarbage(Redelivery redelivery, int bytes)
    {
        Random random = new(1);
        Stopwatch watch = Stopwatch.StartNew();
        for (int round = 0; round < Rounds && watch.Elapsed < TimeSpan.FromSeconds(3); round++)
        {
            using ProcessQueue<string> queue = new(new ProcessQueueOptions { CapacityBytes = bytes, Redelivery = redelivery });
            queue.Put("one");
            queue.Put("two");
            Scribble(queue, random, QueueLayout.ProducerLock, [QueueLayout.ProducerLock, QueueLayout.ConsumerLock]);
            Attempt(() => queue.TryPut("three", Moment));
            Attempt(() => queue.TryPut(long.MaxValue.ToString("D999", null), Moment));
            Attempt(() => queue.TryGet(out _, Moment));
            Attempt(() => queue.TryGet(out _, Moment));
            Attempt(() => _ = queue.Count);
            Attempt(queue.TaskDone);
            Attempt(() => queue.Join(TimeSpan.Zero));
        }
    }

    [TestMethod]
    public void Pipe_FullOfGarbage()
    {
        Random random = new(2);
        Stopwatch watch = Stopwatch.StartNew();
        for (int round = 0; round < Rounds && watch.Elapsed < TimeSpan.FromSeconds(3); round++)
        {
            (ProcessPipe<string> first, ProcessPipe<string> second) = ProcessPipe<string>.Create();
            using (first)
            using (second)
            {
                first.Send("one");
                second.Send("two");
                Scribble(
                    first,
                    random,
                    PipeLayout.Direction(0),
                    [PipeLayout.Direction(0), PipeLayout.Direction(0) + 128, PipeLayout.Direction(1), PipeLayout.Direction(1) + 128]);
                Attempt(() => first.Send("three", Moment));
                Attempt(() => second.Receive(Moment));
                Attempt(() => first.Receive(Moment));
                Attempt(() => first.Poll());
            }
        }
    }

    /// <summary>Memory that is no value of the item's type: its taker gets an error, and the next item comes.</summary>
    [TestMethod]
    public void PlainItem_OfOtherBits()
    {
        Check<bool>(true, static at => *at = 2);
        Check<bool?>(true, static at => *at = 2);
        Check<bool?>(true, static at => at[1] = 2);
        Check<int?>(5, static at => *at = 255);
        Check<decimal>(1.5m, static at => at[2] = 99);
        Check<decimal?>(1.5m, static at => at[10] = 99);
        Check<DateTime>(DateTime.UnixEpoch, static at => *(ulong*)at = (ulong)DateTime.MaxValue.Ticks + 1);
        Check<DateTime?>(DateTime.UnixEpoch, static at => *(ulong*)(at + 8) = (ulong)DateTime.MaxValue.Ticks + 1);
        Check<DateTimeOffset>(DateTimeOffset.UnixEpoch, static at => new Span<byte>(at, 16).Fill(0x3F));
        Check((5, true), static at => at[4] = 2);
        Check<(int, bool)?>((5, true), static at => at[12] = 2);
        Check(new KeyValuePair<int, DateTime>(1, DateTime.UnixEpoch), static at => *(ulong*)(at + 8) = (ulong)DateTime.MaxValue.Ticks + 1);
        Check(new Flags { First = default, Second = new Flag { Number = 7, IsSet = true } }, static at => at[12] = 2);
        Check(default(FourFlags), static at => at[3] = 2);
        Check<DateOnly>(DateOnly.MaxValue, static at => *(int*)at = int.MaxValue);
        Check<TimeOnly>(TimeOnly.MaxValue, static at => *(long*)at = -1);
        Check<System.Text.Rune>(new System.Text.Rune('a'), static at => *(uint*)at = 0xD800);
    }

    /// <summary>An item of another length than its type has.</summary>
    [TestMethod]
    public void PlainItem_OfOtherLength()
    {
        using ProcessQueue<int> queue = new(4);
        queue.Put(1);
        queue.Put(2);
        *(uint*)queue.Segment.At(QueueLayout.Data, 4) = 3;
        Assert.ThrowsExactly<WorkerProtocolException>(() => queue.Get());
        Assert.AreEqual(2, queue.Get());
        Assert.IsFalse(queue.TryGet(out _));
    }

    private delegate void Change(byte* item);

    private struct Flag
    {
        public int Number;
        public bool IsSet;
    }

    private struct Flags
    {
        public Flag First;
        public Flag Second;
    }

    [InlineArray(4)]
    private struct FourFlags
    {
        private bool first;

        public override readonly bool Equals(object? other) => other is FourFlags flags && flags.first == first;

        public override readonly int GetHashCode() => first.GetHashCode();
    }

    private static void Check<T>(T value, Change change)
    {
        using ProcessQueue<T> queue = new(4);
        queue.Put(value);
        queue.Put(value);
        change(queue.Segment.At(QueueLayout.Data + 8, 8));
        Assert.ThrowsExactly<WorkerProtocolException>(() => queue.Get(), $"{typeof(T)}");
        Assert.AreEqual(value, queue.Get());
        (ProcessPipe<T> first, ProcessPipe<T> second) = ProcessPipe<T>.Create();
        using (first)
        using (second)
        {
            first.Send(value);
            first.Send(value);
            change(first.Segment.At(PipeLayout.DataOf(0, PipeLayout.DefaultCapacity) + 8, 8));
            Assert.ThrowsExactly<WorkerProtocolException>(() => second.Receive(), $"{typeof(T)}");
            Assert.AreEqual(value, second.Receive());
        }
    }

    // Locks are left alone: a lock that names an owner who does not exist is waited for, as long as the caller is ready to wait.
    private static void Scribble(SharedObject target, Random random, int from, int[] locks)
    {
        byte* memory = target.Segment.At(0, target.Segment.Size);
        int words = random.Next(1, 40);
        for (int i = 0; i < words; i++)
        {
            int offset = random.Next(3) == 0
                ? random.Next(4096 / 8, (int)Math.Min(target.Segment.Size, WrittenBytes) / 8) * 8
                : random.Next(from / 8, 4096 / 8) * 8;
            if (Array.IndexOf(locks, offset) < 0)
            {
                *(long*)(memory + offset) = random.Next(4) == 0 ? random.Next(100) : random.NextInt64(long.MinValue, long.MaxValue);
            }
        }
    }

    private static void Attempt(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception is WorkerProtocolException or TimeoutException or ChannelClosedException
            or InvalidOperationException or MessageTooLargeException)
        {
            // An error that says so.
        }
    }
}
