using System;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.CompilerServices;

namespace ProcessIsolate;

public sealed partial class ProcessPool
{
    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task<TResult> RunAsync<TResult>(Func<Task<TResult>> function, CancellationToken cancellationToken = default) =>
        RunCoreAsync<ValueTuple, TResult>(function, default(ValueTuple), cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task<TResult> RunAsync<T1, TResult>(Func<T1, Task<TResult>> function, T1 arg1, CancellationToken cancellationToken = default) =>
        RunCoreAsync<ValueTuple<T1>, TResult>(function, new ValueTuple<T1>(arg1), cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task<TResult> RunAsync<T1, T2, TResult>(Func<T1, T2, Task<TResult>> function, T1 arg1, T2 arg2, CancellationToken cancellationToken = default) =>
        RunCoreAsync<(T1, T2), TResult>(function, (arg1, arg2), cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task<TResult> RunAsync<T1, T2, T3, TResult>(Func<T1, T2, T3, Task<TResult>> function, T1 arg1, T2 arg2, T3 arg3, CancellationToken cancellationToken = default) =>
        RunCoreAsync<(T1, T2, T3), TResult>(function, (arg1, arg2, arg3), cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task<TResult> RunAsync<T1, T2, T3, T4, TResult>(Func<T1, T2, T3, T4, Task<TResult>> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, CancellationToken cancellationToken = default) =>
        RunCoreAsync<(T1, T2, T3, T4), TResult>(function, (arg1, arg2, arg3, arg4), cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task<TResult> RunAsync<T1, T2, T3, T4, T5, TResult>(Func<T1, T2, T3, T4, T5, Task<TResult>> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, CancellationToken cancellationToken = default) =>
        RunCoreAsync<(T1, T2, T3, T4, T5), TResult>(function, (arg1, arg2, arg3, arg4, arg5), cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task<TResult> RunAsync<T1, T2, T3, T4, T5, T6, TResult>(Func<T1, T2, T3, T4, T5, T6, Task<TResult>> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6, CancellationToken cancellationToken = default) =>
        RunCoreAsync<(T1, T2, T3, T4, T5, T6), TResult>(function, (arg1, arg2, arg3, arg4, arg5, arg6), cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task<TResult> RunAsync<T1, T2, T3, T4, T5, T6, T7, TResult>(Func<T1, T2, T3, T4, T5, T6, T7, Task<TResult>> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6, T7 arg7, CancellationToken cancellationToken = default) =>
        RunCoreAsync<(T1, T2, T3, T4, T5, T6, T7), TResult>(function, (arg1, arg2, arg3, arg4, arg5, arg6, arg7), cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task<TResult> RunAsync<T1, T2, T3, T4, T5, T6, T7, T8, TResult>(Func<T1, T2, T3, T4, T5, T6, T7, T8, Task<TResult>> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6, T7 arg7, T8 arg8, CancellationToken cancellationToken = default) =>
        RunCoreAsync<(T1, T2, T3, T4, T5, T6, T7, T8), TResult>(function, (arg1, arg2, arg3, arg4, arg5, arg6, arg7, arg8), cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task RunAsync(Func<Task> function, CancellationToken cancellationToken = default) =>
        RunCoreAsync<ValueTuple, VoidResult>(function, default(ValueTuple), cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task RunAsync<T1>(Func<T1, Task> function, T1 arg1, CancellationToken cancellationToken = default) =>
        RunCoreAsync<ValueTuple<T1>, VoidResult>(function, new ValueTuple<T1>(arg1), cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task RunAsync<T1, T2>(Func<T1, T2, Task> function, T1 arg1, T2 arg2, CancellationToken cancellationToken = default) =>
        RunCoreAsync<(T1, T2), VoidResult>(function, (arg1, arg2), cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task RunAsync<T1, T2, T3>(Func<T1, T2, T3, Task> function, T1 arg1, T2 arg2, T3 arg3, CancellationToken cancellationToken = default) =>
        RunCoreAsync<(T1, T2, T3), VoidResult>(function, (arg1, arg2, arg3), cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task RunAsync<T1, T2, T3, T4>(Func<T1, T2, T3, T4, Task> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, CancellationToken cancellationToken = default) =>
        RunCoreAsync<(T1, T2, T3, T4), VoidResult>(function, (arg1, arg2, arg3, arg4), cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task RunAsync<T1, T2, T3, T4, T5>(Func<T1, T2, T3, T4, T5, Task> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, CancellationToken cancellationToken = default) =>
        RunCoreAsync<(T1, T2, T3, T4, T5), VoidResult>(function, (arg1, arg2, arg3, arg4, arg5), cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task RunAsync<T1, T2, T3, T4, T5, T6>(Func<T1, T2, T3, T4, T5, T6, Task> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6, CancellationToken cancellationToken = default) =>
        RunCoreAsync<(T1, T2, T3, T4, T5, T6), VoidResult>(function, (arg1, arg2, arg3, arg4, arg5, arg6), cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task RunAsync<T1, T2, T3, T4, T5, T6, T7>(Func<T1, T2, T3, T4, T5, T6, T7, Task> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6, T7 arg7, CancellationToken cancellationToken = default) =>
        RunCoreAsync<(T1, T2, T3, T4, T5, T6, T7), VoidResult>(function, (arg1, arg2, arg3, arg4, arg5, arg6, arg7), cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task RunAsync<T1, T2, T3, T4, T5, T6, T7, T8>(Func<T1, T2, T3, T4, T5, T6, T7, T8, Task> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6, T7 arg7, T8 arg8, CancellationToken cancellationToken = default) =>
        RunCoreAsync<(T1, T2, T3, T4, T5, T6, T7, T8), VoidResult>(function, (arg1, arg2, arg3, arg4, arg5, arg6, arg7, arg8), cancellationToken);
}
