using System;
using System.Buffers.Text;
using System.Text;

namespace ProcessIsolate.Rpc;

/// <summary>Cuts a byte stream into message bodies by their <c>Content-Length</c> headers, the form LSP and
/// StreamJsonRpc use.</summary>
/// <remarks>The peer is not trusted: header size, length and growth are bounded. One reader at a time.</remarks>
internal sealed partial class FrameReader(Connection connection, int maxBodyBytes) : IAttachments
{
    private const int InitialSize = 4096;
    private const int MaxHeaderBytes = 4096;
    private const int RetainedSize = 1 << 20;

    private byte[] buffer = new byte[InitialSize];
    private int start;
    private int end;
    private int bodyLength = -1;

    // Raw bytes behind the body last returned that were not asked for yet.
    private long attachmentLeft;
    private long announcedAttachment;

    /// <summary>The header field that frames a body.</summary>
    public static ReadOnlySpan<byte> LengthName => "Content-Length"u8;

    /// <summary>Ours: how many raw bytes follow the body. A peer that does not announce that it knows it is sent none.</summary>
    public static ReadOnlySpan<byte> AttachmentName => "Attachment-Length"u8;

    /// <inheritdoc/>
    public long Left => attachmentLeft;

    /// <summary>Whether bytes have been received that are no part of the message returned last.</summary>
    public bool HasUnread => end > start || bodyLength >= 0;

    private static ReadOnlySpan<byte> HeaderEnd => "\r\n\r\n"u8;

    /// <summary>Reads the next body; it stays valid until the next read.</summary>
    /// <returns>False at the end of the stream.</returns>
    public bool TryRead(out ReadOnlyMemory<byte> body)
    {
        SkipAttachment();
        while (!TryTake(out body))
        {
            if (!Accept(connection.Receive(FreeSpace().Span)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Reads the next body if it is here; it stays valid until the next read. The end of the stream is an error.</summary>
    public bool TryReadNow(out ReadOnlyMemory<byte> body)
    {
        SkipAttachment();
        while (!TryTake(out body))
        {
            Memory<byte> space = FreeSpace();
            int received = connection.ReceiveNow(space.Span);
            end += received;
            if (received == 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public void Read(Span<byte> destination)
    {
        if (destination.Length > attachmentLeft)
        {
            throw new InvalidMessageException("A message refers to more raw bytes than follow it.");
        }

        attachmentLeft -= destination.Length;
        int buffered = Math.Min(end - start, destination.Length);
        buffer.AsSpan(start, buffered).CopyTo(destination);
        start += buffered;
        destination = destination[buffered..];
        while (!destination.IsEmpty)
        {
            int count = connection.Receive(destination);
            destination = count > 0 ? destination[count..] : throw new ConnectionLostException(undelivered: false);
        }
    }

    // What was not wanted, because a value before it was wrong or its call is over, still stands in the stream.
    private void SkipAttachment()
    {
        while (attachmentLeft > 0)
        {
            if (start == end)
            {
                start = 0;
                end = connection.Receive(buffer);
                if (end == 0)
                {
                    throw new ConnectionLostException(undelivered: false);
                }
            }

            int count = (int)Math.Min(end - start, attachmentLeft);
            start += count;
            attachmentLeft -= count;
        }
    }

    private bool Accept(int received)
    {
        end += received;
        if (received == 0 && (end > start || bodyLength >= 0))
        {
            // Part of a message and then the end: the peer died while sending.
            throw new ConnectionLostException(undelivered: false);
        }

        return received > 0;
    }

    private bool TryTake(out ReadOnlyMemory<byte> body)
    {
        body = default;
        if (bodyLength < 0 && !TryTakeHeader())
        {
            return false;
        }

        if (end - start < bodyLength)
        {
            return false;
        }

        body = buffer.AsMemory(start, bodyLength);
        start += bodyLength;
        bodyLength = -1;
        attachmentLeft = announcedAttachment;
        return true;
    }

    private bool TryTakeHeader()
    {
        ReadOnlySpan<byte> unread = buffer.AsSpan(start, end - start);
        int length = unread.IndexOf(HeaderEnd);
        if (length < 0 ? unread.Length > MaxHeaderBytes : length > MaxHeaderBytes)
        {
            throw new InvalidMessageException($"A message header is longer than {MaxHeaderBytes} bytes.");
        }

        if (length < 0)
        {
            return false;
        }

        ParseHeader(unread[..length]);
        start += length + HeaderEnd.Length;
        return true;
    }

    private void ParseHeader(ReadOnlySpan<byte> header)
    {
        long body = -1;
        long attachment = 0;
        while (header.Length > 0)
        {
            int lineEnd = header.IndexOf("\r\n"u8);
            ReadOnlySpan<byte> line = lineEnd < 0 ? header : header[..lineEnd];
            header = lineEnd < 0 ? default : header[(lineEnd + 2)..];
            int colon = line.IndexOf((byte)':');
            if (colon < 0)
            {
                continue;
            }

            if (Ascii.EqualsIgnoreCase(line[..colon], LengthName))
            {
                body = ParseLength(line[(colon + 1)..]);
            }
            else if (Ascii.EqualsIgnoreCase(line[..colon], AttachmentName))
            {
                attachment = ParseLength(line[(colon + 1)..]);
            }
        }

        if (body < 0)
        {
            throw new InvalidMessageException("A message header has no Content-Length.");
        }

        // Each is at most the limit, so the sum cannot overflow.
        if (body + attachment > maxBodyBytes)
        {
            throw new IncomingTooLargeException(body + attachment, maxBodyBytes);
        }

        bodyLength = (int)body;
        announcedAttachment = attachment;
    }

    private long ParseLength(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> value = Trim(text);
        if (!Utf8Parser.TryParse(value, out long length, out int used) || used != value.Length || length < 0)
        {
            throw new InvalidMessageException("A message header has a malformed length.");
        }

        return length <= maxBodyBytes ? length : throw new IncomingTooLargeException(length, maxBodyBytes);
    }

    // By hand: the library's search for any of two bytes is compiled anew in every worker before its first message.
    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text)
    {
        while (text.Length > 0 && text[0] is (byte)' ' or (byte)'\t')
        {
            text = text[1..];
        }

        while (text.Length > 0 && text[^1] is (byte)' ' or (byte)'\t')
        {
            text = text[..^1];
        }

        return text;
    }

    private Memory<byte> FreeSpace()
    {
        if (start == end)
        {
            start = end = 0;
            if (buffer.Length > RetainedSize && bodyLength < RetainedSize)
            {
                buffer = new byte[InitialSize];
            }
        }

        if (end == buffer.Length)
        {
            MakeRoom();
        }

        return buffer.AsMemory(end);
    }

    // Grows by what has really arrived, not by what a header claims: a peer must send a gigabyte to make us hold one.
    private void MakeRoom()
    {
        int unread = end - start;
        if (start > 0)
        {
            Buffer.BlockCopy(buffer, start, buffer, 0, unread);
            start = 0;
            end = unread;
        }

        if (unread > buffer.Length / 2)
        {
            long size = Math.Min(buffer.Length * 2L, Array.MaxLength);
            try
            {
                Array.Resize(ref buffer, (int)size);
            }
            catch (OutOfMemoryException exception)
            {
                throw new IncomingTooLargeException(Math.Max(bodyLength, unread), exception);
            }
        }
    }
}
