using System;
using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Channels;

namespace ProcessIsolate.Runtime.Tests.Channels;

/// <summary>Whatever a process writes into the memory of a queue or pipe, the others see an error or wait in vain: they never touch
/// memory outside, and never crash.</summary>
[TestClass]
public sealed unsafe class HostileQueueTests
{
    private const int Rounds = 3000;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    [TestMethod]
    [DataRow(Redelivery.None)]
    [DataRow(Redelivery.UntilTaskDone)]
    public void Queue_FullOfGarbage(Redelivery redelivery)
    {
        Random random = new(1);
        Stopwatch watch = Stopwatch.StartNew();
        for (int round = 0; round < Rounds && watch.Elapsed < TimeSpan.FromSeconds(3); round++)
        {
            using ProcessQueue<string> queue = new(new ProcessQueueOptions { CapacityBytes = 4096, Redelivery = redelivery });
            queue.Put("one");
            queue.Put("two");
            Scribble(queue, random, QueueLayout.ProducerLock, [QueueLayout.ProducerLock, QueueLayout.ConsumerLock]);
            Attempt(() => queue.TryPut("three", Moment));
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

    // Locks are left alone: a lock that names an owner who does not exist is waited for, as long as the caller is ready to wait.
    private static void Scribble(SharedObject target, Random random, int from, int[] locks)
    {
        byte* memory = target.Segment.At(0, target.Segment.Size);
        int words = random.Next(1, 40);
        for (int i = 0; i < words; i++)
        {
            int offset = random.Next(3) == 0
                ? random.Next(4096 / 8, (int)Math.Min(target.Segment.Size, 8192) / 8) * 8
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
