using System;
using System.Threading;
using ProcessIsolate.CompilerServices;

namespace ProcessIsolate.Calls;

/// <summary>What a stream was asked for.</summary>
internal sealed record StreamTerms<TItem, TArgs, TResult>(
    CallDispatcher Dispatcher, RemoteMethod<TArgs, TResult> Method, Func<TItem, CancellationToken, TArgs> Shape, StreamInput<TItem> Input, MapOptions Options)
    where TArgs : struct;
