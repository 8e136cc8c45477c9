using System;
using System.Runtime.CompilerServices;
using System.Threading;

namespace ProcessIsolate.Calls;

/// <summary>How an item becomes a method's arguments; a token among them is the call's own.</summary>
internal static class MapShape
{
    public static Func<T, CancellationToken, ValueTuple<T>> One<T>() => static (item, _) => new ValueTuple<T>(item);

    public static Func<T, CancellationToken, (T, CancellationToken)> OneWithToken<T>() => static (item, token) => (item, token);

    /// <summary>The item is a tuple of the arguments.</summary>
    public static Func<TArgs, CancellationToken, TArgs> All<TArgs>()
        where TArgs : struct, ITuple => static (item, _) => item;

    public static Func<(T1, T2), CancellationToken, (T1, T2, CancellationToken)> AllWithToken<T1, T2>() =>
        static (item, token) => (item.Item1, item.Item2, token);

    public static Func<(T1, T2, T3), CancellationToken, (T1, T2, T3, CancellationToken)> AllWithToken<T1, T2, T3>() =>
        static (item, token) => (item.Item1, item.Item2, item.Item3, token);

    public static Func<(T1, T2, T3, T4), CancellationToken, (T1, T2, T3, T4, CancellationToken)> AllWithToken<T1, T2, T3, T4>() =>
        static (item, token) => (item.Item1, item.Item2, item.Item3, item.Item4, token);
}
