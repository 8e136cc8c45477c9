using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.CompilerServices;

namespace ProcessIsolate.Calls;

/// <summary>A stream in this process, one item after another.</summary>
internal sealed class InlineStream<TItem, TArgs, TResult>(
    RemoteMethod<TArgs, TResult> method, Func<TItem, CancellationToken, TArgs> shape, StreamInput<TItem> input, MapOptions options)
    where TArgs : struct
{
    public async IAsyncEnumerable<TResult> Results(CancellationToken first, [EnumeratorCancellation] CancellationToken second = default)
    {
        await foreach (CallOutcome<TItem, TResult> outcome in Outcomes(first, second).ConfigureAwait(false))
        {
            yield return outcome.Result;
        }
    }

    public async IAsyncEnumerable<CallOutcome<TItem, TResult>> Outcomes(CancellationToken first, [EnumeratorCancellation] CancellationToken second = default)
    {
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(first, second);
        MapErrors errors = new();
        MapMeter? meter = options.Progress is { } sink ? new MapMeter(sink, input.Count, errors) : null;
        long index = 0;
        await foreach (TItem item in input.EnumerateAsync(both.Token).ConfigureAwait(false))
        {
            first.ThrowIfCancellationRequested();
            second.ThrowIfCancellationRequested();
            long begun = Stopwatch.GetTimestamp();
            TResult result = default!;
            Exception? failure = null;
            try
            {
                // For the item alone: what the consumer does in between keeps its receiver.
                using IDisposable? scope = AmbientCall.EnterItems();
                result = await method.ExecuteAsync(shape(item, both.Token)).ConfigureAwait(false);
                meter?.OnSuccess(1);
            }
            catch (Exception exception)
            {
                failure = exception;
                errors.Add(index, exception);
                meter?.OnFailure();
            }

            yield return new CallOutcome<TItem, TResult>(
                MapErrors.ToInt(index++), item, result, failure, Stopwatch.GetElapsedTime(begun), Environment.ProcessId);
            if (failure is not null && options.StopOnFirstError)
            {
                break;
            }
        }

        errors.ThrowOfProgress();
    }
}
