using System;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ProcessIsolate.Calls;
using ProcessIsolate.CompilerServices;
using ProcessIsolate.SharedMemory;
using ProcessIsolate.Sharing;

namespace ProcessIsolate.Rpc;

/// <summary>Header-delimited JSON-RPC over one connection: the host's end of a lane that carries calls.</summary>
/// <remarks>Requests and responses belong to the thread that leased the worker. Over shared memory this is the call lane as it is;
/// over the worker's socket it is the base of <see cref="ControlLane"/>.</remarks>
internal class MessageLane : ICallLane, IDisposable
{
    private const int MaxNotificationsBetweenCalls = 1000;

    private readonly JsonRpcWriter requests;
    private readonly RingConnection? rings;
    private ReadOnlyMemory<byte> request;
    private long lastId;
    private RecordWriter? records;

    public MessageLane(Connection connection, MessageLimits limits)
    {
        Connection = connection;
        Limits = limits;
        rings = connection as RingConnection;
        Claims = rings?.Claims;
        Reader = new FrameReader(connection, limits.MaxMessageBytes);
        requests = new JsonRpcWriter(limits);
    }

    /// <summary>Whether the peer takes raw bytes behind a message; a foreign JSON-RPC peer does not.</summary>
    public bool TakesAttachments { set => requests.Arguments.MayAttach = value; }

    /// <summary>Whether values travel as they are: the worker is of the same build.</summary>
    public bool IsExact
    {
        get => requests.Arguments.IsExact;
        set => requests.Arguments.IsExact = value;
    }

    /// <summary>Brings the memory of shared objects to the worker, and holds it until the call with the given id is over.</summary>
    public Action<OutgoingSharedObjects, long>? Deliver { get; set; }

    /// <summary>Takes what the method reports of the call that is waited for; null where its caller does not listen. Set by the thread that
    /// waits.</summary>
    public CallProgress? Progress { get; set; }

    /// <summary>Over shared memory, what tells which requests the worker has begun; touched while the lane is held.</summary>
    public ClaimWord? Claims { get; }

    /// <summary>Over shared memory: whether something waits to be received, or the end.</summary>
    public bool HasUnreadMessage => rings!.HasUnreadMessage();

    /// <summary>Over shared memory: whether the worker's side has ended.</summary>
    public bool HasEnded => rings is null || rings.HasUnreadData();

    /// <summary>How long a request ran by the worker's word, in ticks of the stopwatch; -1 where it says nothing. The lane is held.</summary>
    public long RunTimeOf(uint number) => rings is null ? -1 : rings.RunTimes.Read(number);

    /// <summary>The number of the last request that was sent.</summary>
    public uint LastNumber { get; private set; }

    /// <summary>Whether the request that was completed names shared objects.</summary>
    public bool SharesMemory => !requests.Arguments.OutgoingSharedObjects.IsEmpty;

    public int MaxJsonDepth => Limits.MaxJsonDepth;

    public int MaxMessageBytes => Limits.MaxMessageBytes;

    /// <summary>Sees to the notifications of a worker that has no call to answer.</summary>
    /// <returns>False when the worker is gone, or has sent what is no notification. It is of no use any more.</returns>
    /// <exception cref="InvalidMessageException">What it sent is wrong.</exception>
    /// <exception cref="IncomingTooLargeException">The same.</exception>
    public bool SettleBetweenCalls()
    {
        if (rings is not null)
        {
            // Nothing is sent here but answers, and those were read.
            return !Reader.HasUnread && rings.IsAtRest;
        }

        try
        {
            for (int i = 0; Reader.HasUnread || Connection.HasUnreadData(); i++)
            {
                if (i == MaxNotificationsBetweenCalls)
                {
                    throw new InvalidMessageException("The worker sends notifications without end.");
                }

                if (!Reader.TryReadNow(out ReadOnlyMemory<byte> body))
                {
                    // A notification is small and sent in one piece: half of one would be in the way of the next answer.
                    return !Reader.HasUnread;
                }

                OnMessageWithoutCall(JsonRpcReader.Parse(body, Limits.MaxJsonDepth));
            }

            return true;
        }
        catch (ConnectionLostException)
        {
            return false;
        }
    }

    protected Connection Connection { get; }

    protected MessageLimits Limits { get; }

    protected FrameReader Reader { get; }

    // Held while bytes of one message are handed over: a notification must not land inside a request.
    protected object SendLock { get; } = new();

    public ArgumentWriter BeginRequest(long id, RemoteMethod method, in CallHeaders headers)
    {
        lastId = id;
        requests.BeginRequest(id, method.WireName, headers);
        return requests.Arguments;
    }

    /// <summary>Starts a request for many calls of a method, whose arguments are a piece of an array.</summary>
    /// <returns>Its size in bytes.</returns>
    public int WriteBatch(long firstId, RemoteMethod method, int count, in CallHeaders headers, (Array Array, long Offset, int Bytes) items)
    {
        lastId = firstId + count - 1;
        requests.BeginRequest(firstId, method.WireName, headers, count);
        requests.Arguments.Attach(items.Array, items.Offset, items.Bytes);
        return EndRequest();
    }

    /// <summary>Where the arguments of a batch are written, before <see cref="WriteRecords"/> makes a request of them.</summary>
    public RecordWriter Records => records ??= new RecordWriter(Limits, mayAttach: true, IsExact);

    /// <summary>Starts a request for many calls of a method, whose arguments stand in <see cref="Records"/>.</summary>
    /// <returns>Its size in bytes.</returns>
    public int WriteRecords(long firstId, RemoteMethod method, int count, in CallHeaders headers)
    {
        lastId = firstId + count - 1;
        requests.BeginRequest(firstId, method.WireName, headers, count, records: true);
        ArraySegment<byte> written = Records.Written;
        requests.Arguments.Attach(written.Array!, written.Offset, written.Count);
        requests.Arguments.AttachAll(Records.Arguments);
        Records.Arguments.DropAttachments();
        return EndRequest();
    }

    /// <inheritdoc cref="FrameReader.PeekRecords"/>
    public ReadOnlySpan<byte> PeekRecords(int atLeast, bool spin) => Reader.PeekRecords(atLeast, spin);

    /// <inheritdoc cref="FrameReader.SkipRecords"/>
    public void SkipRecords(int count) => Reader.SkipRecords(count);

    /// <inheritdoc cref="FrameReader.HasWholeValue"/>
    public bool HasWholeValue => Reader.HasWholeValue;

    /// <inheritdoc cref="FrameReader.IsDirectNext"/>
    public bool IsDirectNext => Reader.IsDirectNext;

    /// <inheritdoc cref="FrameReader.TryTakeDirect"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTakeDirect(out ReadOnlySpan<byte> bytes) => Reader.TryTakeDirect(out bytes);

    /// <inheritdoc cref="FrameReader.ReadValue"/>
    /// <param name="raw">The raw bytes behind it.</param>
    public ReadOnlyMemory<byte> ReadValue(out IAttachments raw)
    {
        raw = Reader;
        return Reader.ReadValue();
    }

    /// <summary>Receives a notification that stands between two records.</summary>
    public void ReceiveNotification()
    {
        ReadOnlyMemory<byte> body = Reader.TryRead(out ReadOnlyMemory<byte> read) ? read : throw new ConnectionLostException(undelivered: false);
        JsonRpcMessage message = JsonRpcReader.Parse(body, Limits.MaxJsonDepth);
        message.ExpectNotification("among the records of a batch");
        OnNotification(message);
    }

    public int EndRequest()
    {
        request = requests.EndRequest();
        return (int)(request.Length + requests.Arguments.AttachmentLength);
    }

    /// <summary>Hands the shared objects of the completed request to the worker, before the request: part of <see cref="Send"/>
    /// for those that do not do it before.</summary>
    /// <exception cref="ObjectDisposedException">One was disposed meanwhile; nothing was sent.</exception>
    public void DeliverShared()
    {
        OutgoingSharedObjects shipment = requests.Arguments.OutgoingSharedObjects;
        if (!shipment.IsEmpty)
        {
            Deliver?.Invoke(shipment, lastId);
            shipment.Clear();
        }
    }

    public void Send()
    {
        DeliverShared();
        lock (SendLock)
        {
            LastNumber++;
            Connection.Send(request.Span);
            requests.Arguments.SendAttachments(Connection);
        }
    }

    public JsonRpcMessage Receive(long id)
    {
        while (Reader.TryRead(out ReadOnlyMemory<byte> body))
        {
            JsonRpcMessage message = JsonRpcReader.Parse(body, Limits.MaxJsonDepth, Reader);
            if (IsResponseTo(message, id))
            {
                return message;
            }
        }

        throw new ConnectionLostException(undelivered: false);
    }

    /// <summary>Over shared memory: receives a response if one is here; valid until the next receive.</summary>
    public bool TryReceiveNow(out JsonRpcMessage response)
    {
        while (Reader.TryReadNow(out ReadOnlyMemory<byte> body))
        {
            response = JsonRpcReader.Parse(body, Limits.MaxJsonDepth, Reader);
            if (IsResponseTo(response, response.Id))
            {
                return true;
            }
        }

        response = default;
        return false;
    }

    /// <summary>Sends a request of the protocol itself and waits for its response.</summary>
    public JsonRpcMessage Request(long id, ReadOnlySpan<byte> method, Action<Utf8JsonWriter> writeParams)
    {
        ReadOnlyMemory<byte> frame = requests.Write(id, method, writeParams);
        lock (SendLock)
        {
            LastNumber++;
            Connection.Send(frame.Span);
        }

        return Receive(id);
    }

    /// <summary>Over shared memory: has the receive loop call back once something has arrived.</summary>
    public void WhenArrived(Action callback) => rings!.WhenReady(callback);

    /// <inheritdoc cref="RingConnection.IsAwaited"/>
    public bool IsAwaited => rings!.IsAwaited;

    /// <inheritdoc cref="RingConnection.StopWaiting"/>
    public void StopWaiting() => rings!.StopWaiting();

    /// <inheritdoc cref="Connection.TryAcquire"/>
    public bool TryAcquire() => Connection.TryAcquire();

    /// <inheritdoc cref="Connection.Release"/>
    public void Release() => Connection.Release();

    public void Dispose() => Connection.Abort();

    /// <summary>Sees to a notification that came between responses. Over shared memory there is none but reports, which the call at hand has seen
    /// to: a worker that sends others without end would hold the thread that reads, and the answers before them.</summary>
    /// <exception cref="InvalidMessageException">It is none that belongs here.</exception>
    protected virtual void OnNotification(in JsonRpcMessage message) =>
        throw new InvalidMessageException("The worker sent a notification where its answers come.");

    /// <summary>Sees to a message where no response is due.</summary>
    protected void OnMessageWithoutCall(in JsonRpcMessage message)
    {
        message.ExpectNotification("where the worker has no call to answer");
        OnNotification(message);
    }

    private bool IsResponseTo(in JsonRpcMessage message, long id)
    {
        bool isIt = message.Answers(id);
        if (!isIt && Progress?.OnNotification(message) != true)
        {
            OnNotification(message);
        }

        return isIt;
    }
}
