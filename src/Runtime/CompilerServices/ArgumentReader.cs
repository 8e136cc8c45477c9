using System;
using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading;
using ProcessIsolate.Calls;
using ProcessIsolate.Rpc;
using ProcessIsolate.Serialization;
using ProcessIsolate.Values;

namespace ProcessIsolate.CompilerServices;

/// <summary>Reads arguments or a result from the message; one value per call, in the order of writing.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref partial struct ArgumentReader
{
    private Utf8JsonReader json;
    private bool peeked;

    private readonly ICallCancellation? cancellation;

    private readonly IAttachments? attachments;

    private readonly bool isExact;

    private GraphReader? graph;

    private FewObjects sequences;

    private ArgumentReader(ReadOnlySpan<byte> text, int maxDepth, ICallCancellation? cancellation, IAttachments? attachments, bool isExact)
    {
        this.isExact = isExact;
        this.attachments = attachments;
        json = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = maxDepth });
        this.cancellation = cancellation;
    }

    /// <summary>Cancelled when the host cancels the call that is being read.</summary>
    /// <value>Made on first use, so that methods without a token do not pay for one.</value>
    public readonly CancellationToken CancellationToken => cancellation?.OnlyToken ?? CancellationToken.None;

    /// <summary>Of several tokens one: cancelled when the host cancels the caller's.</summary>
    /// <param name="index">Which of the method's tokens; from 0.</param>
    public readonly CancellationToken GetCancellationToken(int index) => cancellation?.GetToken(index) ?? CancellationToken.None;

    /// <summary>A reader of the values of a parameter list; nothing when there is none.</summary>
    internal static ArgumentReader ForArguments(
        ReadOnlySpan<byte> array, int maxDepth, ICallCancellation? cancellation, IAttachments? attachments, bool isExact = false)
    {
        ArgumentReader reader = new(array.IsEmpty ? "[]"u8 : array, maxDepth, cancellation, attachments, isExact);
        if (!reader.json.Read() || reader.json.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("The parameters are no array.");
        }

        return reader;
    }

    /// <summary>A reader of one value.</summary>
    internal static ArgumentReader ForResult(ReadOnlySpan<byte> value, int maxDepth, IAttachments? attachments, bool isExact = false) =>
        new(value, maxDepth, null, attachments, isExact);

    /// <summary>Fails when values are left over: caller and method disagree on the parameters.</summary>
    internal void ExpectEnd()
    {
        if (!json.Read() || json.TokenType != JsonTokenType.EndArray)
        {
            throw new JsonException("There are more values than expected.");
        }

        ReturnGraph();
    }

    /// <summary>Fails when something follows the one value of the text.</summary>
    internal void ExpectNothingMore()
    {
        if (json.Read())
        {
            throw new JsonException("Something follows the value.");
        }

        ReturnGraph();
    }

    /// <summary>Reads a null if one is next.</summary>
    /// <returns>False, with nothing read, when the next value is not null.</returns>
    public bool TryReadNull()
    {
        Next();
        peeked = json.TokenType != JsonTokenType.Null;
        return !peeked;
    }

    /// <summary>Reads a value.</summary>
    public bool ReadBoolean()
    {
        Next();
        return json.GetBoolean();
    }

    /// <summary>Reads a value.</summary>
    public byte ReadByte()
    {
        Next();
        return json.GetByte();
    }

    /// <summary>Reads a value.</summary>
    public sbyte ReadSByte()
    {
        Next();
        return json.GetSByte();
    }

    /// <summary>Reads a value.</summary>
    public short ReadInt16()
    {
        Next();
        return json.GetInt16();
    }

    /// <summary>Reads a value.</summary>
    public ushort ReadUInt16()
    {
        Next();
        return json.GetUInt16();
    }

    /// <summary>Reads a value.</summary>
    public int ReadInt32()
    {
        Next();
        return json.GetInt32();
    }

    /// <summary>Reads a value.</summary>
    public uint ReadUInt32()
    {
        Next();
        return json.GetUInt32();
    }

    /// <summary>Reads a value.</summary>
    public long ReadInt64()
    {
        Next();
        return json.GetInt64();
    }

    /// <summary>Reads a value.</summary>
    public ulong ReadUInt64()
    {
        Next();
        return json.GetUInt64();
    }

    /// <summary>Reads a value.</summary>
    public float ReadSingle()
    {
        Next();
        return json.TokenType == JsonTokenType.String ? ReadNamedSingle() : json.GetSingle();
    }

    /// <summary>Reads a value.</summary>
    public double ReadDouble()
    {
        Next();
        return json.TokenType == JsonTokenType.String ? (double)ReadNamedFloat() : json.GetDouble();
    }

    /// <summary>Reads a value.</summary>
    public decimal ReadDecimal()
    {
        Next();
        return json.TokenType == JsonTokenType.String ? ReadNegativeZero() : json.GetDecimal();
    }

    /// <summary>Reads a value.</summary>
    public char ReadChar()
    {
        Next();
        if (json.TokenType == JsonTokenType.Number)
        {
            return (char)json.GetUInt16();
        }

        return json.GetString() is [char single] ? single : throw new JsonException("Expected a text of one character.");
    }

    /// <summary>Reads a text or null.</summary>
    public string? ReadString()
    {
        Next();
        return json.TokenType == JsonTokenType.StartObject ? ReadRawText() : Utf16Text.Read(ref json);
    }

    /// <summary>Reads bytes or null.</summary>
    public byte[]? ReadBytes()
    {
        Next();
        return json.TokenType == JsonTokenType.Null ? null : json.GetBytesFromBase64();
    }

    /// <summary>Reads a value.</summary>
    public Guid ReadGuid()
    {
        Next();
        return json.GetGuid();
    }

    /// <summary>Reads a value.</summary>
    public DateTime ReadDateTime()
    {
        Next();
        return isExact ? ReadExactDate() : json.GetDateTime();
    }

    /// <summary>Reads a value.</summary>
    public DateTimeOffset ReadDateTimeOffset()
    {
        Next();
        return json.GetDateTimeOffset();
    }

    /// <summary>Reads a value.</summary>
    public TimeSpan ReadTimeSpan()
    {
        Next();
        return new TimeSpan(json.GetInt64());
    }

    /// <summary>Reads any other value through type information.</summary>
    public T? Read<T>(JsonTypeInfo<T> typeInfo)
    {
        Next();
        return JsonSerializer.Deserialize(ref json, typeInfo);
    }

    private void Next()
    {
        if (peeked)
        {
            peeked = false;
            return;
        }

        if (!json.Read() || json.TokenType is JsonTokenType.EndArray)
        {
            throw new JsonException("There are fewer values than expected.");
        }
    }

    private float ReadNamedSingle() => isExact && json.GetString() is { Length: 8 } text && text is not "Infinity" ? ReadExactSingle() : (float)ReadNamedFloat();

    private double ReadNamedFloat() =>
        json.ValueTextEquals("NaN"u8) ? double.NaN
        : json.ValueTextEquals("Infinity"u8) ? double.PositiveInfinity
        : json.ValueTextEquals("-Infinity"u8) ? double.NegativeInfinity
        : isExact ? ReadExactDouble()
        : throw new JsonException("Expected a number.");
}
