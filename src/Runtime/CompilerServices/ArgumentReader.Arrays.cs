using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using ProcessIsolate.Rpc;
using ProcessIsolate.Serialization;

namespace ProcessIsolate.CompilerServices;

public ref partial struct ArgumentReader
{
    /// <summary>Reads what <see cref="ArgumentWriter.WriteArray"/> wrote.</summary>
    public T[]? ReadArray<T>()
        where T : unmanaged
    {
        Next();
        switch (json.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.StartArray:
                return JsonNumbers.Read<T>(ref this);
            case JsonTokenType.StartObject:
                return ReadAttachment<T>();
            case JsonTokenType.String when typeof(T) == typeof(byte):
                return (T[])(object)json.GetBytesFromBase64();
            default:
                throw new JsonException("Expected an array.");
        }
    }

    /// <summary>Reads what <see cref="ArgumentWriter.WriteMemory"/> wrote.</summary>
    public Memory<T> ReadMemory<T>()
        where T : unmanaged => ReadArray<T>();

    internal bool TryReadEndArray()
    {
        if (!json.Read())
        {
            throw new JsonException("An array does not end.");
        }

        peeked = json.TokenType != JsonTokenType.EndArray;
        return !peeked;
    }

    // The length is the peer's word: it must fit the elements, and be no more than really follows the message, before
    // any memory is taken for it.
    private T[] ReadAttachment<T>()
        where T : unmanaged
    {
        if (!json.Read() || !json.ValueTextEquals("raw"u8) || !json.Read() || !json.TryGetInt64(out long bytes)
            || !json.Read() || json.TokenType != JsonTokenType.EndObject)
        {
            throw new JsonException("Expected a reference to raw bytes.");
        }

        if (attachments is null || bytes < 0 || bytes > attachments.Left || bytes % Unsafe.SizeOf<T>() != 0)
        {
            throw new InvalidMessageException("A message refers to raw bytes that do not follow it.");
        }

        T[] values = FreshArray.Create<T>((int)(bytes / Unsafe.SizeOf<T>()));
        attachments.Read(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }
}
