using System;
using System.IO;
using System.IO.Pipes;
using System.Runtime.Versioning;
using ProcessIsolate.Platform;

namespace ProcessIsolate.Rpc;

/// <summary>A connection over a Windows named pipe.</summary>
/// <remarks>Blocking calls go past the stream, which would need a thread of the thread pool for each.</remarks>
[SupportedOSPlatform("windows")]
internal sealed class PipeConnection(PipeStream pipe) : Connection
{
    private readonly WindowsPipe blocking = new(pipe.SafePipeHandle);

    public override int Receive(Span<byte> buffer)
    {
        try
        {
            return blocking.Read(buffer);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            throw new ConnectionLostException(false, exception);
        }
    }

    public override void Send(ReadOnlySpan<byte> bytes)
    {
        try
        {
            while (bytes.Length > 0)
            {
                bytes = bytes[blocking.Write(bytes)..];
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            throw new ConnectionLostException(true, exception);
        }
    }

    // Room cannot be asked for; the buffer holds 64 KiB and what is sent this way is tiny.
    public override bool CanSendNow() => blocking.TryPeek(out _);

    public override bool HasUnreadData() => !blocking.TryPeek(out uint available) || available > 0;

    public override void Abort()
    {
        blocking.Dispose();
        pipe.Dispose();
    }
}
