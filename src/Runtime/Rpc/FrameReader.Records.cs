using System;

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
}
