using System;
using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ProcessIsolate.CompilerServices;

/// <summary>Writes arguments or a result into the message; one value per call, in order.</summary>
/// <remarks>Owned by the lane that sends the message; used by one thread at a time.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ArgumentWriter
{
    private readonly Utf8JsonWriter json;

    internal ArgumentWriter(Utf8JsonWriter json) => this.json = json;

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
    public void Write(float value) => throw new InvalidOperationException("seam");

    /// <summary>Writes a value; NaN and the infinities as strings.</summary>
    public void Write(double value) => throw new InvalidOperationException("seam");

    /// <summary>Writes a value.</summary>
    public void Write(decimal value) => json.WriteNumberValue(value);

    /// <summary>Writes a UTF-16 code unit, a lone surrogate too.</summary>
    public void Write(char value) => throw new InvalidOperationException("seam");

    /// <summary>Writes a text, lone surrogates too.</summary>
    public void Write(string? value) => throw new InvalidOperationException("seam");

    /// <summary>Writes bytes.</summary>
    public void Write(byte[]? value) => throw new InvalidOperationException("seam");

    /// <summary>Writes a value.</summary>
    public void Write(Guid value) => json.WriteStringValue(value);

    /// <summary>Writes a value with its kind.</summary>
    public void Write(DateTime value) => json.WriteStringValue(value);

    /// <summary>Writes a value with its offset.</summary>
    public void Write(DateTimeOffset value) => json.WriteStringValue(value);

    /// <summary>Writes a value, as its ticks.</summary>
    public void Write(TimeSpan value) => json.WriteNumberValue(value.Ticks);

    /// <summary>Writes any other value through type information.</summary>
    public void Write<T>(T value, JsonTypeInfo<T> typeInfo) => JsonSerializer.Serialize(json, value, typeInfo);
}
