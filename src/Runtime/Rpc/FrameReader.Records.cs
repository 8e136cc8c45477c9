using System;
using System.Runtime.CompilerServices;

namespace ProcessIsolate.Rpc;

/// <content>The records of a batch, which are no frames.</content>
internal sealed partial class FrameReader
{
    private const int RecordSpace = 32 * 1024;

    /// <summary>What has arrived of a batch's records, which are no frames; waits a while for a number of bytes.</summary>
    /// <param name="atLeast">How many; a few. After the while it may be less.</param>
    /// <param name="spin">Whether they are expected within microseconds.</param>
    public ReadOnlySpan<byte> PeekRecords(int atLeast, bool spin)
    {
        SkipAttachment();
        if (start == end && buffer.Length < RecordSpace)
        {
            buffer = new byte[RecordSpace];
        }

        if (end - start < atLeast)
        {
            // Apart from the sum: making room moves the end.
            int received = connection.ReceiveRecords(FreeSpace().Span, spin);
            end += received;
        }

        return buffer.AsSpan(start, end - start);
    }

    /// <summary>Goes past bytes that were peeked at.</summary>
    public void SkipRecords(int count) => start += count;

    /// <summary>Whether the next bytes are the record of a value and all of it is here.</summary>
    public bool HasWholeValue
    {
        get
        {
            int here = end - start;
            return attachmentLeft == 0 && here >= BatchRecord.HeaderBytes && buffer[start] == BatchRecord.Value
                && here >= BatchRecord.ReadHeader(buffer.AsSpan(start), out _, out _);
        }
    }

    /// <summary>Whether the next record, whose header is here, is one of <see cref="BatchRecord.Direct"/>.</summary>
    public bool IsDirectNext => buffer[start] == BatchRecord.Direct;

    /// <summary>Takes the next record's bytes if it is here as a whole and one of <see cref="BatchRecord.Direct"/>; valid until the next read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTakeDirect(out ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> here = buffer.AsSpan(start, end - start);
        if (here.Length < BatchRecord.HeaderBytes || here[0] != BatchRecord.Direct || attachmentLeft != 0)
        {
            bytes = default;
            return false;
        }

        long size = BatchRecord.ReadHeader(here, out uint text, out _);
        if (text != 0 || size > here.Length)
        {
            // Not all of it, or none of these: the long way tells.
            bytes = default;
            return false;
        }

        bytes = here[BatchRecord.HeaderBytes..(int)size];
        start += (int)size;
        return true;
    }

    /// <summary>Reads the record of a value, whose header was peeked at, as if it were a message: its text, which stays valid
    /// until the next read, and raw bytes behind it.</summary>
    public ReadOnlyMemory<byte> ReadValue()
    {
        long size = BatchRecord.ReadHeader(buffer.AsSpan(start, BatchRecord.HeaderBytes), out uint text, out uint raw);
        if (size - BatchRecord.HeaderBytes > maxBodyBytes)
        {
            throw new IncomingTooLargeException(size - BatchRecord.HeaderBytes, maxBodyBytes);
        }

        start += BatchRecord.HeaderBytes;
        bodyLength = (int)text;
        announcedAttachment = raw;
        return TryRead(out ReadOnlyMemory<byte> body) ? body : throw new ConnectionLostException(undelivered: false);
    }
}
