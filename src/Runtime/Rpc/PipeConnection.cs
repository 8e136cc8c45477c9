using System;
using System.IO;
using System.IO.Pipes;
using System.Threading;
using System.Threading.Tasks;

namespace ProcessIsolate.Rpc;

/// <summary>A connection over a Windows named pipe.</summary>
internal sealed class PipeConnection(PipeStream pipe) : Connection
{
    public override int Receive(Span<byte> buffer)
    {
        try
        {
            return pipe.Read(buffer);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            throw new ConnectionLostException(false, exception);
        }
    }

    public override async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await pipe.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            throw new ConnectionLostException(false, exception);
        }
    }

    public override void Send(ReadOnlySpan<byte> bytes)
    {
        try
        {
            pipe.Write(bytes);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            throw new ConnectionLostException(true, exception);
        }
    }

    public override async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await pipe.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            throw new ConnectionLostException(true, exception);
        }
    }

    // A pipe cannot be asked; the buffer holds 64 KiB and what is sent this way is tiny.
    public override bool CanSendNow() => pipe.IsConnected;

    public override bool HasNews() => !pipe.IsConnected;

    public override void Abort() => pipe.Dispose();
}
