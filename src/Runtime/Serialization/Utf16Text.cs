using System;
using System.Text;
using System.Text.Json;

namespace ProcessIsolate.Serialization;

/// <summary>Carries any .NET text. JSON text is Unicode, a .NET string is UTF-16 units: System.Text.Json would replace a
/// lone surrogate by U+FFFD without a word. Such a text travels as an array of its units instead.</summary>
internal static class Utf16Text
{
    public static void Write(Utf8JsonWriter json, string? value)
    {
        if (value is null)
        {
            json.WriteNullValue();
        }
        else if (HasLoneSurrogate(value))
        {
            json.WriteStartArray();
            foreach (char unit in value)
            {
                json.WriteNumberValue(unit);
            }

            json.WriteEndArray();
        }
        else
        {
            json.WriteStringValue(value);
        }
    }

    /// <summary>Reads the value the reader stands on.</summary>
    public static string? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            return json.GetString();
        }

        StringBuilder text = new();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            text.Append((char)json.GetUInt16());
        }

        return text.ToString();
    }

    public static bool HasLoneSurrogate(ReadOnlySpan<char> text)
    {
        int at = text.IndexOfAnyInRange('\uD800', '\uDFFF');
        while (at >= 0)
        {
            text = text[at..];
            if (text.Length < 2 || !char.IsSurrogatePair(text[0], text[1]))
            {
                return true;
            }

            text = text[2..];
            at = text.IndexOfAnyInRange('\uD800', '\uDFFF');
        }

        return false;
    }
}
