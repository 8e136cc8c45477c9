using System;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Values.Tests.Types;

namespace ProcessIsolate.Values.Tests.Isolated;

/// <summary>Copies work as the originals do: what is looked up is found, in a process that has other hash codes.</summary>
[TestClass]
public sealed class UseTests
{
    private static readonly string[] Names = [.. Enumerable.Range(0, 100).Select(static i => "name " + i)];

    [TestMethod]
    public void Dictionary_Finds() => Assert.AreEqual(100, UseWork.Found(Names.ToDictionary(static name => name, static name => name.Length), Names));

    [TestMethod]
    public void Dictionary_FindsWithoutCase() =>
        Assert.AreEqual(1, UseWork.Found(new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["A"] = 1 }, ["a"]));

    [TestMethod]
    public void ConcurrentDictionary_Finds() => Assert.AreEqual(
        100, UseWork.FoundIn(new ConcurrentDictionary<string, int>(Names.Select(static name => KeyValuePair.Create(name, 1))), Names));

    [TestMethod]
    public void Sets_Find() => Assert.AreEqual(400, UseWork.FoundInSets([.. Names], [.. Names], Names.ToFrozenSet(), [.. Names], Names));

    [TestMethod]
    public void ImmutableDictionary_Finds() => Assert.AreEqual(
        100, UseWork.FoundInImmutable(ImmutableDictionary.CreateRange(Names.Select(static name => KeyValuePair.Create(name, 1))), Names));

    [TestMethod]
    public void KeysOfTheUser_AreFound() => Assert.AreEqual(
        2, UseWork.FoundKeys(new Dictionary<Key, int> { [new Key("a")] = 1, [new Key("b")] = 2 }, [new Key("b"), new Key("a"), new Key("c")]));

    [TestMethod]
    public void KeysByReference_AreFound() => Assert.AreEqual("two", UseWork.Favourite(Registry.Make()));

    [TestMethod]
    public void SmartEnums_AreKeys() => Assert.AreEqual(5, UseWork.NumberOf(new Dictionary<Colour, int> { [Colour.Green] = 5 }, Colour.Green));

    [TestMethod]
    public void SortedSet_KeepsItsOrder() => Assert.AreEqual("ccc,bb,a", UseWork.Joined(new SortedSet<string>(new ByLength(true)) { "a", "ccc" }, "bb"));

    [TestMethod]
    public void SetBehindInterface_StaysSorted() => Assert.AreEqual(1, UseWork.Smallest(new SortedSet<int> { 5, 9 }));

    [TestMethod]
    public void CollectionBehindInterface_IsStillASet() => Assert.AreEqual(1, UseWork.AddTwice(new HashSet<int>()));

    [TestMethod]
    public void ArrayBehindInterface_IsStillAnArray() => Assert.IsTrue(UseWork.IsArray(new[] { 1 }));

    [TestMethod]
    public void OneListBehindTwoParameters_IsOne()
    {
        List<int> list = [1];
        Assert.AreEqual(2, UseWork.AddToFirst(list, list));
    }

    [TestMethod]
    public void Random_GoesOn() => Assert.AreEqual(new Random(5).Next(), UseWork.Draw(new Random(5)));
}

internal static class UseWork
{
    [RunInProcess]
    public static int Found(Dictionary<string, int> map, string[] names) => names.Count(map.ContainsKey);

    [RunInProcess]
    public static int FoundIn(ConcurrentDictionary<string, int> map, string[] names) => names.Count(map.ContainsKey);

    [RunInProcess]
    public static int FoundInSets(
        HashSet<string> set, ImmutableHashSet<string> immutable, FrozenSet<string> frozen, SortedSet<string> sorted, string[] names) =>
        names.Count(set.Contains) + names.Count(immutable.Contains) + names.Count(frozen.Contains) + names.Count(sorted.Contains);

    [RunInProcess]
    public static int FoundInImmutable(ImmutableDictionary<string, int> map, string[] names) => names.Count(map.ContainsKey);

    [RunInProcess]
    public static int FoundKeys(Dictionary<Key, int> map, Key[] keys) => keys.Count(map.ContainsKey);

    [RunInProcess]
    public static string Favourite(Registry registry) => registry.Names[registry.Favourite!];

    [RunInProcess]
    public static int NumberOf(Dictionary<Colour, int> map, Colour colour) => map[colour];

    [RunInProcess]
    public static string Joined(SortedSet<string> set, string more) => string.Join(",", set.Append(more).ToHashSet().Order(set.Comparer));

    [RunInProcess]
    public static int Smallest(ISet<int> set)
    {
        ISet<int> copy = set;
        copy.Add(1);
        return copy.First();
    }

    [RunInProcess]
    public static int AddTwice(ICollection<int> items)
    {
        ICollection<int> copy = items;
        copy.Add(1);
        copy.Add(1);
        return copy.Count;
    }

    [RunInProcess]
    public static bool IsArray(IList<int> items) => items is int[] { IsReadOnly: false };

    [RunInProcess]
    public static int AddToFirst(List<int> one, List<int> other)
    {
        List<int> copy = one;
        copy.Add(2);
        return other.Count;
    }

    [RunInProcess]
    public static int Draw(Random random) => random.Next();
}
