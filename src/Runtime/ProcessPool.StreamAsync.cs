// Written by tests/Runtime.Tests/MapOverloads.cs; PROCESSISOLATE_UPDATE=1 and its test write it anew.
using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.Calls;
using ProcessIsolate.CompilerServices;

namespace ProcessIsolate;

public sealed partial class ProcessPool
{
    /// <summary>Runs a marked method for each item of an input of any length, spread over the workers.</summary>
    /// <param name="function">A marked method, by name. One of 2 to 4 parameters gets its items as tuples; a last parameter that is a token is the call's own.</param>
    /// <param name="items">The items; enumerated once for each enumeration of the result, on another thread.</param>
    /// <param name="options">How to spread them; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the items that wait, and those that run as in <c>RunAsync</c>.</param>
    /// <returns>The results in the order of the items. An item that fails ends the stream at its place, as does an input that throws. Items are taken from the input as the stream is read, no more than <see cref="MapOptions.MaxBuffered"/> ahead. Leaving the loop cancels what runs.</returns>
    /// <exception cref="ArgumentException">The method is not marked; the message says how to mark it.</exception>
    public IAsyncEnumerable<TResult> StreamAsync<T, TResult>(
        Func<T, TResult> function, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamCore<T, ValueTuple<T>, TResult>(function, MapShape.One<T>(), items, options, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public IAsyncEnumerable<TResult> StreamAsync<T, TResult>(
        Func<T, Task<TResult>> function, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamCore<T, ValueTuple<T>, TResult>(function, MapShape.One<T>(), items, options, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public IAsyncEnumerable<TResult> StreamAsync<T, TResult>(
        Func<T, ValueTask<TResult>> function, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamCore<T, ValueTuple<T>, TResult>(function, MapShape.One<T>(), items, options, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public IAsyncEnumerable<VoidResult> StreamAsync<T>(
        Action<T> function, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamCore<T, ValueTuple<T>, VoidResult>(function, MapShape.One<T>(), items, options, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public IAsyncEnumerable<VoidResult> StreamAsync<T>(
        Func<T, Task> function, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamCore<T, ValueTuple<T>, VoidResult>(function, MapShape.One<T>(), items, options, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public IAsyncEnumerable<VoidResult> StreamAsync<T>(
        Func<T, ValueTask> function, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamCore<T, ValueTuple<T>, VoidResult>(function, MapShape.One<T>(), items, options, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public IAsyncEnumerable<TResult> StreamAsync<T, TResult>(
        Func<T, CancellationToken, TResult> function, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamCore<T, (T, CancellationToken), TResult>(function, MapShape.OneWithToken<T>(), items, options, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public IAsyncEnumerable<TResult> StreamAsync<T, TResult>(
        Func<T, CancellationToken, Task<TResult>> function, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamCore<T, (T, CancellationToken), TResult>(function, MapShape.OneWithToken<T>(), items, options, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public IAsyncEnumerable<TResult> StreamAsync<T, TResult>(
        Func<T, CancellationToken, ValueTask<TResult>> function, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamCore<T, (T, CancellationToken), TResult>(function, MapShape.OneWithToken<T>(), items, options, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public IAsyncEnumerable<VoidResult> StreamAsync<T>(
        Action<T, CancellationToken> function, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamCore<T, (T, CancellationToken), VoidResult>(function, MapShape.OneWithToken<T>(), items, options, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public IAsyncEnumerable<VoidResult> StreamAsync<T>(
        Func<T, CancellationToken, Task> function, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamCore<T, (T, CancellationToken), VoidResult>(function, MapShape.OneWithToken<T>(), items, options, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public IAsyncEnumerable<VoidResult> StreamAsync<T>(
        Func<T, CancellationToken, ValueTask> function, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamCore<T, (T, CancellationToken), VoidResult>(function, MapShape.OneWithToken<T>(), items, options, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public IAsyncEnumerable<TResult> StreamAsync<T1, T2, TResult>(
        Func<T1, T2, TResult> function, IEnumerable<(T1, T2)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamCore<(T1, T2), (T1, T2), TResult>(function, MapShape.All<(T1, T2)>(), items, options, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public IAsyncEnumerable<TResult> StreamAsync<T1, T2, TResult>(
        Func<T1, T2, Task<TResult>> function, IEnumerable<(T1, T2)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamCore<(T1, T2), (T1, T2), TResult>(function, MapShape.All<(T1, T2)>(), items, options, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public IAsyncEnumerable<TResult> StreamAsync<T1, T2, TResult>(
        Func<T1, T2, ValueTask<TResult>> function, IEnumerable<(T1, T2)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamCore<(T1, T2), (T1, T2), TResult>(function, MapShape.All<(T1, T2)>(), items, options, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public IAsyncEnumerable<VoidResult> StreamAsync<T1, T2>(
        Action<T1, T2> function, IEnumerable<(T1, T2)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamCore<(T1, T2), (T1, T2), VoidResult>(function, MapShape.All<(T1, T2)>(), items, options, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public IAsyncEnumerable<VoidResult> StreamAsync<T1, T2>(
        Func<T1, T2, Task> function, IEnumerable<(T1, T2)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamCore<(T1, T2), (T1, T2), VoidResult>(function, MapShape.All<(T1, T2)>(), items, options, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public IAsyncEnumerable<VoidResult> StreamAsync<T1, T2>(
        Func<T1, T2, ValueTask> function, IEnumerable<(T1, T2)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamCore<(T1, T2), (T1, T2), VoidResult>(function, MapShape.All<(T1, T2)>(), items, options, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public IAsyncEnumerable<TResult> StreamAsync<T1, T2, TResult>(
        Func<T1, T2, CancellationToken, TResult> function, IEnumerable<(T1, T2)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamCore<(T1, T2), (T1, T2, CancellationToken), TResult>(function, MapShape.AllWithToken<T1, T2>(), items, options, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public IAsyncEnumerable<TResult> StreamAsync<T1, T2, TResult>(
        Func<T1, T2, CancellationToken, Task<TResult>> function, IEnumerable<(T1, T2)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamCore<(T1, T2), (T1, T2, CancellationToken), TResult>(function, MapShape.AllWithToken<T1, T2>(), items, options, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public IAsyncEnumerable<TResult> StreamAsync<T1, T2, TResult>(
        Func<T1, T2, CancellationToken, ValueTask<TResult>> function, IEnumerable<(T1, T2)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamCore<(T1, T2), (T1, T2, CancellationToken), TResult>(function, MapShape.AllWithToken<T1, T2>(), items, options, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public IAsyncEnumerable<VoidResult> StreamAsync<T1, T2>(
        Action<T1, T2, CancellationToken> function, IEnumerable<(T1, T2)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamCore<(T1, T2), (T1, T2, CancellationToken), VoidResult>(function, MapShape.AllWithToken<T1, T2>(), items, options, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public IAsyncEnumerable<VoidResult> StreamAsync<T1, T2>(
        Func<T1, T2, CancellationToken, Task> function, IEnumerable<(T1, T2)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamCore<(T1, T2), (T1, T2, CancellationToken), VoidResult>(function, MapShape.AllWithToken<T1, T2>(), items, options, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public IAsyncEnumerable<VoidResult> StreamAsync<T1, T2>(
        Func<T1, T2, CancellationToken, ValueTask> function, IEnumerable<(T1, T2)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamCore<(T1, T2), (T1, T2, CancellationToken), VoidResult>(function, MapShape.AllWithToken<T1, T2>(), items, options, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public IAsyncEnumerable<TResult> StreamAsync<T1, T2, T3, TResult>(
        Func<T1, T2, T3, TResult> function, IEnumerable<(T1, T2, T3)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamCore<(T1, T2, T3), (T1, T2, T3), TResult>(function, MapShape.All<(T1, T2, T3)>(), items, options, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public IAsyncEnumerable<TResult> StreamAsync<T1, T2, T3, TResult>(
        Func<T1, T2, T3, Task<TResult>> function, IEnumerable<(T1, T2, T3)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamCore<(T1, T2, T3), (T1, T2, T3), TResult>(function, MapShape.All<(T1, T2, T3)>(), items, options, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public IAsyncEnumerable<TResult> StreamAsync<T1, T2, T3, TResult>(
        Func<T1, T2, T3, ValueTask<TResult>> function, IEnumerable<(T1, T2, T3)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamCore<(T1, T2, T3), (T1, T2, T3), TResult>(function, MapShape.All<(T1, T2, T3)>(), items, options, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public IAsyncEnumerable<VoidResult> StreamAsync<T1, T2, T3>(
        Action<T1, T2, T3> function, IEnumerable<(T1, T2, T3)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamCore<(T1, T2, T3), (T1, T2, T3), VoidResult>(function, MapShape.All<(T1, T2, T3)>(), items, options, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public IAsyncEnumerable<VoidResult> StreamAsync<T1, T2, T3>(
        Func<T1, T2, T3, Task> function, IEnumerable<(T1, T2, T3)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamCore<(T1, T2, T3), (T1, T2, T3), VoidResult>(function, MapShape.All<(T1, T2, T3)>(), items, options, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public IAsyncEnumerable<VoidResult> StreamAsync<T1, T2, T3>(
        Func<T1, T2, T3, ValueTask> function, IEnumerable<(T1, T2, T3)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamCore<(T1, T2, T3), (T1, T2, T3), VoidResult>(function, MapShape.All<(T1, T2, T3)>(), items, options, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public IAsyncEnumerable<TResult> StreamAsync<T1, T2, T3, TResult>(
        Func<T1, T2, T3, CancellationToken, TResult> function, IEnumerable<(T1, T2, T3)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamCore<(T1, T2, T3), (T1, T2, T3, CancellationToken), TResult>(function, MapShape.AllWithToken<T1, T2, T3>(), items, options, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public IAsyncEnumerable<TResult> StreamAsync<T1, T2, T3, TResult>(
        Func<T1, T2, T3, CancellationToken, Task<TResult>> function, IEnumerable<(T1, T2, T3)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamCore<(T1, T2, T3), (T1, T2, T3, CancellationToken), TResult>(function, MapShape.AllWithToken<T1, T2, T3>(), items, options, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public IAsyncEnumerable<TResult> StreamAsync<T1, T2, T3, TResult>(
        Func<T1, T2, T3, CancellationToken, ValueTask<TResult>> function, IEnumerable<(T1, T2, T3)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamCore<(T1, T2, T3), (T1, T2, T3, CancellationToken), TResult>(function, MapShape.AllWithToken<T1, T2, T3>(), items, options, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public IAsyncEnumerable<VoidResult> StreamAsync<T1, T2, T3>(
        Action<T1, T2, T3, CancellationToken> function, IEnumerable<(T1, T2, T3)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamCore<(T1, T2, T3), (T1, T2, T3, CancellationToken), VoidResult>(function, MapShape.AllWithToken<T1, T2, T3>(), items, options, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public IAsyncEnumerable<VoidResult> StreamAsync<T1, T2, T3>(
        Func<T1, T2, T3, CancellationToken, Task> function, IEnumerable<(T1, T2, T3)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamCore<(T1, T2, T3), (T1, T2, T3, CancellationToken), VoidResult>(function, MapShape.AllWithToken<T1, T2, T3>(), items, options, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public IAsyncEnumerable<VoidResult> StreamAsync<T1, T2, T3>(
        Func<T1, T2, T3, CancellationToken, ValueTask> function, IEnumerable<(T1, T2, T3)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamCore<(T1, T2, T3), (T1, T2, T3, CancellationToken), VoidResult>(function, MapShape.AllWithToken<T1, T2, T3>(), items, options, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public IAsyncEnumerable<TResult> StreamAsync<T1, T2, T3, T4, TResult>(
        Func<T1, T2, T3, T4, TResult> function, IEnumerable<(T1, T2, T3, T4)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamCore<(T1, T2, T3, T4), (T1, T2, T3, T4), TResult>(function, MapShape.All<(T1, T2, T3, T4)>(), items, options, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public IAsyncEnumerable<TResult> StreamAsync<T1, T2, T3, T4, TResult>(
        Func<T1, T2, T3, T4, Task<TResult>> function, IEnumerable<(T1, T2, T3, T4)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamCore<(T1, T2, T3, T4), (T1, T2, T3, T4), TResult>(function, MapShape.All<(T1, T2, T3, T4)>(), items, options, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public IAsyncEnumerable<TResult> StreamAsync<T1, T2, T3, T4, TResult>(
        Func<T1, T2, T3, T4, ValueTask<TResult>> function, IEnumerable<(T1, T2, T3, T4)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamCore<(T1, T2, T3, T4), (T1, T2, T3, T4), TResult>(function, MapShape.All<(T1, T2, T3, T4)>(), items, options, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public IAsyncEnumerable<VoidResult> StreamAsync<T1, T2, T3, T4>(
        Action<T1, T2, T3, T4> function, IEnumerable<(T1, T2, T3, T4)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamCore<(T1, T2, T3, T4), (T1, T2, T3, T4), VoidResult>(function, MapShape.All<(T1, T2, T3, T4)>(), items, options, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public IAsyncEnumerable<VoidResult> StreamAsync<T1, T2, T3, T4>(
        Func<T1, T2, T3, T4, Task> function, IEnumerable<(T1, T2, T3, T4)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamCore<(T1, T2, T3, T4), (T1, T2, T3, T4), VoidResult>(function, MapShape.All<(T1, T2, T3, T4)>(), items, options, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public IAsyncEnumerable<VoidResult> StreamAsync<T1, T2, T3, T4>(
        Func<T1, T2, T3, T4, ValueTask> function, IEnumerable<(T1, T2, T3, T4)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamCore<(T1, T2, T3, T4), (T1, T2, T3, T4), VoidResult>(function, MapShape.All<(T1, T2, T3, T4)>(), items, options, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public IAsyncEnumerable<TResult> StreamAsync<T1, T2, T3, T4, TResult>(
        Func<T1, T2, T3, T4, CancellationToken, TResult> function, IEnumerable<(T1, T2, T3, T4)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamCore<(T1, T2, T3, T4), (T1, T2, T3, T4, CancellationToken), TResult>(function, MapShape.AllWithToken<T1, T2, T3, T4>(), items, options, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public IAsyncEnumerable<TResult> StreamAsync<T1, T2, T3, T4, TResult>(
        Func<T1, T2, T3, T4, CancellationToken, Task<TResult>> function, IEnumerable<(T1, T2, T3, T4)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamCore<(T1, T2, T3, T4), (T1, T2, T3, T4, CancellationToken), TResult>(function, MapShape.AllWithToken<T1, T2, T3, T4>(), items, options, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public IAsyncEnumerable<TResult> StreamAsync<T1, T2, T3, T4, TResult>(
        Func<T1, T2, T3, T4, CancellationToken, ValueTask<TResult>> function, IEnumerable<(T1, T2, T3, T4)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamCore<(T1, T2, T3, T4), (T1, T2, T3, T4, CancellationToken), TResult>(function, MapShape.AllWithToken<T1, T2, T3, T4>(), items, options, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public IAsyncEnumerable<VoidResult> StreamAsync<T1, T2, T3, T4>(
        Action<T1, T2, T3, T4, CancellationToken> function, IEnumerable<(T1, T2, T3, T4)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamCore<(T1, T2, T3, T4), (T1, T2, T3, T4, CancellationToken), VoidResult>(function, MapShape.AllWithToken<T1, T2, T3, T4>(), items, options, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public IAsyncEnumerable<VoidResult> StreamAsync<T1, T2, T3, T4>(
        Func<T1, T2, T3, T4, CancellationToken, Task> function, IEnumerable<(T1, T2, T3, T4)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamCore<(T1, T2, T3, T4), (T1, T2, T3, T4, CancellationToken), VoidResult>(function, MapShape.AllWithToken<T1, T2, T3, T4>(), items, options, cancellationToken);

    /// <inheritdoc cref="StreamAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public IAsyncEnumerable<VoidResult> StreamAsync<T1, T2, T3, T4>(
        Func<T1, T2, T3, T4, CancellationToken, ValueTask> function, IEnumerable<(T1, T2, T3, T4)> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        StreamCore<(T1, T2, T3, T4), (T1, T2, T3, T4, CancellationToken), VoidResult>(function, MapShape.AllWithToken<T1, T2, T3, T4>(), items, options, cancellationToken);
}
