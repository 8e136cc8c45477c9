using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.Calls;
using ProcessIsolate.CompilerServices;

namespace ProcessIsolate;

/// <content>What the members for maps have in common.</content>
public sealed partial class ProcessPool
{
    private static readonly MapOptions DefaultMapOptions = new();

    private TResult[] MapCore<TItem, TArgs, TResult>(
        Delegate function, Func<TItem, CancellationToken, TArgs> shape, IEnumerable<TItem> items, MapOptions? options, CancellationToken cancellationToken)
        where TArgs : struct
    {
        RemoteMethod<TArgs, TResult> method = RequireExact<TArgs, TResult>(function, items);
        options ??= DefaultMapOptions;
        return For(this, method.Options) is { } workers
            ? new MapRun<TItem, TArgs, TResult>(workers, method, shape, MapItems<TItem>.Copy(items), options, cancellationToken, false).Run()
            : new InlineMap<TItem, TArgs, TResult>(method, shape, [.. items], options, cancellationToken).Run();
    }

    private Task<TResult[]> MapCoreAsync<TItem, TArgs, TResult>(
        Delegate function, Func<TItem, CancellationToken, TArgs> shape, IEnumerable<TItem> items, MapOptions? options, CancellationToken cancellationToken)
        where TArgs : struct
    {
        RemoteMethod<TArgs, TResult> method = RequireExact<TArgs, TResult>(function, items);
        options ??= DefaultMapOptions;
        return For(this, method.Options) is { } workers
            ? new MapRun<TItem, TArgs, TResult>(workers, method, shape, MapItems<TItem>.Copy(items), options, cancellationToken, false).RunAsync()
            : new InlineMap<TItem, TArgs, TResult>(method, shape, [.. items], options, cancellationToken).RunAsync();
    }

    private CallOutcome<TItem, TResult>[] MapOutcomesCore<TItem, TArgs, TResult>(
        Delegate function, Func<TItem, CancellationToken, TArgs> shape, IEnumerable<TItem> items, MapOptions? options, CancellationToken cancellationToken)
        where TArgs : struct
    {
        RemoteMethod<TArgs, TResult> method = RequireExact<TArgs, TResult>(function, items);
        options ??= DefaultMapOptions;
        return For(this, method.Options) is { } workers
            ? new MapRun<TItem, TArgs, TResult>(workers, method, shape, MapItems<TItem>.Copy(items), options, cancellationToken, true).RunForOutcomes()
            : new InlineMap<TItem, TArgs, TResult>(method, shape, [.. items], options, cancellationToken).RunForOutcomes();
    }

    private Task<CallOutcome<TItem, TResult>[]> MapOutcomesCoreAsync<TItem, TArgs, TResult>(
        Delegate function, Func<TItem, CancellationToken, TArgs> shape, IEnumerable<TItem> items, MapOptions? options, CancellationToken cancellationToken)
        where TArgs : struct
    {
        RemoteMethod<TArgs, TResult> method = RequireExact<TArgs, TResult>(function, items);
        options ??= DefaultMapOptions;
        return For(this, method.Options) is { } workers
            ? new MapRun<TItem, TArgs, TResult>(workers, method, shape, MapItems<TItem>.Copy(items), options, cancellationToken, true).RunForOutcomesAsync()
            : new InlineMap<TItem, TArgs, TResult>(method, shape, [.. items], options, cancellationToken).RunForOutcomesAsync();
    }

    private static RemoteMethod<TArgs, TResult> RequireExact<TArgs, TResult>(Delegate function, object items)
        where TArgs : struct
    {
        ArgumentNullException.ThrowIfNull(items);
        RemoteMethod method = ModuleRegistry.Require(function);
        if (method.Options.Carries || method.Options.Streams)
        {
            throw new NotSupportedException($"'{method.Id}' has a parameter or result that is carried, not copied; items of maps and streams are copied. Call it for each item.");
        }

        return method as RemoteMethod<TArgs, TResult> ?? throw new ArgumentException(
            $"The items must have the type of the parameters of '{method.Id}' itself; convert them, or name the types: Map<TItem, TResult>(...).",
            nameof(items));
    }
}
