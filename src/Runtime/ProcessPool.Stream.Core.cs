using System;
using System.Collections.Generic;
using System.Threading;
using ProcessIsolate.Calls;
using ProcessIsolate.CompilerServices;

namespace ProcessIsolate;

/// <content>What the members for streams have in common.</content>
public sealed partial class ProcessPool
{
    private IAsyncEnumerable<TResult> StreamCore<TItem, TArgs, TResult>(
        Delegate function, Func<TItem, CancellationToken, TArgs> shape, IEnumerable<TItem> items, MapOptions? options, CancellationToken cancellationToken)
        where TArgs : struct => StreamOf(RequireExact<TArgs, TResult>(function, items), shape, new(items, null), options, cancellationToken);

    private IAsyncEnumerable<TResult> StreamCore<TItem, TArgs, TResult>(
        Delegate function, Func<TItem, CancellationToken, TArgs> shape, IAsyncEnumerable<TItem> items, MapOptions? options, CancellationToken cancellationToken)
        where TArgs : struct => StreamOf(RequireExact<TArgs, TResult>(function, items), shape, new(null, items), options, cancellationToken);

    private IAsyncEnumerable<CallOutcome<TItem, TResult>> StreamOutcomesCore<TItem, TArgs, TResult>(
        Delegate function, Func<TItem, CancellationToken, TArgs> shape, IEnumerable<TItem> items, MapOptions? options, CancellationToken cancellationToken)
        where TArgs : struct => OutcomesOf(RequireExact<TArgs, TResult>(function, items), shape, new(items, null), options, cancellationToken);

    private IAsyncEnumerable<CallOutcome<TItem, TResult>> StreamOutcomesCore<TItem, TArgs, TResult>(
        Delegate function, Func<TItem, CancellationToken, TArgs> shape, IAsyncEnumerable<TItem> items, MapOptions? options, CancellationToken cancellationToken)
        where TArgs : struct => OutcomesOf(RequireExact<TArgs, TResult>(function, items), shape, new(null, items), options, cancellationToken);

    private IAsyncEnumerable<TResult> StreamOf<TItem, TArgs, TResult>(
        RemoteMethod<TArgs, TResult> method, Func<TItem, CancellationToken, TArgs> shape, StreamInput<TItem> input, MapOptions? options, CancellationToken first)
        where TArgs : struct
    {
        options ??= DefaultMapOptions;
        if (For(this, method.Options) is not { } workers)
        {
            InlineStream<TItem, TArgs, TResult> inline = new(method, shape, input, options);
            return new StreamEnumerable<TResult>(second => inline.Results(first, second).GetAsyncEnumerator(CancellationToken.None));
        }

        StreamTerms<TItem, TArgs, TResult> terms = new(workers, method, shape, input, options);
        return new StreamEnumerable<TResult>(second => OrderedStream<TItem, TArgs, TResult>.Create(terms, first, second));
    }

    private IAsyncEnumerable<CallOutcome<TItem, TResult>> OutcomesOf<TItem, TArgs, TResult>(
        RemoteMethod<TArgs, TResult> method, Func<TItem, CancellationToken, TArgs> shape, StreamInput<TItem> input, MapOptions? options, CancellationToken first)
        where TArgs : struct
    {
        options ??= DefaultMapOptions;
        if (For(this, method.Options) is not { } workers)
        {
            InlineStream<TItem, TArgs, TResult> inline = new(method, shape, input, options);
            return new StreamEnumerable<CallOutcome<TItem, TResult>>(second => inline.Outcomes(first, second).GetAsyncEnumerator(CancellationToken.None));
        }

        StreamTerms<TItem, TArgs, TResult> terms = new(workers, method, shape, input, options);
        return new StreamEnumerable<CallOutcome<TItem, TResult>>(second => OutcomeStream<TItem, TArgs, TResult>.Create(terms, first, second));
    }
}
