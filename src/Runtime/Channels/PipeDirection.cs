using System;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.Sharing;
using ProcessIsolate.SharedMemory;
using ProcessIsolate.Synchronization;

namespace ProcessIsolate.Channels;

/// <summary>One direction of a pipe: a ring of bytes in which a message stands in one or more pieces.</summary>
/// <remarks>
/// A message larger than the ring streams through it. Each piece says whether it is the first and whether it is the last of its
/// message, and becomes visible by one store of the tail. A sender that dies in the middle leaves a message without an end: the next
/// first piece, or the end of the stream, tells the receiver to forget it. Positions count units of 8 bytes and never go back.
/// </remarks>
internal sealed unsafe class PipeDirection
{
    public const uint First = 1;
    public const uint Last = 2;
    public const uint Null = 4;

    private const int Unit = 8;

    private readonly SharedSegment segment;
    private readonly byte* data;
    private readonly int capacity;
    private readonly long* tail;
    private readonly long* head;
    private readonly AdaptiveSpin roomSpin = new();
    private readonly AdaptiveSpin messageSpin = new();

    public PipeDirection(SharedSegment segment, int direction, int capacity)
    {
        int begin = PipeLayout.Direction(direction);
        this.segment = segment;
        this.capacity = capacity;
        data = segment.At(PipeLayout.DataOf(direction, capacity), capacity);
        tail = (long*)segment.At(begin + PipeLayout.Tail, sizeof(long));
        head = (long*)segment.At(begin + PipeLayout.Head, sizeof(long));
        Senders = new SharedMutex(segment, begin + PipeLayout.SendLock);
        Receivers = new SharedMutex(segment, begin + PipeLayout.ReceiveLock);
        NotEmpty = new SharedSignal(segment, begin + PipeLayout.NotEmpty);
        NotFull = new SharedSignal(segment, begin + PipeLayout.NotFull);
    }

    public SharedMutex Senders { get; }

    public SharedMutex Receivers { get; }

    public SharedSignal NotEmpty { get; }

    public SharedSignal NotFull { get; }

    public bool IsEmpty => Volatile.Read(ref *tail) == Volatile.Read(ref *head);

    /// <summary>Whether a message waits for room in one piece, and there is none now.</summary>
    public bool LacksRoomFor(int length)
    {
        long wanted = 1 + (((long)length + Unit - 1) / Unit);
        long used = Volatile.Read(ref *tail) - Volatile.Read(ref *head);
        return wanted <= Units / 4 && used >= 0 && used <= Units && Units - used < wanted;
    }

    private long Units => capacity / Unit;

    /// <summary>Publishes a piece of a message: as much as there is room for.</summary>
    /// <param name="bytes">What is left of the message.</param>
    /// <param name="flags">Whether it is the first piece, and of null; whether it is the last is found out here.</param>
    /// <returns>How many bytes; -1 when there is no room at all.</returns>
    public int TryWrite(ReadOnlySpan<byte> bytes, uint flags)
    {
        long position = *tail;
        long free = Units - (position - Volatile.Read(ref *head));
        // A small message waits for room in one piece; a large one starts as soon as a good part of the ring is free.
        long wanted = Math.Min(1 + (((long)bytes.Length + Unit - 1) / Unit), Units / 4);
        if ((ulong)free > (ulong)Units || free < wanted)
        {
            return free < 0 || free > Units ? throw Nonsense() : -1;
        }

        int count = (int)Math.Min(bytes.Length, (free - 1) * Unit);
        uint* header = (uint*)(data + ((position & (Units - 1)) * Unit));
        header[0] = (uint)count;
        header[1] = flags | (count == bytes.Length ? Last : 0);
        CopyIn(position + 1, bytes[..count]);
        FailPoint.Hit("send.written");
        Volatile.Write(ref *tail, position + 1 + ((count + Unit - 1) / Unit));
        FailPoint.Hit("send.published");
        NotEmpty.Raise();
        return count;
    }

    /// <summary>Takes the next piece of a message.</summary>
    /// <param name="message">Where it goes; gets the flags and the length first.</param>
    /// <param name="limit">The most bytes of a message.</param>
    /// <returns>False when there is none.</returns>
    /// <exception cref="MessageTooLargeException">The message has more. What is left of it will be passed over.</exception>
    public bool TryRead(PipeMessage message, int limit)
    {
        long position = *head;
        long available = Volatile.Read(ref *tail) - position;
        if (available == 0)
        {
            return false;
        }

        uint* header = (uint*)(data + ((position & (Units - 1)) * Unit));
        long length = header[0];
        uint flags = header[1];
        long units = 1 + ((length + Unit - 1) / Unit);
        if (available < 0 || available > Units || units > available)
        {
            throw Nonsense();
        }

        if (!message.Fits((int)length, flags, limit))
        {
            Volatile.Write(ref *head, position + units);
            RaiseRoom();
            message.Clear();
            throw PipeMessage.TooLarge(limit);
        }

        CopyOut(position + 1, message.Begin((int)length, flags));
        FailPoint.Hit("receive.copied");
        Volatile.Write(ref *head, position + units);
        FailPoint.Hit("receive.taken");
        message.End(flags);
        RaiseRoom();
        return true;
    }

    /// <summary>Where the head stands; to be read before an attempt to write, see <see cref="WaitForRoom"/>.</summary>
    public long RoomMark => Volatile.Read(ref *head);

    /// <summary>Waits until there is more room than there was.</summary>
    /// <param name="known">What <see cref="RoomMark"/> was before the attempt that failed: what changed since may have woken no waiter.</param>
    /// <param name="peer">Whose closing ends the wait.</param>
    /// <param name="budget">How long.</param>
    public void WaitForRoom(long known, PipeHolders peer, in WaitBudget budget)
    {
        FailPoint.Hit("send.waiting");
        if (peer.IsClosed || roomSpin.UntilChanged(ref *head, known))
        {
            return;
        }

        uint seen = NotFull.AnnouncePatiently();
        if (RoomMark == known && !peer.IsClosed && !budget.IsOver())
        {
            FailPoint.Hit("wait.sleeping");
            NotFull.Sleep(seen, budget);
            roomSpin.AfterSleep();
        }
    }

    /// <summary>The same without a thread that waits.</summary>
    public Task WaitForRoomAsync(long known, PipeHolders peer, in WaitBudget budget)
    {
        uint seen = NotFull.AnnouncePatiently();
        return RoomMark == known && !peer.IsClosed
            ? WordWaiters.Shared.WaitAsync(segment, NotFull.Word, seen, budget)
            : Task.CompletedTask;
    }

    /// <summary>Looks for a piece of a message for as long as that has paid lately.</summary>
    public bool SpinForMessage(PipeHolders peer) =>
        !IsEmpty || peer.IsClosed || messageSpin.UntilChanged(ref *tail, Volatile.Read(ref *head));

    /// <summary>A wait without a thread is over, which came after a look that did not pay.</summary>
    public void AfterAsyncWait() => messageSpin.AfterSleep();

    /// <summary>Waits until there may be a piece of a message.</summary>
    public void WaitForMessage(PipeHolders peer, in WaitBudget budget)
    {
        FailPoint.Hit("receive.waiting");
        long known = Volatile.Read(ref *tail);
        if (peer.IsClosed || !IsEmpty || messageSpin.UntilChanged(ref *tail, known))
        {
            return;
        }

        uint seen = NotEmpty.Announce();
        if (IsEmpty && !peer.IsClosed && !budget.IsOver())
        {
            FailPoint.Hit("wait.sleeping");
            NotEmpty.Sleep(seen, budget);
            messageSpin.AfterSleep();
        }
    }

    /// <summary>The same without a thread that waits.</summary>
    public Task WaitForMessageAsync(PipeHolders peer, in WaitBudget budget)
    {
        uint seen = NotEmpty.Announce();
        return IsEmpty && !peer.IsClosed
            ? WordWaiters.Shared.WaitAsync(segment, NotEmpty.Word, seen, budget)
            : Task.CompletedTask;
    }

    public void RaiseAll()
    {
        NotEmpty.RaiseAlways();
        NotFull.RaiseAlways();
    }

    // Senders that wait are woken for a lot of room, not for each message: at half a ring any piece they wait for fits.
    private void RaiseRoom()
    {
        if (NotFull.HasWaiters(out bool onlyPatient) && !(onlyPatient && Volatile.Read(ref *tail) - *head > Units / 2))
        {
            NotFull.RaiseAlways();
        }
    }

    private static WorkerProtocolException Nonsense() => new("A process has written something into a pipe that cannot be true.");

    private void CopyIn(long position, ReadOnlySpan<byte> bytes)
    {
        // Lengths were checked against the room; the index is masked, and what does not fit before the end goes on at the beginning.
        long index = (position & (Units - 1)) * Unit;
        int first = (int)Math.Min(bytes.Length, capacity - index);
        bytes[..first].CopyTo(new Span<byte>(data + index, first));
        bytes[first..].CopyTo(new Span<byte>(data, bytes.Length - first));
    }

    private void CopyOut(long position, Span<byte> bytes)
    {
        long index = (position & (Units - 1)) * Unit;
        int first = (int)Math.Min(bytes.Length, capacity - index);
        new ReadOnlySpan<byte>(data + index, first).CopyTo(bytes);
        new ReadOnlySpan<byte>(data, bytes.Length - first).CopyTo(bytes[first..]);
    }
}
