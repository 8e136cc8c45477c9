using System;
using System.Threading.Tasks;
using ProcessIsolate.CompilerServices;

namespace ProcessIsolate;

public abstract partial class MarkedCall
{
    /// <summary>Binds a marked method to arguments.</summary>
    /// <param name="function">A marked method, by name.</param>
    /// <exception cref="ArgumentException">The method is not marked; the message says how to mark it.</exception>
    public static MarkedCall Of(Action function) => Make<ValueTuple, VoidResult>(function, default(ValueTuple));

    /// <inheritdoc cref="Of(Action)"/>
    public static MarkedCall Of<T1>(Action<T1> function, T1 arg1) => Make<ValueTuple<T1>, VoidResult>(function, new ValueTuple<T1>(arg1));

    /// <inheritdoc cref="Of(Action)"/>
    public static MarkedCall Of<T1, T2>(Action<T1, T2> function, T1 arg1, T2 arg2) => Make<(T1, T2), VoidResult>(function, (arg1, arg2));

    /// <inheritdoc cref="Of(Action)"/>
    public static MarkedCall Of<T1, T2, T3>(Action<T1, T2, T3> function, T1 arg1, T2 arg2, T3 arg3) => Make<(T1, T2, T3), VoidResult>(function, (arg1, arg2, arg3));

    /// <inheritdoc cref="Of(Action)"/>
    public static MarkedCall Of<T1, T2, T3, T4>(Action<T1, T2, T3, T4> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4) => Make<(T1, T2, T3, T4), VoidResult>(function, (arg1, arg2, arg3, arg4));

    /// <inheritdoc cref="Of(Action)"/>
    public static MarkedCall Of<TResult>(Func<TResult> function) => Make<ValueTuple, TResult>(function, default(ValueTuple));

    /// <inheritdoc cref="Of(Action)"/>
    public static MarkedCall Of<T1, TResult>(Func<T1, TResult> function, T1 arg1) => Make<ValueTuple<T1>, TResult>(function, new ValueTuple<T1>(arg1));

    /// <inheritdoc cref="Of(Action)"/>
    public static MarkedCall Of<T1, T2, TResult>(Func<T1, T2, TResult> function, T1 arg1, T2 arg2) => Make<(T1, T2), TResult>(function, (arg1, arg2));

    /// <inheritdoc cref="Of(Action)"/>
    public static MarkedCall Of<T1, T2, T3, TResult>(Func<T1, T2, T3, TResult> function, T1 arg1, T2 arg2, T3 arg3) => Make<(T1, T2, T3), TResult>(function, (arg1, arg2, arg3));

    /// <inheritdoc cref="Of(Action)"/>
    public static MarkedCall Of<T1, T2, T3, T4, TResult>(Func<T1, T2, T3, T4, TResult> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4) => Make<(T1, T2, T3, T4), TResult>(function, (arg1, arg2, arg3, arg4));

    /// <inheritdoc cref="Of(Action)"/>
    public static MarkedCall Of<TResult>(Func<Task<TResult>> function) => Make<ValueTuple, TResult>(function, default(ValueTuple));

    /// <inheritdoc cref="Of(Action)"/>
    public static MarkedCall Of<T1, TResult>(Func<T1, Task<TResult>> function, T1 arg1) => Make<ValueTuple<T1>, TResult>(function, new ValueTuple<T1>(arg1));

    /// <inheritdoc cref="Of(Action)"/>
    public static MarkedCall Of<T1, T2, TResult>(Func<T1, T2, Task<TResult>> function, T1 arg1, T2 arg2) => Make<(T1, T2), TResult>(function, (arg1, arg2));

    /// <inheritdoc cref="Of(Action)"/>
    public static MarkedCall Of<T1, T2, T3, TResult>(Func<T1, T2, T3, Task<TResult>> function, T1 arg1, T2 arg2, T3 arg3) => Make<(T1, T2, T3), TResult>(function, (arg1, arg2, arg3));

    /// <inheritdoc cref="Of(Action)"/>
    public static MarkedCall Of<T1, T2, T3, T4, TResult>(Func<T1, T2, T3, T4, Task<TResult>> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4) => Make<(T1, T2, T3, T4), TResult>(function, (arg1, arg2, arg3, arg4));

    /// <inheritdoc cref="Of(Action)"/>
    public static MarkedCall Of(Func<Task> function) => Make<ValueTuple, VoidResult>(function, default(ValueTuple));

    /// <inheritdoc cref="Of(Action)"/>
    public static MarkedCall Of<T1>(Func<T1, Task> function, T1 arg1) => Make<ValueTuple<T1>, VoidResult>(function, new ValueTuple<T1>(arg1));

    /// <inheritdoc cref="Of(Action)"/>
    public static MarkedCall Of<T1, T2>(Func<T1, T2, Task> function, T1 arg1, T2 arg2) => Make<(T1, T2), VoidResult>(function, (arg1, arg2));

    /// <inheritdoc cref="Of(Action)"/>
    public static MarkedCall Of<T1, T2, T3>(Func<T1, T2, T3, Task> function, T1 arg1, T2 arg2, T3 arg3) => Make<(T1, T2, T3), VoidResult>(function, (arg1, arg2, arg3));

    /// <inheritdoc cref="Of(Action)"/>
    public static MarkedCall Of<T1, T2, T3, T4>(Func<T1, T2, T3, T4, Task> function, T1 arg1, T2 arg2, T3 arg3, T4 arg4) => Make<(T1, T2, T3, T4), VoidResult>(function, (arg1, arg2, arg3, arg4));
}
