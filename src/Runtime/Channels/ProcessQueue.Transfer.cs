using System;
using System.Buffers;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using ProcessIsolate.Channels;
using ProcessIsolate.Synchronization;

namespace ProcessIsolate;

/// <content>Putting and taking, and the same without a thread that waits.</content>
public sealed partial class ProcessQueue<T>
{
    private QueueReader<T>? reader;
    private QueueWriter<T>? writer;

    /// <summary>The taking side as a <see cref="ChannelReader{T}"/>: <c>await foreach (T item in queue.Reader.ReadAllAsync())</c>.</summary>
    public ChannelReader<T> Reader => reader ??= new QueueReader<T>(this);

    /// <summary>The putting side as a <see cref="ChannelWriter{T}"/>.</summary>
    public ChannelWriter<T> Writer => writer ??= new QueueWriter<T>(this);

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

    /// <summary>Puts an item in if there is room.</summary>
    internal QueueOutcome TryPutOnce(T item)
    {
        using SharedUse use = Use();
        return Attempt(item, WaitBudget.For(this, TimeSpan.Zero, CancellationToken.None), once: true);
    }

    /// <summary>Takes an item if there is one.</summary>
    internal QueueOutcome TryGetOnce(out T item)
    {
        using SharedUse use = Use();
        return AttemptGet(out item, WaitBudget.For(this, TimeSpan.Zero, CancellationToken.None));
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

    internal bool IsDeserted
    {
        get
        {
            using SharedUse use = Use();
            return core.IsDeserted;
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

    private QueueOutcome PutCore(T item, TimeSpan timeout, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using SharedUse use = Use();
        WaitBudget budget = WaitBudget.For(this, timeout, cancellationToken);
        QueueOutcome outcome = Attempt(item, budget, once: false);
        return outcome == QueueOutcome.Completed ? throw Closed() : outcome;
    }

    // For those who await: the thread does not wait for the lock either.
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

    // Encoded once, however often it has to be tried.
    private QueueOutcome Attempt(T item, in WaitBudget budget, bool once)
    {
        ItemBuffer? buffer = null;
        try
        {
            // A nullable value is plain memory, whether it has one or not.
            bool isNull = !ItemCodec<T>.IsPlain && item is null;
            ReadOnlySpan<byte> bytes = ItemCodec<T>.IsPlain ? ItemCodec<T>.AsBytes(ref item) : item is null ? [] : codec.Encode(item, out buffer);
            if (bytes.Length > core.MaxItemBytes)
            {
                throw new MessageTooLargeException(
                    $"An item of {bytes.Length:N0} bytes is larger than the whole queue, which holds {core.MaxItemBytes:N0}; "
                    + $"make it with a larger {nameof(ProcessQueueOptions)}.{nameof(ProcessQueueOptions.CapacityBytes)}.",
                    null);
            }

            QueueOutcome outcome = core.TryPut(bytes, isNull, budget);
            while (outcome == QueueOutcome.Wait && !once)
            {
                // Before the attempt; not before the first one, which would read what the consumers write for every item.
                ulong known = core.RoomMark;
                outcome = core.TryPut(bytes, isNull, budget);
                if (outcome != QueueOutcome.Wait || budget.IsOver())
                {
                    break;
                }

                core.WaitForRoom(known, budget);
            }

            if (outcome == QueueOutcome.Done)
            {
                buffer?.OnPut();
            }

            return outcome;
        }
        finally
        {
            buffer?.Return();
        }
    }

    private bool GetCore(TimeSpan timeout, CancellationToken cancellationToken, out T item)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using SharedUse use = Use();
        WaitBudget budget = WaitBudget.For(this, timeout, cancellationToken);
        while (true)
        {
            switch (AttemptGet(out item, budget))
            {
                case QueueOutcome.Done:
                    return true;
                case QueueOutcome.Completed:
                    throw Closed();
                case QueueOutcome.Busy:
                    return false;
            }

            if (budget.IsOver())
            {
                return false;
            }

            core.WaitForItem(budget);
        }
    }

    private QueueOutcome AttemptGet(out T item, in WaitBudget budget)
    {
        item = default!;
        byte[]? rented = null;
        if (ItemCodec<T>.IsPlain)
        {
            QueueOutcome taken = core.TryTake(ItemCodec<T>.AsBytes(ref item), ref rented, out int size, budget);
            if (taken == QueueOutcome.Done)
            {
                PlainItem.Require(ref item, size);
            }

            return taken;
        }

        try
        {
            QueueOutcome outcome = core.TryTake([], ref rented, out int length, budget);
            if (outcome == QueueOutcome.Done && length >= 0)
            {
                item = codec.Decode(rented.AsSpan(0, length));
            }

            return outcome;
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
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
