using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.CompilerServices;
using ProcessIsolate.Platform;
using ProcessIsolate.Rpc;
using ProcessIsolate.Values;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Calls;

/// <summary>One map: its items, its results, and the drivers that take chunks of items to workers.</summary>
/// <remarks>A driver is a thread that blocks on its worker, as a synchronous call does; there are never more than workers.
/// All items are finished before the first error that arrived is thrown, as in Python.</remarks>
internal sealed class MapRun<T, TResult>(
    CallDispatcher dispatcher, RemoteMethod<ValueTuple<T>, TResult> method, in MapItems<T> items, MapOptions options, CancellationToken token)
    : IMapItems<ValueTuple<T>, TResult>
{
    // Python's rule: each worker gets four chunks.
    private const int ChunksPerWorker = 4;
    private const int SharesOfRest = 2;

    private readonly MapItems<T> items = items;
    private readonly TResult[] results = new TResult[items.Count];
    private readonly SentObjects?[]? sent = method.Options.CopiesBack ? new SentObjects?[items.Count] : null;
    private readonly int maxDrivers = Math.Min(
        dispatcher.Options.MaxWorkers, Positive(options.MaxInFlight, nameof(MapOptions.MaxInFlight)) ?? int.MaxValue);
    private readonly int? chunkSize = Positive(options.ChunkSize, nameof(MapOptions.ChunkSize));
    private readonly CallTerms terms = CallTerms.ForItems(method.Options, dispatcher.Options, token);

    // Those that may have something to give away.
    private readonly List<BatchDriver<T, TResult>> drivers = [];
    private readonly RankedLock driversGate = new(LockRank.Map);

    private ExceptionDispatchInfo? firstError;
    private ExceptionDispatchInfo? abortion;
    private int nextItem;
    private int finished;

    /// <summary>What the user asked for; null to adapt it.</summary>
    public int? FixedChunkSize => chunkSize;

    public T[] Items => items.Array;

    /// <summary>What one batch may take of the items that are left.</summary>
    public int Share => Math.Max(0, items.Count - Math.Max(0, Volatile.Read(ref nextItem))) / (maxDrivers * SharesOfRest);

    /// <summary>The items of a chunk where sizes are not adapted.</summary>
    public int ChunkSize => chunkSize ?? Math.Max(1, (items.Count + (maxDrivers * ChunksPerWorker) - 1) / (maxDrivers * ChunksPerWorker));

    private int DriverCount => (int)Math.Min(maxDrivers, ((long)items.Count + ChunkSize - 1) / ChunkSize);

    public TResult[] Run()
    {
        token.ThrowIfCancellationRequested();
        Task others = StartDrivers(DriverCount - 1);
        Drive();
        others.GetAwaiter().GetResult();
        return Complete();
    }

    public async Task<TResult[]> RunAsync()
    {
        token.ThrowIfCancellationRequested();
        await StartDrivers(DriverCount).ConfigureAwait(false);
        return Complete();
    }

    /// <summary>Gives items that no driver has taken yet.</summary>
    /// <returns>False when there are none, or nothing more can be done for any.</returns>
    public bool TryTake(int count, out (int Start, int End) range)
    {
        int end = Interlocked.Add(ref nextItem, count);
        int start = end - count;
        range = default;
        // Past the end, or past the largest index when the numbers of many drivers add up.
        if (Volatile.Read(ref abortion) is not null || start >= items.Count || start < 0)
        {
            return false;
        }

        range = (start, end > items.Count || end < 0 ? items.Count : end);
        return true;
    }

    /// <summary>Takes items that another driver has sent and its worker has not begun.</summary>
    /// <returns>False when there are none.</returns>
    public bool TryTakeAway(BatchDriver<T, TResult> taker, out (int Start, int End) range)
    {
        range = default;
        using (driversGate.Enter())
        {
            foreach (BatchDriver<T, TResult> driver in drivers)
            {
                if (driver != taker && driver.TryGiveAway(out range))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Stores the results of consecutive items.</summary>
    /// <param name="start">The first item.</param>
    /// <param name="max">How many it may be.</param>
    /// <param name="records">Records as a worker wrote them.</param>
    /// <returns>How many there were: up to an error or to what has not arrived.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int SetResults(int start, int max, ReadOnlySpan<byte> records)
    {
        int size = 1 + Unsafe.SizeOf<TResult>();
        Span<TResult> target = results.AsSpan(start, Math.Min(max, records.Length / size));
        int count = 0;
        while (count < target.Length && records[0] == 0)
        {
            target[count++] = RawValue.Read<TResult>(records[1..]);
            records = records[size..];
        }

        if (options.Progress is null)
        {
            // Progress is not asked for.
            return count;
        }

        for (int i = 0; i < count; i++)
        {
            ReportProgress();
        }

        return count;
    }

    public ValueTuple<T> GetArguments(int index) => new(items.Array[index]);

    public void SetResult(int index, TResult result)
    {
        results[index] = result;
        ReportProgress();
    }

    public void SetError(int index, Exception exception)
    {
        Interlocked.CompareExchange(ref firstError, ExceptionDispatchInfo.Capture(exception), null);
        ReportProgress();
    }

    // What the user's sink throws is the map's error, and must not unwind a driver with requests on their way.
    private void ReportProgress()
    {
        if (options.Progress is not { } progress)
        {
            // Cores would contend for the counter, and progress is not asked for.
            return;
        }

        int count = Interlocked.Increment(ref finished);
        try
        {
            progress.Report(count);
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref firstError, ExceptionDispatchInfo.Capture(exception), null);
        }
    }

    private static int? Positive(int? value, string name)
    {
        if (value is { } number)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(number, 1, name);
        }

        return value;
    }

    private Task StartDrivers(int count)
    {
        Task[] drivers = new Task[Math.Max(0, count)];
        for (int i = 0; i < drivers.Length; i++)
        {
            drivers[i] = SpareThreads.Shared.RunAsync(() =>
            {
                Drive();
                return 0;
            });
        }

        return Task.WhenAll(drivers);
    }

    // All drivers have ended: the items are not read any more.
    private TResult[] Complete()
    {
        items.Return();
        abortion?.Throw();
        firstError?.Throw();
        return results;
    }

    public void KeepSent(int index, ArgumentWriter writer)
    {
        if (sent is not null)
        {
            sent[index] = writer.TakeSent();
        }
    }

    public SentObjects? GetSent(int index) => sent?[index];

    private void Drive()
    {
        int size = ChunkSize;
        try
        {
            if (!method.Options.Dedicated)
            {
                BatchDriver<T, TResult> driver = new(dispatcher, method, BatchFormat<T, TResult>.For(method, this), this, terms);
                using (driversGate.Enter())
                {
                    drivers.Add(driver);
                }

                driver.Drive();
                return;
            }

            ChunkRunner<ValueTuple<T>, TResult> runner = new(method, this);
            while (TryTake(size, out (int Start, int End) range))
            {
                RunChunk(runner, range.Start, range.End);
            }
        }
        catch (Exception exception)
        {
            // No worker, no pool, or cancelled: nothing more can be done for any item.
            Interlocked.CompareExchange(ref abortion, ExceptionDispatchInfo.Capture(exception), null);
        }
    }

    private void RunChunk(ChunkRunner<ValueTuple<T>, TResult> runner, int start, int end)
    {
        CallHistory? history = null;
        while (start < end)
        {
            WorkerProcess worker = dispatcher.LeaseForItems(method, terms);
            int stopped;
            Exception? failure;
            try
            {
                int allowed = method.Options.Dedicated ? 1 : (int)Math.Max(1, dispatcher.Options.MaxCallsPerWorker - worker.CallCount);
                stopped = runner.Run(worker, start, Math.Min(end, start + Math.Min(allowed, end - start)), terms, out failure);
                dispatcher.Workers.OnLost(failure);
            }
            finally
            {
                dispatcher.Return(method, worker);
            }

            token.ThrowIfCancellationRequested();
            bool sameItem = stopped == start;
            start = stopped;
            if (failure is null)
            {
                continue;
            }

            history = sameItem ? history : null;
            if (CallHistory.Judge(ref history, failure, terms.RetriesOf(method.Options, dispatcher.Options)) is { } final)
            {
                SetError(start++, final);
            }
        }
    }
}
