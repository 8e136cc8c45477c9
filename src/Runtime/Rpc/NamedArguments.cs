using System;
using System.Buffers;
using System.Collections.Generic;
using System.Text.Json;

namespace ProcessIsolate.Rpc;

/// <summary>Puts arguments that a foreign client gave by name into their order; our own come in order already.</summary>
internal static class NamedArguments
{
    public static ReadOnlyMemory<byte> ToPositional(ReadOnlyMemory<byte> parameters, IReadOnlyList<string> names)
    {
        if (parameters.IsEmpty || parameters.Span[0] != (byte)'{')
        {
            return parameters;
        }

        using JsonDocument document = JsonDocument.Parse(parameters);
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartArray();
            foreach (string name in names)
            {
                if (document.RootElement.TryGetProperty(name, out JsonElement value))
                {
                    value.WriteTo(json);
                }
            }

            json.WriteEndArray();
        }

        return buffer.WrittenMemory;
    }
}
