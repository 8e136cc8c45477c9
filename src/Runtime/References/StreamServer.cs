using System;
using System.Buffers;
using System.IO;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;

namespace ProcessIsolate.References;

/// <summary>Does to a stream of this process what another process asks for: nothing ahead of its wish, so the stream stands where it would if
/// all were one process.</summary>
/// <param name="stream">The stream.</param>
/// <param name="reads">Requests to read.</param>
/// <param name="others">All other requests: where one side of a stream waits, the other goes on.</param>
internal sealed class StreamServer(Stream stream, StreamLane reads, StreamLane others)
{
    /// <summary>Whether the other side has closed the stream.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Serves until the other side lets go.</summary>
    public Task RunAsync(CancellationToken token) => Task.WhenAll(
        Task.Run(() => ServeAsync(reads, token), CancellationToken.None), Task.Run(() => ServeAsync(others, token), CancellationToken.None));

    private async Task ServeAsync(StreamLane lane, CancellationToken token)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(StreamWord.Piece);
        try
        {
            while (true)
            {
                StreamWord word = await lane.ReceiveAsync(token).ConfigureAwait(false);
                // A cancellation that came too late.
                if (word.Op != StreamOp.Cancel)
                {
                    await AnswerAsync(lane, word, buffer, token).ConfigureAwait(false);
                }
            }
        }
        catch (Exception exception) when (exception is ChannelClosedException or OperationCanceledException or ObjectDisposedException or WorkerProtocolException)
        {
            // The other side has let go, or writes nonsense and is not served any more.
        }
        finally
        {
            lane.Dispose();
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task AnswerAsync(StreamLane lane, StreamWord word, byte[] buffer, CancellationToken token)
    {
        if (word.Op == StreamOp.Write)
        {
            if (word.Count is < 0 or > StreamWord.Piece)
            {
                throw new WorkerProtocolException("More is to be written to a stream than may come at once.");
            }

            lane.ReceiveData(buffer.AsSpan(0, word.Count));
        }

        StreamWord answer;
        byte[]? failure = null;
        try
        {
            answer = await DoAsync(lane, word, buffer, token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            failure = FailureBytes.Write(exception);
            answer = new StreamWord(StreamOp.Failed, failure.Length);
        }

        lane.Send(answer, failure ?? buffer.AsSpan(0, word.Op == StreamOp.Read ? answer.Count : 0));
    }

    // Listens for a cancellation meanwhile, where one may come.
    private async Task<StreamWord> DoAsync(StreamLane lane, StreamWord word, byte[] buffer, CancellationToken token)
    {
        if (!word.MayCancel)
        {
            return await RunAsync(lane, word, buffer, token).ConfigureAwait(false);
        }

        using CancellationTokenSource cancelled = CancellationTokenSource.CreateLinkedTokenSource(token);
        using CancellationTokenSource done = CancellationTokenSource.CreateLinkedTokenSource(token);
        Task<StreamWord> running = RunAsync(lane, word, buffer, cancelled.Token);
        if (!running.IsCompleted)
        {
            Task<bool> news = lane.NewsAsync(done.Token);
            if (await Task.WhenAny(running, news).ConfigureAwait(false) == news)
            {
                // A cancellation, which the next look at the lane finds to be too late; or the end.
                await cancelled.CancelAsync().ConfigureAwait(false);
            }

            await done.CancelAsync().ConfigureAwait(false);
        }

        return await running.ConfigureAwait(false);
    }

    private async Task<StreamWord> RunAsync(StreamLane lane, StreamWord word, byte[] buffer, CancellationToken token)
    {
        switch (word.Op)
        {
            case StreamOp.Read:
                return await ReadAsync(lane, word, buffer, token).ConfigureAwait(false);
            case StreamOp.Write when word.IsAsync:
                await stream.WriteAsync(buffer.AsMemory(0, word.Count), token).ConfigureAwait(false);
                break;
            case StreamOp.Write:
                stream.Write(buffer, 0, word.Count);
                break;
            case StreamOp.Flush when word.IsAsync:
                await stream.FlushAsync(token).ConfigureAwait(false);
                break;
            case StreamOp.Flush:
                stream.Flush();
                break;
            case StreamOp.Close:
                await CloseAsync(word.IsAsync).ConfigureAwait(false);
                break;
            case StreamOp.SetLength:
                stream.SetLength(word.Value);
                break;
            case StreamOp.Seek:
                return new StreamWord(StreamOp.Done, 0, stream.Seek(word.Value, (SeekOrigin)word.Count));
            case StreamOp.GetLength:
                return new StreamWord(StreamOp.Done, 0, stream.Length);
            case StreamOp.GetPosition:
                return new StreamWord(StreamOp.Done, 0, stream.Position);
            default:
                throw new NotSupportedException("A stream is asked for what it does not have.");
        }

        return new StreamWord(StreamOp.Done);
    }

    // What a stream gives at once is given at once, however much it is; a part of it stands here at a time. One that may have to wait for more gives
    // what it has.
    private async Task<StreamWord> ReadAsync(StreamLane lane, StreamWord word, byte[] buffer, CancellationToken token)
    {
        long left = word.Value;
        while (true)
        {
            int wanted = (int)Math.Clamp(left, 0, StreamWord.Piece);
            int count = word.IsAsync
                ? await stream.ReadAsync(buffer.AsMemory(0, wanted), token).ConfigureAwait(false)
                : stream.Read(buffer, 0, wanted);
            left -= count;
            if (count < wanted || left <= 0 || !stream.CanSeek)
            {
                return new StreamWord(StreamOp.Done, count);
            }

            lane.Send(new StreamWord(StreamOp.More, count), buffer.AsSpan(0, count));
        }
    }

    private async Task CloseAsync(bool isAsync)
    {
        IsClosed = true;
        if (isAsync)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
        }
        else
        {
            stream.Dispose();
        }
    }
}
