using System;
using System.Diagnostics;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Rpc;
using ProcessIsolate.SharedMemory;

namespace ProcessIsolate.Runtime.Tests.SharedMemory;

[TestClass]
public sealed class RingStressTests
{
    private const int Capacity = 4096;
    private const string SecondsVariable = "PROCESSISOLATE_FUZZ_SECONDS";
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private static TimeSpan Length => TimeSpan.FromSeconds(
        double.TryParse(Environment.GetEnvironmentVariable(SecondsVariable), CultureInfo.InvariantCulture, out double seconds) ? seconds : 1);

    /// <summary>Frames of random sizes, each a run of one counter's bytes: a byte seen before it was written, or twice,
    /// breaks the sequence. Both sides now and then go on on another thread.</summary>
    [TestMethod]
    public async Task RandomFrames_ArriveWholeAndInOrder()
    {
        using RingPair pair = new(Capacity);
        Stopwatch clock = Stopwatch.StartNew();
        long sent = 0;
        long received = 0;
        Task sender = Hop(clock, random =>
        {
            byte[] frame = new byte[random.Next(1, random.Next(10) == 0 ? Capacity * 3 : 200)];
            for (int i = 0; i < frame.Length; i++)
            {
                frame[i] = ByteAt(sent++);
            }

            pair.Host.Send(frame);
        }, 1);
        byte[] buffer = new byte[Capacity * 2];
        Task receiver = Hop(clock, random =>
        {
            if (Volatile.Read(ref sent) <= received)
            {
                return;
            }

            int count = pair.Worker.Receive(buffer.AsSpan(0, random.Next(1, buffer.Length)));
            for (int i = 0; i < count; i++)
            {
                Assert.AreEqual(ByteAt(received), buffer[i], $"At byte {received}.");
                received++;
            }
        }, 2);
        await DrainWhile(sender, pair, () => Volatile.Read(ref sent), receiver, buffer);
        Assert.IsGreaterThan(10_000L, sent);
    }

    /// <summary>A peer that writes garbage into every word it can reach: the answer is an exception that names the
    /// protocol, or data of no meaning, never a crash or a hang.</summary>
    [TestMethod]
    public void AHostilePeer_CausesNothingWorseThanAnError()
    {
        Stopwatch clock = Stopwatch.StartNew();
        Random random = new(3);
        int refused = 0;
        for (int round = 0; clock.Elapsed < Length || round < 200; round++)
        {
            using RingPair pair = new(Capacity);
            int[] words = [LaneLayout.RequestHead, LaneLayout.ResponseTail, LaneLayout.HostWaits, LaneLayout.WorkerBell];
            pair.Poke(LaneLayout.ResponseTail, random.NextInt64(long.MinValue, long.MaxValue));
            pair.Poke(words[random.Next(words.Length)], random.NextInt64(long.MinValue, long.MaxValue));
            try
            {
                pair.Host.Receive(new byte[random.Next(1, 10_000)]);
            }
            catch (InvalidMessageException)
            {
                refused++;
            }

            pair.Poke(LaneLayout.RequestHead, random.NextInt64(1, long.MaxValue));
            Assert.ThrowsExactly<InvalidMessageException>(() => pair.Host.Send(new byte[random.Next(1, 100)]));
        }

        Assert.IsGreaterThan(100, refused);
    }

    /// <summary>Ping-pong with a pause of random length before each answer, so that answers meet the other side spinning,
    /// falling asleep and asleep: a lost wake-up would show as a pause of the doorbell's own limit.</summary>
    [TestMethod]
    public async Task NoWakeUpIsLost()
    {
        using RingPair pair = new(Capacity);
        Stopwatch clock = Stopwatch.StartNew();
        Task echo = Task.Factory.StartNew(
            () =>
            {
                byte[] one = new byte[1];
                Random random = new(4);
                while (pair.Worker.Receive(one) == 1 && one[0] != 0)
                {
                    Thread.SpinWait(random.Next(0, 4000));
                    pair.Worker.Send(one);
                }
            },
            TaskCreationOptions.LongRunning);
        byte[] mine = [1];
        TimeSpan slowest = TimeSpan.Zero;
        for (int i = 0; i < 2000 || clock.Elapsed < Length; i++)
        {
            long begun = Stopwatch.GetTimestamp();
            pair.Host.Send(mine);
            Assert.AreEqual(1, pair.Host.Receive(mine));
            TimeSpan taken = Stopwatch.GetElapsedTime(begun);
            slowest = taken > slowest ? taken : slowest;
        }

        pair.Host.Send([0]);
        await echo.WaitAsync(Bound);
        Assert.IsLessThan(TimeSpan.FromMilliseconds(900), slowest, "A sleeper was woken only by its time limit.");
    }

    private static byte ByteAt(long position) => (byte)((position * 31) + (position >> 8));

    private static async Task Hop(Stopwatch clock, Action<Random> step, int seed)
    {
        Random random = new(seed);
        while (clock.Elapsed < Length)
        {
            // A thread of its own each time: the pool may have none to spare while other tests block theirs.
            await Task.Factory.StartNew(
                () =>
                {
                    for (int i = 0; i < 500 && clock.Elapsed < Length; i++)
                    {
                        step(random);
                    }
                },
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
    }

    // The sender may stand in a full ring when the receiver's time is up.
    private static async Task DrainWhile(Task sender, RingPair pair, Func<long> sent, Task receiver, byte[] buffer)
    {
        await receiver.WaitAsync(Bound);
        while (!sender.IsCompleted)
        {
            if (pair.Worker.IsReady)
            {
                pair.Worker.Receive(buffer);
            }
        }

        await sender.WaitAsync(Bound);
        Assert.IsGreaterThan(0L, sent());
    }
}
