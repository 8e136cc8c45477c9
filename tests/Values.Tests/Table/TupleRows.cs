using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

namespace ProcessIsolate.Values.Tests.Table;

/// <summary>Tuples of every length, pairs, boxes.</summary>
internal static class TupleRows
{
    public static Row[] Rows =>
    [
        Row.Of((1, "a", 2.5), (0, null!, double.NaN)),
        Row.Of<(int, string)?>(null, (1, "b")),
        Row.Of(ValueTuple.Create(1)),
        Row.Of(default(ValueTuple)),
        Row.Make<(List<int> A, (string B, object C) D)>(static () => ([1], ("b", 'c'))),
        Row.Of((1, 2, 3, 4, 5, 6, 7, 8, 9, "ten", 11, 12, 13, 14, 15, 16)),
        Row.Of(Tuple.Create(1, "a"), Tuple.Create(2, (string)null!)),
        Row.Of(Tuple.Create(1, 2, 3, 4, 5, 6, 7, "eight")),
        Row.Of(KeyValuePair.Create("a", 1), default),
        Row.Make<StrongBox<int>>(static () => new(5)),
        Row.Make<Lazy<int>>(static () => new(static () => 5), static () => new(7)),
        Row.Make<Lazy<List<string>>>(static () => new(static () => ["a"])),
        Row.Make<object?>(
            static () => null, static () => 1, static () => 1.0m, static () => "a", static () => 'c', static () => (byte)1, static () => Guid.Empty,
            static () => DateTime.MaxValue, static () => (1, "a"), static () => new int[] { 1 }, static () => new List<string> { "a" },
            static () => new Dictionary<string, object?> { ["a"] = 1, ["b"] = null }, static () => DayOfWeek.Monday, static () => new int[,] { { 1 } }),
        Row.Make<ValueType>(static () => 1, static () => DateTime.UnixEpoch),
        Row.Make<Enum>(static () => DayOfWeek.Monday, static () => Types.Small.Some),
        Row.Make<IComparable>(static () => 1, static () => "a"),
        Row.Make<IFormattable>(static () => 1.5m),
    ];
}
