using System;
using System.Collections.Generic;
using ProcessIsolate.Rpc;

namespace ProcessIsolate.Sharing;

/// <summary>What a process has to say about segments to one peer.</summary>
/// <remarks>
/// What is said becomes true under the table's gate, and is noted here in the same step; it is sent after the gate is left, by
/// whichever thread has the lane's send lock. So messages go out in the order in which what they say became true, and no lock but
/// the lane's own is held across a send.
/// </remarks>
internal sealed class SegmentOutbox
{
    private readonly Queue<Letter> letters = new();
    private bool closed;

    public int Count
    {
        get
        {
            lock (letters)
            {
                return letters.Count;
            }
        }
    }

    /// <summary>Notes that a segment's memory is to be sent. The memory stays until it is.</summary>
    public void PostMemory(SegmentEntry entry)
    {
        if (entry.Segment.TryAcquire() && !TryAdd(new Letter(SegmentWord.Segment, entry.Id) { Entry = entry }))
        {
            entry.Segment.Release();
        }
    }

    /// <summary>Notes that something is to be said of a segment.</summary>
    /// <param name="word">What.</param>
    /// <param name="id">The segment.</param>
    /// <param name="channel">The channel that it is about.</param>
    /// <param name="call">The call that it is about.</param>
    /// <param name="now">Whether the worker is to look at once for what it can give back.</param>
    public void Post(SegmentWord word, Guid id, Guid? channel = null, long? call = null, bool now = false) =>
        TryAdd(new Letter(word, id) { Channel = channel, Call = call, Now = now });

    /// <summary>Sends the first of what is noted. Called with the lane's send lock held.</summary>
    /// <returns>False when there is nothing.</returns>
    /// <exception cref="ConnectionLostException">The peer is gone.</exception>
    public bool TrySendOne(Connection connection, JsonRpcWriter writer)
    {
        Letter? letter;
        lock (letters)
        {
            if (!letters.TryDequeue(out letter))
            {
                return false;
            }
        }

        if (letter.Entry is not { } entry)
        {
            connection.Send(SegmentMessages.WriteWord(writer, letter).Span);
            return true;
        }

        try
        {
            ReadOnlySpan<byte> frame = SegmentMessages.WriteSegment(writer, entry).Span;
            if (entry.Segment.Attachment is { } descriptor)
            {
                connection.Send(frame, descriptor);
            }
            else
            {
                connection.Send(frame);
            }
        }
        finally
        {
            entry.Segment.Release();
        }

        return true;
    }

    /// <summary>The peer is gone: nothing is noted any more.</summary>
    public void Close()
    {
        lock (letters)
        {
            closed = true;
            while (letters.TryDequeue(out Letter? letter))
            {
                letter.Entry?.Segment.Release();
            }
        }
    }

    private bool TryAdd(Letter letter)
    {
        lock (letters)
        {
            if (!closed)
            {
                letters.Enqueue(letter);
            }

            return !closed;
        }
    }

    /// <summary>One message.</summary>
    /// <remarks>A class: queues of structs of the library's own are compiled anew in each process.</remarks>
    internal sealed record Letter(SegmentWord Word, Guid Id)
    {
        public SegmentEntry? Entry { get; init; }

        public Guid? Channel { get; init; }

        public long? Call { get; init; }

        public bool Now { get; init; }
    }
}
