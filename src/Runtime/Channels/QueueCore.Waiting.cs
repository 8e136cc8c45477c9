using System;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.Sharing;
using ProcessIsolate.SharedMemory;
using ProcessIsolate.Synchronization;

namespace ProcessIsolate.Channels;

/// <content>Waiting for room and for items.</content>
/// <remarks>
/// A change between an attempt that failed and the words "I wait" wakes no waiter. So a waiter for an item looks for one after
/// these words; and a waiter for room, of which only the attempt knows how much is enough, remembers where the head stood
/// before the attempt, and sleeps only while it stands there still.
/// </remarks>
internal sealed unsafe partial class QueueCore
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(1);

    // Far more than the largest queue needs.
    private const int MostGivingBack = 1000;

    private readonly AdaptiveSpin roomSpin = new();
    private readonly AdaptiveSpin itemSpin = new();

    // The room that the last attempt did not find. A writer that asks for room without an item waits for as much.
    private long wantedUnits = 1;

    /// <summary>Whether there is room for an item as large as the last one that found none.</summary>
    public bool HasRoomAgain => HasRoom(Volatile.Read(ref wantedUnits), out _);

    /// <summary>What keeps an item from being put, for a message; empty when nothing does any more.</summary>
    public string DescribeFullness()
    {
        QueueMark begin = Head;
        QueueMark end = Tail;
        long wanted = Volatile.Read(ref wantedUnits) * Unit;
        long used = Math.Min(end.UnitsSince(begin), Units) * Unit;
        int items = Math.Min(end.ItemsSince(begin), layout.CapacityItems);
        return items >= layout.CapacityItems
            ? $" It holds {items:N0} items, which is all that its {nameof(ProcessQueueOptions.Capacity)} allows."
            : used + wanted > layout.CapacityBytes
            ? $" Its {items:N0} items take {used:N0} bytes, and the next one {wanted:N0}: more than the {layout.CapacityBytes:N0} that "
                + $"{nameof(ProcessQueueOptions)}.{nameof(ProcessQueueOptions.CapacityBytes)} allows."
            : "";
    }

    /// <summary>Where the head stands; to be read before an attempt to put, see <see cref="WaitForRoom"/>.</summary>
    public ulong RoomMark => Volatile.Read(ref *head);

    private bool IsItemWaitOver => IsEnded || MayHaveItem();

    /// <summary>Whether the queue is complete and nothing can be taken from it.</summary>
    public bool IsDrained => IsEnded && Count == 0;

    private bool IsMoreThanHalfFull
    {
        get
        {
            QueueMark begin = Head;
            return Tail.UnitsSince(begin) > Units / 2 || Tail.ItemsSince(begin) > layout.CapacityItems / 2;
        }
    }

    /// <summary>Waits, in the budget, until there is more room than there was.</summary>
    /// <param name="known">What <see cref="RoomMark"/> was before the attempt that failed.</param>
    /// <param name="budget">How long.</param>
    public void WaitForRoom(ulong known, in WaitBudget budget)
    {
        FailPoint.Hit("put.waiting");
        if (IsPutOver || roomSpin.UntilChanged(ref Unsafe.As<ulong, long>(ref *head), (long)known) || SleepPatiently(known, budget))
        {
            return;
        }

        uint seen = NotFull.Announce();
        if (IsRoomWaitOver(known) || budget.IsOver())
        {
            return;
        }

        FailPoint.Hit("wait.sleeping");
        NotFull.Sleep(seen, budget);
        roomSpin.AfterSleep();
    }

    /// <summary>The same without a thread that waits.</summary>
    public Task WaitForRoomAsync(ulong known, in WaitBudget budget)
    {
        uint seen = NotFull.Announce();
        return IsRoomWaitOver(known) ? Task.CompletedTask : WordWaiters.Shared.WaitAsync(segment, NotFull.Word, seen, budget);
    }

    /// <summary>Completes when the producers' lock may be free.</summary>
    public Task WaitForProducersAsync(in WaitBudget budget) => producers.WaitUntilFreeAsync(budget);

    /// <summary>Completes when the consumers' lock may be free.</summary>
    public Task WaitForConsumersAsync(in WaitBudget budget) => consumers.WaitUntilFreeAsync(budget);

    /// <summary>Waits, in the budget, until there may be an item.</summary>
    public void WaitForItem(in WaitBudget budget)
    {
        FailPoint.Hit("get.waiting");
        ulong known = Volatile.Read(ref *tail);
        if (IsItemWaitOver || itemSpin.UntilChanged(ref Unsafe.As<ulong, long>(ref *tail), (long)known))
        {
            return;
        }

        GiveBackAll();
        uint seen = NotEmpty.Announce();
        if (IsItemWaitOver || budget.IsOver())
        {
            return;
        }

        FailPoint.Hit("wait.sleeping");
        NotEmpty.Sleep(seen, budget);
        itemSpin.AfterSleep();
    }

    /// <summary>The same without a thread that waits.</summary>
    public Task WaitForItemAsync(in WaitBudget budget)
    {
        GiveBackAll();
        uint seen = NotEmpty.Announce();
        return IsItemWaitOver ? Task.CompletedTask : WordWaiters.Shared.WaitAsync(segment, NotEmpty.Word, seen, budget);
    }

    /// <summary>Completes when an item was taken or the queue was completed.</summary>
    public Task WaitForTakingAsync(in WaitBudget budget)
    {
        uint seen = NotFull.Announce();
        return IsEnded && Head == Tail
            ? Task.CompletedTask
            : WordWaiters.Shared.WaitAsync(segment, NotFull.Word, seen, budget);
    }

    // The queue is empty or about to be: there is time, and the next burst may be far away.
    private void GiveBackAll()
    {
        for (int i = 0; i < MostGivingBack && layout.IsChunked && GiveBack(); i++)
        {
        }
    }

    private bool IsPutOver => Volatile.Read(ref *completed) != 0;

    private bool IsRoomWaitOver(ulong known) => IsPutOver || RoomMark != known;

    // A producer that is woken for every item taken wakes, puts one in, and sleeps again, and its consumer pays for every
    // wake-up. So for a moment it lets the queue get half empty; a consumer that is slower than that wakes it for any room.
    private bool SleepPatiently(ulong known, in WaitBudget budget)
    {
        uint seen = NotFull.AnnouncePatiently();
        if (!IsRoomWaitOver(known) && !budget.IsOver())
        {
            TimeSpan slice = budget.NextSlice();
            SharedWait.Wait(segment, NotFull.Word, seen, slice < Patience ? slice : Patience);
            roomSpin.AfterSleep();
        }

        return IsRoomWaitOver(known);
    }
}
