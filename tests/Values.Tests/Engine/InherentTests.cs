using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Values.Tests.Types;

namespace ProcessIsolate.Values.Tests.Engine;

/// <summary>All in which a copy differs from its original, each with the reason. The describer does not look at these; docs/values.md has the
/// list for users.</summary>
[TestClass]
public sealed class InherentTests
{
    private static readonly GraphCopier Copier = new();

    private static readonly (string What, string Reason, Func<bool> Differs)[] List =
    [
        ("identity with the original", "it is a copy", static () => Differ(new Node())),
        ("which of two equal texts it is", "texts cannot change, and looking each up costs more than to copy it", TwoTexts),
        ("spare room of a list", "room is no value", static () => Copier.Copy(new List<int>(1000) { 1 }).Capacity < 1000),
        ("places freed by removal", "a dictionary is filled anew, and what is added later goes elsewhere", FreedPlace),
        ("an instance in a static readonly field of a class that can change", "what the sender changed in it counts for more",
            static () => !ReferenceEquals(Copier.Copy(Options.Default), Options.Default)),
        ("whether a lazy value was made", "how to make it is code", static () => Copier.Copy(new Lazy<int>(static () => 1)).Value == 1),
        ("a sequence that is computed as it is read", "how to compute it is code: it becomes an array",
            static () => Copier.Copy<IEnumerable<int>>(new[] { 1, 2 }.Where(static x => x > 1)) is int[]),
        ("the array around a piece of memory", "what lies around it may be secret", Piece),
        ("fields marked [NonSerialized]", "the class says so", static () => Copier.Copy(new Forgetful { Kept = 1, Left = 2 }) is { Kept: 1, Left: 0 }),
    ];

    private static IEnumerable<object[]> Names => List.Select(static entry => new object[] { entry.What });

    /// <summary>An entry that no longer differs goes off the list.</summary>
    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Difference_IsThere(string what)
    {
        (_, string reason, Func<bool> differs) = List.Single(entry => entry.What == what);
        Assert.IsTrue(differs(), reason);
    }

    private static bool Differ(object original) => !ReferenceEquals(original, Copier.Copy(original));

    private static bool TwoTexts()
    {
        string text = new('x', 3);
        string[] copy = Copier.Copy(new[] { text, text });
        return copy[0] == copy[1] && !ReferenceEquals(copy[0], copy[1]);
    }

    private static bool FreedPlace()
    {
        Dictionary<int, int> original = new() { [1] = 1, [2] = 2, [3] = 3 };
        original.Remove(1);
        Dictionary<int, int> copy = Copier.Copy(original);
        bool same = original.Keys.SequenceEqual(copy.Keys);
        original.Add(4, 4);
        copy.Add(4, 4);
        return same && !original.Keys.SequenceEqual(copy.Keys);
    }

    private static bool Piece()
    {
        Memory<int> copy = Copier.Copy(new[] { 1, 2, 3 }.AsMemory(1, 1));
        return copy.Length == 1 && System.Runtime.InteropServices.MemoryMarshal.TryGetArray<int>(copy, out ArraySegment<int> around)
            && around.Array!.Length == 1;
    }

    private sealed class Forgetful
    {
        [NonSerialized]
        private int left;

        public int Kept { get; init; }

        public int Left
        {
            get => left;
            init => left = value;
        }
    }
}
