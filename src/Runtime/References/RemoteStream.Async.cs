using System;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;

namespace ProcessIsolate.References;

/// <content>The asynchronous members: the stream's own asynchronous ones are called.</content>
internal sealed partial class RemoteStream
{
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await EnterAsync(readGate, cancellationToken).ConfigureAwait(false);
        try
        {
            int total = 0;
            byte[]? failure;
            try
            {
                reads.Send(new StreamWord(StreamOp.Read, 0, buffer.Length, IsAsync: true, cancellationToken.CanBeCanceled));
                using CancellationTokenRegistration registration = CancelWith(reads, cancellationToken);
                while (!Take(await reads.ReceiveAsync(CancellationToken.None).ConfigureAwait(false), buffer.Span, ref total, out failure))
                {
                }
            }
            catch (Exception exception) when (IsEnd(exception))
            {
                throw await BrokenAsync(exception).ConfigureAwait(false);
            }

            return failure is null ? total : throw FailureOf(failure, cancellationToken);
        }
        finally
        {
            readGate.Release();
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        do
        {
            ReadOnlyMemory<byte> piece = buffer[..Math.Min(buffer.Length, StreamWord.Piece)];
            await AskAsync(
                new StreamWord(StreamOp.Write, piece.Length, 0, IsAsync: true, cancellationToken.CanBeCanceled), piece, cancellationToken).ConfigureAwait(false);
            buffer = buffer[piece.Length..];
        }
        while (!buffer.IsEmpty);
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => AskAsync(
        new StreamWord(StreamOp.Flush, 0, 0, IsAsync: true, cancellationToken.CanBeCanceled), default, cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        if (isClosed)
        {
            return;
        }

        try
        {
            if (!isBroken)
            {
                await AskAsync(new StreamWord(StreamOp.Close, IsAsync: true), default, CancellationToken.None).ConfigureAwait(false);
            }
        }
        finally
        {
            isClosed = true;
            end.Close();
            GC.SuppressFinalize(this);
        }

        if (!isBroken)
        {
            await end.WaitAsync().ConfigureAwait(false);
        }
    }

    private async Task AskAsync(StreamWord word, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        await EnterAsync(otherGate, cancellationToken).ConfigureAwait(false);
        try
        {
            byte[]? failure;
            try
            {
                others.Send(word, data.Span);
                using CancellationTokenRegistration registration = CancelWith(others, cancellationToken);
                failure = FailureOf(others, await others.ReceiveAsync(CancellationToken.None).ConfigureAwait(false));
            }
            catch (Exception exception) when (IsEnd(exception))
            {
                throw await BrokenAsync(exception).ConfigureAwait(false);
            }

            if (failure is not null)
            {
                throw FailureOf(failure, cancellationToken);
            }
        }
        finally
        {
            otherGate.Release();
        }
    }

    private async Task EnterAsync(SemaphoreSlim gate, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        ThrowIfClosed(gate);
    }

    private Exception FailureOf(byte[] failure, CancellationToken cancellationToken)
    {
        Exception exception = FailureBytes.Read(failure, end.Origin);
        return exception is OperationCanceledException && cancellationToken.IsCancellationRequested
            ? new OperationCanceledException(exception.Message, exception, cancellationToken)
            : exception;
    }

    // Disposing the registration waits for a callback that runs: no cancellation comes into the middle of a later request.
    private static CancellationTokenRegistration CancelWith(StreamLane lane, CancellationToken cancellationToken) => cancellationToken.UnsafeRegister(
        static state =>
        {
            try
            {
                ((StreamLane)state!).Send(new StreamWord(StreamOp.Cancel));
            }
            catch (Exception exception) when (exception is ChannelClosedException or ObjectDisposedException or WorkerProtocolException)
            {
                // The answer that is waited for does not come either.
            }
        },
        lane);
}
