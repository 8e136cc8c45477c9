using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using ProcessIsolate.Synchronization;

namespace ProcessIsolate.Channels;

/// <summary>The taking side of a queue, for code that knows channels.</summary>
internal sealed class QueueReader<T>(ProcessQueue<T> queue) : ChannelReader<T>
{
    private Task? completion;

    public override bool CanCount => true;

    public override int Count => queue.Count;

    /// <summary>Completes once the queue is complete and empty, as seen from this process.</summary>
    public override Task Completion => completion ??= WaitForEndAsync();

    public override bool TryRead([MaybeNullWhen(false)] out T item) => queue.TryGetOnce(out item) == QueueOutcome.Done;

    public override async ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default)
    {
        WaitBudget budget = WaitBudget.For(queue, Timeout.InfiniteTimeSpan, cancellationToken);
        while (true)
        {
            if (queue.Count > 0)
            {
                return true;
            }

            if (queue.IsEmptyForGood)
            {
                return false;
            }

            await queue.WaitForItemAsync(budget).ConfigureAwait(false);
        }
    }

    public override ValueTask<T> ReadAsync(CancellationToken cancellationToken = default) => queue.GetAsync(cancellationToken);

    private async Task WaitForEndAsync()
    {
        WaitBudget budget = WaitBudget.For(queue, Timeout.InfiniteTimeSpan, CancellationToken.None);
        while (!queue.IsEmptyForGood)
        {
            await queue.WaitForTakingAsync(budget).ConfigureAwait(false);
        }
    }
}

/// <summary>The putting side of a queue, for code that knows channels.</summary>
internal sealed class QueueWriter<T>(ProcessQueue<T> queue) : ChannelWriter<T>
{
    public override bool TryWrite(T item) => queue.TryPutOnce(item) == QueueOutcome.Done;

    public override async ValueTask<bool> WaitToWriteAsync(CancellationToken cancellationToken = default)
    {
        WaitBudget budget = WaitBudget.For(queue, Timeout.InfiniteTimeSpan, cancellationToken);
        while (!queue.IsClosedForPut)
        {
            ulong known = queue.RoomMark;
            if (queue.HasRoomAgain)
            {
                return true;
            }

            if (queue.IsHopeless)
            {
                return false;
            }

            await queue.WaitForRoomAsync(known, budget).ConfigureAwait(false);
        }

        return false;
    }

    public override ValueTask WriteAsync(T item, CancellationToken cancellationToken = default) => queue.PutAsync(item, cancellationToken);

    /// <summary>An error that is given is not kept: other processes could not be told of it.</summary>
    public override bool TryComplete(Exception? error = null)
    {
        if (queue.IsCompleted)
        {
            return false;
        }

        queue.Complete();
        return true;
    }
}
