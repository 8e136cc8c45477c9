using System;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Win32.SafeHandles;
using ProcessIsolate.Platform;

namespace ProcessIsolate.Rpc;

/// <summary>A connection over a Unix domain socket.</summary>
/// <remarks>
/// Synchronous callers use plain blocking system calls: an asynchronous round trip costs several times as much. The first
/// asynchronous operation makes .NET switch the descriptor to non-blocking for good; from then on the synchronous path
/// polls first, so that it still waits in the kernel and not on an event that the epoll thread sets.
/// </remarks>
internal sealed class SocketConnection(Socket socket) : Connection
{
    private bool usedAsync;
    private SafeFileHandle? toAttach;

    /// <summary>Linux and macOS: the next bytes sent carry a descriptor, as SCM_RIGHTS.</summary>
    public void Attach(SafeFileHandle descriptor) => toAttach = descriptor;

    public override int Receive(Span<byte> buffer)
    {
        try
        {
            if (usedAsync)
            {
                socket.Poll(-1, SelectMode.SelectRead);
            }

            return socket.Receive(buffer, SocketFlags.None);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            throw Lost(exception);
        }
    }

    public override async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            usedAsync = true;
            return await socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            throw Lost(exception);
        }
    }

    public override void Send(ReadOnlySpan<byte> bytes)
    {
        try
        {
            if (toAttach is { } descriptor && !OperatingSystem.IsWindows())
            {
                toAttach = null;
                int sent = UnixDescriptors.Send(socket.SafeHandle, bytes, descriptor);
                bytes = sent > 0 ? bytes[sent..] : throw new SocketException();
            }

            while (bytes.Length > 0)
            {
                bytes = bytes[socket.Send(bytes, SocketFlags.None)..];
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            throw Lost(exception, sending: true);
        }
    }

    public override async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            usedAsync = true;
            while (bytes.Length > 0)
            {
                bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, cancellationToken).ConfigureAwait(false)..];
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            throw Lost(exception, sending: true);
        }
    }

    public override bool CanSendNow() => Poll(SelectMode.SelectWrite);

    public override bool HasNews() => Poll(SelectMode.SelectRead);

    // Shutdown wakes a thread blocked in recv; closing alone would leave it there until the peer speaks.
    public override void Abort()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Already gone, which is what was asked for.
        }

        socket.Dispose();
    }

    private bool Poll(SelectMode mode)
    {
        try
        {
            return socket.Poll(0, mode);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return true;
        }
    }

    // Linux answers a read with "connection reset" exactly when the peer closed a Unix socket with unread bytes in it, and
    // a write with "broken pipe" when it had closed before: in both cases the message was not (wholly) read.
    private static ConnectionLostException Lost(Exception exception, bool sending = false) => new(
        sending || exception is SocketException { SocketErrorCode: SocketError.ConnectionReset },
        exception);
}
