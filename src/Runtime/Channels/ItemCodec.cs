using System;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ProcessIsolate.Rpc;
using ProcessIsolate.Sharing;
using ProcessIsolate.Values;

namespace ProcessIsolate.Channels;

/// <summary>How items become bytes: plain memory, texts and byte arrays as they are, everything else as a copy of its object graph.</summary>
/// <remarks>One for each channel; safe for any number of threads.</remarks>
/// <param name="channel">The channel.</param>
/// <param name="keepsTaken">Whether what was taken may be there again: then shared objects inside are held as long as the channel.</param>
internal sealed class ItemCodec<T>(SharedObject channel, bool keepsTaken)
{
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
        OutgoingSharedObjects? before = OutgoingSharedObjects.Enter(buffer.OutgoingSharedObjects);
        try
        {
            buffer.Graph.Write(item);
        }
        catch (Exception)
        {
            buffer.Return();
            throw;
        }
        finally
        {
            OutgoingSharedObjects.Enter(before);
        }

        if (!buffer.OutgoingSharedObjects.IsEmpty)
        {
            Announce(buffer);
        }

        return buffer.Graph.Written;
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

        IncomingSharedObjects incoming = new();
        IncomingSharedObjects? before = IncomingSharedObjects.Enter(incoming);
        try
        {
            return DecodeGraph(bytes);
        }
        finally
        {
            IncomingSharedObjects.Enter(before);
            if (incoming.Objects.Count > 0 && !keepsTaken)
            {
                // From here on they are held by what was made of them.
                SegmentRegistry.Shared.Transit.Take(incoming.Objects, channel.Entry);
            }
        }
    }

    // Ahead of the item: the receiver may ask for the memory of what is in it.
    private void Announce(ItemBuffer buffer)
    {
        try
        {
            SegmentRegistry.Shared.Transit.Send(buffer.OutgoingSharedObjects, channel.Entry);
            buffer.AnnouncedIn = channel.Entry;
        }
        catch (Exception)
        {
            buffer.Return();
            throw;
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
    [ThreadStatic]
    private static ItemBuffer? spare;

    private ItemBuffer()
    {
    }

    public GraphWriter Graph { get; } = new();

    public OutgoingSharedObjects OutgoingSharedObjects { get; } = new();

    /// <summary>The channel that the objects of the item were announced for.</summary>
    public SegmentEntry? AnnouncedIn { get; set; }

    /// <summary>The item is in the channel.</summary>
    public void OnPut() => AnnouncedIn = null;

    public static ItemBuffer Rent()
    {
        ItemBuffer buffer = spare ?? new ItemBuffer();
        spare = null;
        return buffer;
    }

    /// <summary>Gives the buffer back. What was announced in it and not put anywhere is taken back.</summary>
    public void Return()
    {
        if (AnnouncedIn is { } channel)
        {
            AnnouncedIn = null;
            SegmentRegistry.Shared.Transit.Take([.. OutgoingSharedObjects.Objects.Select(static item => item.Entry)], channel);
            foreach (SharedObject item in OutgoingSharedObjects.Objects)
            {
                item.OnReturned();
            }
        }

        Graph.Reset();
        OutgoingSharedObjects.Clear();
        spare = this;
    }
}
