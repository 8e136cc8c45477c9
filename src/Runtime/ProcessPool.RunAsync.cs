using System;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.CompilerServices;

namespace ProcessIsolate;

public sealed partial class ProcessPool
{
    /// <summary>Runs a marked method in a worker of this pool.</summary>
    /// <param name="function">A marked method, by name.</param>
    /// <param name="cancellationToken">Cancels the call: the method is asked to stop through its own token or
    /// <see cref="WorkerContext.Cancellation"/>, and killed with its worker after
    /// <see cref="ProcessPoolOptions.CancellationGracePeriod"/>.</param>
    /// <returns>A task for what the method returns, or for what the task it returns yields.</returns>
    /// <exception cref="ArgumentException">The method is not marked; the message says how to mark it.</exception>
    /// <exception cref="WorkerCrashedException">The worker ended during the call.</exception>
    /// <exception cref="CallTimeoutException">The call did not end within its limit.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled, or the pool terminated.</exception>
    /// <exception cref="ObjectDisposedException">The pool is closed or disposed.</exception>
    /// <exception cref="BrokenPoolException">The pool cannot start workers.</exception>
    public Task<TResult> RunAsync<TResult>(Func<TResult> function, CancellationToken cancellationToken = default) =>
        RunCoreAsync<ValueTuple, TResult>(function, default(ValueTuple), cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task<TResult> RunAsync<T1, TResult>(Func<T1, TResult> function, T1 arg1, CancellationToken cancellationToken = default) =>
        RunCoreAsync<ValueTuple<T1>, TResult>(function, new ValueTuple<T1>(arg1), cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task<TResult> RunAsync<T1, T2, TResult>(Func<T1, T2, TResult> function, T1 arg1, T2 arg2, CancellationToken cancellationToken = default) =>
        RunCoreAsync<(T1, T2), TResult>(function, (arg1, arg2), cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task<TResult> RunAsync<T1, T2, T3, TResult>(Func<T1, T2, T3, TResult> function, T1 arg1, T2 arg2, T3 arg3, CancellationToken cancellationToken = default) =>
        RunCoreAsync<(T1, T2, T3), TResult>(function, (arg1, arg2, arg3), cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task<TResult> RunAsync<T1, T2, T3, T4, TResult>(Func<T1, T2, T3, T4, TResult> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, CancellationToken cancellationToken = default) =>
        RunCoreAsync<(T1, T2, T3, T4), TResult>(function, (arg1, arg2, arg3, arg4), cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task<TResult> RunAsync<T1, T2, T3, T4, T5, TResult>(Func<T1, T2, T3, T4, T5, TResult> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, CancellationToken cancellationToken = default) =>
        RunCoreAsync<(T1, T2, T3, T4, T5), TResult>(function, (arg1, arg2, arg3, arg4, arg5), cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task<TResult> RunAsync<T1, T2, T3, T4, T5, T6, TResult>(Func<T1, T2, T3, T4, T5, T6, TResult> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6, CancellationToken cancellationToken = default) =>
        RunCoreAsync<(T1, T2, T3, T4, T5, T6), TResult>(function, (arg1, arg2, arg3, arg4, arg5, arg6), cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task<TResult> RunAsync<T1, T2, T3, T4, T5, T6, T7, TResult>(Func<T1, T2, T3, T4, T5, T6, T7, TResult> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6, T7 arg7, CancellationToken cancellationToken = default) =>
        RunCoreAsync<(T1, T2, T3, T4, T5, T6, T7), TResult>(function, (arg1, arg2, arg3, arg4, arg5, arg6, arg7), cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task<TResult> RunAsync<T1, T2, T3, T4, T5, T6, T7, T8, TResult>(Func<T1, T2, T3, T4, T5, T6, T7, T8, TResult> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6, T7 arg7, T8 arg8, CancellationToken cancellationToken = default) =>
        RunCoreAsync<(T1, T2, T3, T4, T5, T6, T7, T8), TResult>(function, (arg1, arg2, arg3, arg4, arg5, arg6, arg7, arg8), cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task RunAsync(Action function, CancellationToken cancellationToken = default) =>
        RunCoreAsync<ValueTuple, VoidResult>(function, default(ValueTuple), cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task RunAsync<T1>(Action<T1> function, T1 arg1, CancellationToken cancellationToken = default) =>
        RunCoreAsync<ValueTuple<T1>, VoidResult>(function, new ValueTuple<T1>(arg1), cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task RunAsync<T1, T2>(Action<T1, T2> function, T1 arg1, T2 arg2, CancellationToken cancellationToken = default) =>
        RunCoreAsync<(T1, T2), VoidResult>(function, (arg1, arg2), cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task RunAsync<T1, T2, T3>(Action<T1, T2, T3> function, T1 arg1, T2 arg2, T3 arg3, CancellationToken cancellationToken = default) =>
        RunCoreAsync<(T1, T2, T3), VoidResult>(function, (arg1, arg2, arg3), cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task RunAsync<T1, T2, T3, T4>(Action<T1, T2, T3, T4> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, CancellationToken cancellationToken = default) =>
        RunCoreAsync<(T1, T2, T3, T4), VoidResult>(function, (arg1, arg2, arg3, arg4), cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task RunAsync<T1, T2, T3, T4, T5>(Action<T1, T2, T3, T4, T5> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, CancellationToken cancellationToken = default) =>
        RunCoreAsync<(T1, T2, T3, T4, T5), VoidResult>(function, (arg1, arg2, arg3, arg4, arg5), cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task RunAsync<T1, T2, T3, T4, T5, T6>(Action<T1, T2, T3, T4, T5, T6> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6, CancellationToken cancellationToken = default) =>
        RunCoreAsync<(T1, T2, T3, T4, T5, T6), VoidResult>(function, (arg1, arg2, arg3, arg4, arg5, arg6), cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task RunAsync<T1, T2, T3, T4, T5, T6, T7>(Action<T1, T2, T3, T4, T5, T6, T7> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6, T7 arg7, CancellationToken cancellationToken = default) =>
        RunCoreAsync<(T1, T2, T3, T4, T5, T6, T7), VoidResult>(function, (arg1, arg2, arg3, arg4, arg5, arg6, arg7), cancellationToken);

    /// <inheritdoc cref="RunAsync{TResult}(Func{TResult}, CancellationToken)"/>
    public Task RunAsync<T1, T2, T3, T4, T5, T6, T7, T8>(Action<T1, T2, T3, T4, T5, T6, T7, T8> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6, T7 arg7, T8 arg8, CancellationToken cancellationToken = default) =>
        RunCoreAsync<(T1, T2, T3, T4, T5, T6, T7, T8), VoidResult>(function, (arg1, arg2, arg3, arg4, arg5, arg6, arg7, arg8), cancellationToken);
}
