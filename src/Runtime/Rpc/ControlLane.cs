using System;
using System.Text;
using System.Text.Json;
using System.Threading;
using ProcessIsolate.Sharing;

namespace ProcessIsolate.Rpc;

/// <summary>The lane over a worker's own socket: handshake, cancellation, the announcement of an exit; and calls, where no
/// shared memory carries them.</summary>
/// <remarks>
/// Notifications may be sent by any thread at any time. Without shared memory no thread reads between calls: the end of
/// an idle worker is learned from the operating system. With it a thread of the worker's own reads here all the time, see
/// <see cref="ReadToEnd"/>, since a ring does not end when its peer dies.
/// </remarks>
internal sealed class ControlLane(Connection connection, MessageLimits limits) : MessageLane(connection, limits)
{
    private const int MillisecondsToWaitForSender = 20;

    private readonly JsonRpcWriter notifications = new(limits);

    /// <summary>The exit code the worker announced before leaving by its own will.</summary>
    public int? AnnouncedExitCode { get; private set; }

    /// <summary>How many notifications were sent; tells whether a request was the last thing the peer had to read.</summary>
    public int NotificationsSent { get; private set; }

    /// <summary>Sees to what the worker says about shared memory. Set with the handshake.</summary>
    public SegmentSession? Segments { get; set; }

    /// <inheritdoc cref="Connection.EndReceiving"/>
    public void EndReceiving() => Connection.EndReceiving();

    /// <summary>Receives the next notification of the given name; anything else is a breach of protocol.</summary>
    public JsonRpcMessage ReceiveNotification(ReadOnlySpan<byte> method)
    {
        if (!Reader.TryRead(out ReadOnlyMemory<byte> body))
        {
            throw new ConnectionLostException(undelivered: false);
        }

        JsonRpcMessage message = JsonRpcReader.Parse(body, Limits.MaxJsonDepth);
        return message.Kind == MessageKind.Notification && message.Method.Span.SequenceEqual(method)
            ? message
            : throw new InvalidMessageException("The worker did not introduce itself.");
    }

    /// <summary>Reads until the worker is gone.</summary>
    /// <exception cref="InvalidMessageException">It is not gone, but sent what is no notification.</exception>
    /// <exception cref="IncomingTooLargeException">The same.</exception>
    public void ReadToEnd()
    {
        try
        {
            while (Reader.TryRead(out ReadOnlyMemory<byte> body))
            {
                OnMessageWithoutCall(JsonRpcReader.Parse(body, MaxJsonDepth));
            }
        }
        catch (ConnectionLostException)
        {
            // Gone: the caller ends the lane that carries calls.
        }
    }

    /// <summary>Sends a notification unless that would block: behind a request still on its way, or to a worker that has
    /// stopped reading.</summary>
    public void TryNotify(ReadOnlySpan<byte> method, Action<Utf8JsonWriter>? writeParams)
    {
        if (!Monitor.TryEnter(SendLock, MillisecondsToWaitForSender))
        {
            return;
        }

        try
        {
            if (Connection.CanSendNow())
            {
                NotificationsSent++;
                Connection.Send(notifications.Write(null, method, writeParams).Span);
            }
        }
        catch (ConnectionLostException)
        {
            // The thread that waits for the worker learns of its end there.
        }
        finally
        {
            Monitor.Exit(SendLock);
        }
    }

    /// <summary>Sends what is to be said of shared objects, as far as that does not block.</summary>
    /// <returns>Whether all of it is sent.</returns>
    public bool TrySend(SegmentOutbox outbox)
    {
        if (outbox.Count == 0)
        {
            return true;
        }

        if (!Monitor.TryEnter(SendLock))
        {
            return false;
        }

        try
        {
            while (Connection.CanSendNow())
            {
                if (!outbox.TrySendOne(Connection, notifications))
                {
                    return true;
                }

                NotificationsSent++;
            }

            return outbox.Count == 0;
        }
        catch (ConnectionLostException)
        {
            // The thread that waits for the worker learns of its end there.
            return true;
        }
        finally
        {
            Monitor.Exit(SendLock);
        }
    }

    /// <summary>Sends what is to be said of shared objects, and blocks as long as it takes.</summary>
    /// <remarks>A request of the same thread may follow, and is then what the peer has read last or not: these messages are not counted.</remarks>
    public void SendAll(SegmentOutbox outbox)
    {
        lock (SendLock)
        {
            while (outbox.TrySendOne(Connection, notifications))
            {
                // Until nothing is left.
            }
        }
    }

    protected override void OnNotification(in JsonRpcMessage message)
    {
        try
        {
            if (Segments?.OnNotification(message, Connection) == true)
            {
                return;
            }

            if (message.Method.Span.SequenceEqual(ProtocolNames.Exiting))
            {
                AnnouncedExitCode = ProtocolNames.ReadExitCode(message.Params);
            }
        }
        catch (Exception exception) when (exception is not (InvalidMessageException or IncomingTooLargeException or ConnectionLostException))
        {
            // Whatever it is, the worker brought it about.
            throw new InvalidMessageException(
                $"The notification '{Encoding.UTF8.GetString(message.Method.Span)}' could not be handled: {exception.Message}", exception);
        }
    }
}
