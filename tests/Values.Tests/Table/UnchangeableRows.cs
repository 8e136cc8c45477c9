using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using ProcessIsolate.Values.Tests.Types;

namespace ProcessIsolate.Values.Tests.Table;

/// <summary>Immutable and frozen collections.</summary>
internal static class UnchangeableRows
{
    private static readonly KeyValuePair<string, int>[] Pairs = [new("b", 1), new("a", 2)];

    public static Row[] Rows =>
    [
        Row.Make<ImmutableArray<int>>(static () => default, static () => [], static () => [1, 2, 3]),
        Row.Make<ImmutableArray<string?>>(static () => ["a", null]),
        Row.Make<ImmutableArray<Money>?>(static () => null, static () => [new Money(2m)]),
        Row.Make<ImmutableList<int>>(static () => [], static () => [1, 2, 3]),
        Row.Make<ImmutableQueue<int>>(static () => [], static () => [1, 2]),
        Row.Make<ImmutableStack<int>>(static () => ImmutableStack<int>.Empty, static () => ImmutableStack<int>.Empty.Push(1).Push(2)),
        Row.Make<ImmutableHashSet<int>>(static () => [], static () => [3, 1]),
        Row.Make<ImmutableHashSet<string>>(static () => ["a", "b"], static () => ImmutableHashSet.Create<string>(StringComparer.OrdinalIgnoreCase, "A")),
        Row.Make<ImmutableSortedSet<string>>(static () => ["b", "a"], static () => ImmutableSortedSet.Create<string>(new ByLength(true), "a", "bb")),
        Row.Make<ImmutableDictionary<string, int>>(
            static () => ImmutableDictionary<string, int>.Empty, static () => ImmutableDictionary.CreateRange(Pairs),
            static () => ImmutableDictionary.CreateRange(StringComparer.OrdinalIgnoreCase, Pairs)),
        Row.Make<ImmutableSortedDictionary<string, int>>(
            static () => ImmutableSortedDictionary.CreateRange(Pairs), static () => ImmutableSortedDictionary.CreateRange(new ByLength(false), [Pairs[0]])),
        Row.Make<FrozenSet<int>>(static () => FrozenSet<int>.Empty, static () => new[] { 3, 1, 2 }.ToFrozenSet(), static () => Enumerable.Range(0, 50).ToFrozenSet()),
        Row.Make<FrozenSet<string>>(static () => new[] { "a", "bb" }.ToFrozenSet(), static () => new[] { "A" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase)),
        Row.Make<FrozenDictionary<string, int>>(
            static () => Pairs.ToFrozenDictionary(), static () => Pairs.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase)),
        Row.Make<FrozenDictionary<int, Circle>>(static () => new Dictionary<int, Circle> { [1] = new(2) }.ToFrozenDictionary()),
        Row.Make<IImmutableList<int>>(static () => ImmutableList.Create(1), static () => ImmutableArray.Create(1)),
        Row.Make<IImmutableDictionary<string, int>>(static () => ImmutableSortedDictionary.CreateRange(Pairs)),
    ];
}
