using System;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ProcessIsolate.Serialization;

/// <summary>Texts inside other values, as <see cref="Utf16Text"/> carries them.</summary>
internal sealed class StringConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Utf16Text.Read(ref reader);

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
        Utf16Text.Write(writer, value);

    public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetString()!;

    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
    {
        if (Utf16Text.HasLoneSurrogate(value))
        {
            throw new JsonException("A dictionary key with a lone surrogate cannot cross to another process.");
        }

        writer.WritePropertyName(value);
    }
}

/// <summary>Characters inside other values; a surrogate as its number.</summary>
internal sealed class CharConverter : JsonConverter<char>
{
    public override char Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number ? (char)reader.GetUInt16()
        : reader.GetString() is [char single] ? single
        : throw new JsonException("Expected a text of one character.");

    public override void Write(Utf8JsonWriter writer, char value, JsonSerializerOptions options)
    {
        if (char.IsSurrogate(value))
        {
            writer.WriteNumberValue(value);
        }
        else
        {
            writer.WriteStringValue([value]);
        }
    }
}
