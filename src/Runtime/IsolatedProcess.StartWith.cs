using System;
using ProcessIsolate.CompilerServices;

namespace ProcessIsolate;

public partial class IsolatedProcess
{
    /// <summary>Starts a process of its own, with options, that runs one marked method and ends with it.</summary>
    /// <param name="options">Copied.</param>
    /// <param name="function">A marked method, by name.</param>
    /// <returns>The process, already running.</returns>
    /// <exception cref="ArgumentException">The method is not marked; the message says how to mark it.</exception>
    /// <exception cref="WorkerStartException">The system does not start the process.</exception>
    public static IsolatedProcess Start(ProcessStartOptions options, Action function) =>
        StartCore<ValueTuple, VoidResult>(options, function, default(ValueTuple));

    /// <inheritdoc cref="Start(ProcessStartOptions, Action)"/>
    public static IsolatedProcess Start<T1>(ProcessStartOptions options, Action<T1> function, T1 arg1) =>
        StartCore<ValueTuple<T1>, VoidResult>(options, function, new ValueTuple<T1>(arg1));

    /// <inheritdoc cref="Start(ProcessStartOptions, Action)"/>
    public static IsolatedProcess Start<T1, T2>(ProcessStartOptions options, Action<T1, T2> function, T1 arg1, T2 arg2) =>
        StartCore<(T1, T2), VoidResult>(options, function, (arg1, arg2));

    /// <inheritdoc cref="Start(ProcessStartOptions, Action)"/>
    public static IsolatedProcess Start<T1, T2, T3>(ProcessStartOptions options, Action<T1, T2, T3> function, T1 arg1, T2 arg2, T3 arg3) =>
        StartCore<(T1, T2, T3), VoidResult>(options, function, (arg1, arg2, arg3));

    /// <inheritdoc cref="Start(ProcessStartOptions, Action)"/>
    public static IsolatedProcess Start<T1, T2, T3, T4>(ProcessStartOptions options, Action<T1, T2, T3, T4> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4) =>
        StartCore<(T1, T2, T3, T4), VoidResult>(options, function, (arg1, arg2, arg3, arg4));

    /// <inheritdoc cref="Start(ProcessStartOptions, Action)"/>
    public static IsolatedProcess Start<T1, T2, T3, T4, T5>(ProcessStartOptions options, Action<T1, T2, T3, T4, T5> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5) =>
        StartCore<(T1, T2, T3, T4, T5), VoidResult>(options, function, (arg1, arg2, arg3, arg4, arg5));

    /// <inheritdoc cref="Start(ProcessStartOptions, Action)"/>
    public static IsolatedProcess Start<T1, T2, T3, T4, T5, T6>(ProcessStartOptions options, Action<T1, T2, T3, T4, T5, T6> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6) =>
        StartCore<(T1, T2, T3, T4, T5, T6), VoidResult>(options, function, (arg1, arg2, arg3, arg4, arg5, arg6));

    /// <inheritdoc cref="Start(ProcessStartOptions, Action)"/>
    public static IsolatedProcess Start<T1, T2, T3, T4, T5, T6, T7>(ProcessStartOptions options, Action<T1, T2, T3, T4, T5, T6, T7> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6, T7 arg7) =>
        StartCore<(T1, T2, T3, T4, T5, T6, T7), VoidResult>(options, function, (arg1, arg2, arg3, arg4, arg5, arg6, arg7));

    /// <inheritdoc cref="Start(ProcessStartOptions, Action)"/>
    public static IsolatedProcess Start<T1, T2, T3, T4, T5, T6, T7, T8>(ProcessStartOptions options, Action<T1, T2, T3, T4, T5, T6, T7, T8> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6, T7 arg7, T8 arg8) =>
        StartCore<(T1, T2, T3, T4, T5, T6, T7, T8), VoidResult>(options, function, (arg1, arg2, arg3, arg4, arg5, arg6, arg7, arg8));

    /// <inheritdoc cref="Start(ProcessStartOptions, Action)"/>
    public static IsolatedProcess<TResult> Start<TResult>(ProcessStartOptions options, Func<TResult> function) =>
        StartCore<ValueTuple, TResult>(options, function, default(ValueTuple));

    /// <inheritdoc cref="Start(ProcessStartOptions, Action)"/>
    public static IsolatedProcess<TResult> Start<T1, TResult>(ProcessStartOptions options, Func<T1, TResult> function, T1 arg1) =>
        StartCore<ValueTuple<T1>, TResult>(options, function, new ValueTuple<T1>(arg1));

    /// <inheritdoc cref="Start(ProcessStartOptions, Action)"/>
    public static IsolatedProcess<TResult> Start<T1, T2, TResult>(ProcessStartOptions options, Func<T1, T2, TResult> function, T1 arg1, T2 arg2) =>
        StartCore<(T1, T2), TResult>(options, function, (arg1, arg2));

    /// <inheritdoc cref="Start(ProcessStartOptions, Action)"/>
    public static IsolatedProcess<TResult> Start<T1, T2, T3, TResult>(ProcessStartOptions options, Func<T1, T2, T3, TResult> function, T1 arg1, T2 arg2, T3 arg3) =>
        StartCore<(T1, T2, T3), TResult>(options, function, (arg1, arg2, arg3));

    /// <inheritdoc cref="Start(ProcessStartOptions, Action)"/>
    public static IsolatedProcess<TResult> Start<T1, T2, T3, T4, TResult>(ProcessStartOptions options, Func<T1, T2, T3, T4, TResult> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4) =>
        StartCore<(T1, T2, T3, T4), TResult>(options, function, (arg1, arg2, arg3, arg4));

    /// <inheritdoc cref="Start(ProcessStartOptions, Action)"/>
    public static IsolatedProcess<TResult> Start<T1, T2, T3, T4, T5, TResult>(ProcessStartOptions options, Func<T1, T2, T3, T4, T5, TResult> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5) =>
        StartCore<(T1, T2, T3, T4, T5), TResult>(options, function, (arg1, arg2, arg3, arg4, arg5));

    /// <inheritdoc cref="Start(ProcessStartOptions, Action)"/>
    public static IsolatedProcess<TResult> Start<T1, T2, T3, T4, T5, T6, TResult>(ProcessStartOptions options, Func<T1, T2, T3, T4, T5, T6, TResult> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6) =>
        StartCore<(T1, T2, T3, T4, T5, T6), TResult>(options, function, (arg1, arg2, arg3, arg4, arg5, arg6));

    /// <inheritdoc cref="Start(ProcessStartOptions, Action)"/>
    public static IsolatedProcess<TResult> Start<T1, T2, T3, T4, T5, T6, T7, TResult>(ProcessStartOptions options, Func<T1, T2, T3, T4, T5, T6, T7, TResult> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6, T7 arg7) =>
        StartCore<(T1, T2, T3, T4, T5, T6, T7), TResult>(options, function, (arg1, arg2, arg3, arg4, arg5, arg6, arg7));

    /// <inheritdoc cref="Start(ProcessStartOptions, Action)"/>
    public static IsolatedProcess<TResult> Start<T1, T2, T3, T4, T5, T6, T7, T8, TResult>(ProcessStartOptions options, Func<T1, T2, T3, T4, T5, T6, T7, T8, TResult> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4, T5 arg5, T6 arg6, T7 arg7, T8 arg8) =>
        StartCore<(T1, T2, T3, T4, T5, T6, T7, T8), TResult>(options, function, (arg1, arg2, arg3, arg4, arg5, arg6, arg7, arg8));
}
