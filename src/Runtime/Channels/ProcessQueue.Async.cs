using System;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.Channels;
using ProcessIsolate.Synchronization;

namespace ProcessIsolate;

/// <content>Putting and taking without a thread that waits.</content>
public sealed partial class ProcessQueue<T>
{
    /// <inheritdoc cref="Put(T)"/>
    /// <param name="item">The item.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public ValueTask PutAsync(T item, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        try
        {
            return TryPutAtOnce(item) switch
            {
                QueueOutcome.Done => ValueTask.CompletedTask,
                QueueOutcome.Completed => ValueTask.FromException(Closed()),
                _ => PutLaterAsync(item, cancellationToken),
            };
        }
        catch (Exception exception)
        {
            return ValueTask.FromException(exception);
        }
    }

    /// <inheritdoc cref="Get()"/>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public ValueTask<T> GetAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<T>(cancellationToken);
        }

        try
        {
            return TryGetAtOnce(out T item) switch
            {
                QueueOutcome.Done => ValueTask.FromResult(item),
                QueueOutcome.Completed => ValueTask.FromException<T>(Closed()),
                _ => GetLaterAsync(cancellationToken),
            };
        }
        catch (Exception exception)
        {
            return ValueTask.FromException<T>(exception);
        }
    }

    /// <inheritdoc cref="Join()"/>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task JoinAsync(CancellationToken cancellationToken = default)
    {
        WaitBudget budget = WaitBudget.For(this, Timeout.InfiniteTimeSpan, cancellationToken);
        while (!budget.IsOver() && !IsFinishedOr(out Task change, budget))
        {
            await change.ConfigureAwait(false);
        }
    }

    /// <summary>Where the room ends; to be read before an attempt to put that <see cref="WaitForRoomAsync"/> follows.</summary>
    internal ulong RoomMark
    {
        get
        {
            using SharedUse use = Use();
            return core.RoomMark;
        }
    }

    /// <summary>Completes when there may be more room than there was.</summary>
    internal Task WaitForRoomAsync(ulong known, in WaitBudget budget)
    {
        budget.IsOver();
        using SharedUse use = Use();
        return core.WaitForRoomAsync(known, budget);
    }

    /// <summary>Completes when there may be an item.</summary>
    internal Task WaitForItemAsync(in WaitBudget budget)
    {
        budget.IsOver();
        using SharedUse use = Use();
        return core.WaitForItemAsync(budget);
    }

    /// <summary>Completes when an item was taken or the queue was completed.</summary>
    internal Task WaitForTakingAsync(in WaitBudget budget)
    {
        budget.IsOver();
        using SharedUse use = Use();
        return core.WaitForTakingAsync(budget);
    }

    internal bool HasRoomAgain
    {
        get
        {
            using SharedUse use = Use();
            return core.HasRoomAgain;
        }
    }

    internal bool IsClosedForPut
    {
        get
        {
            using SharedUse use = Use();
            return core.IsClosed;
        }
    }

    internal bool IsHopeless
    {
        get
        {
            using SharedUse use = Use();
            return core.IsHopeless;
        }
    }

    internal bool IsEmptyForGood
    {
        get
        {
            using SharedUse use = Use();
            return core.IsDrained;
        }
    }

    // For asynchronous callers: the thread does not wait for the lock either.
    private QueueOutcome TryPutAtOnce(T item)
    {
        using SharedUse use = Use();
        return Attempt(item, WaitBudget.None(this), once: true);
    }

    private QueueOutcome TryGetAtOnce(out T item)
    {
        using SharedUse use = Use();
        return AttemptGet(out item, WaitBudget.None(this));
    }

    private async Task WaitForLockAsync(bool isPut, WaitBudget budget)
    {
        budget.IsOver();
        using SharedUse use = Use();
        await (isPut ? core.WaitForProducersAsync(budget) : core.WaitForConsumersAsync(budget)).ConfigureAwait(false);
    }

    private async ValueTask PutLaterAsync(T item, CancellationToken cancellationToken)
    {
        WaitBudget budget = WaitBudget.For(this, Timeout.InfiniteTimeSpan, cancellationToken);
        while (true)
        {
            ulong known = RoomMark;
            switch (TryPutAtOnce(item))
            {
                case QueueOutcome.Done:
                    return;
                case QueueOutcome.Completed:
                    throw Closed();
                case QueueOutcome.Busy:
                    await WaitForLockAsync(isPut: true, budget).ConfigureAwait(false);
                    break;
                default:
                    await WaitForRoomAsync(known, budget).ConfigureAwait(false);
                    break;
            }
        }
    }

    private async ValueTask<T> GetLaterAsync(CancellationToken cancellationToken)
    {
        WaitBudget budget = WaitBudget.For(this, Timeout.InfiniteTimeSpan, cancellationToken);
        while (true)
        {
            await WaitForItemAsync(budget).ConfigureAwait(false);
            switch (TryGetAtOnce(out T item))
            {
                case QueueOutcome.Done:
                    return item;
                case QueueOutcome.Completed:
                    throw Closed();
                case QueueOutcome.Busy:
                    await WaitForLockAsync(isPut: false, budget).ConfigureAwait(false);
                    break;
            }
        }
    }

    private bool IsFinishedOr(out Task change, in WaitBudget budget)
    {
        using SharedUse use = Use();
        uint seen = core.Finished.Announce();
        bool isFinished = core.IsFinished;
        change = isFinished ? Task.CompletedTask : WaitFinished(seen, budget);
        return isFinished;
    }

    private unsafe Task WaitFinished(uint seen, in WaitBudget budget) =>
        WordWaiters.Shared.WaitAsync(Segment, core.Finished.Word, seen, budget);
}
