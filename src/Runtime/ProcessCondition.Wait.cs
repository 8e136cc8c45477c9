using System;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.Synchronization;

namespace ProcessIsolate;

public sealed partial class ProcessCondition
{
    /// <summary>The least time for taking the lock again after a wait that has a limit. Tests make it shorter.</summary>
    internal TimeSpan ReturnLimit { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gives the lock back, waits for a pulse, and takes the lock again.</summary>
    /// <param name="cancellationToken">Ends the wait; the lock is taken again before the exception comes.</param>
    /// <remarks>Taking the lock again takes as long as others hold it. With a time limit or a cancelled token it takes no more than 30
    /// seconds, or the rest of a longer limit: a process that was stopped while it holds the lock blocks no caller for ever.</remarks>
    /// <exception cref="TimeoutException">The lock could not be taken again in that time. It is not held then, and a scope made of it does
    /// nothing when it is disposed. After a cancellation it is an <see cref="OperationCanceledException"/>.</exception>
    /// <exception cref="SynchronizationLockException">The caller does not hold the lock.</exception>
    /// <exception cref="InvalidOperationException">240 wait already.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled, and no pulse had come.</exception>
    /// <exception cref="ObjectDisposedException">The condition was disposed in this process, before or meanwhile; the lock is not
    /// held then.</exception>
    public void Wait(CancellationToken cancellationToken = default) => Wait(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <param name="timeout">The longest wait for the pulse; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <param name="cancellationToken">Ends the wait; the lock is taken again before the exception comes.</param>
    /// <returns>Whether a pulse came.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative and not infinite.</exception>
    /// <inheritdoc cref="Wait(CancellationToken)"/>
    public bool Wait(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        using SharedUse use = Use();
        WaitBudget budget = Begin(timeout, cancellationToken, out int slot, out int hold);
        OperationCanceledException? cancelled = null;
        try
        {
            try
            {
                while (!core.IsPulsed(slot) && !budget.IsOver())
                {
                    core.Sleep(slot, budget);
                }
            }
            catch (OperationCanceledException exception)
            {
                cancelled = exception;
            }

            bool taken = false;
            try
            {
                taken = cancelled is null && mutex.TryEnter(TimeToReturn(budget), cancellationToken);
            }
            catch (OperationCanceledException exception)
            {
                cancelled = exception;
            }

            taken = taken || (cancelled is not null && mutex.TryEnter(ReturnLimit, CancellationToken.None));
            return taken ? End(slot, hold, cancelled) : throw Lost(slot, hold, cancelled);
        }
        catch (ObjectDisposedException)
        {
            core.Abandon(slot);
            throw;
        }
    }

    /// <param name="millisecondsTimeout">The longest wait for the pulse in milliseconds; -1 for no limit.</param>
    /// <param name="cancellationToken">Ends the wait; the lock is taken again before the exception comes.</param>
    /// <inheritdoc cref="Wait(TimeSpan, CancellationToken)"/>
    public bool Wait(int millisecondsTimeout, CancellationToken cancellationToken = default) =>
        Wait(TimeSpan.FromMilliseconds(millisecondsTimeout), cancellationToken);

    /// <summary>As <see cref="Wait(CancellationToken)"/>, without a thread. The lock belongs to no thread afterwards.</summary>
    /// <inheritdoc cref="Wait(CancellationToken)"/>
    public Task WaitAsync(CancellationToken cancellationToken = default) => WaitAsync(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>As <see cref="Wait(TimeSpan, CancellationToken)"/>, without a thread. The lock belongs to no thread afterwards.</summary>
    /// <inheritdoc cref="Wait(TimeSpan, CancellationToken)"/>
    public async Task<bool> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        using SharedUse use = Use();
        WaitBudget budget = Begin(timeout, cancellationToken, out int slot, out int hold);
        OperationCanceledException? cancelled = null;
        try
        {
            try
            {
                while (!core.IsPulsed(slot) && !budget.IsOver())
                {
                    await core.SleepAsync(slot, budget).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException exception)
            {
                cancelled = exception;
            }

            bool taken = false;
            try
            {
                taken = cancelled is null && await mutex.TryEnterAsync(TimeToReturn(budget), cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException exception)
            {
                cancelled = exception;
            }

            taken = taken || (cancelled is not null && await mutex.TryEnterAsync(ReturnLimit, CancellationToken.None).ConfigureAwait(false));
            return taken ? End(slot, hold, cancelled) : throw Lost(slot, hold, cancelled);
        }
        catch (ObjectDisposedException)
        {
            core.Abandon(slot);
            throw;
        }
    }

    /// <summary>Waits until a predicate is true; looks at first, and after each pulse, with the lock held.</summary>
    /// <param name="predicate">What is waited for.</param>
    /// <param name="timeout">The longest wait; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The last value of the predicate.</returns>
    /// <inheritdoc cref="Wait(TimeSpan, CancellationToken)"/>
    public bool WaitFor(Func<bool> predicate, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        WaitBudget budget = WaitBudget.For(this, timeout, cancellationToken);
        bool result = predicate();
        while (!result && !budget.IsOver())
        {
            Wait(budget.Left(), cancellationToken);
            result = predicate();
        }

        return result;
    }

    /// <summary>Waits until a predicate is true, however long.</summary>
    /// <inheritdoc cref="WaitFor(Func{bool}, TimeSpan, CancellationToken)"/>
    public bool WaitFor(Func<bool> predicate, CancellationToken cancellationToken = default) =>
        WaitFor(predicate, Timeout.InfiniteTimeSpan, cancellationToken);

    private WaitBudget Begin(TimeSpan timeout, CancellationToken token, out int slot, out int hold)
    {
        WaitBudget budget = WaitBudget.For(this, timeout, token);
        mutex.RequireHold();
        hold = mutex.Hold;
        token.ThrowIfCancellationRequested();
        slot = core.Claim();
        mutex.Exit();
        return budget;
    }

    // A wait without a limit has none for the lock either, but its token counts.
    private TimeSpan TimeToReturn(in WaitBudget budget)
    {
        TimeSpan left = budget.Left();
        return left == Timeout.InfiniteTimeSpan || left > ReturnLimit ? left : ReturnLimit;
    }

    private bool End(int slot, int hold, OperationCanceledException? cancelled)
    {
        mutex.Resume(hold);
        bool pulsed = core.Release(slot);
        return pulsed || cancelled is null ? pulsed : throw new OperationCanceledException(cancelled.Message, cancelled, cancelled.CancellationToken);
    }

    // A pulse that came goes to another waiter.
    private Exception Lost(int slot, int hold, OperationCanceledException? cancelled)
    {
        mutex.Lose(hold);
        core.Abandon(slot);
        string message = $"The lock of the condition could not be taken again within {ReturnLimit}: another process keeps it. It is not held now.";
        return cancelled is null ? new TimeoutException(message) : new OperationCanceledException(message, cancelled, cancelled.CancellationToken);
    }
}
