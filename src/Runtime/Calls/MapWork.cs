using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.CompilerServices;
using ProcessIsolate.Platform;
using ProcessIsolate.Rpc;
using ProcessIsolate.Values;

namespace ProcessIsolate.Calls;

/// <summary>One map or stream: where its items come from and its outcomes go, and the drivers that take chunks of items to workers.</summary>
/// <remarks>A driver is a thread that blocks on its worker, as a synchronous call does; there are never more than workers. Drivers
/// know items by the place where they are kept; each place gets one outcome.</remarks>
internal abstract partial class MapWork<TArgs, TResult> : IMapItems<TArgs, TResult>
    where TArgs : struct
{
    // Python's rule: each worker gets four chunks.
    private const int ChunksPerWorker = 4;

    private readonly bool stopsOnError;

    // Those that may have something to give away.
    private readonly List<BatchDriver<TArgs, TResult>> drivers = [];
    private readonly RankedLock driversGate = new(LockRank.Map);

    protected MapWork(CallDispatcher dispatcher, RemoteMethod<TArgs, TResult> method, MapOptions options, CancellationToken token, int? total)
    {
        Dispatcher = dispatcher;
        Method = method;
        MaxDrivers = Math.Min(dispatcher.Options.MaxWorkers, options.MaxInFlight ?? int.MaxValue);
        FixedChunkSize = options.ChunkSize;
        stopsOnError = options.StopOnFirstError;
        Token = token;
        Terms = CallLimits.ForItems(method.Options, dispatcher.Options, token, options.CallTimeout);
        Meter = options.Progress is { } sink ? new MapMeter(sink, total, Errors) : null;
    }

    /// <summary>What the user asked for; null to adapt it.</summary>
    public int? FixedChunkSize { get; }

    /// <summary>Plain items, as they lie in memory.</summary>
    public abstract Array Items { get; }

    /// <summary>What one batch may take of the items that are left.</summary>
    public abstract int Share { get; }

    /// <summary>The items of a chunk where sizes are not adapted.</summary>
    public abstract int ChunkSize { get; }

    /// <summary>Whether an outcome says who had the item and how long.</summary>
    public abstract bool KeepsTimes { get; }

    public CallLimits Terms { get; }

    /// <summary>How many items the next driver takes first: what the last one had come to. Drivers of a stream come and go.</summary>
    public int LearntChunk { get; private set; } = 1;

    public MapErrors Errors { get; } = new();

    protected CallDispatcher Dispatcher { get; }

    protected RemoteMethod<TArgs, TResult> Method { get; }

    protected int MaxDrivers { get; }

    protected CancellationToken Token { get; }

    protected MapMeter? Meter { get; }

    /// <summary>The chunk that gives each worker four of so many items.</summary>
    protected int ChunkOf(int count) => FixedChunkSize ?? (int)Math.Max(1, ((long)count + (MaxDrivers * ChunksPerWorker) - 1) / (MaxDrivers * ChunksPerWorker));

    /// <summary>Gives items that no driver has taken yet.</summary>
    /// <returns>False when there are none, or nothing more can be done for any.</returns>
    public abstract bool TryTake(int count, out (int Start, int End) range);

    public abstract TArgs GetArguments(int item);

    public abstract void KeepSent(int item, ArgumentWriter writer);

    public abstract SentObjects? GetSent(int item);

    /// <summary>The number that the user knows an item by.</summary>
    public abstract long IndexOf(int item);

    /// <summary>Whether an item that has not begun is not to, as one before it has failed.</summary>
    public bool IsStopped(int item) => stopsOnError && Errors.LowestIndex < IndexOf(item);

    protected bool IsOver => Errors.Abortion is not null || (stopsOnError && Errors.LowestIndex != long.MaxValue);

    /// <summary>Takes items that another driver has sent and its worker has not begun.</summary>
    /// <returns>False when there are none.</returns>
    public bool TryTakeAway(BatchDriver<TArgs, TResult> taker, out (int Start, int End) range)
    {
        range = default;
        using (driversGate.Enter())
        {
            foreach (BatchDriver<TArgs, TResult> driver in drivers)
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
    /// <param name="clock">Of the driver.</param>
    /// <returns>How many there were: up to an error or to what has not arrived.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int SetResults(int start, int max, ReadOnlySpan<byte> records, MapClock clock)
    {
        int size = 1 + Unsafe.SizeOf<TResult>();
        Span<TResult> target = ResultsAt(start, Math.Min(max, records.Length / size));
        int count = 0;
        while (count < target.Length && records[0] == 0)
        {
            target[count++] = RawValue.Read<TResult>(records[1..]);
            records = records[size..];
        }

        OnResults(start, count, clock);
        Meter?.OnSuccess(count);
        return count;
    }

    public void SetResult(int item, TResult result, MapClock clock)
    {
        ResultsAt(item, 1)[0] = result;
        OnResults(item, 1, clock);
        Meter?.OnSuccess(1);
    }

    public void SetError(int item, Exception exception, MapClock clock)
    {
        // Before anybody sees it.
        Errors.Add(IndexOf(item), exception);
        OnError(item, exception, clock);
        Meter?.OnFailure();
    }

    /// <summary>Where the results of consecutive items go.</summary>
    protected abstract Span<TResult> ResultsAt(int item, int count);

    /// <summary>The results of consecutive items are there.</summary>
    protected abstract void OnResults(int item, int count, MapClock clock);

    protected abstract void OnError(int item, Exception exception, MapClock clock);

    /// <param name="count">How many.</param>
    /// <param name="isAlone">Whether no other driver runs the map: then one there must be.</param>
    protected Task StartDrivers(int count, bool isAlone)
    {
        List<Task> tasks = [];
        for (int i = 0; i < count; i++)
        {
            try
            {
                tasks.Add(StartDriver());
            }
            catch (Exception) when (!isAlone || tasks.Count > 0)
            {
                // No thread for it: those that there are do its share.
                break;
            }
        }

        return Task.WhenAll(tasks);
    }

    private Task StartDriver() => BlockingThreadPool.Shared.RunAsync(() =>
    {
        Drive();
        return 0;
    });
}
