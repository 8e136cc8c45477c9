using System;

namespace ProcessIsolate.Rpc;

internal enum MessageKind
{
    Request,
    Notification,
    Response,
    ErrorResponse,
}

/// <summary>One parsed message: where its parts stand in the body. Valid as long as the body is.</summary>
internal readonly struct JsonRpcMessage
{
    public required ReadOnlyMemory<byte> Body { get; init; }

    public required MessageKind Kind { get; init; }

    /// <summary>The id as JSON text; empty for a notification.</summary>
    public ReadOnlyMemory<byte> RawId { get; init; }

    /// <summary>The id when it is an integer, else -1.</summary>
    public long Id { get; init; }

    /// <summary>The method's name as UTF-8, unescaped.</summary>
    public ReadOnlyMemory<byte> Method { get; init; }

    /// <summary>JSON text of the parameters; empty when there are none.</summary>
    public ReadOnlyMemory<byte> Params { get; init; }

    /// <summary>JSON text of the result.</summary>
    public ReadOnlyMemory<byte> Result { get; init; }

    /// <summary>JSON text of the error object.</summary>
    public ReadOnlyMemory<byte> Error { get; init; }

    /// <summary>How many calls of the method the message asks for, whose arguments follow it; 0 for an ordinary request.</summary>
    public int Batch { get; init; }

    /// <summary>Whether the arguments of a batch are records, see <see cref="BatchRecord"/>, or else plain values one behind
    /// the other.</summary>
    public bool HasRecords { get; init; }

    /// <summary>Which tokens of the method cannot be cancelled where it was called, a bit for each.</summary>
    public int DeadTokens { get; init; }

    /// <summary>Whether the caller listens to what the method reports.</summary>
    public bool WantsProgress { get; init; }

    public CallHeaders Headers { get; init; }

    /// <summary>Raw bytes behind the text; valid until the next message is read.</summary>
    public IAttachments? Attachments { get; init; }

    /// <summary>Why the rest of the message is not here; null where it is.</summary>
    public Exception? Failure { get; init; }

    /// <summary>Whether it answers a request; a notification else.</summary>
    /// <exception cref="InvalidMessageException">It answers another one, or asks for something: workers only answer.</exception>
    public bool Answers(long id) => Kind switch
    {
        MessageKind.Notification => false,
        MessageKind.Request => throw new InvalidMessageException("The worker sent a request; workers only answer."),
        _ => Id == id ? true : throw new InvalidMessageException("A response has the id of no request that waits."),
    };

    /// <exception cref="InvalidMessageException">It is no notification.</exception>
    public void ExpectNotification(string where)
    {
        if (Kind != MessageKind.Notification)
        {
            throw new InvalidMessageException("A message that is no notification stands " + where + ".");
        }
    }

    /// <summary>The same message over a body of its own, for a reader that goes on before the message is used. Where there is no
    /// memory for it, what an answer needs, with the failure.</summary>
    public JsonRpcMessage Detach(int maxDepth)
    {
        try
        {
            byte[] raw = new byte[Attachments?.Left ?? 0];
            Attachments?.Read(raw);
            return JsonRpcReader.Parse(Body.ToArray(), maxDepth, new BufferedAttachments().Set(raw, 0, raw.Length));
        }
        catch (OutOfMemoryException exception)
        {
            byte[] id = RawId.ToArray();
            return new JsonRpcMessage
            {
                Body = id,
                Kind = Kind,
                RawId = id,
                Id = Id,
                Method = Method.ToArray(),
                Batch = Batch,
                HasRecords = HasRecords,
                Failure = exception,
            };
        }
    }
}
