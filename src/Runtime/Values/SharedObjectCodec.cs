using System;
using System.Text.Json;
using ProcessIsolate.Sharing;

namespace ProcessIsolate.Values;

/// <summary>A queue, lock or the like: what it is found by travels, not a copy.</summary>
/// <remarks>How that is written is <see cref="SharedObjectConverter{T}"/>'s; the message's <see cref="OutgoingSharedObjects"/> notes it.</remarks>
internal sealed class SharedObjectCodec(Type type) : ObjectCodec(type)
{
    private static readonly JsonSerializerOptions Json = new() { TypeInfoResolver = SharedTypeResolver.Instance };

    public override bool IsWhole => true;

    public override void WriteHeader(GraphWriter writer, object value) =>
        writer.WriteText(JsonSerializer.Serialize(value, Json.GetTypeInfo(Type)));

    public override object Create(GraphReader reader)
    {
        try
        {
            string text = reader.ReadRequiredText();
            return reader.MakeShared(() => JsonSerializer.Deserialize(text, Json.GetTypeInfo(Type))!);
        }
        catch (JsonException exception)
        {
            throw new Rpc.InvalidMessageException("A shared object is none: " + exception.Message, exception);
        }
    }
}
