using System;
using System.Buffers;
using System.Buffers.Text;

namespace ProcessIsolate.Rpc;

/// <summary>Collects the body of one outgoing message and puts the header in front of it.</summary>
/// <remarks>Room for the header is kept before the body, so that the frame leaves in one piece without a copy.</remarks>
internal sealed class FrameBuffer(int maxBodyBytes) : IBufferWriter<byte>
{
    private const int HeaderRoom = 80;
    private const int InitialSize = 1024;

    // A buffer that one large message has grown is given back afterwards: an idle lane should cost little.
    private const int RetainedSize = 1 << 20;

    private byte[] buffer = new byte[InitialSize];
    private int end = HeaderRoom;

    public int BodyLength => end - HeaderRoom;

    public int MaxBodyBytes { get; } = maxBodyBytes;

    /// <summary>What was written; valid until the next change.</summary>
    public ArraySegment<byte> Body => new(buffer, HeaderRoom, BodyLength);

    public void Reset()
    {
        end = HeaderRoom;
        if (buffer.Length > RetainedSize)
        {
            buffer = new byte[InitialSize];
        }
    }

    /// <summary>Forgets what was written behind a length.</summary>
    public void Truncate(int bodyLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bodyLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bodyLength, BodyLength);
        end = HeaderRoom + bodyLength;
    }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, buffer.Length - end);
        if (BodyLength + (long)count > MaxBodyBytes)
        {
            throw new MessageTooLargeException(BodyLength + (long)count, MaxBodyBytes);
        }

        end += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        EnsureRoom(sizeHint);
        return buffer.AsMemory(end);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        EnsureRoom(sizeHint);
        return buffer.AsSpan(end);
    }

    /// <summary>The whole frame, header first; valid until the next change.</summary>
    /// <param name="attachmentLength">How many raw bytes will follow it; 0 for none.</param>
    public ReadOnlyMemory<byte> ToFrame(long attachmentLength = 0)
    {
        if (BodyLength + attachmentLength > MaxBodyBytes)
        {
            throw new MessageTooLargeException(BodyLength + attachmentLength, MaxBodyBytes);
        }

        Span<byte> header = stackalloc byte[HeaderRoom];
        int length = Append(header, 0, FrameReader.LengthName, BodyLength);
        if (attachmentLength > 0)
        {
            length = Append(header, length, FrameReader.AttachmentName, attachmentLength);
        }

        "\r\n"u8.CopyTo(header[length..]);
        length += 2;
        header[..length].CopyTo(buffer.AsSpan(HeaderRoom - length));
        return buffer.AsMemory(HeaderRoom - length, length + BodyLength);
    }

    private static int Append(Span<byte> header, int at, ReadOnlySpan<byte> name, long value)
    {
        name.CopyTo(header[at..]);
        at += name.Length;
        ": "u8.CopyTo(header[at..]);
        at += 2;
        Utf8Formatter.TryFormat(value, header[at..], out int digits);
        at += digits;
        "\r\n"u8.CopyTo(header[at..]);
        return at + 2;
    }

    private void EnsureRoom(int sizeHint)
    {
        int needed = Math.Max(sizeHint, 256);
        if (buffer.Length - end >= needed)
        {
            return;
        }

        long size = Math.Max(end + (long)needed, Math.Min(buffer.Length * 2L, Array.MaxLength));
        if (size > Array.MaxLength)
        {
            throw new MessageTooLargeException(size, MaxBodyBytes);
        }

        Array.Resize(ref buffer, (int)size);
    }
}
