using System;
using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ProcessIsolate.Rpc;
using ProcessIsolate.Serialization;
using ProcessIsolate.Sharing;

namespace ProcessIsolate.CompilerServices;

/// <summary>Writes arguments or a result into the message; one value per call, in order.</summary>
/// <remarks>Owned by the lane that sends the message; used by one thread at a time.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed partial class ArgumentWriter
{
    // Utf8JsonWriter refuses longer values.
    private const int MaxBase64Bytes = 166_666_666;

    private readonly Utf8JsonWriter json;

    private readonly MessageLimits limits;

    internal ArgumentWriter(Utf8JsonWriter json, MessageLimits limits)
    {
        this.json = json;
        this.limits = limits;
    }

    /// <summary>The shared objects among the values.</summary>
    internal OutgoingSharedObjects OutgoingSharedObjects { get; } = new();

    /// <summary>Writes null.</summary>
    public void WriteNull() => json.WriteNullValue();

    /// <summary>Writes a value.</summary>
    public void Write(bool value) => json.WriteBooleanValue(value);

    /// <summary>Writes a value.</summary>
    public void Write(int value) => json.WriteNumberValue(value);

    /// <summary>Writes a value.</summary>
    public void Write(uint value) => json.WriteNumberValue(value);

    /// <summary>Writes a value.</summary>
    public void Write(long value) => json.WriteNumberValue(value);

    /// <summary>Writes a value.</summary>
    public void Write(ulong value) => json.WriteNumberValue(value);

    /// <summary>Writes a value; NaN and the infinities as strings.</summary>
    public void Write(float value)
    {
        if (float.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else if (!TryWriteExactly(value))
        {
            json.WriteStringValue(float.IsNaN(value) ? "NaN"u8 : value > 0 ? "Infinity"u8 : "-Infinity"u8);
        }
    }

    /// <summary>Writes a value; NaN and the infinities as strings.</summary>
    public void Write(double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else if (!TryWriteExactly(value))
        {
            json.WriteStringValue(double.IsNaN(value) ? "NaN"u8 : value > 0 ? "Infinity"u8 : "-Infinity"u8);
        }
    }

    /// <summary>Writes a value.</summary>
    public void Write(decimal value)
    {
        if (value != 0 || !decimal.IsNegative(value) || !TryWriteExactly(value))
        {
            json.WriteNumberValue(value);
        }
    }

    /// <summary>Writes a UTF-16 code unit, a lone surrogate too.</summary>
    public void Write(char value)
    {
        if (char.IsSurrogate(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteStringValue(new ReadOnlySpan<char>(in value));
        }
    }

    /// <summary>Writes a text, lone surrogates too.</summary>
    public void Write(string? value)
    {
        if (value is not null && value.Length > limits.MaxMessageBytes)
        {
            throw new MessageTooLargeException(value.Length, limits.MaxMessageBytes);
        }

        if (value is not null && MayAttach && value.Length >= RawThresholds.TextUnits && TryAttach(value))
        {
            return;
        }

        Utf16Text.Write(json, value);
    }

    /// <summary>Writes bytes.</summary>
    public void Write(byte[]? value)
    {
        if (value is null)
        {
            json.WriteNullValue();
        }
        else
        {
            WriteBase64(value);
        }
    }

    internal void WriteBase64(ReadOnlySpan<byte> value)
    {
        // Asked before writing: the writer would first take a buffer of this size, and above a limit of its own fail
        // with words that do not tell the user what to do.
        long encoded = (value.Length + 2L) / 3 * 4;
        int limit = Math.Min(limits.MaxMessageBytes, MaxBase64Bytes);
        if (encoded > limit)
        {
            throw new MessageTooLargeException(encoded, limit);
        }

        json.WriteBase64StringValue(value);
    }

    /// <summary>Writes a value.</summary>
    public void Write(Guid value) => json.WriteStringValue(value);

    /// <summary>Writes a value with its kind.</summary>
    public void Write(DateTime value)
    {
        if (IsExact)
        {
            WriteExactly(value);
        }
        else
        {
            json.WriteStringValue(value);
        }
    }

    /// <summary>Writes a value with its offset.</summary>
    public void Write(DateTimeOffset value) => json.WriteStringValue(value);

    /// <summary>Writes a value, as its ticks.</summary>
    public void Write(TimeSpan value) => json.WriteNumberValue(value.Ticks);

    /// <summary>Writes any other value through type information.</summary>
    public void Write<T>(T value, JsonTypeInfo<T> typeInfo)
    {
        OutgoingSharedObjects? before = OutgoingSharedObjects.Enter(OutgoingSharedObjects);
        try
        {
            JsonSerializer.Serialize(json, value, typeInfo);
        }
        finally
        {
            OutgoingSharedObjects.Enter(before);
        }
    }
}
