using System;

namespace ProcessIsolate;

public sealed partial class WorkerLease
{
    /// <inheritdoc cref="ProcessPool.Run{TResult}(Func{TResult})"/>
    public TResult Run<TResult>(Func<TResult> function) => Pool.Run(function);

    /// <inheritdoc cref="ProcessPool.Run{TResult}(Func{TResult})"/>
    public TResult Run<T1, TResult>(Func<T1, TResult> function, T1 arg1) => Pool.Run(function, arg1);

    /// <inheritdoc cref="ProcessPool.Run{TResult}(Func{TResult})"/>
    public TResult Run<T1, T2, TResult>(Func<T1, T2, TResult> function, T1 arg1, T2 arg2) => Pool.Run(function, arg1, arg2);

    /// <inheritdoc cref="ProcessPool.Run{TResult}(Func{TResult})"/>
    public TResult Run<T1, T2, T3, TResult>(Func<T1, T2, T3, TResult> function, T1 arg1, T2 arg2, T3 arg3) => Pool.Run(function, arg1, arg2, arg3);

    /// <inheritdoc cref="ProcessPool.Run{TResult}(Func{TResult})"/>
    public TResult Run<T1, T2, T3, T4, TResult>(Func<T1, T2, T3, T4, TResult> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4) => Pool.Run(function, arg1, arg2, arg3, arg4);

    /// <inheritdoc cref="ProcessPool.Run{TResult}(Func{TResult})"/>
    public TResult Run<T1, T2, T3, T4, T5, TResult>(Func<T1, T2, T3, T4, T5, TResult> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5) => Pool.Run(function, arg1, arg2, arg3, arg4, arg5);

    /// <inheritdoc cref="ProcessPool.Run{TResult}(Func{TResult})"/>
    public TResult Run<T1, T2, T3, T4, T5, T6, TResult>(Func<T1, T2, T3, T4, T5, T6, TResult> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6) => Pool.Run(function, arg1, arg2, arg3, arg4, arg5, arg6);

    /// <inheritdoc cref="ProcessPool.Run{TResult}(Func{TResult})"/>
    public TResult Run<T1, T2, T3, T4, T5, T6, T7, TResult>(Func<T1, T2, T3, T4, T5, T6, T7, TResult> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6, T7 arg7) => Pool.Run(function, arg1, arg2, arg3, arg4, arg5, arg6, arg7);

    /// <inheritdoc cref="ProcessPool.Run{TResult}(Func{TResult})"/>
    public TResult Run<T1, T2, T3, T4, T5, T6, T7, T8, TResult>(Func<T1, T2, T3, T4, T5, T6, T7, T8, TResult> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6, T7 arg7, T8 arg8) => Pool.Run(function, arg1, arg2, arg3, arg4, arg5, arg6, arg7, arg8);

    /// <inheritdoc cref="ProcessPool.Run{TResult}(Func{TResult})"/>
    public void Run(Action function) => Pool.Run(function);

    /// <inheritdoc cref="ProcessPool.Run{TResult}(Func{TResult})"/>
    public void Run<T1>(Action<T1> function, T1 arg1) => Pool.Run(function, arg1);

    /// <inheritdoc cref="ProcessPool.Run{TResult}(Func{TResult})"/>
    public void Run<T1, T2>(Action<T1, T2> function, T1 arg1, T2 arg2) => Pool.Run(function, arg1, arg2);

    /// <inheritdoc cref="ProcessPool.Run{TResult}(Func{TResult})"/>
    public void Run<T1, T2, T3>(Action<T1, T2, T3> function, T1 arg1, T2 arg2, T3 arg3) => Pool.Run(function, arg1, arg2, arg3);

    /// <inheritdoc cref="ProcessPool.Run{TResult}(Func{TResult})"/>
    public void Run<T1, T2, T3, T4>(Action<T1, T2, T3, T4> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4) => Pool.Run(function, arg1, arg2, arg3, arg4);

    /// <inheritdoc cref="ProcessPool.Run{TResult}(Func{TResult})"/>
    public void Run<T1, T2, T3, T4, T5>(Action<T1, T2, T3, T4, T5> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5) => Pool.Run(function, arg1, arg2, arg3, arg4, arg5);

    /// <inheritdoc cref="ProcessPool.Run{TResult}(Func{TResult})"/>
    public void Run<T1, T2, T3, T4, T5, T6>(Action<T1, T2, T3, T4, T5, T6> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6) => Pool.Run(function, arg1, arg2, arg3, arg4, arg5, arg6);

    /// <inheritdoc cref="ProcessPool.Run{TResult}(Func{TResult})"/>
    public void Run<T1, T2, T3, T4, T5, T6, T7>(Action<T1, T2, T3, T4, T5, T6, T7> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6, T7 arg7) => Pool.Run(function, arg1, arg2, arg3, arg4, arg5, arg6, arg7);

    /// <inheritdoc cref="ProcessPool.Run{TResult}(Func{TResult})"/>
    public void Run<T1, T2, T3, T4, T5, T6, T7, T8>(Action<T1, T2, T3, T4, T5, T6, T7, T8> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6, T7 arg7, T8 arg8) => Pool.Run(function, arg1, arg2, arg3, arg4, arg5, arg6, arg7, arg8);
}
