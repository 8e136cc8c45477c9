using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using ProcessIsolate.Rpc;
using ProcessIsolate.Serialization;

namespace ProcessIsolate.CompilerServices;

public ref partial struct ArgumentReader
{
    /// <summary>Reads what <see cref="ArgumentWriter.WriteArray{T}(T[])"/> wrote.</summary>
    public T[]? ReadArray<T>()
        where T : unmanaged
    {
        Next();
        return json.TokenType == JsonTokenType.Number ? ReadAgain<T[]>() : Keep(ReadNewArray<T>());
    }

    /// <summary>Reads what <see cref="ArgumentWriter.WriteMemory{T}(ReadOnlyMemory{T})"/> wrote.</summary>
    public Memory<T> ReadMemory<T>()
        where T : unmanaged
    {
        Next();
        return ReadNewArray<T>();
    }

    /// <summary>Reads what <see cref="ArgumentWriter.WriteList{T}(List{T})"/> wrote.</summary>
    public List<T>? ReadList<T>()
        where T : unmanaged
    {
        if (TryReadNull())
        {
            return null;
        }

        if (json.TokenType == JsonTokenType.Number)
        {
            Next();
            return ReadAgain<List<T>>();
        }

        return Keep(json.TokenType == JsonTokenType.StartObject ? ReadElementsOfList<T>() : [.. ReadNextArray<T>()!]);
    }

    /// <summary>Reads what <see cref="ArgumentWriter.WriteArray{T}(T[], RemoteModule)"/> wrote.</summary>
    public T[]? ReadArray<T>(RemoteModule module)
        where T : unmanaged
    {
        Next();
        return json.TokenType == JsonTokenType.Number && isExact ? ReadAgain<T[]>() : Keep(ReadNewArray<T>(module));
    }

    /// <summary>Reads what <see cref="ArgumentWriter.WriteMemory{T}(ReadOnlyMemory{T}, RemoteModule)"/> wrote.</summary>
    public Memory<T> ReadMemory<T>(RemoteModule module)
        where T : unmanaged
    {
        Next();
        return ReadNewArray<T>(module);
    }

    /// <summary>Reads what <see cref="ArgumentWriter.WriteList{T}(List{T}, RemoteModule)"/> wrote.</summary>
    public List<T>? ReadList<T>(RemoteModule module)
        where T : unmanaged
    {
        if (TryReadNull())
        {
            return null;
        }

        if (json.TokenType == JsonTokenType.Number && isExact)
        {
            Next();
            return ReadAgain<List<T>>();
        }

        if (json.TokenType == JsonTokenType.StartObject)
        {
            return Keep(ReadElementsOfList<T>());
        }

        Next();
        return Keep<List<T>>([.. ReadNewArray<T>(module)!]);
    }

    /// <summary>Begins to read several values that travel as one.</summary>
    public void ReadStartList()
    {
        Next();
        if (json.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("Expected several values.");
        }
    }

    /// <summary>Ends what <see cref="ReadStartList"/> began.</summary>
    public void ReadEndList()
    {
        if (!TryReadEndArray())
        {
            throw new JsonException("There are more values than expected.");
        }
    }

    internal bool TryReadEndArray()
    {
        if (!json.Read())
        {
            throw new JsonException("An array does not end.");
        }

        peeked = json.TokenType != JsonTokenType.EndArray;
        return !peeked;
    }

    private T[]? ReadNextArray<T>()
        where T : unmanaged
    {
        Next();
        return ReadNewArray<T>();
    }

    private T[]? ReadNewArray<T>()
        where T : unmanaged => json.TokenType switch
        {
            JsonTokenType.Null => null,
            JsonTokenType.StartArray => JsonNumbers.Read<T>(ref this),
            JsonTokenType.StartObject => ReadElements<T>(),
            JsonTokenType.String when typeof(T) == typeof(byte) => (T[])(object)json.GetBytesFromBase64(),
            _ => throw new JsonException("Expected an array."),
        };

    private T[]? ReadNewArray<T>(RemoteModule module)
        where T : unmanaged => json.TokenType == JsonTokenType.StartObject
            ? ReadElements<T>()
            : JsonSerializer.Deserialize(ref json, module.GetTypeInfo<T[]>());

    private T? Keep<T>(T? sequence)
        where T : class
    {
        if (sequence is not null)
        {
            sequences.Add(sequence);
        }

        return sequence;
    }

    // One that was read before in this message.
    private readonly T ReadAgain<T>()
        where T : class => json.TryGetInt32(out int index) && sequences.Find(index) is T known && known.GetType() == typeof(T)
            ? known : throw new InvalidMessageException("A message refers to a sequence that does not stand in it.");

    private T[] ReadElements<T>()
        where T : unmanaged
    {
        T[] values = FreshArray.Create<T>(ReadAnnouncement<T>());
        attachments!.Read(MemoryMarshal.AsBytes(values.AsSpan()));
        RawElements.Check<T>(values);
        return values;
    }

    // The list itself was not asked for yet, only its first token.
    private List<T> ReadElementsOfList<T>()
        where T : unmanaged
    {
        Next();
        List<T> values = [];
        CollectionsMarshal.SetCount(values, ReadAnnouncement<T>());
        Span<T> elements = CollectionsMarshal.AsSpan(values);
        FreshArray.Prepare(elements);
        attachments!.Read(MemoryMarshal.AsBytes(elements));
        RawElements.Check<T>(elements);
        return values;
    }

    private string ReadRawText()
    {
        int length = ReadAnnouncement<char>();
        return string.Create(length, attachments!, static (text, attachments) => attachments.Read(MemoryMarshal.AsBytes(text)));
    }

    // The length is the peer's word: it must fit the elements, and be no more than really follows the message, before
    // any memory is taken for it.
    private int ReadAnnouncement<T>()
        where T : unmanaged
    {
        if (!json.Read() || !json.ValueTextEquals("raw"u8) || !json.Read() || !json.TryGetInt64(out long bytes) || !json.Read())
        {
            throw new JsonException("Expected a reference to raw bytes.");
        }

        long size = Unsafe.SizeOf<T>();
        if (json.TokenType == JsonTokenType.PropertyName
            && (!json.ValueTextEquals("size"u8) || !json.Read() || !json.TryGetInt64(out size) || !json.Read()))
        {
            throw new JsonException("Expected the size of an element.");
        }

        if (json.TokenType != JsonTokenType.EndObject)
        {
            throw new JsonException("Expected nothing more about raw bytes.");
        }

        if (size != Unsafe.SizeOf<T>())
        {
            throw new InvalidMessageException($"A '{typeof(T)}' has {Unsafe.SizeOf<T>()} bytes here and {size} at the other side.");
        }

        if (attachments is null || bytes < 0 || bytes > attachments.Left || bytes % size != 0)
        {
            throw new InvalidMessageException("A message refers to raw bytes that do not follow it.");
        }

        return (int)(bytes / size);
    }
}
