using System;
using System.Text.Json;

namespace ProcessIsolate.Rpc;

/// <summary>Turns a message body into its parts, in one pass and in whatever order the peer wrote them.</summary>
internal static class JsonRpcReader
{
    /// <exception cref="InvalidMessageException">The body is no JSON-RPC 2.0 message.</exception>
    public static JsonRpcMessage Parse(ReadOnlyMemory<byte> body, int maxDepth, IAttachments? attachments = null)
    {
        try
        {
            return ParseObject(body, maxDepth, attachments);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new InvalidMessageException("A message is not valid JSON: " + exception.Message, exception);
        }
    }

    private static JsonRpcMessage ParseObject(ReadOnlyMemory<byte> body, int maxDepth, IAttachments? attachments)
    {
        Utf8JsonReader reader = new(body.Span, new JsonReaderOptions { MaxDepth = maxDepth });
        Parts parts = default;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new InvalidMessageException("A message is not a JSON object.");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadProperty(ref reader, body, ref parts);
        }

        if (reader.Read())
        {
            throw new InvalidMessageException("Something follows the JSON object of a message.");
        }

        if (!parts.HasVersion)
        {
            throw new InvalidMessageException("A message does not say \"jsonrpc\":\"2.0\".");
        }

        return new JsonRpcMessage
        {
            Body = body,
            Kind = KindOf(parts),
            RawId = parts.RawId,
            Id = parts.Id ?? -1,
            Method = parts.Method,
            Params = parts.Params,
            Result = parts.Result,
            Error = parts.Error,
            Headers = new CallHeaders(parts.TraceParent, parts.TraceState, parts.Baggage, parts.Culture, parts.UICulture),
            Attachments = attachments,
            Batch = parts.Batch,
            HasRecords = parts.HasRecords,
            DeadTokens = parts.DeadTokens,
            WantsProgress = parts.WantsProgress,
        };
    }

    private static void ReadProperty(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Parts parts)
    {
        // Each comparison is one length test for most names; the names are few and short.
        if (reader.ValueTextEquals("jsonrpc"u8))
        {
            reader.Read();
            parts.HasVersion = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("2.0"u8);
        }
        else if (reader.ValueTextEquals("id"u8))
        {
            parts.RawId = ReadValue(ref reader, body);
            parts.Id = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long id) ? id : null;
        }
        else if (reader.ValueTextEquals("method"u8))
        {
            ReadOnlyMemory<byte> raw = ReadValue(ref reader, body);
            parts.Method = reader.TokenType != JsonTokenType.String ? throw new InvalidMessageException("A method name is no string.")
                : reader.ValueIsEscaped ? System.Text.Encoding.UTF8.GetBytes(reader.GetString()!)
                : raw[1..^1];
        }
        else if (reader.ValueTextEquals("params"u8))
        {
            parts.Params = ReadValue(ref reader, body);
        }
        else if (reader.ValueTextEquals("result"u8))
        {
            parts.Result = ReadValue(ref reader, body);
        }
        else if (reader.ValueTextEquals("error"u8))
        {
            parts.Error = ReadValue(ref reader, body);
        }
        else
        {
            ReadHeader(ref reader, ref parts);
        }
    }

    private static void ReadHeader(ref Utf8JsonReader reader, ref Parts parts)
    {
        if (reader.ValueTextEquals("traceparent"u8))
        {
            parts.TraceParent = ReadText(ref reader);
        }
        else if (reader.ValueTextEquals("tracestate"u8))
        {
            parts.TraceState = ReadText(ref reader);
        }
        else if (reader.ValueTextEquals("baggage"u8))
        {
            parts.Baggage = ReadText(ref reader);
        }
        else if (reader.ValueTextEquals("culture"u8))
        {
            parts.Culture = ReadText(ref reader);
        }
        else if (reader.ValueTextEquals("uiCulture"u8))
        {
            parts.UICulture = ReadText(ref reader);
        }
        else if (reader.ValueTextEquals("batch"u8))
        {
            reader.Read();
            parts.Batch = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int count) && count > 0
                ? count
                : throw new InvalidMessageException("The number of calls of a batch is no positive number.");
        }
        else if (reader.ValueTextEquals("deadTokens"u8))
        {
            reader.Read();
            parts.DeadTokens = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int tokens)
                ? tokens
                : throw new InvalidMessageException("The tokens that cannot be cancelled are no number.");
        }
        else if (reader.ValueTextEquals("records"u8))
        {
            reader.Read();
            parts.HasRecords = reader.TokenType == JsonTokenType.True;
            reader.Skip();
        }
        else if (reader.ValueTextEquals("progress"u8))
        {
            reader.Read();
            parts.WantsProgress = reader.TokenType == JsonTokenType.True;
            reader.Skip();
        }
        else
        {
            reader.Read();
            reader.Skip();
        }
    }

    private static string? ReadText(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.GetString();
        }

        reader.Skip();
        return null;
    }

    private static ReadOnlyMemory<byte> ReadValue(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        return body[start..(int)reader.BytesConsumed];
    }

    private static MessageKind KindOf(in Parts parts)
    {
        bool hasId = parts.RawId.Length > 0;
        return (parts.Method.Length > 0, hasId, parts.Result.Length > 0, parts.Error.Length > 0) switch
        {
            (true, true, false, false) => MessageKind.Request,
            (true, false, false, false) => MessageKind.Notification,
            (false, true, true, false) => MessageKind.Response,
            (false, true, false, true) => MessageKind.ErrorResponse,
            _ => throw new InvalidMessageException("A message is neither a request nor a notification nor a response."),
        };
    }

    private struct Parts
    {
        public bool HasVersion;
        public ReadOnlyMemory<byte> RawId;
        public long? Id;
        public ReadOnlyMemory<byte> Method;
        public ReadOnlyMemory<byte> Params;
        public ReadOnlyMemory<byte> Result;
        public ReadOnlyMemory<byte> Error;
        public string? TraceParent;
        public string? TraceState;
        public string? Baggage;
        public string? Culture;
        public string? UICulture;
        public int Batch;
        public bool HasRecords;
        public int DeadTokens;
        public bool WantsProgress;
    }
}
