using System;
using System.Runtime.CompilerServices;
using System.Threading;
using ProcessIsolate.Rpc;

namespace ProcessIsolate.SharedMemory;

/// <summary>One direction of a lane: a ring of bytes with one producer and one consumer, in two processes.</summary>
/// <remarks>
/// Positions count bytes since the beginning and never wrap; an index is a position masked. The producer owns the tail,
/// the consumer the head; each keeps its own in private memory and reads only the other's from the shared one, checking
/// that the two are no further apart than the ring is long. So a hostile peer can send garbage but not make this process
/// touch anything outside the ring.
/// </remarks>
internal abstract unsafe class Ring(long* shared, long* peer, byte* data, int capacity, Doorbell peerBell)
{
    private readonly long* shared = shared;
    /// <summary>Where the ring's bytes begin.</summary>
    protected byte* Data { get; } = data;

    /// <summary>This side's position.</summary>
    protected long Own { get; private set; }

    protected int Capacity { get; } = capacity;

    /// <summary>How many bytes are copied at most before they are published. Far less than the ring: while one side
    /// copies a piece in, the other copies another one out; with the whole ring at a time they would take turns.</summary>
    protected int Piece { get; } = capacity / 8;

    /// <summary>The other side's position, as it is in shared memory.</summary>
    public ref long PeerPosition => ref *peer;

    // Acquire: everything the peer wrote (or has read) before it published its position is visible (or done) once the
    // position is seen.
    protected long ReadPeer() => Volatile.Read(ref *peer);

    // Release: the bytes are written (or copied out) before the position that hands them over is.
    protected void Publish(long position)
    {
        Own = position;
        Volatile.Write(ref *shared, position);
        peerBell.Ring();
    }

    // Release as above. The producer waits for room only when the ring is full, and is woken only then: mostly it waits for an
    // answer, and would be woken for nothing. Producer: tail, fence, head; here: head, fence, tail. So if it saw the old
    // head and sleeps, the tail that filled the ring is seen here.
    protected void PublishRoom(long position)
    {
        long before = Own;
        Own = position;
        Volatile.Write(ref *shared, position);
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref *peer) - before >= Capacity)
        {
            peerBell.Ring();
        }
    }

    // Release as above, and no fence behind it: a sleeper at the other end learns of it at the next ring, or when
    // it looks by itself.
    protected void PublishQuietly(long position)
    {
        Own = position;
        Volatile.Write(ref *shared, position);
    }

    /// <summary>The bytes from a position up to the end of the ring's memory or the given length.</summary>
    protected Span<byte> Slice(long position, int length)
    {
        int index = (int)(position & (Capacity - 1));
        return new Span<byte>(Data + index, Math.Min(length, Capacity - index));
    }
}

/// <summary>The producer's end.</summary>
internal sealed unsafe class RingWriter(long* tail, long* head, byte* data, int capacity, Doorbell consumerBell)
    : Ring(tail, head, data, capacity, consumerBell)
{
    private long staged;

    // The reader's position when it was last looked at: while there is room before it, its cache line is left alone.
    private long knownHead;

    /// <summary>The position up to which this side has written.</summary>
    public long Position => Own;

    public bool IsFullAt(long head) => Own - head >= Capacity;

    /// <summary>Whether the reader's position is inside the ring.</summary>
    public bool IsPossible => (ulong)(Own - ReadPeer()) <= (ulong)Capacity;

    /// <summary>Copies as much as there is room for, a piece at most; it becomes visible with <see cref="Commit"/>.</summary>
    /// <returns>The bytes copied.</returns>
    public int Stage(ReadOnlySpan<byte> bytes)
    {
        long used = Own + staged - ReadPeer();
        if ((ulong)used > (ulong)Capacity)
        {
            throw new InvalidMessageException("The reading position of a ring is outside of it.");
        }

        int count = (int)Math.Min(Math.Min(bytes.Length, Piece), Capacity - used);
        int done = 0;
        while (done < count)
        {
            Span<byte> target = Slice(Own + staged + done, count - done);
            bytes.Slice(done, target.Length).CopyTo(target);
            done += target.Length;
        }

        staged += count;
        return count;
    }

    /// <summary>Publishes a zero byte and a value behind it, in one step, and does not ring.</summary>
    /// <returns>False when there is no room for it in one piece.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryPublishQuietly<T>(T value)
    {
        int size = 1 + Unsafe.SizeOf<T>();
        if (Own - knownHead > Capacity - size && !HasRoom(size))
        {
            return false;
        }

        int index = (int)(Own & (Capacity - 1));
        if (index > Capacity - size)
        {
            // Around the end of the memory.
            return false;
        }

        Data[index] = 0;
        Unsafe.WriteUnaligned(Data + index + 1, value);
        PublishQuietly(Own + size);
        return true;
    }

    /// <summary>Publishes a record's header and the bytes behind it, in one step, and does not ring.</summary>
    /// <returns>False when there is no room for it in one piece.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryPublishDirect(ReadOnlySpan<byte> bytes)
    {
        int size = BatchRecord.HeaderBytes + bytes.Length;
        int index = (int)(Own & (Capacity - 1));
        if (size > Piece || index > Capacity - size || (Own - knownHead > Capacity - size && !HasRoom(size)))
        {
            return false;
        }

        Span<byte> record = new(Data + index, size);
        BatchRecord.WriteHeader(record, 0, (uint)bytes.Length, BatchRecord.Direct);
        bytes.CopyTo(record[BatchRecord.HeaderBytes..]);
        PublishQuietly(Own + size);
        return true;
    }

    /// <summary>Publishes some bytes in one step and does not ring.</summary>
    /// <returns>False when there is no room for them.</returns>
    public bool TryPublishQuietly(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > Piece || (Own - knownHead > Capacity - bytes.Length && !HasRoom(bytes.Length)))
        {
            return false;
        }

        Span<byte> first = Slice(Own, bytes.Length);
        bytes[..first.Length].CopyTo(first);
        bytes[first.Length..].CopyTo(Slice(Own + first.Length, bytes.Length - first.Length));
        PublishQuietly(Own + bytes.Length);
        return true;
    }

    private bool HasRoom(int size)
    {
        knownHead = ReadPeer();
        return (ulong)(Own - knownHead) <= (ulong)Capacity
            ? Own - knownHead <= Capacity - size
            : throw new InvalidMessageException("The reading position of a ring is outside of it.");
    }

    public void Commit()
    {
        if (staged != 0)
        {
            long position = Own + staged;
            staged = 0;
            Publish(position);
        }
    }
}

/// <summary>The consumer's end.</summary>
internal sealed unsafe class RingReader(long* head, long* tail, byte* data, int capacity, Doorbell producerBell)
    : Ring(head, tail, data, capacity, producerBell)
{
    /// <summary>The position up to which this side has read; what to wait for a change from.</summary>
    public long Position => Own;

    /// <summary>Copies out as much as there is, a piece at most.</summary>
    /// <returns>The bytes copied; 0 when the ring is empty.</returns>
    public int Read(Span<byte> buffer)
    {
        long available = ReadPeer() - Own;
        if ((ulong)available > (ulong)Capacity)
        {
            throw new InvalidMessageException("The writing position of a ring is outside of it.");
        }

        int count = (int)Math.Min(Math.Min(buffer.Length, Piece), available);
        int done = 0;
        while (done < count)
        {
            Span<byte> source = Slice(Own + done, count - done);
            source.CopyTo(buffer[done..]);
            done += source.Length;
        }

        if (count > 0)
        {
            PublishRoom(Own + count);
        }

        return count;
    }
}
