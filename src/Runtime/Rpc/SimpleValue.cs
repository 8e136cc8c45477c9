using System;
using System.Globalization;
using System.Text.Json;

namespace ProcessIsolate.Rpc;

/// <summary>Values of <see cref="Exception.Data"/> whose type is kept: text, numbers, truth values, times, ids. Each
/// travels as <c>["type", "text"]</c>, with types from a fixed list.</summary>
internal static class SimpleValue
{
    public static bool CanWrite(object? value) =>
        value is null or string or bool or char or Guid or DateTime or DateTimeOffset or TimeSpan
        || (value is IConvertible and not Enum and not DBNull);

    public static void Write(Utf8JsonWriter json, object? value)
    {
        if (value is null)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartArray();
        json.WriteStringValue(NameOf(value));
        json.WriteStringValue(value switch
        {
            DateTime or DateTimeOffset => ((IFormattable)value).ToString("O", CultureInfo.InvariantCulture),
            double or float => ((IFormattable)value).ToString("R", CultureInfo.InvariantCulture),
            IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture),
        });
        json.WriteEndArray();
    }

    /// <returns>False for anything that <see cref="Write"/> would not have written.</returns>
    public static bool TryRead(JsonElement element, out object? value)
    {
        value = null;
        if (element.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        if (element.ValueKind != JsonValueKind.Array || element.GetArrayLength() != 2
            || element[0].ValueKind != JsonValueKind.String || element[1].ValueKind != JsonValueKind.String)
        {
            return false;
        }

        value = Parse(element[0].GetString()!, element[1].GetString()!);
        return value is not null;
    }

    private static string NameOf(object value) => value switch
    {
        Guid => "guid",
        DateTimeOffset => "dateTimeOffset",
        TimeSpan => "timeSpan",
        IConvertible convertible => convertible.GetTypeCode().ToString(),
        _ => "String",
    };

    private static object? Parse(string type, string text)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        try
        {
            return type switch
            {
                "guid" => Guid.Parse(text),
                "dateTimeOffset" => DateTimeOffset.Parse(text, culture, DateTimeStyles.RoundtripKind),
                "timeSpan" => TimeSpan.Parse(text, culture),
                nameof(TypeCode.DateTime) => DateTime.Parse(text, culture, DateTimeStyles.RoundtripKind),
                _ => Enum.TryParse(type, out TypeCode code) && code is >= TypeCode.Boolean and <= TypeCode.String
                    ? Convert.ChangeType(text, code, culture)
                    : null,
            };
        }
        catch (Exception exception) when (exception is FormatException or OverflowException or InvalidCastException)
        {
            return null;
        }
    }
}
