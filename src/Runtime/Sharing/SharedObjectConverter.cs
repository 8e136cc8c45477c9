using System;
using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ProcessIsolate.Sharing;

/// <summary>Writes a shared object as the id of its segment and makes an object of the same segment of it again.</summary>
internal sealed class SharedObjectConverter<T>(SharedKind kind, Func<SegmentEntry, int, T> open) : JsonConverter<T>
    where T : SharedObject
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        Guid id = default;
        int view = 0;
        bool valid = reader.TokenType == JsonTokenType.StartObject
            && reader.Read() && reader.ValueTextEquals("segment"u8) && reader.Read() && reader.TryGetGuid(out id)
            && reader.Read() && reader.ValueTextEquals("view"u8) && reader.Read() && reader.TryGetInt32(out view)
            && reader.Read() && reader.TokenType == JsonTokenType.EndObject;
        return valid
            ? SegmentRegistry.Shared.Views.Open(id, kind, view, open)
            : throw new JsonException("Expected a shared object.");
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        ObjectDisposedException.ThrowIf(value.IsDisposed, value);
        OutgoingSharedObjects.Current.Add(value);
        writer.WriteStartObject();
        writer.WriteString("segment"u8, value.Entry.Id);
        writer.WriteNumber("view"u8, value.View);
        writer.WriteEndObject();
    }
}

/// <summary>Tells System.Text.Json, and its source generator, that shared objects travel in a way of their own.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class SharedObjectConverterFactory : JsonConverterFactory
{
    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert) => SharedTypes.Find(typeToConvert) is not null;

    /// <inheritdoc/>
    public override JsonConverter? CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        SharedTypes.Find(typeToConvert)?.Converter;
}
