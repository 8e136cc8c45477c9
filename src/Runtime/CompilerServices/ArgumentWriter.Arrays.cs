using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using ProcessIsolate.Serialization;

namespace ProcessIsolate.CompilerServices;

public sealed partial class ArgumentWriter
{
    /// <summary>Writes an array of numbers: its memory as it is where it is large, as JSON where it is small.</summary>
    public void WriteArray<T>(T[]? values)
        where T : unmanaged
    {
        if (values is null)
        {
            json.WriteNullValue();
        }
        else if (!TryWriteAgain(values))
        {
            WriteNumbers(values, 0, values.Length);
        }
    }

    /// <summary>Writes a piece of memory as <see cref="WriteArray{T}(T[])"/> does.</summary>
    public void WriteMemory<T>(ReadOnlyMemory<T> values)
        where T : unmanaged
    {
        ArraySegment<T> segment = ToSegment(values);
        WriteNumbers(segment.Array ?? [], segment.Offset, segment.Count);
    }

    /// <summary>Writes a list as <see cref="WriteArray{T}(T[])"/> does.</summary>
    public void WriteList<T>(List<T>? values)
        where T : unmanaged
    {
        if (values is null)
        {
            json.WriteNullValue();
        }
        else if (TryWriteAgain(values))
        {
            return;
        }
        else if (!MayAttach || !RawThresholds.IsRaw<T>((long)values.Count * Unsafe.SizeOf<T>()))
        {
            JsonNumbers.Write<T>(this, CollectionsMarshal.AsSpan(values));
        }
        else
        {
            WriteMemory<T>(ToArray(values));
        }
    }

    /// <summary>Writes an array whose elements may travel as they lie in memory: so wherever the peer takes it, since the
    /// text of such a type need not hold all of it.</summary>
    public void WriteArray<T>(T[]? values, RemoteModule module)
        where T : unmanaged
    {
        if (values is null)
        {
            json.WriteNullValue();
        }
        else if (!TryWriteAgain(values))
        {
            WriteElements(values, 0, values.Length, module);
        }
    }

    /// <summary>Writes a piece of memory as <see cref="WriteArray{T}(T[], RemoteModule)"/> does.</summary>
    public void WriteMemory<T>(ReadOnlyMemory<T> values, RemoteModule module)
        where T : unmanaged
    {
        ArraySegment<T> segment = ToSegment(values);
        WriteElements(segment.Array ?? [], segment.Offset, segment.Count, module);
    }

    /// <summary>Writes a list as <see cref="WriteArray{T}(T[], RemoteModule)"/> does.</summary>
    public void WriteList<T>(List<T>? values, RemoteModule module)
        where T : unmanaged
    {
        if (values is null)
        {
            json.WriteNullValue();
        }
        else if (!TryWriteAgain(values))
        {
            WriteElements(ToArray(values), 0, values.Count, module);
        }
    }

    /// <summary>Begins several values that travel as one.</summary>
    public void WriteStartList() => json.WriteStartArray();

    /// <summary>Ends what <see cref="WriteStartList"/> began.</summary>
    public void WriteEndList() => json.WriteEndArray();

    private void WriteNumbers<T>(T[] array, int start, int count)
        where T : unmanaged
    {
        long bytes = Measure<T>(count);
        if (!MayAttach || !RawThresholds.IsRaw<T>(bytes))
        {
            JsonNumbers.Write<T>(this, array.AsSpan(start, count));
            return;
        }

        // The start and count of a segment were checked by the runtime when it was made, the byte count just above.
        Attach(array, start * Unsafe.SizeOf<T>(), (int)bytes);
        json.WriteStartObject();
        json.WriteNumber("raw"u8, bytes);
        json.WriteEndObject();
    }

    private void WriteElements<T>(T[] array, int start, int count, RemoteModule module)
        where T : unmanaged
    {
        long bytes = Measure<T>(count);
        if (!MayAttach)
        {
            T[] whole = array.Length == count ? array : array.AsSpan(start, count).ToArray();
            JsonSerializer.Serialize(json, whole, module.GetTypeInfo<T[]>());
            return;
        }

        Attach(array, start * Unsafe.SizeOf<T>(), (int)bytes);
        json.WriteStartObject();
        json.WriteNumber("raw"u8, bytes);
        json.WriteNumber("size"u8, Unsafe.SizeOf<T>());
        json.WriteEndObject();
    }

    // Measured before a copy is made: there may be no room for one.
    private ArraySegment<T> ToSegment<T>(ReadOnlyMemory<T> values)
        where T : unmanaged
    {
        if (MemoryMarshal.TryGetArray(values, out ArraySegment<T> own))
        {
            return own;
        }

        Measure<T>(values.Length);
        return new ArraySegment<T>(values.ToArray());
    }

    // A list may change while its message waits to be sent, and the message has told its length.
    private T[] ToArray<T>(List<T> values)
        where T : unmanaged
    {
        Measure<T>(values.Count);
        Span<T> span = CollectionsMarshal.AsSpan(values);
        T[] array = FreshArray.Create<T>(span.Length);
        span.CopyTo(array);
        return array;
    }

    private long Measure<T>(int count)
        where T : unmanaged
    {
        long bytes = (long)count * Unsafe.SizeOf<T>();
        return bytes <= limits.MaxMessageBytes - AttachmentLength
            ? bytes
            : throw new MessageTooLargeException(bytes + AttachmentLength, limits.MaxMessageBytes);
    }
}
