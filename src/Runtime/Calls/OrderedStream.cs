using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace ProcessIsolate.Calls;

/// <summary>A stream of results in the order of the items.</summary>
/// <remarks>The window is a ring: an item's place follows from its number. The pump alone moves the end, drivers move by compare-and-swap
/// how far items are taken, the consumer alone moves the beginning.</remarks>
internal sealed class OrderedStream<TItem, TArgs, TResult> : StreamWork<TItem, TArgs, TResult>, IAsyncEnumerator<TResult>
    where TArgs : struct
{
    private const byte HasResult = 1;
    private const byte HasError = 2;

    private readonly byte[] states;
    private readonly int mask;
    private Exception?[]? exceptions;
    private long filled;
    private long taken;
    private long consumed;
    private long lastRoom;

    // The pump's: what it knew of the consumer's progress.
    private long seenConsumed;

    private OrderedStream(StreamTerms<TItem, TArgs, TResult> terms, CancellationTokenSource stop, CancellationToken[] userTokens)
        : base(terms, stop, userTokens)
    {
        states = new byte[Window.Length];
        mask = Window.Length - 1;
    }

    public TResult Current { get; private set; } = default!;

    public override bool KeepsTimes => false;

    public override bool HasRoom => filled - seenConsumed < Limit || filled - (seenConsumed = Volatile.Read(ref consumed)) < Limit;

    protected override bool HasUntaken => Volatile.Read(ref filled) > Volatile.Read(ref taken);

    protected override bool IsEmpty => consumed == Volatile.Read(ref filled);

    public static OrderedStream<TItem, TArgs, TResult> Create(StreamTerms<TItem, TArgs, TResult> terms, CancellationToken first, CancellationToken second) =>
        new(terms, CancellationTokenSource.CreateLinkedTokenSource(first, second), [first, second]);

    // What throws does so through the task.
    public ValueTask<bool> MoveNextAsync() =>
        Volatile.Read(ref states[(int)consumed & mask]) == HasResult && !Token.IsCancellationRequested && TryNext() ? new ValueTask<bool>(true) : NextSlowly();

    public override void Add(TItem item)
    {
        Window[(int)filled & mask] = item;
        Volatile.Write(ref filled, filled + 1);
        OnAdded();
    }

    public override bool TryTake(int count, out (int Start, int End) range)
    {
        range = default;
        while (!IsOver)
        {
            long start = Volatile.Read(ref taken);
            long available = Volatile.Read(ref filled) - start;
            if (available <= 0)
            {
                return false;
            }

            int place = (int)start & mask;
            int taking = Math.Min(TakeOf(available, count), Window.Length - place);
            if (Interlocked.CompareExchange(ref taken, start + taking, start) == start)
            {
                range = (place, place + taking);
                return true;
            }
        }

        return false;
    }

    // Items that are not consumed lie within one round of the ring.
    public override long IndexOf(int item)
    {
        long first = Volatile.Read(ref consumed);
        return first + ((item - (int)first) & mask);
    }

    protected override Span<TResult> ResultsAt(int item, int count) => Results.AsSpan(item, count);

    protected override void OnResults(int item, int count, MapClock clock)
    {
        if (count > 0)
        {
            // The results are seen before the states that speak of them.
            Interlocked.MemoryBarrier();
            states.AsSpan(item, count).Fill(HasResult);
            Data.Set();
        }
    }

    protected override void OnError(int item, Exception exception, MapClock clock)
    {
        if (Volatile.Read(ref exceptions) is null)
        {
            Interlocked.CompareExchange(ref exceptions, new Exception?[Window.Length], null);
        }

        exceptions![item] = exception;
        Volatile.Write(ref states[item], HasError);
        Data.Set();
    }

    protected override bool TryNext()
    {
        int place = (int)consumed & mask;
        byte state = Volatile.Read(ref states[place]);
        if (state == 0)
        {
            return false;
        }

        if (state == HasError)
        {
            End();
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(exceptions![place]!);
        }

        Current = Results[place];
        // What is not needed any more is not kept alive.
        Window[place] = default!;
        Results[place] = default!;
        states[place] = 0;
        Volatile.Write(ref consumed, consumed + 1);
        if (consumed - lastRoom >= Math.Max(1, Limit / 4))
        {
            lastRoom = consumed;
            OnRoom();
        }

        return true;
    }
}
