using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.Calls;
using ProcessIsolate.CompilerServices;

namespace ProcessIsolate;

public sealed partial class ProcessPool
{
    private static readonly MapOptions DefaultMapOptions = new();

    /// <summary>Runs a marked method once for each item, spread over the workers, and waits for all.</summary>
    /// <param name="function">A marked method, by name.</param>
    /// <param name="items">The items; enumerated once, before the first call.</param>
    /// <returns>The results in the order of the items.</returns>
    /// <exception cref="ArgumentException">The method is not marked; the message says how to mark it.</exception>
    /// <remarks>When items fail, the others are still finished; then the error that arrived first is thrown.</remarks>
    public TResult[] Map<T, TResult>(Func<T, TResult> function, IEnumerable<T> items) => MapCore<T, TResult>(function, items);

    /// <inheritdoc cref="Map{T,TResult}(Func{T,TResult},IEnumerable{T})"/>
    public TResult[] Map<T, TResult>(Func<T, Task<TResult>> function, IEnumerable<T> items) => MapCore<T, TResult>(function, items);

    /// <inheritdoc cref="Map{T,TResult}(Func{T,TResult},IEnumerable{T})"/>
    public TResult[] Map<T, TResult>(Func<T, ValueTask<TResult>> function, IEnumerable<T> items) => MapCore<T, TResult>(function, items);

    /// <summary>Runs a marked method once for each item, spread over the workers.</summary>
    /// <param name="function">A marked method, by name.</param>
    /// <param name="items">The items; enumerated once, before the first call.</param>
    /// <param name="options">How to spread them; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the items that wait, and those that run as in <c>RunAsync</c>.</param>
    /// <returns>A task for the results in the order of the items.</returns>
    /// <exception cref="ArgumentException">The method is not marked; the message says how to mark it.</exception>
    /// <remarks>When items fail, the others are still finished; then the error that arrived first is thrown.</remarks>
    public Task<TResult[]> MapAsync<T, TResult>(
        Func<T, TResult> function, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        MapCoreAsync<T, TResult>(function, items, options, cancellationToken);

    /// <inheritdoc cref="MapAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public Task<TResult[]> MapAsync<T, TResult>(
        Func<T, Task<TResult>> function, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        MapCoreAsync<T, TResult>(function, items, options, cancellationToken);

    /// <inheritdoc cref="MapAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public Task<TResult[]> MapAsync<T, TResult>(
        Func<T, ValueTask<TResult>> function, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        MapCoreAsync<T, TResult>(function, items, options, cancellationToken);

    /// <inheritdoc cref="Map{T,TResult}(Func{T,TResult},IEnumerable{T})"/>
    public void Map<T>(Action<T> function, IEnumerable<T> items) => MapCore<T, VoidResult>(function, items);

    /// <inheritdoc cref="MapAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public Task MapAsync<T>(
        Action<T> function, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        MapCoreAsync<T, VoidResult>(function, items, options, cancellationToken);

    /// <inheritdoc cref="Map{T,TResult}(Func{T,TResult},IEnumerable{T})"/>
    public void Map<T>(Func<T, Task> function, IEnumerable<T> items) => MapCore<T, VoidResult>(function, items);

    /// <inheritdoc cref="MapAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public Task MapAsync<T>(
        Func<T, Task> function, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        MapCoreAsync<T, VoidResult>(function, items, options, cancellationToken);

    /// <inheritdoc cref="Map{T,TResult}(Func{T,TResult},IEnumerable{T})"/>
    public void Map<T>(Func<T, ValueTask> function, IEnumerable<T> items) => MapCore<T, VoidResult>(function, items);

    /// <inheritdoc cref="MapAsync{T,TResult}(Func{T,TResult},IEnumerable{T},MapOptions,CancellationToken)"/>
    public Task MapAsync<T>(
        Func<T, ValueTask> function, IEnumerable<T> items, MapOptions? options = null, CancellationToken cancellationToken = default) =>
        MapCoreAsync<T, VoidResult>(function, items, options, cancellationToken);

    private TResult[] MapCore<T, TResult>(Delegate function, IEnumerable<T> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        RemoteMethod method = ModuleRegistry.Require(function);
        if (method is not RemoteMethod<ValueTuple<T>, TResult> exact)
        {
            throw DifferentTypes(method);
        }

        return For(this, method.Options) is { } workers
            ? new MapRun<T, TResult>(workers, exact, MapItems<T>.Copy(items), DefaultMapOptions, CancellationToken.None).Run()
            : [.. items.Select(item => exact.Execute(new ValueTuple<T>(item)))];
    }

    private Task<TResult[]> MapCoreAsync<T, TResult>(
        Delegate function, IEnumerable<T> items, MapOptions? options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(items);
        RemoteMethod method = ModuleRegistry.Require(function);
        if (method is not RemoteMethod<ValueTuple<T>, TResult> exact)
        {
            throw DifferentTypes(method);
        }

        return For(this, method.Options) is { } workers
            ? new MapRun<T, TResult>(workers, exact, MapItems<T>.Copy(items), options ?? DefaultMapOptions, cancellationToken).RunAsync()
            : MapInline(exact, [.. items], options ?? DefaultMapOptions, cancellationToken);
    }

    private static async Task<TResult[]> MapInline<T, TResult>(
        RemoteMethod<ValueTuple<T>, TResult> method, T[] items, MapOptions options, CancellationToken cancellationToken)
    {
        TResult[] results = new TResult[items.Length];
        for (int i = 0; i < items.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            results[i] = await method.ExecuteAsync(new ValueTuple<T>(items[i])).ConfigureAwait(false);
            options.Progress?.Report(i + 1);
        }

        return results;
    }

    private static ArgumentException DifferentTypes(RemoteMethod method) => new(
        $"The items must have the type of the parameter of '{method.Id}' itself; convert them, or name the types: Map<TItem, TResult>(...).",
        "items");
}
