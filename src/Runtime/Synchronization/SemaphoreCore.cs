using System;
using System.IO;
using System.Threading;
using ProcessIsolate.Sharing;
using ProcessIsolate.SharedMemory;

namespace ProcessIsolate.Synchronization;

/// <summary>The words of a <see cref="ProcessSemaphore"/>.</summary>
/// <remarks>
/// <code>
///  64  lock of the table      128  count      192  signal      256  slots in use      320  slots of 8 bytes
/// </code>
/// <para>Without a limit the count is the number of free permits, changed by compare-and-swap, and there are no slots.</para>
/// <para>With a limit the count is the number of permits that do not exist yet, and each slot says in one word which process holds how
/// many: the process above, the number below. What is free is the limit less all of these; it is written nowhere. So taking or
/// giving back a permit is one store, and a process that dies before or after it leaves a table that is right. The lock keeps two
/// processes from taking the last permit both. The host clears the slots of the dead without it.</para>
/// </remarks>
internal sealed unsafe class SemaphoreCore(SharedSegment segment, SharedObject? owner, int limit)
{
    public const long Size = 4096;
    public const long LockAt = SharedHeader.Size;

    private const long CountAt = 2 * SharedHeader.Size;
    private const long SignalAt = 3 * SharedHeader.Size;
    private const long UsedAt = 4 * SharedHeader.Size;
    private const long SlotsAt = 5 * SharedHeader.Size;
    private const int MaxSlots = (int)((Size - SlotsAt) / sizeof(ulong));

    private readonly SharedMutex mutex = new(segment, LockAt);
    private readonly int* count = (int*)segment.At(CountAt, sizeof(int));
    private readonly int* used = (int*)segment.At(UsedAt, sizeof(int));
    private readonly ulong* slots = (ulong*)segment.At(SlotsAt, MaxSlots * sizeof(ulong));

    public SharedSignal Signal { get; } = new(segment, SignalAt);

    private bool IsLimited => limit != int.MaxValue;

    private int Used => Math.Clamp(Volatile.Read(ref *used), 0, MaxSlots);

    /// <summary>The free permits. While others take and give back, a moment's view.</summary>
    public int Free
    {
        get
        {
            long free = IsLimited ? (long)limit - Volatile.Read(ref *count) : Volatile.Read(ref *count);
            for (int i = 0; IsLimited && i < Used; i++)
            {
                free -= HeldIn(Volatile.Read(ref slots[i]));
            }

            return (int)Math.Clamp(free, 0, limit);
        }
    }

    public void Begin(int free)
    {
        SharedHeader.Write(segment, SharedKind.Semaphore, null, 0, (uint)limit);
        *count = IsLimited ? limit - free : free;
    }

    /// <exception cref="IOException">The segment is something else.</exception>
    public static int ReadLimit(SharedSegment segment)
    {
        SharedHeader.Check(segment, SharedKind.Semaphore, null, 0);
        uint limit = SharedHeader.Setting(segment);
        return limit is > 0 and <= int.MaxValue ? (int)limit : throw new IOException($"A semaphore says that it has {limit} permits.");
    }

    public static void Repair(SharedSegment segment, uint participant)
    {
        // Not the limit that stands there, over which the one that ended may have written: without one there are no slots.
        new SemaphoreCore(segment, null, limit: 1).GiveBackAll(participant);
    }

    /// <summary>Gives back every permit of a process, and wakes all.</summary>
    public void GiveBackAll(uint participant)
    {
        for (int i = 0; IsLimited && i < Used; i++)
        {
            ulong seen = Volatile.Read(ref slots[i]);
            while (OwnerOf(seen) == participant && HeldIn(seen) > 0)
            {
                ulong before = Interlocked.CompareExchange(ref slots[i], 0, seen);
                if (before == seen)
                {
                    break;
                }

                seen = before;
            }
        }

        Signal.RaiseAlways();
    }

    /// <summary>Takes a permit if one is free.</summary>
    /// <param name="budget">How long to wait for the table's lock; a moment at least.</param>
    public bool TryTake(in WaitBudget budget)
    {
        if (!IsLimited)
        {
            int seen = Volatile.Read(ref *count);
            while (seen > 0)
            {
                int before = Interlocked.CompareExchange(ref *count, seen - 1, seen);
                if (before == seen)
                {
                    return true;
                }

                seen = before;
            }

            return false;
        }

        // Without the lock first: a waiter for a permit must not keep those from the table who give one back.
        if (Free == 0)
        {
            return false;
        }

        if (!mutex.EnterShort(budget))
        {
            return false;
        }

        try
        {
            return Free > 0 && Claim();
        }
        finally
        {
            mutex.Exit();
        }
    }

    /// <returns>The free permits before.</returns>
    /// <exception cref="SemaphoreFullException">There would be more than the limit.</exception>
    public int Release(int permits)
    {
        int before = IsLimited ? ReleaseHeld(permits) : ReleaseCounted(permits);
        FailPoint.Hit("semaphore.released");
        Signal.Raise();
        return before;
    }

    private int ReleaseCounted(int permits)
    {
        int seen = Volatile.Read(ref *count);
        while (true)
        {
            if (seen > int.MaxValue - permits)
            {
                throw new SemaphoreFullException();
            }

            int before = Interlocked.CompareExchange(ref *count, seen + permits, seen);
            if (before == seen)
            {
                return seen;
            }

            seen = before;
        }
    }

    // First those that this process holds, then those that do not exist yet, then another one's: a permit may be given back by
    // a process other than the one that took it. The process's own permits need no lock: what is free only grows by that.
    private int ReleaseHeld(int permits)
    {
        int before = Free;
        if (TryReleaseOwn(permits))
        {
            return before;
        }

        mutex.Enter(WaitBudget.For(owner, Timeout.InfiniteTimeSpan, CancellationToken.None));
        try
        {
            int free = Free;
            if (permits > limit - free)
            {
                throw new SemaphoreFullException();
            }

            int left = permits;
            for (int i = 0; left > 0 && i < Used; i++)
            {
                left -= OwnerOf(Volatile.Read(ref slots[i])) == OwnerId.Current ? TakeFrom(i, left) : 0;
            }

            int missing = Math.Min(left, Math.Max(0, Volatile.Read(ref *count)));
            Volatile.Write(ref *count, *count - missing);
            left -= missing;
            for (int i = 0; left > 0 && i < Used; i++)
            {
                left -= TakeFrom(i, left);
            }

            return free;
        }
        finally
        {
            mutex.Exit();
        }
    }

    // Held by this process, so they are not free yet: there cannot be more than the limit afterwards.
    private bool TryReleaseOwn(int permits)
    {
        for (int i = 0; i < Used; i++)
        {
            ulong seen = Volatile.Read(ref slots[i]);
            while (OwnerOf(seen) == OwnerId.Current && HeldIn(seen) >= permits)
            {
                FailPoint.Hit("semaphore.releasing");
                ulong before = Interlocked.CompareExchange(ref slots[i], seen - (uint)permits, seen);
                if (before == seen)
                {
                    return true;
                }

                seen = before;
            }
        }

        return false;
    }

    private int TakeFrom(int slot, int wanted)
    {
        ulong seen = Volatile.Read(ref slots[slot]);
        while (true)
        {
            int taken = (int)Math.Min(wanted, HeldIn(seen));
            FailPoint.Hit("semaphore.releasing");
            ulong before = Interlocked.CompareExchange(ref slots[slot], seen - (uint)taken, seen);
            if (before == seen)
            {
                return taken;
            }

            // The host has cleared it, or a process without the lock's respect for others wrote here.
            seen = before;
        }
    }

    private bool Claim()
    {
        int free = -1;
        int end = Used;
        for (int i = 0; i < end; i++)
        {
            ulong seen = Volatile.Read(ref slots[i]);
            while (OwnerOf(seen) == OwnerId.Current)
            {
                FailPoint.Hit("semaphore.taking");
                // Another thread of this process may give back meanwhile, without the lock.
                ulong before = Interlocked.CompareExchange(ref slots[i], seen + 1, seen);
                if (before == seen)
                {
                    return true;
                }

                seen = before;
            }

            free = free < 0 && HeldIn(seen) == 0 ? i : free;
        }

        if (free < 0)
        {
            if (end == MaxSlots)
            {
                throw new InvalidOperationException($"No more than {MaxSlots} processes can hold permits of one semaphore at the same time.");
            }

            free = end;
            Volatile.Write(ref *used, end + 1);
        }

        FailPoint.Hit("semaphore.taking");
        Volatile.Write(ref slots[free], ((ulong)OwnerId.Current << 32) | 1);
        return true;
    }

    private static uint OwnerOf(ulong slot) => (uint)(slot >> 32);

    private static long HeldIn(ulong slot) => (uint)slot;

    public readonly struct Attempt(SemaphoreCore core, WaitBudget budget) : IAttempt
    {
        public bool Try() => core.TryTake(budget);
    }
}
