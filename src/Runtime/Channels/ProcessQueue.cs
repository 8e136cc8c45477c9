using System;
using System.Text.Json.Serialization;
using System.Threading;
using System.Threading.Channels;
using ProcessIsolate.Channels;
using ProcessIsolate.Sharing;
using ProcessIsolate.Synchronization;

namespace ProcessIsolate;

/// <summary>A first-in, first-out queue between any number of processes; Python's <c>multiprocessing.Queue</c> and
/// <c>JoinableQueue</c>.</summary>
/// <typeparam name="T">Plain memory (any unmanaged type) and texts travel as they are, other types as copies of the object graph.</typeparam>
/// <remarks>
/// The items stand in shared memory; no process has to pass them on. Items of one producer arrive in their order. An item whose <see cref="Put(T)"/>
/// has returned is never lost, even if its producer is killed in the next instruction; one that was half written is never seen.
/// What a process has taken when it dies is lost with it, unless <see cref="ProcessQueueOptions.Redelivery"/> says otherwise.
/// A process may end at any time, whatever is in the queue. Members may be used from any thread.
/// </remarks>
[JsonConverter(typeof(SharedObjectConverterFactory))]
public sealed partial class ProcessQueue<T> : SharedObject
{
    private readonly QueueCore core;
    private readonly ItemCodec<T> codec;

    static ProcessQueue() => SharedTypes.Register<ProcessQueue<T>>(SharedKind.Queue, static (entry, _) => new ProcessQueue<T>(entry));

    /// <summary>Makes a queue that holds what fits 64 MiB.</summary>
    public ProcessQueue()
        : this(new ProcessQueueOptions())
    {
    }

    /// <summary>Makes a queue.</summary>
    /// <param name="capacity">How many items it holds before <see cref="Put(T)"/> waits; 1 or more. Of types without a fixed size no
    /// more than fit 64 MiB, see <see cref="ProcessQueueOptions.CapacityBytes"/>.</param>
    public ProcessQueue(int capacity)
        : this(new ProcessQueueOptions { Capacity = capacity })
    {
    }

    /// <summary>Makes a queue.</summary>
    /// <exception cref="System.IO.IOException">Memory is short.</exception>
    public ProcessQueue(ProcessQueueOptions options)
        : this(LayoutFor(options))
    {
    }

    private ProcessQueue(QueueLayout layout)
        : base(SegmentRegistry.Shared.Create(SharedKind.Queue, layout.SegmentSize, layout.CommittedBytes))
    {
        layout.Write(Segment);
        SharedHeader.Write(Segment, SharedKind.Queue, typeof(T), ItemCodec<T>.FixedSize);
        core = new QueueCore(Segment, layout, this);
        codec = new ItemCodec<T>(this, layout.Redelivers);
        core.Join(isMade: true);
        SegmentRegistry.Shared.Views.Adopt(Entry, 0, this);
    }

    private ProcessQueue(SegmentEntry entry)
        : base(entry)
    {
        SharedHeader.Check(Segment, SharedKind.Queue, typeof(T), ItemCodec<T>.FixedSize);
        QueueLayout layout = QueueLayout.Read(Segment);
        core = new QueueCore(Segment, layout, this);
        codec = new ItemCodec<T>(this, layout.Redelivers);
        core.Join(isMade: false);
    }

    /// <summary>How many items wait to be taken; other processes may change it at any time.</summary>
    public int Count
    {
        get
        {
            using SharedUse use = Use();
            return core.Count;
        }
    }

    /// <summary>How many items the queue holds at most.</summary>
    public int Capacity => core.CapacityItems;

    /// <summary>Whether <see cref="Complete"/> was called.</summary>
    public bool IsCompleted
    {
        get
        {
            using SharedUse use = Use();
            return core.IsCompleted;
        }
    }

    /// <summary>Puts an item in, and waits while the queue is full.</summary>
    /// <exception cref="ChannelClosedException">The queue is complete; or no process is left that may take from it, see the remarks.</exception>
    /// <remarks>A process may take as long as it has not disposed the queue and has not ended, if it made the queue, has taken from it before,
    /// or has not used it yet. When the last of them lets go, producers that are left learn of it by their next put, and those that wait at
    /// once. The process that made the queue, and the program itself, can hand it to a new consumer: as long as they have it, producers
    /// wait.</remarks>
    /// <exception cref="MessageTooLargeException">The item is larger than the whole queue, <see cref="ProcessQueueOptions.CapacityBytes"/>.</exception>
    /// <exception cref="System.IO.IOException">Memory is short; nothing was put in.</exception>
    /// <exception cref="NotSupportedException">The item cannot cross a process boundary; nothing was put in.</exception>
    public void Put(T item) => Put(item, Timeout.InfiniteTimeSpan, CancellationToken.None);

    /// <inheritdoc cref="Put(T)"/>
    /// <param name="item">The item.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="OperationCanceledException">It did.</exception>
    public void Put(T item, CancellationToken cancellationToken) => Put(item, Timeout.InfiniteTimeSpan, cancellationToken);

    /// <inheritdoc cref="Put(T)"/>
    /// <param name="item">The item.</param>
    /// <param name="timeout">The longest wait.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="TimeoutException">The queue was full all the time; the message says whether of items or of bytes.</exception>
    /// <exception cref="OperationCanceledException">The token ended the waiting.</exception>
    public void Put(T item, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        QueueOutcome outcome = PutCore(item, timeout, cancellationToken);
        if (outcome != QueueOutcome.Done)
        {
            throw Full(outcome, timeout);
        }
    }

    /// <summary>Puts an item in if there is room.</summary>
    /// <returns>False when the queue is full or complete, or no process is left that may take from it.</returns>
    public bool TryPut(T item) => TryPut(item, TimeSpan.Zero);

    /// <summary>Puts an item in, and waits for room for some time.</summary>
    /// <returns>False when the queue was full all the time, or is complete, or no process is left that may take from it.</returns>
    public bool TryPut(T item, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        try
        {
            return PutCore(item, timeout, cancellationToken) == QueueOutcome.Done;
        }
        catch (ChannelClosedException)
        {
            return false;
        }
    }

    /// <summary>Takes the next item out, and waits while there is none.</summary>
    /// <exception cref="ChannelClosedException">The queue is complete and empty.</exception>
    public T Get() => Get(Timeout.InfiniteTimeSpan, CancellationToken.None);

    /// <inheritdoc cref="Get()"/>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="OperationCanceledException">It did.</exception>
    public T Get(CancellationToken cancellationToken) => Get(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <inheritdoc cref="Get()"/>
    /// <param name="timeout">The longest wait.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="TimeoutException">The queue was empty all the time.</exception>
    /// <exception cref="OperationCanceledException">The token ended the waiting.</exception>
    public T Get(TimeSpan timeout, CancellationToken cancellationToken = default) => GetCore(timeout, cancellationToken, out T item)
        ? item
        : throw new TimeoutException($"The queue was empty for {timeout}.");

    /// <summary>Takes the next item out if there is one.</summary>
    /// <returns>False when the queue is empty, complete or not.</returns>
    public bool TryGet(out T item) => TryGet(out item, TimeSpan.Zero);

    /// <summary>Takes the next item out, and waits for one for some time.</summary>
    /// <returns>False when the queue was empty all the time, or is complete and empty.</returns>
    public bool TryGet(out T item, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        try
        {
            return GetCore(timeout, cancellationToken, out item);
        }
        catch (ChannelClosedException)
        {
            item = default!;
            return false;
        }
    }

    /// <summary>Lets nothing more in. What is in the queue can still be taken; a process that waits for more gets a
    /// <see cref="ChannelClosedException"/>.</summary>
    public void Complete()
    {
        using SharedUse use = Use();
        core.Complete();
    }

    /// <summary>Says that an item which this process has taken is done, the oldest one first.</summary>
    /// <exception cref="InvalidOperationException">It was called more often than this process has taken items.</exception>
    public void TaskDone()
    {
        using SharedUse use = Use();
        core.TaskDone();
    }

    /// <summary>Waits until every item that was put in has been taken and reported by <see cref="TaskDone"/>.</summary>
    /// <remarks>What a process had taken that has died counts as done, unless it is delivered again.</remarks>
    public void Join() => Join(Timeout.InfiniteTimeSpan);

    /// <summary>Waits until every item is done, or the time is up.</summary>
    /// <returns>Whether every item is done.</returns>
    public bool Join(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        using SharedUse use = Use();
        WaitBudget budget = WaitBudget.For(this, timeout, cancellationToken);
        while (!core.IsFinished)
        {
            uint seen = core.Finished.Announce();
            if (core.IsFinished)
            {
                break;
            }

            if (budget.IsOver())
            {
                return false;
            }

            core.Finished.Sleep(seen, budget);
        }

        return true;
    }

    internal override void OnSent(uint receiver)
    {
        if (TryAcquire())
        {
            using SharedUse use = new(Segment);
            core.OnSent(receiver);
        }
    }

    internal override void OnReturned()
    {
        if (TryAcquire())
        {
            using SharedUse use = new(Segment);
            core.OnReturned();
        }
    }

    private protected override void OnClosing() => core.Leave();

    private static QueueLayout LayoutFor(ProcessQueueOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        long each = ItemCodec<T>.IsPlain ? 8 + (((long)ItemCodec<T>.FixedSize + 7) / 8 * 8) : 0;
        long wanted = options.Capacity * each;
        long bytes = options.CapacityBytes > 0 ? options.CapacityBytes
            : ItemCodec<T>.IsPlain && options.Capacity < ProcessQueueOptions.MaxCapacity ? Math.Max(wanted, each)
            : Math.Max(ProcessQueueOptions.DefaultCapacityBytes, each);
        if (bytes > ProcessQueueOptions.MaxCapacityBytes)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), $"A queue of {options.Capacity:N0} items takes {bytes:N0} bytes; at most {ProcessQueueOptions.MaxCapacityBytes:N0} are possible.");
        }

        return new QueueLayout(QueueLayout.RoundUp(bytes), options.Capacity, options.Redelivery == Redelivery.UntilTaskDone);
    }

    private TimeoutException Full(QueueOutcome outcome, TimeSpan timeout)
    {
        using SharedUse use = Use();
        return new TimeoutException(outcome == QueueOutcome.Busy
            ? $"Another process stood still inside the queue for {timeout}."
            : $"The queue was full for {timeout}.{core.DescribeFullness()}");
    }

    // An object that was disposed meanwhile says so, not that the process itself was the last that could take.
    private Exception Closed()
    {
        if (!TryAcquire())
        {
            return new ObjectDisposedException(GetType().Name);
        }

        using SharedUse use = new(Segment);
        return new ChannelClosedException(
            core.IsCompleted ? "The queue is complete." : "No process is left that takes from the queue: each has ended, or has disposed it.");
    }
}
