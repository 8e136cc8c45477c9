using System;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ProcessIsolate.CompilerServices;
using ProcessIsolate.Serialization;

namespace ProcessIsolate.Rpc;

/// <summary>Writes the records of a batch one behind the other: in the host the arguments of its calls, in the worker one
/// result at a time.</summary>
/// <remarks>Begin, write through <see cref="Arguments"/>, end; or take back. Few raw bytes are copied behind their text, so
/// that the record is one piece. More stay where they are and follow the last record; nothing may come behind it then.</remarks>
internal sealed class RecordWriter
{
    // Copying costs less than handing over another piece.
    private const int MaxCopiedBytes = 16 * 1024;

    private readonly FrameBuffer buffer;
    private readonly Utf8JsonWriter json;
    private int start;
    private int shared;

    public RecordWriter(MessageLimits limits, bool mayAttach, bool isExact)
    {
        buffer = new FrameBuffer(limits.MaxMessageBytes);
        json = new Utf8JsonWriter(buffer, new JsonWriterOptions
        {
            Encoder = QuickEncoder.Instance,
            // In a message of its own the value stands one level deeper.
            MaxDepth = Math.Max(1, limits.MaxJsonDepth - 1),
            SkipValidation = true,
        });
        Arguments = new ArgumentWriter(json, limits) { MayAttach = mayAttach, IsExact = isExact };
    }

    /// <summary>Writes the values of the record that was begun.</summary>
    public ArgumentWriter Arguments { get; }

    /// <summary>The records; valid until the next change.</summary>
    public ArraySegment<byte> Written => buffer.Body;

    /// <summary>Whether <see cref="Arguments"/> has raw bytes to follow the last record.</summary>
    public bool HasTail => Arguments.AttachmentLength > 0;

    /// <summary>All bytes, the tail's too.</summary>
    public long Length => buffer.BodyLength + Arguments.AttachmentLength;

    public void Reset()
    {
        buffer.Reset();
        Arguments.Reset();
    }

    /// <summary>Begins the record of one value.</summary>
    public void Begin()
    {
        start = buffer.BodyLength;
        shared = Arguments.OutgoingSharedObjects.Count;
        buffer.GetSpan(BatchRecord.HeaderBytes);
        buffer.Advance(BatchRecord.HeaderBytes);
        json.Reset(buffer);
        Arguments.BeginRecord();
    }

    /// <summary>Begins the record of a list of arguments.</summary>
    public void BeginArguments()
    {
        Begin();
        json.WriteStartArray();
    }

    public void End()
    {
        json.Flush();
        int text = buffer.BodyLength - start - BatchRecord.HeaderBytes;
        long raw = Arguments.AttachmentLength;
        if (raw is > 0 and <= MaxCopiedBytes)
        {
            Arguments.WriteAttachments(buffer);
        }
        else if (buffer.BodyLength + raw > buffer.MaxBodyBytes)
        {
            throw new MessageTooLargeException(buffer.BodyLength + raw, buffer.MaxBodyBytes);
        }

        BatchRecord.WriteHeader(buffer.Body.AsSpan(start), (uint)text, (uint)raw);
    }

    /// <summary>Writes a record of bytes that are the value.</summary>
    /// <returns>False, with nothing written, where there is no room for it.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryWriteDirect(ReadOnlySpan<byte> bytes)
    {
        int length = BatchRecord.HeaderBytes + bytes.Length;
        if (buffer.BodyLength > buffer.MaxBodyBytes - length)
        {
            return false;
        }

        start = buffer.BodyLength;
        shared = Arguments.OutgoingSharedObjects.Count;
        Span<byte> record = buffer.GetSpan(length);
        BatchRecord.WriteHeader(record, 0, (uint)bytes.Length, BatchRecord.Direct);
        bytes.CopyTo(record[BatchRecord.HeaderBytes..]);
        buffer.Advance(length);
        return true;
    }

    public void EndArguments()
    {
        json.WriteEndArray();
        End();
    }

    /// <summary>Forgets the record that was begun last, ended or not.</summary>
    public void TakeBack()
    {
        buffer.Truncate(start);
        Arguments.DropAttachments();
        Arguments.OutgoingSharedObjects.Truncate(shared);
    }
}
