using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace ProcessIsolate.Synchronization;

/// <summary>A lock as the public types offer it: the word in shared memory, and what this process knows of its own hold.</summary>
/// <remarks>The word names the process only. Which thread of it holds the lock stands here: written by the holder, and read by
/// others only to find that it is not they. A lock bound to threads is given back by the one that took it.</remarks>
internal sealed class LockCore(SharedObject owner, long offset, bool isRecursive = false, bool isThreadBound = false)
{
    // For holds that no thread owns: those taken asynchronously.
    private const int NoThread = 0;

    private readonly SharedMutex mutex = new(owner.Segment, offset);
    private readonly object lostGate = new();
    private int thread;
    private int depth;
    private int hold;
    private int lastHold;
    private bool wasAbandoned;

    // The holds that ended in the middle of their scope; null as long as there were none.
    private HashSet<int>? lost;

    /// <summary>Whether the owner before the latest hold of this process ended with the lock in its hands.</summary>
    public bool WasAbandoned => Volatile.Read(ref wasAbandoned);

    /// <summary>The number of the hold that is on. Read and changed by the holder only.</summary>
    public int Hold => hold;

    /// <summary>Whether the current thread has taken it, and it was not given back.</summary>
    public bool IsHeldByCurrentThread => Volatile.Read(ref thread) == Environment.CurrentManagedThreadId && !owner.IsDisposed;

    /// <summary>Whether this process has taken the lock and not given it back.</summary>
    public bool IsHeld => Volatile.Read(ref depth) > 0;

    /// <summary>Takes the lock.</summary>
    /// <returns>False when the time is up.</returns>
    /// <exception cref="LockRecursionException">The current thread would wait for itself.</exception>
    public bool TryEnter(TimeSpan timeout, CancellationToken token)
    {
        if (timeout != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        }

        token.ThrowIfCancellationRequested();
        using SharedUse use = owner.Use();
        bool isHeldHere = IsHeldByCurrentThread;
        if (isHeldHere && isRecursive)
        {
            depth = checked(depth + 1);
            return true;
        }

        LockOutcome outcome = mutex.TryEnter();
        if (outcome == LockOutcome.NotTaken && timeout != TimeSpan.Zero)
        {
            if (isHeldHere)
            {
                throw new LockRecursionException("This thread holds the lock already, and the lock is not recursive: it would wait for itself.");
            }

            outcome = mutex.Enter(WaitBudget.For(owner, timeout, token));
        }

        return outcome != LockOutcome.NotTaken && Note(outcome, Environment.CurrentManagedThreadId);
    }

    public ProcessLock.Scope EnterScope(TimeSpan timeout, CancellationToken token)
    {
        return TryEnter(timeout, token)
            ? new ProcessLock.Scope(this, depth == 1 && WasAbandoned)
            : throw new TimeoutException($"The lock was not free within {timeout}.");
    }

    public async ValueTask<ProcessLock.AsyncScope> EnterScopeAsync(TimeSpan timeout, CancellationToken token)
    {
        return await TryEnterAsync(timeout, token).ConfigureAwait(false)
            ? new ProcessLock.AsyncScope(this, WasAbandoned)
            : throw new TimeoutException($"The lock was not free within {timeout}.");
    }

    /// <summary>Takes the lock for a caller that awaits, which is no thread.</summary>
    /// <returns>False when the time is up.</returns>
    public async ValueTask<bool> TryEnterAsync(TimeSpan timeout, CancellationToken token)
    {
        using SharedUse use = owner.Use();
        token.ThrowIfCancellationRequested();
        LockOutcome outcome = await mutex.EnterAsync(WaitBudget.For(owner, timeout, token)).ConfigureAwait(false);
        return outcome != LockOutcome.NotTaken && Note(outcome, NoThread);
    }

    /// <summary>Gives the lock back.</summary>
    /// <exception cref="SynchronizationLockException">This process does not hold it, or another thread holds a recursive one.</exception>
    public void Exit()
    {
        using SharedUse use = owner.Use();
        if (!mutex.IsOwned && IsHeldByCurrentThread)
        {
            // Another process has written over the word.
            depth = 0;
            Volatile.Write(ref thread, NoThread);
        }

        RequireHold();
        Leave();
    }

    /// <summary>A hold that was given back for a while goes on: the scopes that were made of it are its own again.</summary>
    public void Resume(int number) => hold = number;

    /// <summary>A hold that was given back for a while ended there: the lock may be another one's when its scope ends.</summary>
    public void Lose(int number)
    {
        lock (lostGate)
        {
            Volatile.Write(ref lost, lost ?? []);
            lost!.Add(number);
        }
    }

    /// <summary>Gives the lock back at the end of a scope; does nothing when the object was closed, which gave it back, or the hold
    /// was lost.</summary>
    public void ExitScope(int number)
    {
        if (IsLost(number) || !owner.TryAcquire())
        {
            return;
        }

        try
        {
            if (mutex.IsOwned)
            {
                Leave();
            }
            else
            {
                // Another process has written over the word.
                depth = 0;
                Volatile.Write(ref thread, NoThread);
            }
        }
        finally
        {
            owner.Segment.Release();
        }
    }

    /// <summary>Makes sure that the caller holds the lock, as far as it can be known.</summary>
    /// <exception cref="SynchronizationLockException">It does not.</exception>
    public void RequireHold()
    {
        int holder = Volatile.Read(ref thread);
        if (!mutex.IsOwned || (isThreadBound && holder != NoThread && holder != Environment.CurrentManagedThreadId))
        {
            throw new SynchronizationLockException("The lock is not held by the caller.");
        }
    }

    /// <summary>The object is closed: a lock that this process holds goes to the next, and waiters here are woken.</summary>
    public void Close()
    {
        mutex.TryExit(abandoned: true);
        mutex.WakeAll();
    }

    private bool IsLost(int number)
    {
        if (Volatile.Read(ref lost) is null)
        {
            return false;
        }

        lock (lostGate)
        {
            return lost!.Remove(number);
        }
    }

    private void Leave()
    {
        if (depth > 1)
        {
            depth--;
            return;
        }

        // Before the word: afterwards these belong to the next holder.
        depth = 0;
        Volatile.Write(ref thread, NoThread);
        mutex.TryExit();
    }

    private bool Note(LockOutcome outcome, int holder)
    {
        bool abandoned = outcome == LockOutcome.TakenAbandoned;
        // Closing says so first and then looks at the word; here it is the other way round. One of the two sees the other, and
        // the lock is not left with an object that no code can use any more.
        if (owner.IsDisposed)
        {
            mutex.TryExit(abandoned);
            throw new ObjectDisposedException(owner.GetType().Name);
        }

        Volatile.Write(ref wasAbandoned, abandoned);
        depth = 1;
        hold = ++lastHold;
        Volatile.Write(ref thread, holder);
        return true;
    }
}
