using System;
using ProcessIsolate.CompilerServices;

namespace ProcessIsolate;

public sealed partial class ProcessPool
{
    /// <summary>Runs a marked method in a worker of this pool and waits for its result.</summary>
    /// <remarks>An asynchronous method gives its task, as when called directly.</remarks>
    /// <param name="function">A marked method, by name.</param>
    /// <returns>What the method returns.</returns>
    /// <exception cref="ArgumentException">The method is not marked; the message says how to mark it.</exception>
    /// <exception cref="WorkerCrashedException">The worker ended during the call.</exception>
    /// <exception cref="CallTimeoutException">The call did not end within its limit.</exception>
    /// <exception cref="ObjectDisposedException">The pool is closed or disposed.</exception>
    /// <exception cref="BrokenPoolException">The pool cannot start workers.</exception>
    public TResult Run<TResult>(Func<TResult> function) =>
        RunCore<ValueTuple, TResult>(function, default(ValueTuple));

    /// <inheritdoc cref="Run{TResult}(Func{TResult})"/>
    public TResult Run<T1, TResult>(Func<T1, TResult> function, T1 arg1) =>
        RunCore<ValueTuple<T1>, TResult>(function, new ValueTuple<T1>(arg1));

    /// <inheritdoc cref="Run{TResult}(Func{TResult})"/>
    public TResult Run<T1, T2, TResult>(Func<T1, T2, TResult> function, T1 arg1, T2 arg2) =>
        RunCore<(T1, T2), TResult>(function, (arg1, arg2));

    /// <inheritdoc cref="Run{TResult}(Func{TResult})"/>
    public TResult Run<T1, T2, T3, TResult>(Func<T1, T2, T3, TResult> function, T1 arg1, T2 arg2, T3 arg3) =>
        RunCore<(T1, T2, T3), TResult>(function, (arg1, arg2, arg3));

    /// <inheritdoc cref="Run{TResult}(Func{TResult})"/>
    public TResult Run<T1, T2, T3, T4, TResult>(Func<T1, T2, T3, T4, TResult> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4) =>
        RunCore<(T1, T2, T3, T4), TResult>(function, (arg1, arg2, arg3, arg4));

    /// <inheritdoc cref="Run{TResult}(Func{TResult})"/>
    public TResult Run<T1, T2, T3, T4, T5, TResult>(Func<T1, T2, T3, T4, T5, TResult> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5) =>
        RunCore<(T1, T2, T3, T4, T5), TResult>(function, (arg1, arg2, arg3, arg4, arg5));

    /// <inheritdoc cref="Run{TResult}(Func{TResult})"/>
    public TResult Run<T1, T2, T3, T4, T5, T6, TResult>(Func<T1, T2, T3, T4, T5, T6, TResult> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6) =>
        RunCore<(T1, T2, T3, T4, T5, T6), TResult>(function, (arg1, arg2, arg3, arg4, arg5, arg6));

    /// <inheritdoc cref="Run{TResult}(Func{TResult})"/>
    public TResult Run<T1, T2, T3, T4, T5, T6, T7, TResult>(Func<T1, T2, T3, T4, T5, T6, T7, TResult> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6, T7 arg7) =>
        RunCore<(T1, T2, T3, T4, T5, T6, T7), TResult>(function, (arg1, arg2, arg3, arg4, arg5, arg6, arg7));

    /// <inheritdoc cref="Run{TResult}(Func{TResult})"/>
    public TResult Run<T1, T2, T3, T4, T5, T6, T7, T8, TResult>(Func<T1, T2, T3, T4, T5, T6, T7, T8, TResult> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6, T7 arg7, T8 arg8) =>
        RunCore<(T1, T2, T3, T4, T5, T6, T7, T8), TResult>(function, (arg1, arg2, arg3, arg4, arg5, arg6, arg7, arg8));

    /// <inheritdoc cref="Run{TResult}(Func{TResult})"/>
    public void Run(Action function) =>
        RunCore<ValueTuple, VoidResult>(function, default(ValueTuple));

    /// <inheritdoc cref="Run{TResult}(Func{TResult})"/>
    public void Run<T1>(Action<T1> function, T1 arg1) =>
        RunCore<ValueTuple<T1>, VoidResult>(function, new ValueTuple<T1>(arg1));

    /// <inheritdoc cref="Run{TResult}(Func{TResult})"/>
    public void Run<T1, T2>(Action<T1, T2> function, T1 arg1, T2 arg2) =>
        RunCore<(T1, T2), VoidResult>(function, (arg1, arg2));

    /// <inheritdoc cref="Run{TResult}(Func{TResult})"/>
    public void Run<T1, T2, T3>(Action<T1, T2, T3> function, T1 arg1, T2 arg2, T3 arg3) =>
        RunCore<(T1, T2, T3), VoidResult>(function, (arg1, arg2, arg3));

    /// <inheritdoc cref="Run{TResult}(Func{TResult})"/>
    public void Run<T1, T2, T3, T4>(Action<T1, T2, T3, T4> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4) =>
        RunCore<(T1, T2, T3, T4), VoidResult>(function, (arg1, arg2, arg3, arg4));

    /// <inheritdoc cref="Run{TResult}(Func{TResult})"/>
    public void Run<T1, T2, T3, T4, T5>(Action<T1, T2, T3, T4, T5> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5) =>
        RunCore<(T1, T2, T3, T4, T5), VoidResult>(function, (arg1, arg2, arg3, arg4, arg5));

    /// <inheritdoc cref="Run{TResult}(Func{TResult})"/>
    public void Run<T1, T2, T3, T4, T5, T6>(Action<T1, T2, T3, T4, T5, T6> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6) =>
        RunCore<(T1, T2, T3, T4, T5, T6), VoidResult>(function, (arg1, arg2, arg3, arg4, arg5, arg6));

    /// <inheritdoc cref="Run{TResult}(Func{TResult})"/>
    public void Run<T1, T2, T3, T4, T5, T6, T7>(Action<T1, T2, T3, T4, T5, T6, T7> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6, T7 arg7) =>
        RunCore<(T1, T2, T3, T4, T5, T6, T7), VoidResult>(function, (arg1, arg2, arg3, arg4, arg5, arg6, arg7));

    /// <inheritdoc cref="Run{TResult}(Func{TResult})"/>
    public void Run<T1, T2, T3, T4, T5, T6, T7, T8>(Action<T1, T2, T3, T4, T5, T6, T7, T8> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6, T7 arg7, T8 arg8) =>
        RunCore<(T1, T2, T3, T4, T5, T6, T7, T8), VoidResult>(function, (arg1, arg2, arg3, arg4, arg5, arg6, arg7, arg8));
}
