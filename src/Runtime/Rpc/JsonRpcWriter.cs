using System;
using System.Text.Json;
using ProcessIsolate.CompilerServices;
using ProcessIsolate.Values;
using ProcessIsolate.Serialization;

namespace ProcessIsolate.Rpc;

/// <summary>Writes messages into a <see cref="FrameBuffer"/>; reused for every message of its owner, one at a time.</summary>
/// <remarks>Begin, write through <see cref="Arguments"/>, end. A message that was begun and not ended leaves no trace:
/// the next begin starts over.</remarks>
internal sealed class JsonRpcWriter
{
    private static readonly JsonEncodedText VersionName = JsonEncodedText.Encode("jsonrpc", QuickEncoder.Instance);
    private static readonly JsonEncodedText VersionValue = JsonEncodedText.Encode("2.0", QuickEncoder.Instance);
    private static readonly JsonEncodedText IdName = JsonEncodedText.Encode("id", QuickEncoder.Instance);
    private static readonly JsonEncodedText MethodName = JsonEncodedText.Encode("method", QuickEncoder.Instance);
    private static readonly JsonEncodedText ParamsName = JsonEncodedText.Encode("params", QuickEncoder.Instance);
    private static readonly JsonEncodedText ResultName = JsonEncodedText.Encode("result", QuickEncoder.Instance);
    private static readonly JsonEncodedText ErrorName = JsonEncodedText.Encode("error", QuickEncoder.Instance);

    private readonly FrameBuffer buffer;
    private readonly Utf8JsonWriter json;

    public JsonRpcWriter(MessageLimits limits)
    {
        buffer = new FrameBuffer(limits.MaxMessageBytes);
        json = new Utf8JsonWriter(buffer, new JsonWriterOptions
        {
            Encoder = QuickEncoder.Instance,
            MaxDepth = limits.MaxJsonDepth,
            SkipValidation = true,
        });
        Arguments = new ArgumentWriter(json, limits);
    }

    /// <summary>Writes the values of the message that was begun.</summary>
    public ArgumentWriter Arguments { get; }

    /// <param name="id">The request's id; in a batch the first call's, and the others have the numbers behind it.</param>
    /// <param name="method">The method's name.</param>
    /// <param name="headers">What flows along.</param>
    /// <param name="batch">How many calls a batch asks for, whose arguments are attached; 0 for an ordinary request.</param>
    /// <param name="records">Whether those arguments are records.</param>
    public void BeginRequest(long id, JsonEncodedText method, in CallHeaders headers, int batch = 0, bool records = false)
    {
        Begin();
        json.WriteNumber(IdName, id);
        json.WriteString(MethodName, method);
        WriteHeader("traceparent"u8, headers.TraceParent);
        WriteHeader("tracestate"u8, headers.TraceState);
        WriteHeader("baggage"u8, headers.Baggage);
        WriteHeader("culture"u8, headers.Culture);
        WriteHeader("uiCulture"u8, headers.UICulture);
        if (batch > 0)
        {
            json.WriteNumber("batch"u8, batch);
        }

        if (records)
        {
            json.WriteBoolean("records"u8, true);
        }

        json.WriteStartArray(ParamsName);
    }

    public ReadOnlyMemory<byte> EndRequest()
    {
        json.WriteEndArray();
        if (Arguments.DeadTokens != 0)
        {
            json.WriteNumber("deadTokens"u8, Arguments.DeadTokens);
        }

        if (Arguments.WantsProgress)
        {
            json.WriteBoolean("progress"u8, true);
        }

        return End();
    }

    /// <summary>A request or, without id, a notification with one object as its parameters.</summary>
    public ReadOnlyMemory<byte> Write(long? id, ReadOnlySpan<byte> method, Action<Utf8JsonWriter>? writeParams)
    {
        Begin();
        if (id is { } value)
        {
            json.WriteNumber(IdName, value);
        }

        json.WriteString("method"u8, method);
        if (writeParams is not null)
        {
            json.WriteStartObject(ParamsName);
            writeParams(json);
            json.WriteEndObject();
        }

        return End();
    }

    public void BeginResponse(ReadOnlySpan<byte> rawId)
    {
        Begin();
        WriteRawId(rawId);
        json.WritePropertyName(ResultName);
    }

    public ReadOnlyMemory<byte> EndResponse() => End();

    public ReadOnlyMemory<byte> WriteResponse(ReadOnlySpan<byte> rawId, Action<Utf8JsonWriter> writeResult)
    {
        BeginResponse(rawId);
        json.WriteStartObject();
        writeResult(json);
        json.WriteEndObject();
        return End();
    }

    /// <param name="rawId">The request's id.</param>
    /// <param name="code">One of <see cref="ErrorCodes"/>.</param>
    /// <param name="message">What happened.</param>
    /// <param name="exception">The exception, for its details.</param>
    /// <param name="received">The objects of the request, where what has become of them follows.</param>
    public ReadOnlyMemory<byte> WriteError(ReadOnlySpan<byte> rawId, int code, string message, Exception? exception, SentObjects? received = null)
    {
        Begin();
        WriteRawId(rawId);
        json.WriteStartObject(ErrorName);
        json.WriteNumber("code"u8, code);
        json.WriteString("message"u8, message);
        if (exception is not null)
        {
            json.WritePropertyName("data"u8);
            ExceptionWriter.Write(json, exception, Arguments.IsExact);
            if (json.BytesCommitted + json.BytesPending > ErrorLimits.Bytes)
            {
                throw new MessageTooLargeException(json.BytesCommitted + json.BytesPending, ErrorLimits.Bytes);
            }
        }

        json.WriteEndObject();
        if (received is not null)
        {
            Arguments.WriteAnswer(default(VoidResult), received, hasResult: false);
        }

        return End();
    }

    private void Begin()
    {
        buffer.Reset();
        Arguments.Reset();
        json.Reset(buffer);
        json.WriteStartObject();
        json.WriteString(VersionName, VersionValue);
    }

    private ReadOnlyMemory<byte> End()
    {
        json.WriteEndObject();
        json.Flush();
        return buffer.ToFrame(Arguments.AttachmentLength);
    }

    private void WriteHeader(ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private void WriteRawId(ReadOnlySpan<byte> rawId)
    {
        json.WritePropertyName(IdName);
        json.WriteRawValue(rawId, skipInputValidation: true);
    }
}
