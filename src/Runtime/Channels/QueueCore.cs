using System;
using System.Threading;
using ProcessIsolate.Sharing;
using ProcessIsolate.SharedMemory;
using ProcessIsolate.Synchronization;

namespace ProcessIsolate.Channels;

/// <summary>How one attempt at a queue ended.</summary>
internal enum QueueOutcome
{
    Done,

    /// <summary>There is no room, or there is nothing to take.</summary>
    Wait,

    /// <summary>The queue is complete: nothing can be put, or nothing will come any more.</summary>
    Completed,

    /// <summary>The lock was not free as long as the budget allows.</summary>
    Busy,
}

/// <summary>A queue's ring of items in shared memory: what it holds and how an item gets in and out.</summary>
/// <remarks>
/// <para>A lock for producers and one for consumers, each naming its owner. Under it, an item is written behind the tail, or read at the head,
/// and a single store moves the mark: that store is the whole operation. A process killed before it has done nothing; killed after
/// it, all. So the next owner of a dead one's lock finds the queue as it must be, and the host only has to free the lock.</para>
/// <para>The tail is published with a release store and read with an acquire load: an item is wholly there before it can be seen. The same holds
/// for the head and the room behind it. Marks come from memory that others can write: they are checked against each other before use.</para>
/// </remarks>
internal sealed unsafe partial class QueueCore
{
    private const int Unit = 8;

    private const uint NullLength = uint.MaxValue;
    public const string Nonsense = "A process has written something into a queue that cannot be true: ";

    private readonly SharedSegment segment;
    private readonly SharedObject? owner;
    private readonly QueueLayout layout;
    private readonly QueueMemory memory;
    private readonly ulong* tail;
    private readonly ulong* head;
    private readonly uint* completed;
    private readonly QueueHolders holders;
    private readonly SharedMutex producers;
    private readonly SharedMutex consumers;

    // The other side's mark when it was last looked at. It only moves forward, so what was known is safe to go by; and as long as it
    // says enough, the cache line that the other side writes is left alone.
    private ulong knownHead;
    private ulong knownTail;

    /// <param name="segment">The memory.</param>
    /// <param name="layout">Its sizes, checked.</param>
    /// <param name="owner">The object whose disposal ends all waiting; null for the repair, which has none.</param>
    public QueueCore(SharedSegment segment, QueueLayout layout, SharedObject? owner)
    {
        this.segment = segment;
        this.owner = owner;
        this.layout = layout;
        memory = new QueueMemory(segment, layout);
        tail = (ulong*)segment.At(QueueLayout.Tail, sizeof(ulong));
        head = (ulong*)segment.At(QueueLayout.Head, sizeof(ulong));
        completed = (uint*)segment.At(QueueLayout.Completed, sizeof(uint));
        cursor = (ulong*)segment.At(QueueLayout.Cursor, sizeof(ulong));
        returned = (uint*)segment.At(QueueLayout.Returned, sizeof(uint));
        producers = new SharedMutex(segment, QueueLayout.ProducerLock);
        consumers = new SharedMutex(segment, QueueLayout.ConsumerLock);
        debts = new UnackedCounts(segment);
        unreturned = new UnreturnedItems(segment);
        holders = new QueueHolders(segment);
        NotEmpty = new SharedSignal(segment, QueueLayout.NotEmpty);
        NotFull = new SharedSignal(segment, QueueLayout.NotFull);
        Finished = new SharedSignal(segment, QueueLayout.Finished);
    }

    public SharedSignal NotEmpty { get; }

    public SharedSignal NotFull { get; }

    public SharedSignal Finished { get; }

    /// <summary>The most bytes that an item may have.</summary>
    public int MaxItemBytes => layout.CapacityBytes - Unit;

    public int CapacityItems => layout.CapacityItems;

    public bool IsCompleted => (Volatile.Read(ref *completed) & 1) != 0;

    /// <summary>Whether the queue is complete and no producer is in the middle of putting an item.</summary>
    /// <remarks>
    /// The completing process writes the word without the lock, and has a fence; a producer takes the lock, which is a fence, and then
    /// reads the word. So a producer that does not see the word has the lock by the time that the word is there, and is seen here; one
    /// that has given it back has moved the tail before. To be read before the tail.
    /// </remarks>
    private bool IsEnded
    {
        get
        {
            if (!IsCompleted)
            {
                return false;
            }

            Interlocked.MemoryBarrier();
            return producers.IsFree;
        }
    }

    private long Units => layout.CapacityBytes / Unit;

    private QueueMark Tail => new(Volatile.Read(ref *tail));

    private QueueMark Head => new(Volatile.Read(ref *head));

    /// <summary>Tries to put an item in.</summary>
    /// <param name="item">Its bytes.</param>
    /// <param name="isNull">Whether it is null instead.</param>
    /// <param name="budget">How long to wait for the lock.</param>
    public QueueOutcome TryPut(ReadOnlySpan<byte> item, bool isNull, in WaitBudget budget)
    {
        long units = 1 + (((long)item.Length + Unit - 1) / Unit);
        NotePut();
        if (!HasRoom(units, out _))
        {
            Volatile.Write(ref wantedUnits, units);
            return IsCompleted || IsHopeless ? QueueOutcome.Completed : QueueOutcome.Wait;
        }

        if (!producers.EnterShort(budget))
        {
            return QueueOutcome.Busy;
        }

        try
        {
            FailPoint.Hit("put.locked");
            if (Volatile.Read(ref *completed) != 0 && IsClosed)
            {
                return QueueOutcome.Completed;
            }

            if (!HasRoom(units, out QueueMark mark))
            {
                return QueueOutcome.Wait;
            }

            if (memory.IsNew(mark.Position, units))
            {
                memory.Prepare(Head.Position, mark.Position, units);
            }

            uint* header = FrameAt(mark);
            header[0] = isNull ? NullLength : (uint)item.Length;
            header[1] = 0;
            memory.CopyIn(mark.Position + 1, item);
            FailPoint.Hit("put.written");
            Volatile.Write(ref *tail, mark.Next(units).Word);
            FailPoint.Hit("put.published");
        }
        finally
        {
            producers.Exit();
            RaiseIfEnded();
        }

        NotEmpty.Raise();
        FailPoint.Hit("put.told");
        return QueueOutcome.Done;
    }

    /// <summary>Tries to take an item out.</summary>
    /// <param name="exact">Where to, for items of a fixed size; else empty.</param>
    /// <param name="rented">Where to, for others: rented from the shared pool, to be given back.</param>
    /// <param name="length">How many bytes; -1 for null.</param>
    /// <param name="budget">How long to wait for the lock.</param>
    /// <exception cref="WorkerProtocolException">What stands in memory is no item.</exception>
    public QueueOutcome TryTake(Span<byte> exact, ref byte[]? rented, out int length, in WaitBudget budget)
    {
        length = 0;
        NoteTaking();
        // In this order: an item that was put before the queue was completed is seen.
        bool wasEnded = IsEnded;
        if (!MayHaveItem())
        {
            return wasEnded ? QueueOutcome.Completed : QueueOutcome.Wait;
        }

        if (!consumers.EnterShort(budget))
        {
            return QueueOutcome.Busy;
        }

        bool taken;
        long begin = Head.Position;
        try
        {
            FailPoint.Hit("get.locked");
            taken = layout.Redelivers ? TakeForNow(exact, ref rented, out length) : TakeForGood(exact, ref rented, out length);
        }
        finally
        {
            consumers.Exit();
        }

        if (!taken)
        {
            return QueueOutcome.Wait;
        }

        GiveBackIfCrossed(begin);

        if (!layout.Redelivers && NotFull.HasWaiters(out bool onlyPatient) && !(onlyPatient && IsMoreThanHalfFull))
        {
            NotFull.RaiseAlways();
        }

        FailPoint.Hit("get.told");
        return QueueOutcome.Done;
    }

    /// <summary>Lets nothing more in. Takes no lock: a process that stands still in the middle of a put cannot hold this up.</summary>
    public void Complete()
    {
        Interlocked.Or(ref *completed, 1);
        RaiseAll();
    }

    // Consumers of a complete queue wait while a producer has the lock: its item may come still.
    private void RaiseIfEnded()
    {
        if (IsCompleted)
        {
            NotEmpty.RaiseAlways();
            NotFull.RaiseAlways();
        }
    }

    private bool TakeForGood(Span<byte> exact, ref byte[]? rented, out int length)
    {
        QueueMark mark = Head;
        length = 0;
        if (!HasItem(mark))
        {
            return false;
        }

        long units = CopyOut(mark, exact, ref rented, out length);
        QueueMark next = mark.Next(units);
        // Before the item is taken: a process that dies in between owes nothing, see UnackedCounts.
        debts.Add(next.Count);
        FailPoint.Hit("get.noted");
        Volatile.Write(ref *head, next.Word);
        FailPoint.Hit("get.taken");
        return true;
    }

    private bool HasRoom(long units, out QueueMark mark)
    {
        mark = Tail;
        if (HasRoom(mark, new QueueMark(Volatile.Read(ref knownHead)), units))
        {
            return true;
        }

        QueueMark begin = Head;
        Volatile.Write(ref knownHead, begin.Word);
        return HasRoom(mark, begin, units);
    }

    // A mark that lags far behind, or nonsense, has more in between than the ring can hold: no room.
    private bool HasRoom(QueueMark end, QueueMark begin, long units) =>
        end.ItemsSince(begin) < layout.CapacityItems && end.UnitsSince(begin) <= Units - units;

    private bool HasItem(QueueMark mark)
    {
        // Other consumers may have gone beyond what this process knew: positions tell, which do not come round again.
        long known = new QueueMark(Volatile.Read(ref knownTail)).UnitsSince(mark);
        if (known > 0 && known <= Units)
        {
            return true;
        }

        QueueMark end = Tail;
        Volatile.Write(ref knownTail, end.Word);
        return end.ItemsSince(mark) != 0;
    }
}
