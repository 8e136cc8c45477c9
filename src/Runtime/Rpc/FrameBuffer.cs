using System;
using System.Buffers;
using System.Buffers.Text;

namespace ProcessIsolate.Rpc;

/// <summary>Collects the body of one outgoing message and puts the header in front of it.</summary>
/// <remarks>Room for the header is kept before the body, so that the frame leaves in one piece without a copy.</remarks>
internal sealed class FrameBuffer(int maxBodyBytes) : IBufferWriter<byte>
{
    private const int HeaderRoom = 32;
    private const int InitialSize = 1024;

    // A buffer that one large message has grown is given back afterwards: an idle lane should cost little.
    private const int RetainedSize = 1 << 20;

    private byte[] buffer = new byte[InitialSize];
    private int end = HeaderRoom;

    private static ReadOnlySpan<byte> HeaderName => "Content-Length: "u8;

    private static ReadOnlySpan<byte> HeaderEnd => "\r\n\r\n"u8;

    public int BodyLength => end - HeaderRoom;

    public void Reset()
    {
        end = HeaderRoom;
        if (buffer.Length > RetainedSize)
        {
            buffer = new byte[InitialSize];
        }
    }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, buffer.Length - end);
        if (BodyLength + (long)count > maxBodyBytes)
        {
            throw new MessageTooLargeException(BodyLength + (long)count, maxBodyBytes);
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
    public ReadOnlyMemory<byte> ToFrame()
    {
        Span<byte> digits = stackalloc byte[10];
        Utf8Formatter.TryFormat(BodyLength, digits, out int digitCount);
        int start = HeaderRoom - HeaderName.Length - digitCount - HeaderEnd.Length;
        Span<byte> header = buffer.AsSpan(start);
        HeaderName.CopyTo(header);
        digits[..digitCount].CopyTo(header[HeaderName.Length..]);
        HeaderEnd.CopyTo(header[(HeaderName.Length + digitCount)..]);
        return buffer.AsMemory(start, end - start);
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
            throw new MessageTooLargeException(size, maxBodyBytes);
        }

        Array.Resize(ref buffer, (int)size);
    }
}
