using System;
using System.IO;
using System.Text.Json.Serialization;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using ProcessIsolate.Channels;
using ProcessIsolate.Sharing;
using ProcessIsolate.Synchronization;

namespace ProcessIsolate;

/// <summary>One end of a connection between two processes that sends one type and receives another; Python's
/// <c>multiprocessing.Pipe</c>.</summary>
/// <typeparam name="TSend">What this end sends. Plain memory and texts travel as they are, other types as copies of the object graph.</typeparam>
/// <typeparam name="TReceive">What this end receives.</typeparam>
/// <remarks>
/// Every <see cref="Send(TSend)"/> is one message and arrives as one, of whatever size. An end that a process has not used itself
/// moves to the process it is given to; used before, it belongs to both. When the last process that holds an end disposes it, or dies, the other end
/// learns of it at once: what was sent is still received, then <see cref="Receive()"/> throws. Members may be used from any thread;
/// threads that send through one end, or receive from it, take turns.
/// </remarks>
[JsonConverter(typeof(SharedObjectConverterFactory))]
public partial class ProcessPipe<TSend, TReceive> : SharedObject
{
    private const int LeastMessageBytes = 1024;

    private readonly PipeCore core;
    private readonly ItemCodec<TSend> sends;
    private readonly PipeItemReceiver<TReceive> receives;

    static ProcessPipe() => SharedTypes.Register<ProcessPipe<TSend, TReceive>>(
        SharedKind.Pipe, static (entry, end) => new ProcessPipe<TSend, TReceive>(entry, end, PipeLayout.Read(entry.Segment), isMade: false));

    private protected ProcessPipe(SegmentEntry entry, int end, int capacity, bool isMade)
        : base(entry, end)
    {
        SharedHeader.Check(Segment, SharedKind.Pipe, TypesOf(end), 0);
        core = new PipeCore(this, capacity, isMade);
        sends = new ItemCodec<TSend>(this, keepsTaken: false);
        receives = new PipeItemReceiver<TReceive>(this, core);
    }

    /// <summary>The most bytes that a message may have which this object sends or receives. Memory for one that comes grows with what has
    /// arrived of it. A longer one is a <see cref="MessageTooLargeException"/> for its sender, before anything of it was sent; one that
    /// another process sends nevertheless is passed over, and the receiver gets the exception.</summary>
    /// <value>1,024 or more. Default: 256 MiB. It is not sent along with the end.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is below that, or above what an array holds.</exception>
    public int MaxMessageBytes
    {
        get => core.MaxMessageBytes;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, LeastMessageBytes);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Array.MaxLength);
            core.MaxMessageBytes = value;
        }
    }

    internal override bool HoldsLock => core.IsInside;

    /// <summary>Makes a pipe.</summary>
    /// <returns>Its two ends.</returns>
    /// <exception cref="IOException">Memory is short.</exception>
    public static (ProcessPipe<TSend, TReceive> First, ProcessPipe<TReceive, TSend> Second) Create() => Create(PipeLayout.DefaultCapacity);

    /// <summary>Makes a pipe.</summary>
    /// <param name="capacity">How many bytes are on their way at most in each direction; a power of two.</param>
    internal static (ProcessPipe<TSend, TReceive> First, ProcessPipe<TReceive, TSend> Second) Create(int capacity)
    {
        SegmentEntry entry = CreateSegment(capacity);
        ProcessPipe<TSend, TReceive> first = new(entry, 0, capacity, isMade: true);
        ProcessPipe<TReceive, TSend> second = new(entry, 1, capacity, isMade: true);
        return (SegmentRegistry.Shared.Views.Adopt(entry, 0, first), SegmentRegistry.Shared.Views.Adopt(entry, 1, second));
    }

    /// <summary>Sends a message, and waits while the other end has too much to receive.</summary>
    /// <exception cref="ChannelClosedException">The other end is closed.</exception>
    /// <exception cref="NotSupportedException">The message cannot cross a process boundary; nothing was sent.</exception>
    public void Send(TSend message) => SendCore(message, Timeout.InfiniteTimeSpan, CancellationToken.None);

    /// <inheritdoc cref="Send(TSend)"/>
    /// <param name="message">The message.</param>
    /// <param name="timeout">The longest wait.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="TimeoutException">There was no room; the other end receives nothing of the message.</exception>
    /// <exception cref="OperationCanceledException">The token ended the waiting, likewise.</exception>
    public void Send(TSend message, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        if (!SendCore(message, timeout, cancellationToken))
        {
            throw new TimeoutException($"The other end of the pipe took nothing for {timeout}.");
        }
    }

    /// <summary>Receives the next message, and waits while there is none.</summary>
    /// <exception cref="ChannelClosedException">There is none, and the other end is closed.</exception>
    public TReceive Receive() => Receive(Timeout.InfiniteTimeSpan, CancellationToken.None);

    /// <inheritdoc cref="Receive()"/>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="OperationCanceledException">It did.</exception>
    public TReceive Receive(CancellationToken cancellationToken) => Receive(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <inheritdoc cref="Receive()"/>
    /// <param name="timeout">The longest wait.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="TimeoutException">No message came.</exception>
    /// <exception cref="OperationCanceledException">The token ended the waiting.</exception>
    public TReceive Receive(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using SharedUse use = Use();
        return receives.Receive(WaitBudget.For(this, timeout, cancellationToken), out TReceive item)
            ? item
            : throw new TimeoutException($"No message came for {timeout}.");
    }

    /// <summary>Whether <see cref="Receive()"/> would not wait: a message is there, or the other end is closed.</summary>
    public bool Poll() => Poll(TimeSpan.Zero);

    /// <summary>Waits until <see cref="Receive()"/> would not wait, or the time is up.</summary>
    /// <param name="timeout">The longest wait.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public bool Poll(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using SharedUse use = Use();
        WaitBudget budget = WaitBudget.For(this, timeout, cancellationToken);
        while (!core.HasUnreadData)
        {
            if (budget.IsOver())
            {
                return false;
            }

            core.WaitForMessage(budget);
        }

        return true;
    }

    /// <inheritdoc cref="Poll()"/>
    /// <param name="cancellationToken">Looked at before.</param>
    public ValueTask<bool> PollAsync(CancellationToken cancellationToken = default) => PollAsync(TimeSpan.Zero, cancellationToken);

    /// <summary>Waits without a thread until <see cref="Receive()"/> would not wait, or the time is up.</summary>
    /// <param name="timeout">The longest wait; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="OperationCanceledException">It did.</exception>
    public async ValueTask<bool> PollAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        WaitBudget budget = WaitBudget.For(this, timeout, cancellationToken);
        while (!HasUnreadData())
        {
            if (budget.IsOver())
            {
                return false;
            }

            await WaitAsync(budget).ConfigureAwait(false);
        }

        return true;
    }

    /// <inheritdoc cref="Receive()"/>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async ValueTask<TReceive> ReceiveAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        WaitBudget budget = WaitBudget.For(this, Timeout.InfiniteTimeSpan, cancellationToken);
        while (true)
        {
            if (TryReceive(out TReceive item, out bool isBegun, out bool isBusy))
            {
                return item;
            }

            if (isBegun || isBusy)
            {
                // Rare: a large message on its way, here or to another process. A message is received in one go, so a thread waits.
                // A message that was begun must go on whatever the token says; the lock is given back in there.
                return await Task.Run(() => ReceiveRest(isBegun, cancellationToken), CancellationToken.None).ConfigureAwait(false);
            }

            budget.IsOver();
            await WaitAsync(budget).ConfigureAwait(false);
        }
    }

    internal static SegmentEntry CreateSegment(int capacity = PipeLayout.DefaultCapacity)
    {
        SegmentEntry entry = SegmentRegistry.Shared.Create(SharedKind.Pipe, PipeLayout.SizeFor(capacity));
        PipeLayout.Write(entry.Segment, capacity);
        SharedHeader.Write(entry.Segment, SharedKind.Pipe, TypesOf(0), 0);
        return entry;
    }

    internal override void OnSent(uint receiver)
    {
        using SharedUse use = Use();
        core.OnSent(receiver);
    }

    internal override void OnReturned()
    {
        if (TryAcquire())
        {
            using SharedUse use = new(Segment);
            core.OnReturned();
        }
    }

    private protected override void OnClosing() => core.Close();

    // Both ends name the types in the same order, that of the first one.
    private static Type TypesOf(int end) => end == 0 ? typeof((TSend, TReceive)) : typeof((TReceive, TSend));

    private bool TryReceive(out TReceive item, out bool isBegun, out bool isBusy)
    {
        isBegun = false;
        SharedUse use = Use();
        try
        {
            return receives.TryReceive(out item, out isBegun, out isBusy);
        }
        finally
        {
            // A message that was begun keeps the memory, too: the lock is in it.
            if (!isBegun)
            {
                use.Dispose();
            }
        }
    }

    private TReceive ReceiveRest(bool isBegun, CancellationToken cancellationToken)
    {
        using SharedUse use = isBegun ? new SharedUse(Segment) : Use();
        receives.Receive(WaitBudget.For(this, Timeout.InfiniteTimeSpan, cancellationToken), out TReceive item, isBegun);
        return item;
    }

    private bool HasUnreadData()
    {
        using SharedUse use = Use();
        return core.HasUnreadData;
    }

    private Task WaitAsync(in WaitBudget budget)
    {
        using SharedUse use = Use();
        return core.WaitForMessageAsync(budget);
    }

    private bool SendCore(TSend message, TimeSpan timeout, CancellationToken cancellationToken) => SendCore(message, timeout, cancellationToken, out _);

    private bool SendCore(TSend message, TimeSpan timeout, CancellationToken cancellationToken, out int length)
    {
        length = ItemCodec<TSend>.FixedSize;
        cancellationToken.ThrowIfCancellationRequested();
        using SharedUse use = Use();
        WaitBudget budget = WaitBudget.For(this, timeout, cancellationToken);
        if (ItemCodec<TSend>.IsPlain)
        {
            return core.Send(ItemCodec<TSend>.AsBytes(ref message), isNull: false, budget);
        }

        if (message is null)
        {
            return core.Send([], isNull: true, budget);
        }

        ReadOnlySpan<byte> bytes = sends.Encode(message, out ItemBuffer? buffer);
        length = bytes.Length;
        try
        {
            bool isSent = core.Send(bytes, isNull: false, budget);
            if (isSent)
            {
                buffer?.OnPut();
            }

            return isSent;
        }
        finally
        {
            buffer?.Return();
        }
    }
}
