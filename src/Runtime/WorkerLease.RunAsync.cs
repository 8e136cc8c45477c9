using System;
using System.Threading;
using System.Threading.Tasks;

namespace ProcessIsolate;

public sealed partial class WorkerLease
{
    /// <inheritdoc cref="ProcessPool.RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task<TResult> RunAsync<TResult>(Func<TResult> function, CancellationToken cancellationToken = default) => Pool.RunAsync(function, cancellationToken);

    /// <inheritdoc cref="ProcessPool.RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task<TResult> RunAsync<T1, TResult>(Func<T1, TResult> function, T1 arg1, CancellationToken cancellationToken = default) => Pool.RunAsync(function, arg1, cancellationToken);

    /// <inheritdoc cref="ProcessPool.RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task<TResult> RunAsync<T1, T2, TResult>(Func<T1, T2, TResult> function, T1 arg1, T2 arg2, CancellationToken cancellationToken = default) => Pool.RunAsync(function, arg1, arg2, cancellationToken);

    /// <inheritdoc cref="ProcessPool.RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task<TResult> RunAsync<T1, T2, T3, TResult>(Func<T1, T2, T3, TResult> function, T1 arg1, T2 arg2, T3 arg3, CancellationToken cancellationToken = default) => Pool.RunAsync(function, arg1, arg2, arg3, cancellationToken);

    /// <inheritdoc cref="ProcessPool.RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task<TResult> RunAsync<T1, T2, T3, T4, TResult>(Func<T1, T2, T3, T4, TResult> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, CancellationToken cancellationToken = default) => Pool.RunAsync(function, arg1, arg2, arg3, arg4, cancellationToken);

    /// <inheritdoc cref="ProcessPool.RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task<TResult> RunAsync<T1, T2, T3, T4, T5, TResult>(Func<T1, T2, T3, T4, T5, TResult> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, CancellationToken cancellationToken = default) => Pool.RunAsync(function, arg1, arg2, arg3, arg4, arg5, cancellationToken);

    /// <inheritdoc cref="ProcessPool.RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task<TResult> RunAsync<T1, T2, T3, T4, T5, T6, TResult>(Func<T1, T2, T3, T4, T5, T6, TResult> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6, CancellationToken cancellationToken = default) => Pool.RunAsync(function, arg1, arg2, arg3, arg4, arg5, arg6, cancellationToken);

    /// <inheritdoc cref="ProcessPool.RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task<TResult> RunAsync<T1, T2, T3, T4, T5, T6, T7, TResult>(Func<T1, T2, T3, T4, T5, T6, T7, TResult> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6, T7 arg7, CancellationToken cancellationToken = default) => Pool.RunAsync(function, arg1, arg2, arg3, arg4, arg5, arg6, arg7, cancellationToken);

    /// <inheritdoc cref="ProcessPool.RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task<TResult> RunAsync<T1, T2, T3, T4, T5, T6, T7, T8, TResult>(Func<T1, T2, T3, T4, T5, T6, T7, T8, TResult> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6, T7 arg7, T8 arg8, CancellationToken cancellationToken = default) => Pool.RunAsync(function, arg1, arg2, arg3, arg4, arg5, arg6, arg7, arg8, cancellationToken);

    /// <inheritdoc cref="ProcessPool.RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task RunAsync(Action function, CancellationToken cancellationToken = default) => Pool.RunAsync(function, cancellationToken);

    /// <inheritdoc cref="ProcessPool.RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task RunAsync<T1>(Action<T1> function, T1 arg1, CancellationToken cancellationToken = default) => Pool.RunAsync(function, arg1, cancellationToken);

    /// <inheritdoc cref="ProcessPool.RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task RunAsync<T1, T2>(Action<T1, T2> function, T1 arg1, T2 arg2, CancellationToken cancellationToken = default) => Pool.RunAsync(function, arg1, arg2, cancellationToken);

    /// <inheritdoc cref="ProcessPool.RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task RunAsync<T1, T2, T3>(Action<T1, T2, T3> function, T1 arg1, T2 arg2, T3 arg3, CancellationToken cancellationToken = default) => Pool.RunAsync(function, arg1, arg2, arg3, cancellationToken);

    /// <inheritdoc cref="ProcessPool.RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task RunAsync<T1, T2, T3, T4>(Action<T1, T2, T3, T4> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, CancellationToken cancellationToken = default) => Pool.RunAsync(function, arg1, arg2, arg3, arg4, cancellationToken);

    /// <inheritdoc cref="ProcessPool.RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task RunAsync<T1, T2, T3, T4, T5>(Action<T1, T2, T3, T4, T5> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, CancellationToken cancellationToken = default) => Pool.RunAsync(function, arg1, arg2, arg3, arg4, arg5, cancellationToken);

    /// <inheritdoc cref="ProcessPool.RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task RunAsync<T1, T2, T3, T4, T5, T6>(Action<T1, T2, T3, T4, T5, T6> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6, CancellationToken cancellationToken = default) => Pool.RunAsync(function, arg1, arg2, arg3, arg4, arg5, arg6, cancellationToken);

    /// <inheritdoc cref="ProcessPool.RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task RunAsync<T1, T2, T3, T4, T5, T6, T7>(Action<T1, T2, T3, T4, T5, T6, T7> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6, T7 arg7, CancellationToken cancellationToken = default) => Pool.RunAsync(function, arg1, arg2, arg3, arg4, arg5, arg6, arg7, cancellationToken);

    /// <inheritdoc cref="ProcessPool.RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task RunAsync<T1, T2, T3, T4, T5, T6, T7, T8>(Action<T1, T2, T3, T4, T5, T6, T7, T8> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6, T7 arg7, T8 arg8, CancellationToken cancellationToken = default) => Pool.RunAsync(function, arg1, arg2, arg3, arg4, arg5, arg6, arg7, arg8, cancellationToken);
}
