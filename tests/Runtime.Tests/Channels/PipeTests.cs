using System;
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
}
