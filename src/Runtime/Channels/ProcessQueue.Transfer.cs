using System;
using System.Buffers;
using System.Threading;
using System.Threading.Channels;
using ProcessIsolate.Channels;
using ProcessIsolate.Synchronization;

namespace ProcessIsolate;

/// <content>Putting and taking, by a thread that waits.</content>
public sealed partial class ProcessQueue<T>
{
    private QueueReader<T>? reader;
    private QueueWriter<T>? writer;

    /// <summary>The taking side as a <see cref="ChannelReader{T}"/>: <c>await foreach (T item in queue.Reader.ReadAllAsync())</c>.</summary>
    public ChannelReader<T> Reader => reader ??= new QueueReader<T>(this);

    /// <summary>The putting side as a <see cref="ChannelWriter{T}"/>.</summary>
    public ChannelWriter<T> Writer => writer ??= new QueueWriter<T>(this);

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

    private QueueOutcome PutCore(T item, TimeSpan timeout, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using SharedUse use = Use();
        WaitBudget budget = WaitBudget.For(this, timeout, cancellationToken);
        QueueOutcome outcome = Attempt(item, budget, once: false);
        return outcome == QueueOutcome.Completed ? throw Closed() : outcome;
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
}
