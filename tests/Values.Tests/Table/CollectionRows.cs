using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using ProcessIsolate.Values.Tests.Types;

namespace ProcessIsolate.Values.Tests.Table;

/// <summary>Generic collections that can be changed, with their comparers, and the interfaces they stand behind.</summary>
internal static class CollectionRows
{
    public static Row[] Rows =>
    [
        Row.Make<List<int>?>(static () => null, static () => [], static () => [3, 1, 2], static () => new List<int>(100) { 1 }),
        Row.Make<List<string?>>(static () => ["a", null, "a"]),
        Row.Make<List<List<int>>>(static () => [[1], [], [2, 3]], static () => SameTwice()),
        Row.Make<List<object?>>(static () => [1, 1L, "a", null, 'c', 2.5m, new List<int> { 1 }, Small.Some]),
        Row.Make<List<Money>>(static () => [new Money(1m), new Money(-0.0m)]),
        Row.Make<LinkedList<int>>(static () => new(), static () => new([1, 2, 3])),
        Row.Make<Queue<string>>(static () => new(), static () => new(["a", "b"]), static () => Turned()),
        Row.Make<Stack<int>>(static () => new(), static () => new([1, 2, 3])),
        Row.Make<PriorityQueue<string, int>>(static () => new([("a", 3), ("b", 1), ("c", 2), ("d", 1)]),
            static () => new([("a", 3), ("b", 1)], Comparer<int>.Default)),
        Row.Make<PriorityQueue<int, string>>(static () => new([(1, "bbb"), (2, "a")], new ByLength(true))),
        Row.Make<HashSet<int>>(static () => [], static () => [5, 1, 3], static () => WithGap()),
        Row.Make<HashSet<string>>(static () => ["b", "a"], static () => new(["B"], StringComparer.OrdinalIgnoreCase), static () => new(["x"], new ByLength(false))),
        Row.Make<SortedSet<int>>(static () => [5, 9], static () => new([1, 2], Comparer<int>.Default)),
        Row.Make<SortedSet<string>>(static () => new(["a", "bb"], new ByLength(true)), static () => new(["b", "A"], StringComparer.OrdinalIgnoreCase)),
        Row.Make<Dictionary<string, int>>(
            static () => [], static () => new() { ["b"] = 1, ["a"] = 2 }, static () => new(StringComparer.OrdinalIgnoreCase) { ["A"] = 1 },
            static () => new(StringComparer.InvariantCultureIgnoreCase) { ["A"] = 1 }, static () => new(new ByLength(false)) { ["aa"] = 1 }),
        Row.Make<Dictionary<int, string?>>(static () => new() { [3] = "c", [-1] = null }),
        Row.Make<Dictionary<Guid, Circle>>(static () => new() { [Guid.Empty] = new Circle(1) }),
        Row.Make<Dictionary<(int, string), Dictionary<string, object?>>>(
            static () => new() { [(1, "a")] = new() { ["x"] = 1, ["y"] = null, ["z"] = new List<string> { "q" } } }),
        Row.Make<Dictionary<Key, int>>(static () => new() { [new Key("k")] = 1, [new Key("l")] = 2 }),
        Row.Make<Dictionary<Several, int>>(static () => new() { [new Several("b", "a")] = 1 }),
        Row.Make<Dictionary<Small, DateTime>>(static () => new() { [Small.Some] = DateTime.UnixEpoch }),
        Row.Make<Dictionary<object, object>>(static () => new() { ["a"] = 1, [2] = "b", [Small.Some] = 'c' }),
        Row.Make<SortedDictionary<string, int>>(static () => new() { ["m"] = 1, ["a"] = 2 }, static () => new(new ByLength(true)) { ["m"] = 1, ["aa"] = 2 }),
        Row.Make<SortedList<string, int>>(static () => new() { ["m"] = 1, ["a"] = 2 }, static () => new(StringComparer.OrdinalIgnoreCase) { ["m"] = 1 }),
        Row.Make<OrderedDictionary<string, int>>(static () => new() { ["m"] = 1, ["a"] = 2 }, static () => new(StringComparer.OrdinalIgnoreCase) { ["m"] = 1 }),
        Row.Make<ConcurrentDictionary<string, int>>(static () => new() { ["a"] = 1, ["b"] = 2 }, static () => new(StringComparer.OrdinalIgnoreCase) { ["a"] = 1 }),
        Row.Make<ConcurrentQueue<int>>(static () => new([1, 2, 3])),
        Row.Make<ConcurrentStack<int>>(static () => new([1, 2, 3])),
        Row.Make<ConcurrentBag<int>>(static () => [1, 2, 3]),
        Row.Make<Collection<int>>(static () => [1, 2], static () => new(new List<int> { 3 })),
        Row.Make<ObservableCollection<string>>(static () => ["a", "b"]),
        Row.Make<ReadOnlyCollection<int>>(static () => new([1, 2]), static () => new List<int> { 1 }.AsReadOnly(), static () => ReadOnlyCollection<int>.Empty),
        Row.Make<ReadOnlyDictionary<string, int>>(static () => new(new Dictionary<string, int> { ["a"] = 1 })),
        Row.Make<ReadOnlySet<int>>(static () => new(new HashSet<int> { 1 })),
        Row.Make<NamedList>(static () => [], static () => new NamedList { 1, 2 }.Called("n")),
        Row.Make<Defaulting>(static () => new(7) { ["A"] = 1 }),
        Row.Make<ISet<int>>(static () => new SortedSet<int> { 5, 9 }, static () => new HashSet<int> { 5, 1 }),
        Row.Make<ICollection<int>>(static () => new HashSet<int> { 1 }, static () => new int[] { 1 }, static () => new LinkedList<int>([1])),
        Row.Make<IDictionary<string, int>>(static () => new SortedDictionary<string, int> { ["m"] = 1 }, static () => new Dictionary<string, int> { ["m"] = 1 }),
        Row.Make<IList<int>>(static () => new[] { 1 }, static () => new List<int> { 1 }),
        Row.Make<IReadOnlyList<int>>(static () => [1, 2, 3], static () => [], static () => new List<int> { 1 }),
        Row.Make<IReadOnlyDictionary<string, int>>(static () => new Dictionary<string, int> { ["a"] = 1 }),
        Row.Make<IEnumerable<int>>(static () => new List<int> { 1, 2 }, static () => [1, 2], static () => new Queue<int>([1])),
        Row.Make<IEnumerable<string>>(static () => new HashSet<string> { "a" }),
        Row.Make<IReadOnlyCollection<Shape>>(static () => new Shape[] { new Circle(1) }, static () => new List<Circle> { new(1) }),
    ];

    private static NamedList Called(this NamedList list, string name)
    {
        list.Name = name;
        return list;
    }

    private static List<List<int>> SameTwice()
    {
        List<int> inner = [1];
        return [inner, inner];
    }

    // Its ring does not begin at the beginning.
    private static Queue<string> Turned()
    {
        Queue<string> queue = new(["a", "b", "c", "d"]);
        queue.Dequeue();
        queue.Enqueue("e");
        return queue;
    }

    private static HashSet<int> WithGap()
    {
        HashSet<int> set = [1, 2, 3, 4];
        set.Remove(2);
        return set;
    }
}
