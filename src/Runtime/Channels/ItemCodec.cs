using System;
using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ProcessIsolate.Rpc;
using ProcessIsolate.Serialization;
using ProcessIsolate.Sharing;
using ProcessIsolate.Values;

namespace ProcessIsolate.Channels;

/// <summary>How items become bytes: plain memory, texts and byte arrays as they are, everything else as a copy of its object graph.</summary>
/// <remarks>One for each channel; safe for any number of threads.</remarks>
internal sealed class ItemCodec<T>
{
    // Made on first use: items that are plain memory need none, and a context may be loaded after the channel was made.
    private JsonTypeInfo<T>? typeInfo;

    /// <summary>Whether items are plain memory of a fixed size. Known to the compiler, which drops the other branch.</summary>
    public static bool IsPlain
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => !RuntimeHelpers.IsReferenceOrContainsReferences<T>();
    }

    /// <summary>The size of an item; 0 where it varies.</summary>
    public static int FixedSize => IsPlain ? Unsafe.SizeOf<T>() : 0;

    /// <summary>The bytes of a plain item.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Span<byte> AsBytes(ref T item) => MemoryMarshal.CreateSpan(ref Unsafe.As<T, byte>(ref item), Unsafe.SizeOf<T>());

    /// <summary>Turns an item into bytes, in this thread's buffer or where they are; valid until the next call on this thread.</summary>
    /// <param name="item">The item; not null.</param>
    /// <param name="buffer">The buffer used.</param>
    /// <exception cref="NotSupportedException">The item cannot be written.</exception>
    public ReadOnlySpan<byte> Encode(T item, out ItemBuffer? buffer)
    {
        buffer = null;
        switch (item)
        {
            case string text when typeof(T) == typeof(string):
                return MemoryMarshal.AsBytes(text.AsSpan());
            case byte[] bytes when typeof(T) == typeof(byte[]):
                return bytes;
        }

        buffer = ItemBuffer.Rent();
        Shipment? before = Shipment.Enter(buffer.Shipment);
        try
        {
            if (RuntimeFeature.IsDynamicCodeSupported && JsonSerializer.IsReflectionEnabledByDefault)
            {
                buffer.Graph.Write(item);
            }
            else
            {
                JsonSerializer.Serialize(buffer.Json, item, typeInfo ??= SharedJson.TypeInfo<T>());
                buffer.Json.Flush();
            }
        }
        catch (Exception)
        {
            buffer.Return();
            throw;
        }
        finally
        {
            Shipment.Enter(before);
        }

        // Ahead of the item: whoever takes it may ask for the memory of what is in it.
        HostSegments.Announce(buffer.Shipment);
        return ProtocolNames.SpeaksExactly ? buffer.Graph.Written : buffer.Bytes.WrittenSpan;
    }

    /// <summary>Makes an item of the bytes that another process wrote.</summary>
    /// <exception cref="WorkerProtocolException">They are no item of this type.</exception>
    public T Decode(ReadOnlySpan<byte> bytes)
    {
        if (typeof(T) == typeof(string))
        {
            return bytes.Length % sizeof(char) == 0
                ? (T)(object)new string(MemoryMarshal.Cast<byte, char>(bytes))
                : throw new WorkerProtocolException("A text in a channel ends in the middle of a character.");
        }

        if (typeof(T) == typeof(byte[]))
        {
            return (T)(object)bytes.ToArray();
        }

        if (RuntimeFeature.IsDynamicCodeSupported && JsonSerializer.IsReflectionEnabledByDefault)
        {
            return DecodeGraph(bytes);
        }

        try
        {
            return JsonSerializer.Deserialize(bytes, typeInfo ??= SharedJson.TypeInfo<T>())!;
        }
        catch (JsonException exception)
        {
            throw new WorkerProtocolException($"What was received through a channel is no {typeof(T)}: {exception.Message}", exception);
        }
    }

    private static T DecodeGraph(ReadOnlySpan<byte> bytes)
    {
        GraphReader reader = GraphReader.Rent();
        try
        {
            reader.Feed(bytes);
            T item = reader.Read<T>();
            reader.ExpectEnd();
            reader.Return();
            return item;
        }
        catch (Exception exception) when (exception is InvalidMessageException or TimeoutException)
        {
            throw new WorkerProtocolException($"What was received through a channel is no {typeof(T)}: {exception.Message}", exception);
        }
    }
}

/// <summary>A buffer for the bytes of one item; each thread keeps one.</summary>
internal sealed class ItemBuffer
{
    private const int RetainedSize = 1 << 20;

    [ThreadStatic]
    private static ItemBuffer? spare;

    private ItemBuffer() => Json = new Utf8JsonWriter(Bytes, new JsonWriterOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = JsonSettings.MaxDepth,
        SkipValidation = true,
    });

    public ArrayBufferWriter<byte> Bytes { get; } = new(256);

    public Utf8JsonWriter Json { get; }

    public GraphWriter Graph { get; } = new();

    public Shipment Shipment { get; } = new();

    public static ItemBuffer Rent()
    {
        ItemBuffer buffer = spare ?? new ItemBuffer();
        spare = null;
        return buffer;
    }

    public void Return()
    {
        if (Bytes.Capacity > RetainedSize)
        {
            return;
        }

        Graph.Reset();
        Bytes.ResetWrittenCount();
        Json.Reset();
        Shipment.Clear();
        spare = this;
    }
}
