using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Channels;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Channels;

/// <summary>Pipes between real processes.</summary>
[TestClass]
public sealed class PipeTests
{
    private const int Big = 16 * 1024 * 1024;

    [TestMethod]
    public void Echo_KeepsMessages_NullAndEmptyToo()
    {
        (ProcessPipe<string?> mine, ProcessPipe<string?> theirs) = ProcessPipe<string?>.Create();
        using IsolatedProcess child = IsolatedProcess.Start(PipeJobs.EchoTexts, theirs);
        using (mine)
        {
            foreach (string? text in new[] { "a", "", null, "\ud800 lone", new string('x', 300_000), "end" })
            {
                mine.Send(text);
                Assert.AreEqual(text, mine.Receive(Eventually.Limit));
            }
        }

        Assert.IsTrue(child.Join(Eventually.Limit), "the child sees the end of the stream");
        Assert.AreEqual(0, child.ExitCode);
        theirs.Dispose();
    }

    /// <summary>A worker that is given an end holds it: a batch with one must not go to another worker afterwards.</summary>
    [TestMethod]
    public async Task EndsInAMap_AreHeldByOneWorkerEach()
    {
        const int Count = 20;
        using ProcessPool pool = TestPools.Of(2);
        (ProcessPipe<int> Mine, ProcessPipe<int> Theirs)[] pipes = [.. Enumerable.Range(0, Count).Select(static _ => ProcessPipe<int>.Create())];
        // One worker answers the first item at once, is sent a second batch, and stays with the first, while the other runs out of work.
        Closing[] items = [.. pipes.Select(static (pipe, i) => new Closing(pipe.Theirs, i switch { 0 => 0, < 5 => 150, < 10 => 20, _ => 2 }))];
        int[] workers = await pool.MapAsync(PipeJobs.CloseEnd, items, new MapOptions { ChunkSize = 5 });
        Assert.HasCount(2, workers.Distinct());
        foreach ((ProcessPipe<int> mine, ProcessPipe<int> theirs) in pipes)
        {
            Assert.ThrowsExactly<ChannelClosedException>(() => mine.Receive(Eventually.Limit));
            mine.Dispose();
            theirs.Dispose();
        }
    }

    [TestMethod]
    public async Task AnEndDisposedBeforeItsCallIsSent_FailsThatCallAlone()
    {
        using ProcessPool pool = TestPools.Single();
        using ProcessEvent goOn = new();
        Task blocker = pool.RunAsync(ChannelJobs.WaitFor, goOn);
        (ProcessPipe<byte[]> mine, ProcessPipe<byte[]> theirs) = ProcessPipe<byte[]>.Create();
#pragma warning disable PISO304 // Disposed too early on purpose.
        Task late = pool.RunAsync(PipeJobs.ReceiveBig, theirs, Big);
#pragma warning restore PISO304
        theirs.Dispose();
        mine.Dispose();
        goOn.Set();
        Eventually.Ends(blocker, "the call before it");
        await Assert.ThrowsAsync<ObjectDisposedException>(() => late.WaitAsync(Eventually.Limit));
        Eventually.Ends(pool.RunAsync(ChannelJobs.WaitFor, goOn), "a call after it");
    }

    [TestMethod]
    public void LargeMessage_StreamsThrough()
    {
        using ProcessPool pool = TestPools.Single();
        (ProcessPipe<byte[]> mine, ProcessPipe<byte[]> theirs) = ProcessPipe<byte[]>.Create();
        using (mine)
        using (theirs)
        {
            Task call = pool.RunAsync(PipeJobs.ReceiveBig, theirs, Big);
            byte[] bytes = new byte[Big];
            bytes[^1] = 77;
            mine.Send(bytes, Eventually.Limit);
            CollectionAssert.AreEqual(new byte[] { 1, 77 }, mine.Receive(Eventually.Limit));
            Eventually.Ends(call, "the receiver");
        }
    }

    [TestMethod]
    public void LargeMessages_ToAnEndThatTwoProcessesReceiveFrom_ArriveWhole()
    {
        const int Messages = 60;
        using ProcessPool pool = TestPools.Of(2);
        using ProcessQueue<int> received = new();
        (ProcessPipe<byte[]> mine, ProcessPipe<byte[]> theirs) = ProcessPipe<byte[]>.Create();
        using (mine)
        using (theirs)
        {
            // Used here, the end does not move: it belongs to all three.
            mine.Send([1]);
            theirs.Receive(Eventually.Limit);
            Task first = pool.RunAsync(PipeJobs.ReceiveLarge, theirs, received);
            Task second = pool.RunAsync(PipeJobs.ReceiveLargeLater, theirs, received);
            Assert.AreEqual(-1, received.Get(Eventually.Limit));
            Assert.AreEqual(-1, received.Get(Eventually.Limit));
            foreach (int i in Enumerable.Range(0, Messages))
            {
                mine.Send(PipeJobs.Large(i), Eventually.Limit);
            }

            mine.Dispose();
            Eventually.Ends(first, "the first receiver");
            Eventually.Ends(second, "the second receiver");
            List<int> numbers = [];
            while (received.TryGet(out int number))
            {
                numbers.Add(number);
            }

            CollectionAssert.AreEqual(Enumerable.Range(0, Messages).ToArray(), numbers.Order().ToArray());
        }
    }

    [TestMethod]
    public void OtherSideDies_EndOfStream_AtOnce()
    {
        using Scratch scratch = new();
        string marker = scratch.Path("running");
        (ProcessPipe<int> mine, ProcessPipe<int> theirs) = ProcessPipe<int>.Create();
        using (mine)
        {
            using IsolatedProcess child = IsolatedProcess.Start(PipeJobs.HoldPipe, theirs, marker);
            Assert.AreEqual(1, mine.Receive(Eventually.Limit));
            Eventually.True(() => System.IO.File.Exists(marker), "the child runs on");
            Task<int> receiving = mine.ReceiveAsync().AsTask();
            Assert.IsFalse(mine.Poll());
            child.Kill();
            Eventually.Ends(receiving, "the end of the stream");
            Assert.IsInstanceOfType<ChannelClosedException>(receiving.Exception?.InnerException);
            Assert.IsTrue(mine.Poll());
            Assert.ThrowsExactly<ChannelClosedException>(() => mine.Send(2));
        }

        theirs.Dispose();
    }

    [TestMethod]
    public void SenderToADyingReceiver_IsTold()
    {
        using ProcessPool pool = TestPools.Single();
        (ProcessPipe<int> mine, ProcessPipe<int> theirs) = ProcessPipe<int>.Create();
        using (mine)
        {
            Task call = pool.RunAsync(PipeJobs.ReceiveAndDie, theirs, 10);
            Assert.ThrowsExactly<ChannelClosedException>(() =>
            {
                for (int i = 0; i < 1_000_000; i++)
                {
                    mine.Send(i, Eventually.Limit);
                }
            });
            Eventually.Ends(call, "the call");
            Assert.IsInstanceOfType<WorkerCrashedException>(call.Exception?.InnerException);
        }

        theirs.Dispose();
    }

    [TestMethod]
    public void EndThatThisProcessUsed_StaysOpenWithIt()
    {
        using ProcessPool pool = TestPools.Single();
        (ProcessPipe<byte[]> mine, ProcessPipe<byte[]> theirs) = ProcessPipe<byte[]>.Create();
        using (mine)
        {
            theirs.Send([1]);
            mine.Send([5]);
            Task call = pool.RunAsync(PipeJobs.ReceiveBig, theirs, 1);
            Eventually.Ends(call, "the call");
            pool.Terminate();
            pool.Join();
            CollectionAssert.AreEqual(new byte[] { 1 }, mine.Receive(Eventually.Limit));
            CollectionAssert.AreEqual(new byte[] { 1, 5 }, mine.Receive(Eventually.Limit));
            Assert.IsFalse(mine.Poll(), "the host holds the other end still");
            theirs.Dispose();
            Assert.ThrowsExactly<ChannelClosedException>(() => mine.Receive(Eventually.Limit));
        }
    }
}
