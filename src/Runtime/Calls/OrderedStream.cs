using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
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

    // Written by one thread while others read: each on a line of its own.
    private StreamCounts counts;

    // The consumer's: what it has had, and when to say so. It says so now and then.
    private long next;
    private long sayAt = 1;

    private OrderedStream(StreamTerms<TItem, TArgs, TResult> terms, CancellationTokenSource stop, CancellationToken[] userTokens)
        : base(terms, stop, userTokens)
    {
        states = new byte[Window.Length];
        mask = Window.Length - 1;
    }

    public TResult Current { get; private set; } = default!;

    public override bool KeepsTimes => false;

    public override int Room => (int)Math.Max(0, Limit - (counts.Filled - Volatile.Read(ref counts.Consumed)));

    protected override bool HasUntaken => Volatile.Read(ref counts.Filled) > Volatile.Read(ref counts.Taken);

    protected override bool IsEmpty => next == Volatile.Read(ref counts.Filled);

    public static OrderedStream<TItem, TArgs, TResult> Create(StreamTerms<TItem, TArgs, TResult> terms, CancellationToken first, CancellationToken second) =>
        new(terms, CancellationTokenSource.CreateLinkedTokenSource(first, second), [first, second]);

    // What throws does so through the task.
    public ValueTask<bool> MoveNextAsync() =>
        Volatile.Read(ref states[(int)next & mask]) == HasResult && !Token.IsCancellationRequested && TryNext() ? new ValueTask<bool>(true) : NextSlowly();

    public override bool Add(TItem item)
    {
        Window[(int)counts.Filled & mask] = item;
        Volatile.Write(ref counts.Filled, counts.Filled + 1);
        return OnAdded();
    }

    public override bool TryTake(int count, out (int Start, int End) range)
    {
        range = default;
        while (!IsOver)
        {
            long start = Volatile.Read(ref counts.Taken);
            long available = Volatile.Read(ref counts.Filled) - start;
            if (available <= 0)
            {
                return false;
            }

            int place = (int)start & mask;
            int taking = Math.Min(TakeOf(available, count), Window.Length - place);
            if (Interlocked.CompareExchange(ref counts.Taken, start + taking, start) == start)
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
        long first = Volatile.Read(ref counts.Consumed);
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
        int place = (int)next & mask;
        byte state = Volatile.Read(ref states[place]);
        if (state == 0)
        {
            return false;
        }

        if (state == HasError)
        {
            End();
            ExceptionDispatchInfo.Throw(exceptions![place]!);
        }

        Current = Results[place];
        // What is not needed any more is not kept alive.
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TItem>())
        {
            Window[place] = default!;
        }

        if (RuntimeHelpers.IsReferenceOrContainsReferences<TResult>())
        {
            Results[place] = default!;
        }

        states[place] = 0;
        if (++next >= sayAt)
        {
            OnWaiting();
            OnRoom();
        }

        return true;
    }

    protected override void OnWaiting()
    {
        Volatile.Write(ref counts.Consumed, next);
        sayAt = next + Math.Max(1, Limit / 4);
    }
}

/// <summary>How far a stream's input, drivers and consumer are.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct StreamCounts
{
    /// <summary>Items added, by the pump alone.</summary>
    [FieldOffset(64)]
    public long Filled;

    /// <summary>Items that drivers have taken.</summary>
    [FieldOffset(128)]
    public long Taken;

    /// <summary>Items that the consumer has had, as far as it has said.</summary>
    [FieldOffset(192)]
    public long Consumed;
}
