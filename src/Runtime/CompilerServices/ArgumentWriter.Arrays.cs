using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ProcessIsolate.Rpc;
using ProcessIsolate.Serialization;

namespace ProcessIsolate.CompilerServices;

public sealed partial class ArgumentWriter
{
    // Below this, the second piece of a message costs more than the digits of a few numbers.
    private const int AttachmentThreshold = 128;

    // Made with the first: code for such a list would be compiled anew in every worker before its first answer.
    private List<(Array Array, int Offset, int Length)>? attachments;

    /// <summary>How many raw bytes follow the message.</summary>
    internal long AttachmentLength { get; private set; }

    /// <summary>Whether the peer knows of raw bytes behind a message.</summary>
    internal bool MayAttach { get; set; }

    /// <summary>Writes an array of numbers: its memory as it is where it is large, as JSON where it is small.</summary>
    public void WriteArray<T>(T[]? values)
        where T : unmanaged
    {
        if (values is null)
        {
            json.WriteNullValue();
        }
        else
        {
            Write(values, 0, values.Length);
        }
    }

    /// <summary>Writes a piece of memory as <see cref="WriteArray"/> does.</summary>
    public void WriteMemory<T>(ReadOnlyMemory<T> values)
        where T : unmanaged
    {
        ArraySegment<T> segment = MemoryMarshal.TryGetArray(values, out ArraySegment<T> own) ? own : new ArraySegment<T>(values.ToArray());
        Write(segment.Array ?? [], segment.Offset, segment.Count);
    }

    /// <summary>Has a piece of an array follow the message as it is, whatever its size and without a word in the text.</summary>
    /// <param name="array">The array; its elements are plain numbers.</param>
    /// <param name="offset">The first byte.</param>
    /// <param name="length">How many.</param>
    internal void Attach(Array array, int offset, int length)
    {
        (attachments ??= []).Add((array, offset, length));
        AttachmentLength += length;
    }

    internal void Reset()
    {
        AttachmentLength = 0;
        attachments?.Clear();
        Shipment.Clear();
    }

    /// <summary>Sends the raw bytes that follow the message, straight from the arrays.</summary>
    internal void SendAttachments(Connection connection)
    {
        if (attachments is not null)
        {
            SendAll(connection, attachments);
        }
    }

    private static void SendAll(Connection connection, List<(Array Array, int Offset, int Length)> attachments)
    {
        foreach ((Array array, int offset, int length) in attachments)
        {
            connection.Send(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(array), offset), length));
        }

        attachments.Clear();
    }

    private void Write<T>(T[] array, int start, int count)
        where T : unmanaged
    {
        long bytes = (long)count * Unsafe.SizeOf<T>();
        if (bytes > limits.MaxMessageBytes - AttachmentLength)
        {
            throw new MessageTooLargeException(bytes + AttachmentLength, limits.MaxMessageBytes);
        }

        if (!MayAttach || bytes < AttachmentThreshold)
        {
            JsonNumbers.Write(this, array.AsSpan(start, count));
            return;
        }

        // The start and count of a segment were checked by the runtime when it was made, the byte count just above.
        (attachments ??= []).Add((array, start * Unsafe.SizeOf<T>(), (int)bytes));
        AttachmentLength += bytes;
        json.WriteStartObject();
        json.WriteNumber("raw"u8, bytes);
        json.WriteEndObject();
    }

    internal void StartArray() => json.WriteStartArray();

    internal void EndArray() => json.WriteEndArray();
}
