using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ProcessIsolate.Values;

// What values are made of.
internal sealed partial class GraphWriter
{
    public void WriteByte(byte value)
    {
        if (position == buffer.Length)
        {
            Grow(1);
        }

        buffer[position++] = value;
    }

    public void WriteUInt32(uint value) => Unsafe.WriteUnaligned(ref Take(sizeof(uint)), value);

    public void WriteInt32(int value) => WriteUInt32((uint)value);

    public void WriteInt64(long value) => Unsafe.WriteUnaligned(ref Take(sizeof(long)), value);

    /// <summary>Writes a number in as few bytes as it needs, seven bits in each.</summary>
    public void WriteCount(uint value)
    {
        while (value >= 0x80)
        {
            WriteByte((byte)(value | 0x80));
            value >>= 7;
        }

        WriteByte((byte)value);
    }

    public void WriteCount(int value) => WriteCount((uint)value);

    /// <summary>Writes memory as it is.</summary>
    public void WriteRaw(ref byte source, int length)
    {
        if (length > 0)
        {
            Unsafe.CopyBlockUnaligned(ref Take(length), ref source, (uint)length);
        }
    }

    public void WriteRaw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(MemoryMarshal.CreateSpan(ref Take(bytes.Length), bytes.Length));

    public void WriteText(string? text)
    {
        if (text is null)
        {
            WriteByte(0);
            return;
        }

        WriteCount((uint)text.Length + 1);
        WriteRaw(MemoryMarshal.AsBytes(text.AsSpan()));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref byte Take(int length)
    {
        if (length > buffer.Length - position)
        {
            Grow(length);
        }

        ref byte at = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(buffer), position);
        position += length;
        return ref at;
    }

    private void Grow(int more)
    {
        long needed = (long)position + more;
        if (needed > maxBytes)
        {
            throw new MessageTooLargeException(needed, maxBytes);
        }

        Array.Resize(ref buffer, (int)Math.Min(Array.MaxLength, Math.Max(needed, buffer.Length * 2L)));
    }
}
