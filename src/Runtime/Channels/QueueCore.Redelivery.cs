using System;
using System.Threading;
using ProcessIsolate.SharedMemory;
using ProcessIsolate.Sharing;
using ProcessIsolate.Synchronization;

namespace ProcessIsolate.Channels;

/// <content>Items that stay in the ring until the process that took them says that they are done; and how many are not.</content>
/// <remarks>
/// A taken item's header names who has it. That store is the taking; the cursor, which stands before the first item that was never taken,
/// follows it, and a process that finds it behind moves it on. An item is done by another store into its header; the head
/// then passes all that are done. When a process ends, the host makes its items takable again.
/// </remarks>
internal sealed unsafe partial class QueueCore
{
    private const uint Ready = 0;
    private const uint TakenMark = 1u << 31;
    private const uint DoneMark = 1u << 30;

    // The lock is held for a few instructions, or by another process that has ended and whose repair comes; longer only by one that
    // does not play by the rules.
    private static readonly TimeSpan RepairLimit = TimeSpan.FromSeconds(5);

    private readonly ulong* cursor;
    private readonly uint* returned;
    private readonly UnreturnedItems unreturned;
    private readonly UnackedCounts debts;

    private QueueMark Cursor => new(Volatile.Read(ref *cursor));

    /// <summary>How many items wait to be taken.</summary>
    public int Count
    {
        get
        {
            if (!layout.Redelivers)
            {
                QueueMark begin = Head;
                return Math.Min(Tail.ItemsSince(begin), layout.CapacityItems);
            }

            if (!consumers.EnterShort(WaitBudget.For(owner, TimeSpan.Zero, CancellationToken.None)))
            {
                // A process stands still inside: what was never taken is known without it.
                return Math.Min(Tail.ItemsSince(Cursor), layout.CapacityItems);
            }

            try
            {
                int ready = 0;
                QueueMark end = Tail;
                for (QueueMark mark = Head; mark != end; mark = Pass(mark, end))
                {
                    ready += FrameAt(mark)[1] == Ready ? 1 : 0;
                }

                return ready;
            }
            finally
            {
                consumers.Exit();
            }
        }
    }

    /// <summary>Whether every item that was put in has been taken and is done.</summary>
    // The head first: an item is owed before it leaves the ring, so it is seen in one of the two places.
    public bool IsFinished => Head == Tail && (layout.Redelivers || debts.AreNone());

    /// <summary>The oldest item that this process has taken is done.</summary>
    /// <exception cref="InvalidOperationException">It has none.</exception>
    public void TaskDone()
    {
        long begin = Head.Position;
        if (!(layout.Redelivers ? FinishOldestLocked() : debts.TryPay()))
        {
            throw new InvalidOperationException("TaskDone was called more often than this process has taken items.");
        }

        FailPoint.Hit("done.told");
        if (layout.Redelivers)
        {
            GiveBackIfCrossed(begin);
            NotFull.Raise();
        }

        if (IsFinished)
        {
            Finished.Raise();
        }
    }

    /// <summary>Puts right what a process has left that ended.</summary>
    public void Repair(uint participant)
    {
        holders.Remove(participant);
        debts.Forgive(participant);
        try
        {
            if (layout.Redelivers)
            {
                GiveBackLocked(participant);
            }
        }
        finally
        {
            // Also where the items make no sense: the next to take one finds that.
            RaiseAll();
        }
    }

    /// <summary>Before the lock of one that ended is freed: no other process moves the head meanwhile.</summary>
    public static void Settle(SharedSegment segment, uint participant)
    {
        if (new SharedMutex(segment, QueueLayout.ConsumerLock).IsOwnedBy(participant))
        {
            ulong head = Volatile.Read(ref *(ulong*)segment.At(QueueLayout.Head, sizeof(ulong)));
            new UnackedCounts(segment).Settle(participant, new QueueMark(head).Count);
        }
    }

    private bool MayHaveItem() => layout.Redelivers
        ? Cursor != Tail || Volatile.Read(ref *returned) != 0 || unreturned.HasAny
        : HasItem(Head);

    private bool TakeForNow(Span<byte> exact, ref byte[]? rented, out int length)
    {
        length = 0;
        while (unreturned.TryTake(out uint dead))
        {
            GiveBack(dead);
        }

        if (Volatile.Read(ref *returned) != 0)
        {
            QueueMark last = Cursor;
            for (QueueMark mark = Head; mark != last; mark = Pass(mark, last))
            {
                if (FrameAt(mark)[1] == Ready)
                {
                    CopyOut(mark, exact, ref rented, out length);
                    Take(mark);
                    return true;
                }
            }

            Volatile.Write(ref *returned, 0);
        }

        QueueMark end = Tail;
        for (QueueMark mark = Cursor; mark != end;)
        {
            bool isReady = FrameAt(mark)[1] == Ready;
            QueueMark next = Pass(mark, end);
            if (isReady)
            {
                CopyOut(mark, exact, ref rented, out length);
                Take(mark);
            }

            mark = next;
            Volatile.Write(ref *cursor, mark.Word);
            FailPoint.Hit("get.moved");
            if (isReady)
            {
                return true;
            }
        }

        return false;
    }

    private void Take(QueueMark mark)
    {
        FailPoint.Hit("get.noted");
        Volatile.Write(ref FrameAt(mark)[1], TakenMark | OwnerId.Current);
        FailPoint.Hit("get.taken");
    }

    private bool FinishOldestLocked()
    {
        consumers.Enter(WaitBudget.For(owner, Timeout.InfiniteTimeSpan, CancellationToken.None));
        try
        {
            return FinishOldest();
        }
        finally
        {
            consumers.Exit();
        }
    }

    private bool FinishOldest()
    {
        bool found = false;
        QueueMark end = Cursor;
        for (QueueMark mark = Head; mark != end && !found; mark = Pass(mark, end))
        {
            if (FrameAt(mark)[1] == (TakenMark | OwnerId.Current))
            {
                Volatile.Write(ref FrameAt(mark)[1], DoneMark);
                FailPoint.Hit("done.marked");
                found = true;
            }
        }

        PassDone();
        return found;
    }

    private void PassDone()
    {
        QueueMark end = Cursor;
        for (QueueMark mark = Head; mark != end && FrameAt(mark)[1] == DoneMark;)
        {
            mark = Pass(mark, end);
            Volatile.Write(ref *head, mark.Word);
            FailPoint.Hit("done.passed");
        }
    }

    private void GiveBackLocked(uint participant)
    {
        if (!consumers.EnterShort(WaitBudget.For(null, RepairLimit, CancellationToken.None)))
        {
            // A process stands still inside, for as long as it likes: the next one that has the lock does it.
            unreturned.Add(participant);
            return;
        }

        try
        {
            GiveBack(participant);
        }
        finally
        {
            consumers.Exit();
        }
    }

    private void GiveBack(uint participant)
    {
        // Up to the tail, not the cursor: the dead one may have taken an item and not moved the cursor.
        QueueMark end = Tail;
        for (QueueMark mark = Head; mark != end; mark = Pass(mark, end))
        {
            if (FrameAt(mark)[1] == (TakenMark | participant))
            {
                Volatile.Write(ref FrameAt(mark)[1], Ready);
                Volatile.Write(ref *returned, 1);
            }
        }

        PassDone();
    }
}
