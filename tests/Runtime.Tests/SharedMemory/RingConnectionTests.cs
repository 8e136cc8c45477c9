using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Rpc;
using ProcessIsolate.SharedMemory;

namespace ProcessIsolate.Runtime.Tests.SharedMemory;

[TestClass]
public sealed partial class RingConnectionTests
{
    private const int Capacity = 4096;
    private const int GivenUp = 40;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    [TestMethod]
    public void WhatIsSent_Arrives()
    {
        using RingPair pair = new(Capacity);
        pair.Host.Send("hello"u8);
        byte[] buffer = new byte[100];
        Assert.AreEqual(5, pair.Worker.Receive(buffer));
        CollectionAssert.AreEqual("hello"u8.ToArray(), buffer[..5]);
    }

    [TestMethod]
    public async Task MoreThanTheRingHolds_StreamsThrough()
    {
        using RingPair pair = new(Capacity);
        byte[] sent = new byte[Capacity * 50];
        new Random(1).NextBytes(sent);
        Task sender = Task.Factory.StartNew(() => pair.Host.Send(sent), TaskCreationOptions.LongRunning);
        byte[] received = new byte[sent.Length];
        int count = 0;
        while (count < received.Length)
        {
            count += pair.Worker.Receive(received.AsSpan(count));
        }

        await sender.WaitAsync(Bound);
        CollectionAssert.AreEqual(sent, received);
    }

    /// <summary>A host that waits for its answer would be woken a second time for each call, for nothing.</summary>
    [TestMethod]
    public void Reading_WakesTheWriterOnlyOfAFullRing()
    {
        const int Small = 4096;
        using RingPair pair = new(Small);
        byte[] buffer = new byte[Small];
        pair.Host.Send(new byte[Small - 1]);
        pair.Poke(LaneLayout.HostWaits, 1);
        long bell = pair.Peek(LaneLayout.HostBell);
        pair.Worker.Receive(buffer);
        Assert.AreEqual(bell, pair.Peek(LaneLayout.HostBell));

        while (pair.Worker.IsReady)
        {
            pair.Worker.Receive(buffer);
        }

        pair.Host.Send(new byte[Small]);
        pair.Worker.Receive(buffer);
        Assert.AreNotEqual(bell, pair.Peek(LaneLayout.HostBell));
    }

    [TestMethod]
    public async Task Callback_ComesWithALaterSend()
    {
        using RingPair pair = new(Capacity);
        byte[] buffer = new byte[10];
        for (int i = 0; i < 200; i++)
        {
            Task arrival = Arrival(pair.Host);
            pair.Worker.Send([(byte)i]);
            await arrival.WaitAsync(Bound);
            Assert.AreEqual(1, pair.Host.ReceiveNow(buffer));
            Assert.AreEqual((byte)i, buffer[0]);
        }
    }

    [TestMethod]
    public async Task ManyCallbacks_ShareOneLoop()
    {
        RingPair[] pairs = [.. Enumerable.Range(0, 150).Select(_ => new RingPair(Capacity))];
        Task[] arrivals = [.. pairs.Select(pair => Arrival(pair.Host))];
        for (int i = pairs.Length - 1; i >= 0; i--)
        {
            pairs[i].Worker.Send([(byte)i]);
        }

        await Task.WhenAll(arrivals).WaitAsync(Bound);
        byte[] buffer = new byte[1];
        Assert.IsTrue(pairs.Select((pair, i) => pair.Host.ReceiveNow(buffer) == 1 && buffer[0] == (byte)i).All(same => same));
        Array.ForEach(pairs, pair => pair.Dispose());
    }

    /// <summary>The one who receives may be another than the one who was to be called back; what the loop was left waiting
    /// for must not keep a ring from a thread that waits itself.</summary>
    [TestMethod]
    public void BlockedReceiver_IsWokenAtOnce_AfterACallbackWasGivenUp()
    {
        using RingPair pair = new(Capacity);
        byte[] buffer = new byte[1];
        Stopwatch waited = new();
        for (int i = 0; i < GivenUp; i++)
        {
            pair.Host.WhenReady(static () => { });
            Assert.IsTrue(SpinWait.SpinUntil(() => pair.Peek(LaneLayout.HostWaits) != 0, Bound), "The loop never waited.");
            pair.Host.StopWaiting();
            Assert.IsFalse(pair.Host.IsAwaited);
            Thread receiver = new(() => pair.Host.Receive(buffer));
            receiver.Start();
            Assert.IsTrue(SpinWait.SpinUntil(() => receiver.ThreadState.HasFlag(System.Threading.ThreadState.WaitSleepJoin) || pair.Peek(LaneLayout.HostWaits) != 0, Bound));
            waited.Start();
            pair.Worker.Send([1]);
            Assert.IsTrue(receiver.Join(Bound));
            waited.Stop();
        }

        // Each time it would sleep for its limit of a second.
        Assert.IsLessThan(TimeSpan.FromSeconds(GivenUp / 4), waited.Elapsed);
    }

    [TestMethod]
    public async Task Abort_WakesWhoeverWaits()
    {
        using RingPair pair = new(Capacity);
        Task<int> blocked = Task.Factory.StartNew(() => pair.Host.Receive(new byte[1]), TaskCreationOptions.LongRunning);
        Task pending = Arrival(pair.Worker);
        AwaitSleeper(pair, LaneLayout.HostWaits);
        AwaitSleeper(pair, LaneLayout.WorkerWaits);
        Assert.IsFalse(blocked.IsCompleted || pending.IsCompleted);
        pair.Host.Abort();
        pair.Worker.Abort();
        Assert.AreEqual(0, await blocked.WaitAsync(Bound));
        await pending.WaitAsync(Bound);
        Assert.ThrowsExactly<ConnectionLostException>(() => pair.Worker.ReceiveNow(new byte[1]));
    }

    [TestMethod]
    public async Task Abort_WhileTheOtherSideTakesNothing_TellsThatNothingWasTaken()
    {
        using RingPair pair = new(Capacity);
        pair.Host.Send("request"u8);
        Task<int> blocked = Task.Factory.StartNew(() => pair.Host.Receive(new byte[1]), TaskCreationOptions.LongRunning);
        AwaitSleeper(pair, LaneLayout.HostWaits);
        pair.Host.Abort();
        ConnectionLostException lost = await Assert.ThrowsExactlyAsync<ConnectionLostException>(() => blocked.WaitAsync(Bound));
        Assert.IsTrue(lost.Undelivered);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void AnIdleReceiver_UsesNoProcessor()
    {
        using RingPair pair = new(Capacity);
        using ManualResetEventSlim silence = new();
        TimeSpan used = TimeSpan.MaxValue;
        Thread waiter = new(() =>
        {
            TimeSpan before = ThreadTime();
            pair.Worker.Receive(new byte[1]);
            used = ThreadTime() - before;
        });
        waiter.Start();
        AwaitSleeper(pair, LaneLayout.WorkerWaits);
        Assert.IsFalse(silence.Wait(Idle));
        pair.Host.Send([1]);
        Assert.IsTrue(waiter.Join(Bound));
        // A thread that looked again and again would have used nearly all of the time, unless the machine gave it none.
        Assert.IsLessThan(Idle / 10, used);
    }

    [TestMethod]
    public void ASegmentThatIsNoLane_IsRefused()
    {
        using SharedSegment segment = SharedSegment.Create(LaneLayout.SizeFor(Capacity));
        Assert.ThrowsExactly<IOException>(() => RingConnection.Open(RingPair.OpenAgain(segment)));
    }

    private static void AwaitSleeper(RingPair pair, int waits) =>
        Assert.IsTrue(SpinWait.SpinUntil(() => pair.Peek(waits) != 0, Bound), "The receiver never went to sleep.");

    // The processor time of the current thread alone: others of this process run tests.
    private static unsafe TimeSpan ThreadTime()
    {
        const int ThreadClock = 3;
        long* time = stackalloc long[2];
        Assert.AreEqual(0, ClockGetTime(ThreadClock, time));
        return TimeSpan.FromSeconds(time[0]) + TimeSpan.FromTicks(time[1] / 100);
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static unsafe partial int ClockGetTime(int clock, long* time);

    private static Task Arrival(RingConnection connection)
    {
        TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.WhenReady(arrived.SetResult);
        return arrived.Task;
    }
}
