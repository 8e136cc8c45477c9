using System;
using System.Buffers.Binary;

namespace ProcessIsolate.Rpc;

/// <summary>What a batch says of one call: the bytes of docs/protocol.md, chapter "Batches".</summary>
/// <remarks>A byte says which kind. Behind <see cref="Value"/> stand in a batch of records the lengths of a text and of its
/// raw bytes, then both: what <c>params</c> of a single call would hold, or its <c>result</c>.</remarks>
internal static class BatchRecord
{
    /// <summary>The arguments, or the result.</summary>
    public const byte Value = 0;

    /// <summary>A frame with the error follows.</summary>
    public const byte Error = 1;

    /// <summary>This call and those behind it were cancelled and did not begin.</summary>
    public const byte Cancelled = 2;

    /// <summary>Over the control lane: the worker begins the batch.</summary>
    public const byte Begun = 3;

    /// <summary>As <see cref="Value"/>, without a text: the raw bytes are what <see cref="DirectValue{T}"/> says.</summary>
    public const byte Direct = 4;

    /// <summary>Over the control lane a byte from here on is the first of a notification.</summary>
    public const byte FirstOfFrame = 0x20;

    /// <summary>The kind and two lengths of four bytes each, little-endian.</summary>
    public const int HeaderBytes = 1 + (2 * sizeof(uint));

    /// <summary>Where a header says that its record ends.</summary>
    /// <param name="header">At least <see cref="HeaderBytes"/>.</param>
    /// <param name="text">The bytes of the text.</param>
    /// <param name="raw">The raw bytes behind it.</param>
    /// <returns>The bytes of the whole record.</returns>
    public static long ReadHeader(ReadOnlySpan<byte> header, out uint text, out uint raw)
    {
        text = BinaryPrimitives.ReadUInt32LittleEndian(header[1..]);
        raw = BinaryPrimitives.ReadUInt32LittleEndian(header[(1 + sizeof(uint))..]);
        return HeaderBytes + (long)text + raw;
    }

    /// <summary>Whether a record of this kind has a header.</summary>
    public static bool HasHeader(byte kind) => kind is Value or Direct;

    public static void WriteHeader(Span<byte> header, uint text, uint raw, byte kind = Value)
    {
        header[0] = kind;
        BinaryPrimitives.WriteUInt32LittleEndian(header[1..], text);
        BinaryPrimitives.WriteUInt32LittleEndian(header[(1 + sizeof(uint))..], raw);
    }
}
