using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.CompilerServices;

namespace ProcessIsolate.Calls;

/// <summary>A map in this process, one item after another: the same outcomes without workers.</summary>
internal sealed class InlineMap<TItem, TArgs, TResult>
    where TArgs : struct
{
    private readonly RemoteMethod<TArgs, TResult> method;
    private readonly Func<TItem, CancellationToken, TArgs> shape;
    private readonly TItem[] items;
    private readonly CancellationToken token;
    private readonly bool stopsOnError;
    private readonly MapErrors errors = new();
    private readonly MapMeter? meter;
    private readonly TResult[] results;
    private readonly ItemRecord[] records;

    public InlineMap(
        RemoteMethod<TArgs, TResult> method, Func<TItem, CancellationToken, TArgs> shape, TItem[] items, MapOptions options, CancellationToken token)
    {
        this.method = method;
        this.shape = shape;
        this.items = items;
        this.token = token;
        stopsOnError = options.StopOnFirstError;
        meter = options.Progress is { } sink ? new MapMeter(sink, items.Length, errors) : null;
        results = new TResult[items.Length];
        records = new ItemRecord[items.Length];
    }

    public TResult[] Run()
    {
        token.ThrowIfCancellationRequested();
        RunAll();
        errors.Throw();
        return results;
    }

    public async Task<TResult[]> RunAsync()
    {
        token.ThrowIfCancellationRequested();
        await RunAllAsync().ConfigureAwait(false);
        errors.Throw();
        return results;
    }

    public CallOutcome<TItem, TResult>[] RunForOutcomes()
    {
        RunAll();
        return Complete();
    }

    public async Task<CallOutcome<TItem, TResult>[]> RunForOutcomesAsync()
    {
        await RunAllAsync().ConfigureAwait(false);
        return Complete();
    }

    private void RunAll()
    {
        using IDisposable? scope = AmbientCall.EnterItems();
        for (int i = 0; i < items.Length && GoesOn(); i++)
        {
            long begun = Stopwatch.GetTimestamp();
            try
            {
                results[i] = method.Execute(shape(items[i], token));
                Succeed(i, begun);
            }
            catch (Exception exception)
            {
                Fail(i, begun, exception);
            }
        }
    }

    private async Task RunAllAsync()
    {
        using IDisposable? scope = AmbientCall.EnterItems();
        for (int i = 0; i < items.Length && GoesOn(); i++)
        {
            long begun = Stopwatch.GetTimestamp();
            try
            {
                results[i] = await method.ExecuteAsync(shape(items[i], token)).ConfigureAwait(false);
                Succeed(i, begun);
            }
            catch (Exception exception)
            {
                Fail(i, begun, exception);
            }
        }
    }

    private bool GoesOn()
    {
        if (token.IsCancellationRequested)
        {
            errors.Abort(new OperationCanceledException(token));
            return false;
        }

        return !stopsOnError || errors.LowestIndex == long.MaxValue;
    }

    private void Succeed(int item, long begun)
    {
        records[item] = new ItemRecord(true, null, Stopwatch.GetElapsedTime(begun), Environment.ProcessId);
        meter?.OnSuccess(1);
    }

    private void Fail(int item, long begun, Exception exception)
    {
        errors.Add(item, exception);
        records[item] = new ItemRecord(true, exception, Stopwatch.GetElapsedTime(begun), Environment.ProcessId);
        meter?.OnFailure();
    }

    private CallOutcome<TItem, TResult>[] Complete()
    {
        var outcomes = new CallOutcome<TItem, TResult>[items.Length];
        for (int i = 0; i < outcomes.Length; i++)
        {
            ItemRecord record = records[i];
            Exception? exception = record.Done ? record.Exception : errors.Unfinished(i, token);
            outcomes[i] = new CallOutcome<TItem, TResult>(i, items[i], results[i], exception, record.Duration, record.ProcessId);
        }

        errors.ThrowOfProgress();
        return outcomes;
    }
}
