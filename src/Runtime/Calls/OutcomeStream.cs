using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.Platform;

namespace ProcessIsolate.Calls;

/// <summary>A stream of outcomes as they complete.</summary>
/// <remarks>A place is free again once its item has ended, so that one that takes long holds up no other.</remarks>
internal sealed class OutcomeStream<TItem, TArgs, TResult> : StreamWork<TItem, TArgs, TResult>, IAsyncEnumerator<CallOutcome<TItem, TResult>>
    where TArgs : struct
{
    private readonly RankedLock gate = new(LockRank.Map);
    private readonly FreePlaces free;
    private readonly Queue<int> untaken = new();
    private readonly long[] indexes;
    private readonly ConcurrentQueue<CallOutcome<TItem, TResult>> ready = new();
    private long added;

    // Taken from the input and not given to the consumer.
    private int inside;

    private OutcomeStream(StreamTerms<TItem, TArgs, TResult> terms, CancellationTokenSource stop, CancellationToken[] userTokens)
        : base(terms, stop, userTokens)
    {
        indexes = new long[Window.Length];
        free = new FreePlaces(Window.Length);
    }

    public CallOutcome<TItem, TResult> Current { get; private set; } = null!;

    public override bool KeepsTimes => true;

    public override int Room => Math.Max(0, Limit - Volatile.Read(ref inside));

    protected override bool HasUntaken
    {
        get
        {
            using (gate.Enter())
            {
                return untaken.Count > 0;
            }
        }
    }

    protected override bool IsEmpty => Volatile.Read(ref inside) == 0;

    public static OutcomeStream<TItem, TArgs, TResult> Create(StreamTerms<TItem, TArgs, TResult> terms, CancellationToken first, CancellationToken second) =>
        new(terms, CancellationTokenSource.CreateLinkedTokenSource(first, second), [first, second]);

    public ValueTask<bool> MoveNextAsync() => !Token.IsCancellationRequested && TryNext() ? new ValueTask<bool>(true) : NextSlowly();

    public override bool Add(TItem item)
    {
        Interlocked.Increment(ref inside);
        using (gate.Enter())
        {
            int place = free.Take();
            Window[place] = item;
            indexes[place] = added++;
            untaken.Enqueue(place);
        }

        return OnAdded();
    }

    public override bool TryTake(int count, out (int Start, int End) range)
    {
        range = default;
        using (gate.Enter())
        {
            if (IsOver || !untaken.TryDequeue(out int start))
            {
                return false;
            }

            int end = start + 1;
            int most = TakeOf(untaken.Count + 1, count);
            while (end - start < most && untaken.TryPeek(out int next) && next == end)
            {
                untaken.Dequeue();
                end++;
            }

            range = (start, end);
            return true;
        }
    }

    public override long IndexOf(int item) => indexes[item];

    protected override Span<TResult> ResultsAt(int item, int count) => Results.AsSpan(item, count);

    protected override void OnResults(int item, int count, MapClock clock)
    {
        if (count == 0)
        {
            return;
        }

        TimeSpan each = clock.Split(count);
        var outcomes = new CallOutcome<TItem, TResult>[count];
        for (int i = 0; i < count; i++)
        {
            int place = item + i;
            outcomes[i] = new CallOutcome<TItem, TResult>(
                MapErrors.ToInt(indexes[place]), Window[place], Results[place], null, each, clock.ProcessId);
        }

        Give(item, outcomes);
    }

    protected override void OnError(int item, Exception exception, MapClock clock) => Give(item, [new CallOutcome<TItem, TResult>(
        MapErrors.ToInt(indexes[item]), Window[item], default!, exception, clock.Split(1), clock.ProcessId)]);

    protected override bool TryNext()
    {
        if (!ready.TryDequeue(out CallOutcome<TItem, TResult>? outcome))
        {
            return false;
        }

        Current = outcome;
        int left = Interlocked.Decrement(ref inside);
        if (left <= Limit - Math.Max(1, Limit / 4))
        {
            OnRoom();
        }

        return true;
    }

    // The places are free before the outcomes are there: who has room finds a place.
    private void Give(int item, CallOutcome<TItem, TResult>[] outcomes)
    {
        using (gate.Enter())
        {
            for (int i = item; i < item + outcomes.Length; i++)
            {
                Window[i] = default!;
                Results[i] = default!;
                free.Return(i);
            }
        }

        foreach (CallOutcome<TItem, TResult> outcome in outcomes)
        {
            ready.Enqueue(outcome);
        }

        Data.Set();
    }
}
