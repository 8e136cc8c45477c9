using System;
using System.Threading;
using System.Threading.Tasks;

namespace ProcessIsolate.References;

/// <summary>One end of a pipe that carries requests to a stream, or their answers. One side asks, the other answers, one after the other.</summary>
internal sealed class StreamLane : IDisposable
{
    // A stream is mostly read and written in one go: for so long a thread waits, and no longer.
    private static readonly TimeSpan Brief = TimeSpan.FromMicroseconds(100);

    private readonly ProcessPipe<byte[], byte[]> pipe;
    private readonly object gate = new();

    public StreamLane(ProcessPipe<byte[], byte[]> pipe)
    {
        this.pipe = pipe;
        // Of what another process sends no more is kept than this.
        pipe.MaxMessageBytes = Math.Max(StreamWord.Piece, Rpc.ErrorLimits.Bytes);
    }

    /// <summary>Makes both ends.</summary>
    public static (StreamLane Own, ProcessPipe<byte[], byte[]> Other) Create()
    {
        (ProcessPipe<byte[], byte[]> own, ProcessPipe<byte[], byte[]> other) = ProcessPipe<byte[], byte[]>.Create(StreamWord.Capacity);
        return (new StreamLane(own), other);
    }

    /// <summary>Sends a word with its bytes; no other word comes between.</summary>
    public void Send(in StreamWord word, ReadOnlySpan<byte> data = default)
    {
        lock (gate)
        {
            SendWord(word);
            if (!data.IsEmpty)
            {
                pipe.SendBytes(data);
            }
        }
    }

    /// <summary>Waits for a word without a thread, but for a moment at first.</summary>
    /// <param name="token">Ends the waiting.</param>
    public async ValueTask<StreamWord> ReceiveAsync(CancellationToken token)
    {
        if (!pipe.Poll(Brief, token))
        {
            await NewsAsync(token).ConfigureAwait(false);
        }

        return Receive();
    }

    /// <summary>Completes when there is a word, or the end.</summary>
    public Task<bool> NewsAsync(CancellationToken token) => pipe.PollAsync(Timeout.InfiniteTimeSpan, token).AsTask();

    public StreamWord Receive()
    {
        Span<byte> bytes = stackalloc byte[StreamWord.Size];
        return StreamWord.Read(bytes[..pipe.ReceiveBytes(bytes)]);
    }

    /// <summary>Receives the bytes of a word, which must be as many as it says.</summary>
    public void ReceiveData(Span<byte> into)
    {
        if (!into.IsEmpty && pipe.ReceiveBytes(into) != into.Length)
        {
            throw new WorkerProtocolException("Fewer bytes of a stream have come than were said.");
        }
    }

    public void Dispose() => pipe.Dispose();

    private void SendWord(in StreamWord word)
    {
        Span<byte> bytes = stackalloc byte[StreamWord.Size];
        word.Write(bytes);
        pipe.SendBytes(bytes);
    }
}
