using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.Sharing;
using ProcessIsolate.SharedMemory;

namespace ProcessIsolate.Synchronization;

/// <summary>How an attempt to take a lock ended.</summary>
internal enum LockOutcome
{
    NotTaken,
    Taken,

    /// <summary>Taken, and the owner before died with it.</summary>
    TakenAbandoned,
}

/// <summary>A lock in one word of shared memory that names its owner, a process.</summary>
/// <remarks>
/// <para>The word is 0 when the lock is free; else the owner's number, with <see cref="Waited"/> when a waiter may sleep on it. The
/// mark <see cref="Abandoned"/> stands in a free word whose owner died: the host put it there (<see cref="Repair"/>).</para>
/// <para>Taking is a compare-and-swap and so an acquire, releasing an exchange and so a release: what was written under the lock is seen by the next owner.
/// One that has slept takes the lock together with the mark, since others may sleep still; the release then wakes one of them. A waiter that gives up
/// may have swallowed a wake-up, and passes it on. One that was killed may have, too: the host wakes all.</para>
/// </remarks>
internal sealed unsafe partial class SharedMutex(SharedSegment segment, long offset)
{
    private const uint Waited = 1u << 31;
    private const uint Abandoned = 1u << 30;
    private const int SpinsBeforeSleep = 60;
    private const int LooksAtStuck = 1000;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan StuckFor = TimeSpan.FromSeconds(2);

    // An operation with less time than this waits so long nevertheless: a lock that is held for a few instructions is taken only
    // because its owner was interrupted. The bound holds when the owner is stopped.
    private static readonly TimeSpan LeastWait = TimeSpan.FromMilliseconds(100);

    private readonly uint* word = (uint*)segment.At(offset, sizeof(uint));

    public uint* Word => word;

    public SharedSegment Segment => segment;

    /// <summary>Whether no process owns the lock.</summary>
    public bool IsFree => (Volatile.Read(ref *word) & OwnerId.Mask) == 0;

    /// <summary>Whether this process, by whichever thread, owns the lock.</summary>
    public bool IsOwned => IsOwnedBy(OwnerId.Current);

    /// <summary>Whether a process owns the lock.</summary>
    public bool IsOwnedBy(uint participant) => (Volatile.Read(ref *word) & OwnerId.Mask) == participant;

    /// <summary>Takes the lock if it is free.</summary>
    public LockOutcome TryEnter()
    {
        uint seen = Volatile.Read(ref *word);
        return (seen & OwnerId.Mask) == 0 ? Take(seen, seen & Waited) : LockOutcome.NotTaken;
    }

    /// <summary>Takes the lock, waiting as long as the budget allows.</summary>
    public LockOutcome Enter(in WaitBudget budget)
    {
        LockOutcome outcome = TryEnter();
        return outcome == LockOutcome.NotTaken ? EnterSlowly(budget) : outcome;
    }

    /// <summary>Takes a lock that is held for a few instructions only, unless its owner is stopped or dead.</summary>
    /// <returns>False when it was not free as long as the budget allows, or for a moment if the budget is shorter.</returns>
    public bool EnterShort(in WaitBudget budget) =>
        TryEnter() != LockOutcome.NotTaken || EnterSlowly(budget.AtLeast(LeastWait)) != LockOutcome.NotTaken;

    public void Exit()
    {
        FailPoint.Hit("lock.leaving");
        if ((Interlocked.Exchange(ref *word, 0) & Waited) != 0)
        {
            FailPoint.Hit("lock.left");
            SharedWait.Wake(segment, word, 1);
        }
    }

    /// <summary>Frees the lock if this process owns it still.</summary>
    /// <param name="abandoned">Whether the next owner learns that this one was not done.</param>
    /// <returns>False when it does not: the lock was never taken, or the object was closed meanwhile.</returns>
    public bool TryExit(bool abandoned = false)
    {
        uint seen = Volatile.Read(ref *word);
        while ((seen & OwnerId.Mask) == OwnerId.Current)
        {
            FailPoint.Hit("lock.leaving");
            uint before = Interlocked.CompareExchange(ref *word, abandoned ? Abandoned : 0, seen);
            if (before == seen)
            {
                FailPoint.Hit("lock.left");
                if ((seen & Waited) != 0)
                {
                    SharedWait.Wake(segment, word, 1);
                }

                return true;
            }

            seen = before;
        }

        return false;
    }

    /// <summary>Wakes all waiters, so that those of this process see that the object is closed.</summary>
    public void WakeAll() => SharedWait.Wake(segment, word, int.MaxValue);

    /// <summary>Says "I wait" in the word, for a waiter that sleeps elsewhere.</summary>
    /// <returns>False when the lock is free now.</returns>
    public bool Announce(out uint seen)
    {
        seen = Volatile.Read(ref *word);
        while ((seen & OwnerId.Mask) != 0)
        {
            if ((seen & Waited) != 0)
            {
                return true;
            }

            uint before = Interlocked.CompareExchange(ref *word, seen | Waited, seen);
            if (before == seen)
            {
                seen |= Waited;
                return true;
            }

            seen = before;
        }

        return false;
    }

    /// <summary>Takes the lock on behalf of a waiter that has slept: others may sleep still.</summary>
    public LockOutcome TryEnterAfterSleep()
    {
        uint seen = Volatile.Read(ref *word);
        return (seen & OwnerId.Mask) == 0 ? Take(seen, Waited) : LockOutcome.NotTaken;
    }

    /// <summary>A waiter that has slept gives up: a wake-up that it swallowed goes to another one, now or when the lock is freed.</summary>
    public void PassOn()
    {
        if (!Announce(out _))
        {
            SharedWait.Wake(segment, word, 1);
        }
    }

    /// <summary>Frees the lock if its owner will never do it, and wakes all waiters.</summary>
    public void Repair(DeadOwners dead)
    {
        uint seen = Volatile.Read(ref *word);
        while (dead.IsGone(seen & OwnerId.Mask))
        {
            uint before = Interlocked.CompareExchange(ref *word, Abandoned, seen);
            if (before == seen)
            {
                break;
            }

            seen = before;
        }

        SharedWait.Wake(segment, word, int.MaxValue);
    }

    /// <summary>Frees the lock if it names this process and no thread of this process has it: the one that ended wrote that.</summary>
    /// <remarks>A thread inside is seen by its object, or lets go within a few instructions. It is looked for over and over, so that one that is
    /// interrupted there is not taken for none.</remarks>
    public void FreeIfStuck(DeadOwners dead)
    {
        uint seen = 0;
        long begun = Stopwatch.GetTimestamp();
        for (int look = 0; look < LooksAtStuck || Stopwatch.GetElapsedTime(begun) < StuckFor; look++)
        {
            seen = Volatile.Read(ref *word);
            if ((seen & OwnerId.Mask) != OwnerId.Current || dead.MayBeInside())
            {
                return;
            }

            SharedWait.Wait(segment, word, seen, BetweenLooks);
        }

        Interlocked.CompareExchange(ref *word, Abandoned, seen);
        SharedWait.Wake(segment, word, int.MaxValue);
    }

    private LockOutcome EnterSlowly(in WaitBudget budget)
    {
        for (int i = 0; i < SpinsBeforeSleep && Environment.ProcessorCount > 1; i++)
        {
            Thread.SpinWait(8);
            LockOutcome outcome = TryEnter();
            if (outcome != LockOutcome.NotTaken)
            {
                return outcome;
            }
        }

        try
        {
            while (true)
            {
                LockOutcome outcome = TryEnterAfterSleep();
                if (outcome != LockOutcome.NotTaken)
                {
                    return outcome;
                }

                if (budget.IsOver())
                {
                    PassOn();
                    return LockOutcome.NotTaken;
                }

                if (Announce(out uint seen))
                {
                    FailPoint.Hit("lock.announced");
                    budget.Sleep(segment, word, seen);
                }
            }
        }
        catch (Exception)
        {
            PassOn();
            throw;
        }
    }

    private Task SleepAsync(uint seen, in WaitBudget budget) => WordWaiters.Shared.WaitAsync(segment, word, seen, budget);

    private LockOutcome Take(uint seen, uint waited)
    {
        if (Interlocked.CompareExchange(ref *word, OwnerId.Current | waited, seen) != seen)
        {
            return LockOutcome.NotTaken;
        }

        FailPoint.Hit("lock.taken");
        return (seen & Abandoned) != 0 ? LockOutcome.TakenAbandoned : LockOutcome.Taken;
    }
}
