using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Channels;

namespace ProcessIsolate.Runtime.Tests.Channels;

/// <summary>Pipes within one process: what each member does at the edges.</summary>
[TestClass]
public sealed class PipeTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    [TestMethod]
    public void ClosedEnd_IsTheEnd_AfterWhatWasSent()
    {
        (ProcessPipe<int, string> first, ProcessPipe<string, int> second) = ProcessPipe<int, string>.Create();
        using (first)
        {
            second.Send("last");
            Assert.IsTrue(first.Poll());
            second.Dispose();
            Assert.IsTrue(first.Poll());
            Assert.AreEqual("last", first.Receive());
            Assert.IsTrue(first.Poll(), "the end of the stream is news");
            Assert.ThrowsExactly<ChannelClosedException>(() => first.Receive());
            Assert.ThrowsExactly<ChannelClosedException>(() => first.Send(1));
            Assert.ThrowsExactly<ObjectDisposedException>(() => second.Receive());
        }
    }

    /// <summary>Decoding runs the user's code, here that of a key; no lock is held meanwhile.</summary>
    [TestMethod]
    public void SlowDecoding_HoldsUpNoOtherReceiverAndNoSender()
    {
        (ProcessPipe<HashSet<SlowKey>> first, ProcessPipe<HashSet<SlowKey>> second) = ProcessPipe<HashSet<SlowKey>>.Create();
        using (first)
        using (second)
        {
            first.Send([new SlowKey(1)]);
            first.Send([new SlowKey(2)]);
            using ManualResetEventSlim goOn = new();
            using ManualResetEventSlim isBegun = new();
            SlowKey.OnHash = number =>
            {
                if (number == 1)
                {
                    isBegun.Set();
                    Assert.IsTrue(goOn.Wait(Limit));
                }
            };
            Task<HashSet<SlowKey>> slow = Task.Factory.StartNew(
                () => second.Receive(Limit), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            Assert.IsTrue(isBegun.Wait(Limit), "The first is being decoded.");
            Assert.AreEqual(2, second.Receive(Limit).Single().Number);
            first.Send([new SlowKey(3)], Limit);
            Assert.AreEqual(3, second.Receive(Limit).Single().Number);
            Assert.IsFalse(slow.IsCompleted);
            goOn.Set();
            Assert.IsTrue(slow.Wait(Limit));
            SlowKey.OnHash = null;
            Assert.AreEqual(1, slow.Result.Single().Number);
        }
    }

    [TestMethod]
    public void MessageAboveTheLimit_CostsItsReceiverNoMemory_AndTheNextArrives()
    {
        const int Huge = 64 << 20;
        const int Allowed = 1 << 20;
        (ProcessPipe<byte[]> first, ProcessPipe<byte[]> second) = ProcessPipe<byte[]>.Create();
        using (first)
        using (second)
        {
            Assert.AreEqual(256 << 20, second.MaxMessageBytes);
            second.MaxMessageBytes = Allowed;
            Task sender = Task.Factory.StartNew(
                () =>
                {
                    first.Send(new byte[Huge]);
                    first.Send([7]);
                },
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.ThrowsExactly<MessageTooLargeException>(() => second.Receive(Limit));
            CollectionAssert.AreEqual(new byte[] { 7 }, second.Receive(Limit));
            Assert.IsLessThan(8L * Allowed, GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.IsTrue(sender.Wait(Limit));
            // By its own limit nothing of it is sent.
            Assert.ThrowsExactly<MessageTooLargeException>(() => second.Send(new byte[Allowed + 1]));
            Assert.IsFalse(first.Poll());
            second.MaxMessageBytes = Array.MaxLength;
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => second.MaxMessageBytes = 1023);
        }
    }

    [TestMethod]
    public void Waiting_EndsByTimeTokenOrDisposal()
    {
        (ProcessPipe<int> first, ProcessPipe<int> second) = ProcessPipe<int>.Create();
        using (second)
        {
            Assert.ThrowsExactly<TimeoutException>(() => first.Receive(Moment));
            Assert.IsFalse(first.Poll(Moment));
            using CancellationTokenSource source = new();
            Task<int> cancelled = first.ReceiveAsync(source.Token).AsTask();
            Assert.IsFalse(cancelled.IsCompleted);
            source.Cancel();
            Assert.IsTrue(cancelled.ContinueWith(_ => { }).Wait(Limit));
            Assert.IsTrue(cancelled.IsCanceled);
            Task<int> blocked = Waiters.Start(first, PipeLayout.Direction(1) + PipeLayout.NotEmpty, () => first.Receive());
            Task<int> pending = first.ReceiveAsync().AsTask();
            Assert.IsFalse(blocked.IsCompleted || pending.IsCompleted);
            first.Dispose();
            Assert.IsTrue(Task.WhenAll(blocked, pending).ContinueWith(_ => { }).Wait(Limit));
            Assert.IsInstanceOfType<ObjectDisposedException>(blocked.Exception?.InnerException);
            Assert.IsInstanceOfType<ObjectDisposedException>(pending.Exception?.InnerException);
        }
    }

    [TestMethod]
    public void SendWithoutReceiver_TimesOut_AndTheNextMessageIsWhole()
    {
        (ProcessPipe<byte[]> first, ProcessPipe<byte[]> second) = ProcessPipe<byte[]>.Create();
        using (first)
        using (second)
        {
            Assert.ThrowsExactly<TimeoutException>(() => first.Send(new byte[1_000_000], Moment));
            Task<byte[]> receive = Waiters.Start(second, PipeLayout.Direction(0) + PipeLayout.NotEmpty, () => second.Receive(Limit));
            first.Send([1, 2, 3], Limit);
            Assert.IsTrue(receive.Wait(Limit));
            CollectionAssert.AreEqual(new byte[] { 1, 2, 3 }, receive.Result);
        }
    }

    [TestMethod]
    public void ManyThreadsOnOneEnd_DoNotMixTheirMessages()
    {
        const int Threads = 4;
        const int Each = 200;
        (ProcessPipe<byte[]> first, ProcessPipe<byte[]> second) = ProcessPipe<byte[]>.Create();
        using (first)
        using (second)
        {
            Task[] senders = [.. Enumerable.Range(0, Threads).Select(thread => Task.Run(() =>
            {
                for (int i = 0; i < Each; i++)
                {
                    byte[] message = new byte[1 + (i * 997 % 100_000)];
                    Array.Fill(message, (byte)thread);
                    first.Send(message, Limit);
                }
            }))];
            int[] counts = new int[Threads];
            Task[] receivers = [.. Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
            {
                for (int i = 0; i < Threads * Each / 2; i++)
                {
                    byte[] message = second.Receive(Limit);
                    Assert.IsTrue(message.AsSpan().IndexOfAnyExcept(message[0]) < 0, "a message is whole");
                    Interlocked.Increment(ref counts[message[0]]);
                }
            }))];
            Assert.IsTrue(Task.WaitAll([.. senders, .. receivers], Limit * 2));
            CollectionAssert.AreEqual(Enumerable.Repeat(Each, Threads).ToArray(), counts);
        }
    }

    private sealed class SlowKey(int number) : IEquatable<SlowKey>
    {
        public static Action<int>? OnHash { get; set; }

        public int Number => number;

        public bool Equals(SlowKey? other) => other?.Number == number;

        public override bool Equals(object? obj) => Equals(obj as SlowKey);

        public override int GetHashCode()
        {
            OnHash?.Invoke(number);
            return number;
        }
    }

    [TestMethod]
    public async Task PollAsync_LooksWaitsAndEndsAsThePlainOneDoes()
    {
        (ProcessPipe<string> first, ProcessPipe<string> second) = ProcessPipe<string>.Create();
        Assert.IsFalse(await first.PollAsync());
        Assert.IsFalse(await first.PollAsync(TimeSpan.FromMilliseconds(20)));
        Task<bool> waits = first.PollAsync(Timeout.InfiniteTimeSpan).AsTask();
        Assert.IsFalse(waits.IsCompleted);
        second.Send("x");
        Assert.IsTrue(await waits.WaitAsync(Limit));
        Assert.IsTrue(await first.PollAsync());
        Assert.AreEqual("x", first.Receive());
        using CancellationTokenSource source = new();
        Task<bool> cancelled = first.PollAsync(Timeout.InfiniteTimeSpan, source.Token).AsTask();
        await source.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => cancelled.WaitAsync(Limit));
        Task<bool> disposed = second.PollAsync(Timeout.InfiniteTimeSpan).AsTask();
        Task<bool> ends = first.PollAsync(Timeout.InfiniteTimeSpan).AsTask();
        second.Dispose();
        Assert.IsTrue(await ends.WaitAsync(Limit), "the end of the stream is news");
        await Assert.ThrowsAsync<ObjectDisposedException>(() => disposed.WaitAsync(Limit));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => first.PollAsync(TimeSpan.FromMilliseconds(-2)).AsTask());
        first.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => first.PollAsync().AsTask());
    }
}
