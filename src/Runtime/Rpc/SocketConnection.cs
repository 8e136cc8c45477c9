using System;
using System.Collections.Generic;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using ProcessIsolate.Platform;

namespace ProcessIsolate.Rpc;

/// <summary>A connection over a Unix domain socket.</summary>
/// <remarks>Plain blocking system calls: an asynchronous round trip costs several times as much, and waits for the thread pool. No
/// asynchronous operation is ever begun, so the descriptor stays a blocking one.</remarks>
internal sealed class SocketConnection(Socket socket) : Connection
{
    // Each comes with a message that takes it, and one message is read after the other.
    private const int MaxWaitingDescriptors = 8;

    private SafeFileHandle? toAttach;

    // Guarded by itself: filled and emptied by the one thread that reads, and closed by any.
    private readonly Queue<SafeFileHandle> descriptors = new();
    private bool isAborted;

    [UnsupportedOSPlatformGuard("windows")]
    private static bool CarriesDescriptors => !OperatingSystem.IsWindows() && UnixDescriptors.IsSupported;

    /// <summary>Linux and macOS: the next bytes sent carry a descriptor, as SCM_RIGHTS.</summary>
    public void Attach(SafeFileHandle descriptor) => toAttach = descriptor;

    public override SafeFileHandle? TakeDescriptor()
    {
        lock (descriptors)
        {
            return descriptors.TryDequeue(out SafeFileHandle? first) ? first : null;
        }
    }

    public override void Send(ReadOnlySpan<byte> bytes, SafeFileHandle descriptor)
    {
        Attach(descriptor);
        Send(bytes);
    }

    public override int Receive(Span<byte> buffer)
    {
        try
        {
            return CarriesDescriptors ? ReceiveWithDescriptors(buffer) : socket.Receive(buffer, SocketFlags.None);
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

    public override bool CanSendNow() => Poll(SelectMode.SelectWrite);

    public override bool HasUnreadData() => Poll(SelectMode.SelectRead);

    public override void EndReceiving()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Receive);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Ended already.
        }
    }

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
        lock (descriptors)
        {
            // A message that would take them is not read any more.
            isAborted = true;
            while (descriptors.TryDequeue(out SafeFileHandle? unasked))
            {
                unasked.Dispose();
            }
        }
    }

    [UnsupportedOSPlatform("windows")]
    private int ReceiveWithDescriptors(Span<byte> buffer)
    {
        SafeSocketHandle handle = socket.SafeHandle;
        bool added = false;
        try
        {
            handle.DangerousAddRef(ref added);
            int count = UnixDescriptors.Receive((int)handle.DangerousGetHandle(), buffer, out SafeFileHandle? attached, out int error);
            if (attached is not null)
            {
                Keep(attached);
            }

            return count >= 0 ? count : throw new ConnectionLostException(undelivered: error == UnixDescriptors.ConnectionReset);
        }
        finally
        {
            if (added)
            {
                handle.DangerousRelease();
            }
        }
    }

    // Each comes with a message that takes it; a peer that sends them without one would use up this process's own.
    private void Keep(SafeFileHandle descriptor)
    {
        lock (descriptors)
        {
            if (!isAborted && descriptors.Count < MaxWaitingDescriptors)
            {
                descriptors.Enqueue(descriptor);
                return;
            }
        }

        descriptor.Dispose();
        if (!isAborted)
        {
            throw new InvalidMessageException("The worker sends descriptors that belong to no message.");
        }
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
