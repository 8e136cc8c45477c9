using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Sharing;
using ProcessIsolate.Synchronization;

namespace ProcessIsolate.Runtime.Tests.Sharing;

[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class ProcessBarrierTests
{
    [TestMethod]
    public void AllPass_WithDifferentIndexes_AndTheActionRunsOnce()
    {
        const int Phases = 50;
        int actions = 0;
        using ProcessBarrier barrier = new(3, _ => actions++);
        int[] sums = new int[Phases];
        Threads.RunAll(3, _ =>
        {
            for (int phase = 0; phase < Phases; phase++)
            {
                int index = barrier.SignalAndWait();
                Interlocked.Add(ref sums[phase], 1 << index);
                Assert.IsGreaterThan(phase, actions);
            }
        });
        Assert.AreEqual(Phases, actions);
        Assert.AreEqual(Phases, barrier.CurrentPhaseNumber);
        Assert.IsTrue(sums.All(static sum => sum == 0b111));
        Assert.AreEqual(3, barrier.ParticipantsRemaining);
    }

    [TestMethod]
    public async Task Asynchronous_TwoPass()
    {
        using ProcessBarrier barrier = new(2);
        for (int i = 0; i < 50; i++)
        {
            Task<int> first = barrier.SignalAndWaitAsync();
            Assert.AreEqual(1, barrier.ParticipantsRemaining);
            Assert.AreEqual(1, await barrier.SignalAndWaitAsync().WaitAsync(Threads.Bound));
            Assert.AreEqual(0, await first.WaitAsync(Threads.Bound));
        }
    }

    [TestMethod]
    public async Task OneThatWaitsRunsTheAction_WhenTheLastHasNone()
    {
        int ran = 0;
        using ProcessBarrier barrier = new(2, _ => ran++);
        Task<int> first = barrier.SignalAndWaitAsync();
        barrier.PostPhaseAction = null;
        Assert.AreEqual(1, await barrier.SignalAndWaitAsync().WaitAsync(Threads.Bound));
        Assert.AreEqual(0, await first.WaitAsync(Threads.Bound));
        Assert.AreEqual(1, ran);
    }

    [TestMethod]
    public async Task ActionThatThrows_IsToldToAll_AndThePhaseIsOver()
    {
        using ProcessBarrier barrier = new(2, static _ => throw new FormatException("no"));
        Task<int> first = barrier.SignalAndWaitAsync();
        BarrierPostPhaseException own = Assert.ThrowsExactly<BarrierPostPhaseException>(() => barrier.SignalAndWait());
        Assert.IsInstanceOfType<FormatException>(own.InnerException);
        await Assert.ThrowsExactlyAsync<BarrierPostPhaseException>(() => first.WaitAsync(Threads.Bound));
        Assert.AreEqual(1, barrier.CurrentPhaseNumber);
        barrier.PostPhaseAction = null;
        Task<int> next = barrier.SignalAndWaitAsync();
        barrier.SignalAndWait();
        await next.WaitAsync(Threads.Bound);
    }

    [TestMethod]
    public async Task TimeLimit_BreaksIt_ForAll_UntilReset()
    {
        using ProcessBarrier barrier = new(3);
        Task<int> other = barrier.SignalAndWaitAsync();
        Assert.IsFalse(barrier.SignalAndWait(20));
        await Assert.ThrowsExactlyAsync<BrokenBarrierException>(() => other.WaitAsync(Threads.Bound));
        Assert.IsTrue(barrier.IsBroken);
        Assert.ThrowsExactly<BrokenBarrierException>(() => barrier.SignalAndWait());
        barrier.Reset();
        Assert.IsFalse(barrier.IsBroken);
        Threads.RunAll(3, _ => barrier.SignalAndWait());
    }

    [TestMethod]
    public async Task TokenAbortResetAndDisposal_EndTheWait()
    {
        ProcessBarrier barrier = new(2);
        using CancellationTokenSource source = new();
        Task<int> cancelled = barrier.SignalAndWaitAsync(source.Token);
        source.Cancel();
        await Assert.ThrowsExactlyAsync<OperationCanceledException>(() => cancelled.WaitAsync(Threads.Bound));
        Assert.IsTrue(barrier.IsBroken);
        barrier.Reset();
        Task<int> aborted = barrier.SignalAndWaitAsync();
        barrier.Abort();
        await Assert.ThrowsExactlyAsync<BrokenBarrierException>(() => aborted.WaitAsync(Threads.Bound));
        barrier.Reset();
        Task<int> reset = barrier.SignalAndWaitAsync();
        barrier.Reset();
        await Assert.ThrowsExactlyAsync<BrokenBarrierException>(() => reset.WaitAsync(Threads.Bound));
        Assert.IsFalse(barrier.IsBroken);
        Task<int> disposed = barrier.SignalAndWaitAsync();
        barrier.Dispose();
        await Assert.ThrowsExactlyAsync<ObjectDisposedException>(() => disposed.WaitAsync(Threads.Bound));
    }

    [TestMethod]
    public async Task BrokenBarrier_IsLeftByAll()
    {
        using ProcessBarrier barrier = new(3);
        Task<int> first = barrier.SignalAndWaitAsync();
        Task<int> second = barrier.SignalAndWaitAsync();
        barrier.Abort();
        await Assert.ThrowsExactlyAsync<BrokenBarrierException>(() => first.WaitAsync(Threads.Bound));
        await Assert.ThrowsExactlyAsync<BrokenBarrierException>(() => second.WaitAsync(Threads.Bound));
        barrier.RemoveParticipants(2);
        Assert.AreEqual(1, barrier.ParticipantCount);
        barrier.Reset();
        Assert.AreEqual(0, barrier.SignalAndWait());
    }

    [TestMethod]
    public async Task EndOfAProcess_BreaksIt()
    {
        using ProcessBarrier barrier = new(2);
        SharedRepair.Repair(barrier.Entry, 77, crashed: false);
        Assert.IsFalse(barrier.IsBroken, "No process waits, and it ended in order.");
        Task<int> waiting = barrier.SignalAndWaitAsync();
        SharedRepair.Repair(barrier.Entry, 77, crashed: false);
        await Assert.ThrowsExactlyAsync<BrokenBarrierException>(() => waiting.WaitAsync(Threads.Bound));
        barrier.Reset();
        SharedRepair.Repair(barrier.Entry, 77, crashed: true);
        Assert.IsTrue(barrier.IsBroken);
    }

    [TestMethod]
    public void ComingAgainInTheAction_IsAnError()
    {
        using ProcessBarrier barrier = new(1, static self => self.SignalAndWait());
        BarrierPostPhaseException exception = Assert.ThrowsExactly<BarrierPostPhaseException>(() => barrier.SignalAndWait());
        Assert.IsInstanceOfType<InvalidOperationException>(exception.InnerException);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(static () => new ProcessBarrier(0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(static () => new ProcessBarrier(4096));
    }

    [TestMethod]
    public async Task Participants_ComeAndGo()
    {
        using ProcessBarrier barrier = new(1);
        Assert.AreEqual(0, barrier.SignalAndWait());
        Assert.AreEqual(1L, barrier.AddParticipants(2));
        Assert.AreEqual((3, 3), (barrier.ParticipantCount, barrier.ParticipantsRemaining));
        Task<int> first = barrier.SignalAndWaitAsync();
        Task<int> second = barrier.SignalAndWaitAsync();
        Assert.AreEqual(1L, barrier.AddParticipant());
        Assert.AreEqual((4, 2), (barrier.ParticipantCount, barrier.ParticipantsRemaining));
        Assert.ThrowsExactly<InvalidOperationException>(() => barrier.RemoveParticipants(3));
        barrier.RemoveParticipant();
        Assert.IsFalse(first.IsCompleted);
        // Those that are left wait already.
        barrier.RemoveParticipant();
        Assert.AreEqual((0, 1), (await first.WaitAsync(Threads.Bound), await second.WaitAsync(Threads.Bound)));
        Assert.AreEqual((2, 2, 2L), (barrier.ParticipantCount, barrier.ParticipantsRemaining, barrier.CurrentPhaseNumber));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => barrier.RemoveParticipants(3));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => barrier.RemoveParticipants(0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => barrier.AddParticipants(0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => barrier.AddParticipants(4094));
        barrier.RemoveParticipants(2);
        Assert.ThrowsExactly<InvalidOperationException>(() => barrier.SignalAndWait());
        barrier.AddParticipants(4095);
        Assert.AreEqual(4095, barrier.ParticipantCount);
    }

    [TestMethod]
    public async Task LeavingParticipant_HasAWaitingOneRunTheAction()
    {
        int ran = 0;
        using ProcessBarrier barrier = new(2, _ => ran++);
        Task<int> waits = barrier.SignalAndWaitAsync();
        barrier.RemoveParticipant();
        Assert.AreEqual(0, await waits.WaitAsync(Threads.Bound));
        Assert.AreEqual(1, ran);
        Assert.AreEqual(1, barrier.ParticipantCount);
    }

    [TestMethod]
    public async Task ParticipantsChangedDuringTheAction_WaitForIt()
    {
        using ManualResetEventSlim inAction = new();
        using ManualResetEventSlim goOn = new();
        Exception? inside = null;
        using ProcessBarrier barrier = new(1, own =>
        {
            try
            {
                own.AddParticipant();
            }
            catch (InvalidOperationException exception)
            {
                inside = exception;
            }

            inAction.Set();
            goOn.Wait(Threads.Bound);
        });
        Task<int> passes = Task.Run(() => barrier.SignalAndWait());
        Assert.IsTrue(inAction.Wait(Threads.Bound));
        Task<long> added = Task.Run(barrier.AddParticipant);
        BarrierCore core = new(barrier.Segment);
        Threads.Await(() => core.Signal.HasWaiters(out _), "the other one waits");
        Assert.IsFalse(added.IsCompleted);
        goOn.Set();
        Assert.AreEqual(1L, await added.WaitAsync(Threads.Bound));
        Assert.AreEqual(0, await passes.WaitAsync(Threads.Bound));
        Assert.IsNotNull(inside);
        Assert.AreEqual(2, barrier.ParticipantCount);
    }

    [TestMethod]
    public async Task ActionThatThrows_IsToldToEachOfMany()
    {
        using ProcessBarrier barrier = new(4, static _ => throw new InvalidOperationException("no"));
        Task<int>[] all = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() => barrier.SignalAndWait()))];
        foreach (Task<int> each in all)
        {
            await Assert.ThrowsExactlyAsync<BarrierPostPhaseException>(() => each.WaitAsync(Threads.Bound));
        }
    }

    /// <summary>The word has room for a part of the number.</summary>
    [TestMethod]
    public void PhaseNumber_GoesOnBeyondTheWord()
    {
        using ProcessBarrier barrier = new(1);
        unsafe
        {
            ulong* word = (ulong*)barrier.Segment.At(SharedHeader.Size, 2 * sizeof(ulong));
            const ulong Phase = (5ul << 28) - 3;
            word[1] = Phase - 7;
            word[0] = (word[0] & ((1ul << 36) - 1)) | Phase << 36;
        }

        for (long i = 1; i < 9; i++)
        {
            barrier.SignalAndWait();
            Assert.AreEqual((5L << 28) - 3 + i, barrier.CurrentPhaseNumber);
        }

        for (int i = 0; i < 3 << 20; i++)
        {
            barrier.SignalAndWait();
        }

        Assert.AreEqual((5L << 28) + 5 + (3 << 20), barrier.CurrentPhaseNumber);
        unsafe
        {
            Assert.IsGreaterThan(5ul << 28, ((ulong*)barrier.Segment.At(SharedHeader.Size, 2 * sizeof(ulong)))[1]);
        }
    }
}
