using System;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.CompilerServices;
using ProcessIsolate.Values;

namespace ProcessIsolate.Calls;

/// <summary>A map whose items are all there.</summary>
/// <remarks>All items are finished before the error of the first item that failed is thrown.</remarks>
internal sealed class MapRun<TItem, TArgs, TResult>(
    CallDispatcher dispatcher, RemoteMethod<TArgs, TResult> method, Func<TItem, CancellationToken, TArgs> shape, MapItems<TItem> items,
    MapOptions options, CancellationToken token, bool keepsOutcomes)
    : MapWork<TArgs, TResult>(dispatcher, method, options, token, items.Count)
    where TArgs : struct
{
    private const int SharesOfRest = 2;

    private readonly MapItems<TItem> items = items;
    private readonly TItem[] array = items.Array;
    private readonly Func<TItem, CancellationToken, TArgs> shape = shape;
    private readonly TResult[] results = new TResult[items.Count];
    private readonly SentObjects?[]? sent = method.Options.CopiesBack ? new SentObjects?[items.Count] : null;
    private readonly ItemRecord[]? records = keepsOutcomes ? new ItemRecord[items.Count] : null;
    private long nextItem;

    public override Array Items => array;

    public override bool KeepsTimes => records is not null;

    public override int Share => (int)(Math.Max(0, items.Count - Volatile.Read(ref nextItem)) / ((long)MaxDrivers * SharesOfRest));

    public override int ChunkSize => ChunkOf(items.Count);

    private int DriverCount => (int)Math.Min(MaxDrivers, ((long)items.Count + ChunkSize - 1) / ChunkSize);

    public TResult[] Run()
    {
        Token.ThrowIfCancellationRequested();
        Finish();
        return Complete();
    }

    public async Task<TResult[]> RunAsync()
    {
        Token.ThrowIfCancellationRequested();
        await FinishAsync().ConfigureAwait(false);
        return Complete();
    }

    public CallOutcome<TItem, TResult>[] RunForOutcomes()
    {
        if (!IsCancelledAlready())
        {
            Finish();
        }

        return CompleteOutcomes();
    }

    public async Task<CallOutcome<TItem, TResult>[]> RunForOutcomesAsync()
    {
        if (!IsCancelledAlready())
        {
            await FinishAsync().ConfigureAwait(false);
        }

        return CompleteOutcomes();
    }

    public override bool TryTake(int count, out (int Start, int End) range)
    {
        range = default;
        // Asked again and again while the last items run: the number must not grow with each time.
        if (IsOver || Volatile.Read(ref nextItem) >= items.Count)
        {
            return false;
        }

        long end = Interlocked.Add(ref nextItem, count);
        long start = end - count;
        if (start >= items.Count)
        {
            return false;
        }

        range = ((int)start, (int)Math.Min(end, items.Count));
        return true;
    }

    public override TArgs GetArguments(int item) => shape(array[item], Token);

    public override long IndexOf(int item) => item;

    public override void KeepSent(int item, ArgumentWriter writer)
    {
        if (sent is not null)
        {
            sent[item] = writer.TakeSent();
        }
    }

    public override SentObjects? GetSent(int item) => sent?[item];

    protected override Span<TResult> ResultsAt(int item, int count) => results.AsSpan(item, count);

    protected override void OnResults(int item, int count, MapClock clock)
    {
        if (records is null || count == 0)
        {
            return;
        }

        TimeSpan each = clock.Split(count);
        records.AsSpan(item, count).Fill(new ItemRecord(true, null, each, clock.ProcessId));
    }

    protected override void OnError(int item, Exception exception, MapClock clock)
    {
        if (records is not null)
        {
            records[item] = new ItemRecord(true, exception, clock.Split(1), clock.ProcessId);
        }
    }

    private void Finish()
    {
        Dispatcher.Workers.Accepted.Begin();
        try
        {
            Task others = StartDrivers(DriverCount - 1, isAlone: false);
            Drive();
            others.GetAwaiter().GetResult();
        }
        finally
        {
            Dispatcher.Workers.Accepted.End();
        }
    }

    private async Task FinishAsync()
    {
        Dispatcher.Workers.Accepted.Begin();
        try
        {
            await StartDrivers(DriverCount, isAlone: true).ConfigureAwait(false);
        }
        finally
        {
            Dispatcher.Workers.Accepted.End();
        }
    }

    private bool IsCancelledAlready()
    {
        if (Token.IsCancellationRequested)
        {
            Errors.Abort(new OperationCanceledException(Token));
        }

        return Token.IsCancellationRequested;
    }

    // All drivers have ended: the items are not read any more.
    private TResult[] Complete()
    {
        items.Return();
        Errors.Throw();
        return results;
    }

    private CallOutcome<TItem, TResult>[] CompleteOutcomes()
    {
        var outcomes = new CallOutcome<TItem, TResult>[items.Count];
        for (int i = 0; i < outcomes.Length; i++)
        {
            ItemRecord record = records![i];
            Exception? exception = record.Done ? record.Exception : Errors.Unfinished(i, Token);
            outcomes[i] = new CallOutcome<TItem, TResult>(i, array[i], results[i], exception, record.Duration, record.ProcessId);
        }

        items.Return();
        Errors.ThrowOfProgress();
        return outcomes;
    }
}

/// <summary>What is known of an item that was finished.</summary>
internal readonly record struct ItemRecord(bool Done, Exception? Exception, TimeSpan Duration, int ProcessId);
