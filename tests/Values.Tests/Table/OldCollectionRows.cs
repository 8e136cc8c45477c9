using System;
using System.Collections;
using System.Collections.Specialized;

namespace ProcessIsolate.Values.Tests.Table;

/// <summary>Collections without type parameters.</summary>
internal static class OldCollectionRows
{
    public static Row[] Rows =>
    [
        Row.Make<ArrayList>(static () => [], static () => [1, "a", null]),
        Row.Make<Hashtable>(static () => new() { ["a"] = 1, [2] = null }, static () => new(StringComparer.OrdinalIgnoreCase) { ["A"] = 1 }),
        Row.Make<Queue>(static () => new(new object[] { 1, "a" })),
        Row.Make<Stack>(static () => new(new object[] { 1, "a" })),
        Row.Make<SortedList>(static () => new() { ["b"] = 1, ["a"] = 2 }),
        Row.Make<BitArray>(static () => new(0), static () => new([true, false, true]), static () => new(70, true)),
        Row.Of(new BitVector32(5), new BitVector32(-1)),
        Row.Make<NameValueCollection>(static () => new() { { "a", "1" }, { "a", "2" }, { "b", null } }),
        Row.Make<StringCollection>(static () => ["a", null]),
        Row.Make<IList>(static () => new ArrayList { 1 }, static () => new[] { 1, 2 }),
        Row.Make<IDictionary>(static () => new Hashtable { [1] = 2 }),
        Row.Make<IEnumerable>(static () => new[] { 1, 2 }, static () => "text"),
        Row.Of<DictionaryEntry>(new DictionaryEntry("a", 1)),
    ];
}
