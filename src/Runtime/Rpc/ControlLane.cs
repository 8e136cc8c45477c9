using System;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.Calls;
using ProcessIsolate.CompilerServices;

namespace ProcessIsolate.Rpc;

/// <summary>Header-delimited JSON-RPC over one connection: the host's end.</summary>
/// <remarks>
/// Calls: <see cref="Calls.ICallLane"/>, by whoever leased the worker. Notifications may be sent by any thread at any time.
/// Nobody reads while no call runs: the end of an idle worker is learned from the operating system, and whatever it wrote
/// stays in the socket until the next read.
/// </remarks>
internal sealed class ControlLane : ICallLane, IDisposable
{
    private const int SmallFrame = 32 * 1024;
    private const int MillisecondsToWaitForSender = 20;

    private readonly Connection connection;
    private readonly MessageLimits limits;
    private readonly FrameReader reader;
    private readonly JsonRpcWriter requests;
    private readonly JsonRpcWriter notifications;

    // Held while bytes of one message are handed to the system: a cancellation must not land inside a request.
    private readonly object sendLock = new();

    private ReadOnlyMemory<byte> request;

    public ControlLane(Connection connection, MessageLimits limits)
    {
        this.connection = connection;
        this.limits = limits;
        reader = new FrameReader(connection, limits.MaxMessageBytes);
        requests = new JsonRpcWriter(limits);
        notifications = new JsonRpcWriter(limits);
    }

    /// <summary>The exit code the worker announced before leaving by its own will.</summary>
    public int? AnnouncedExitCode { get; private set; }

    /// <summary>How many notifications were sent; tells whether a request was the last thing the peer had to read.</summary>
    public int NotificationsSent { get; private set; }

    public int MaxJsonDepth => limits.MaxJsonDepth;

    /// <summary>Whether something unasked-for waits: for an idle worker, almost always its end.</summary>
    public bool HasNews => connection.HasNews();

    public ArgumentWriter BeginRequest(long id, RemoteMethod method, in CallHeaders headers)
    {
        requests.BeginRequest(id, method.WireName, headers);
        return requests.Arguments;
    }

    public int EndRequest()
    {
        request = requests.EndRequest();
        return request.Length;
    }

    public void Send() => Send(request);

    public async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        if (request.Length <= SmallFrame)
        {
            // Fits the socket's buffer: sending does not block, and costs less than an asynchronous operation.
            Send(request);
        }
        else
        {
            await Task.Run(() => Send(request), cancellationToken).ConfigureAwait(false);
        }
    }

    public JsonRpcMessage Receive(long id)
    {
        while (reader.TryRead(out ReadOnlyMemory<byte> body))
        {
            JsonRpcMessage message = JsonRpcReader.Parse(body, limits.MaxJsonDepth);
            if (IsResponseTo(message, id))
            {
                return message;
            }
        }

        throw new ConnectionLostException(undelivered: false);
    }

    public async ValueTask<JsonRpcMessage> ReceiveAsync(long id, CancellationToken cancellationToken)
    {
        while (await reader.TryReadAsync(cancellationToken).ConfigureAwait(false) is { } body)
        {
            JsonRpcMessage message = JsonRpcReader.Parse(body, limits.MaxJsonDepth);
            if (IsResponseTo(message, id))
            {
                return message;
            }
        }

        throw new ConnectionLostException(undelivered: false);
    }

    /// <summary>Receives the next notification of the given name; anything else is a breach of protocol.</summary>
    public JsonRpcMessage ReceiveNotification(ReadOnlySpan<byte> method)
    {
        if (!reader.TryRead(out ReadOnlyMemory<byte> body))
        {
            throw new ConnectionLostException(undelivered: false);
        }

        JsonRpcMessage message = JsonRpcReader.Parse(body, limits.MaxJsonDepth);
        return message.Kind == MessageKind.Notification && message.Method.Span.SequenceEqual(method)
            ? message
            : throw new InvalidMessageException("The worker did not introduce itself.");
    }

    /// <summary>Sends a request of the protocol itself and waits for its response.</summary>
    public JsonRpcMessage Request(long id, ReadOnlySpan<byte> method, Action<Utf8JsonWriter> writeParams)
    {
        Send(requests.Write(id, method, writeParams));
        return Receive(id);
    }

    /// <summary>Sends a notification unless that would block: behind a request still on its way, or to a worker that has
    /// stopped reading.</summary>
    public void TryNotify(ReadOnlySpan<byte> method, Action<Utf8JsonWriter>? writeParams)
    {
        if (!Monitor.TryEnter(sendLock, MillisecondsToWaitForSender))
        {
            return;
        }

        try
        {
            if (connection.CanSendNow())
            {
                NotificationsSent++;
                connection.Send(notifications.Write(null, method, writeParams).Span);
            }
        }
        catch (ConnectionLostException)
        {
            // Whoever waits for the worker learns of its end there.
        }
        finally
        {
            Monitor.Exit(sendLock);
        }
    }

    public void Dispose() => connection.Abort();

    private void Send(ReadOnlyMemory<byte> frame)
    {
        lock (sendLock)
        {
            connection.Send(frame.Span);
        }
    }

    private bool IsResponseTo(in JsonRpcMessage message, long id)
    {
        if (message.Kind is MessageKind.Response or MessageKind.ErrorResponse)
        {
            return message.Id == id ? true : throw new InvalidMessageException("A response has the id of no request that waits.");
        }

        if (message.Kind == MessageKind.Request)
        {
            throw new InvalidMessageException("The worker sent a request; workers only answer.");
        }

        if (message.Method.Span.SequenceEqual(ProtocolNames.Exiting))
        {
            AnnouncedExitCode = ProtocolNames.ReadExitCode(message.Params);
        }

        return false;
    }
}
