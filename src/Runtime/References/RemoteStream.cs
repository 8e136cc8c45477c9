using System;
using System.IO;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using ProcessIsolate.Rpc;

namespace ProcessIsolate.References;

/// <summary>A stream that another process has: each member is done there, when it is asked for.</summary>
/// <remarks>What the other process answers is not trusted. Its end of the pipe closing is no end of the stream: <see cref="RemoteStreamEnd"/> says what
/// it is.</remarks>
internal sealed partial class RemoteStream(StreamLane reads, StreamLane others, int flags, RemoteStreamEnd end) : Stream
{
    private readonly SemaphoreSlim readGate = new(1);
    private readonly SemaphoreSlim otherGate = new(1);
    private volatile bool isClosed;
    private volatile bool isBroken;

    // One that is left without being disposed must not keep its worker.
    ~RemoteStream() => Dispose(disposing: false);

    public override bool CanRead => !isClosed && (flags & StreamChannel.Reads) != 0;

    public override bool CanWrite => !isClosed && (flags & StreamChannel.Writes) != 0;

    public override bool CanSeek => !isClosed && (flags & StreamChannel.Seeks) != 0;

    public override long Length => Ask(new StreamWord(StreamOp.GetLength)).Value;

    public override long Position
    {
        get => Ask(new StreamWord(StreamOp.GetPosition)).Value;
        set => Seek(value, SeekOrigin.Begin);
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Read(buffer.AsSpan(offset, count));
    }

    public override int Read(Span<byte> buffer)
    {
        Enter(readGate);
        try
        {
            int total = 0;
            byte[]? failure;
            try
            {
                reads.Send(new StreamWord(StreamOp.Read, 0, buffer.Length));
                while (!Take(reads.Receive(), buffer, ref total, out failure))
                {
                }
            }
            catch (Exception exception) when (IsEnd(exception))
            {
                throw BrokenAsync(exception).GetAwaiter().GetResult();
            }

            return failure is null ? total : throw FailureBytes.Read(failure, end.Origin);
        }
        finally
        {
            readGate.Release();
        }
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        Write(buffer.AsSpan(offset, count));
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        do
        {
            ReadOnlySpan<byte> piece = buffer[..Math.Min(buffer.Length, StreamWord.Piece)];
            Ask(new StreamWord(StreamOp.Write, piece.Length), piece);
            buffer = buffer[piece.Length..];
        }
        while (!buffer.IsEmpty);
    }

    public override void Flush() => Ask(new StreamWord(StreamOp.Flush));

    public override long Seek(long offset, SeekOrigin origin) => Ask(new StreamWord(StreamOp.Seek, (int)origin, offset)).Value;

    public override void SetLength(long value) => Ask(new StreamWord(StreamOp.SetLength, 0, value));

    protected override void Dispose(bool disposing)
    {
        if (isClosed)
        {
            return;
        }

        try
        {
            if (disposing && !isBroken)
            {
                Ask(new StreamWord(StreamOp.Close));
            }
        }
        finally
        {
            isClosed = true;
            end.Close();
            base.Dispose(disposing);
        }

        if (disposing && !isBroken)
        {
            end.WaitAsync().GetAwaiter().GetResult();
        }
    }

    private StreamWord Ask(in StreamWord word, ReadOnlySpan<byte> data = default)
    {
        Enter(otherGate);
        try
        {
            StreamWord answer;
            byte[]? failure;
            try
            {
                others.Send(word, data);
                answer = others.Receive();
                failure = FailureOf(others, answer);
            }
            catch (Exception exception) when (IsEnd(exception))
            {
                throw BrokenAsync(exception).GetAwaiter().GetResult();
            }

            return failure is null ? answer : throw FailureBytes.Read(failure, end.Origin);
        }
        finally
        {
            otherGate.Release();
        }
    }

    private void Enter(SemaphoreSlim gate)
    {
        gate.Wait();
        ThrowIfClosed(gate);
    }

    private void ThrowIfClosed(SemaphoreSlim gate)
    {
        if (isClosed)
        {
            gate.Release();
            throw new ObjectDisposedException(nameof(Stream));
        }
    }

    // True with the last piece.
    private bool Take(in StreamWord answer, Span<byte> buffer, ref int total, out byte[]? failure)
    {
        failure = FailureOf(reads, answer);
        if (failure is not null)
        {
            return true;
        }

        if (answer.Count < (answer.Op == StreamOp.More ? 1 : 0) || answer.Count > buffer.Length - total)
        {
            throw new WorkerProtocolException("A stream gives more than was asked for.");
        }

        reads.ReceiveData(buffer.Slice(total, answer.Count));
        total += answer.Count;
        return answer.Op == StreamOp.Done;
    }

    private static byte[]? FailureOf(StreamLane lane, in StreamWord answer)
    {
        if (answer.Op is StreamOp.Done or StreamOp.More)
        {
            return null;
        }

        if (answer.Op != StreamOp.Failed || answer.Count is <= 0 or > ErrorLimits.Bytes)
        {
            throw new WorkerProtocolException("A stream's answer is none.");
        }

        byte[] failure = new byte[answer.Count];
        lane.ReceiveData(failure);
        return failure;
    }

    private async Task<Exception> BrokenAsync(Exception exception)
    {
        isBroken = true;
        return isClosed ? new ObjectDisposedException(nameof(Stream)) : await end.ExplainAsync(exception).ConfigureAwait(false);
    }

    private static bool IsEnd(Exception exception) => exception is ChannelClosedException or ObjectDisposedException or WorkerProtocolException;
}
