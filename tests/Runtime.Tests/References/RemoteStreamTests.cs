using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.References;

namespace ProcessIsolate.Runtime.Tests.References;

/// <summary>What a hostile process may answer for a stream that it has, and ask of one that it does not have.</summary>
[TestClass]
public sealed class RemoteStreamTests
{
    private readonly StreamLane reads;
    private readonly StreamLane others;
    private readonly ProcessPipe<byte[], byte[]> readsThere;
    private readonly ProcessPipe<byte[], byte[]> othersThere;

    public RemoteStreamTests()
    {
        (reads, readsThere) = StreamLane.Create();
        (others, othersThere) = StreamLane.Create();
    }

    [TestCleanup]
    public void Close()
    {
        reads.Dispose();
        others.Dispose();
        readsThere.Dispose();
        othersThere.Dispose();
    }

    [TestMethod]
    public async Task RightAnswers_AreTaken()
    {
        RemoteStream stream = Stream();
        Answer(readsThere, new StreamWord(StreamOp.More, 2), [1, 2]);
        Answer(readsThere, new StreamWord(StreamOp.Done, 1), [3]);
        byte[] buffer = new byte[10];
        Assert.AreEqual(3, stream.Read(buffer));
        CollectionAssert.AreEqual(new byte[] { 1, 2, 3 }, buffer[..3]);
        Answer(readsThere, new StreamWord(StreamOp.Done), null);
        Assert.AreEqual(0, await stream.ReadAsync(buffer));
        Answer(othersThere, new StreamWord(StreamOp.Done, 0, 77), null);
        Assert.AreEqual(77, stream.Length);
    }

    [TestMethod]
    [DataRow((byte)StreamOp.Done, 11, 11, DisplayName = "more than was asked for")]
    [DataRow((byte)StreamOp.Done, -1, 0, DisplayName = "less than nothing")]
    [DataRow((byte)StreamOp.Done, 5, 4, DisplayName = "fewer bytes than said")]
    [DataRow((byte)StreamOp.Done, 4, 5, DisplayName = "more bytes than said")]
    [DataRow((byte)StreamOp.More, 0, 0, DisplayName = "more of nothing")]
    [DataRow((byte)StreamOp.Read, 1, 1, DisplayName = "a request")]
    [DataRow((byte)200, 1, 1, DisplayName = "no word")]
    [DataRow((byte)StreamOp.Failed, int.MaxValue, 3, DisplayName = "too long an exception")]
    [DataRow((byte)StreamOp.Failed, 0, 0, DisplayName = "no exception")]
    [DataRow((byte)StreamOp.Failed, 3, 3, DisplayName = "nonsense for an exception")]
    public async Task WrongAnswer_IsABreach(byte op, int count, int bytes)
    {
        RemoteStream stream = Stream();
        for (int i = 0; i < 2; i++)
        {
            Answer(readsThere, new StreamWord((StreamOp)op, count), bytes == 0 ? null : new byte[bytes]);
            await Assert.ThrowsExactlyAsync<WorkerProtocolException>(async () => _ = i == 0 ? stream.Read(new byte[10]) : await stream.ReadAsync(new byte[10]));
        }
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(StreamWord.Size - 1)]
    [DataRow(StreamWord.Size + 1)]
    public void WordOfAnotherLength_IsABreach(int length)
    {
        RemoteStream stream = Stream();
        othersThere.Send(new byte[length]);
        Assert.ThrowsExactly<WorkerProtocolException>(() => stream.Position);
    }

    [TestMethod]
    public async Task Server_DoesOnlyWhatAStreamCan()
    {
        using MemoryStream stream = new();
        Task served = new StreamServer(stream, reads, others).RunAsync(CancellationToken.None);
        Assert.AreEqual(StreamOp.Failed, Ask(othersThere, new StreamWord(StreamOp.Done)).Op);
        othersThere.Receive();
        Assert.AreEqual(StreamOp.Failed, Ask(othersThere, new StreamWord(StreamOp.SetLength, 0, -1)).Op);
        othersThere.Receive();
        Assert.AreEqual(new StreamWord(StreamOp.Done), Ask(readsThere, new StreamWord(StreamOp.Read, 0, long.MinValue)));
        Assert.AreEqual(new StreamWord(StreamOp.Done), Ask(readsThere, new StreamWord(StreamOp.Read, 0, long.MaxValue)));
        Answer(othersThere, new StreamWord(StreamOp.Write, int.MaxValue), null);
        readsThere.Dispose();
        await served.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.AreEqual(0, stream.Length);
    }

    [TestMethod]
    public void Failure_IsReadAsItWasWritten()
    {
        RemoteStream stream = Stream();
        byte[] failure = FailureBytes.Write(new InvalidDataException("of the stream"));
        Answer(othersThere, new StreamWord(StreamOp.Failed, failure.Length), failure);
        InvalidDataException read = Assert.ThrowsExactly<InvalidDataException>(stream.Flush);
        Assert.AreEqual("of the stream", read.Message);
        Random random = new(1);
        for (int i = 0; i < 500; i++)
        {
            byte[] changed = [.. failure];
            changed[random.Next(changed.Length)] = (byte)random.Next(256);
            Answer(othersThere, new StreamWord(StreamOp.Failed, changed.Length), changed);
            try
            {
                stream.Flush();
                Assert.Fail("It failed.");
            }
            catch (Exception exception) when (exception is not AssertFailedException)
            {
                Assert.IsNotNull(exception);
            }
        }
    }

    private RemoteStream Stream() => new(reads, others, StreamChannel.All, new Gone(reads, others));

    private static void Answer(ProcessPipe<byte[], byte[]> pipe, StreamWord word, byte[]? data)
    {
        byte[] bytes = new byte[StreamWord.Size];
        word.Write(bytes);
        pipe.Send(bytes);
        if (data is not null)
        {
            pipe.Send(data);
        }
    }

    private static StreamWord Ask(ProcessPipe<byte[], byte[]> pipe, StreamWord word)
    {
        Answer(pipe, word, null);
        return StreamWord.Read(pipe.Receive(TimeSpan.FromSeconds(20)));
    }

    private sealed class Gone(StreamLane reads, StreamLane others) : RemoteStreamEnd
    {
        public override string Origin => "there";

        public override Task<Exception> ExplainAsync(Exception exception) => Task.FromResult(exception);

        public override void Close()
        {
            reads.Dispose();
            others.Dispose();
        }

        public override Task WaitAsync() => Task.CompletedTask;
    }
}
