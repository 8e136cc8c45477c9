using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Reflection;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Rpc;
using ProcessIsolate.Values.Tests.Types;

namespace ProcessIsolate.Values.Tests.Engine;

/// <summary>Keys that are compared while a message is read.</summary>
[TestClass]
public sealed class KeyTests
{
    private readonly GraphCopier copier = new();

    [TestMethod]
    public void Record_ThatContainsItself_IsRefusedByTheReader()
    {
        Link key = new("a", null);
        Dictionary<Link, int> map = new() { [key] = 1 };
        typeof(Link).GetField("<Next>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic)!.SetValue(key, key);
        Assert.ThrowsExactly<InvalidMessageException>(() => copier.Copy(map));
    }

    [TestMethod]
    public void TupleBehindObject_ThatContainsItself_IsRefusedByTheReader()
    {
        Tuple<object?, int> key = Tuple.Create<object?, int>(null, 1);
        HashSet<object> set = [key];
        typeof(Tuple<object?, int>).GetField("m_Item1", BindingFlags.Instance | BindingFlags.NonPublic)!.SetValue(key, key);
        Assert.ThrowsExactly<InvalidMessageException>(() => copier.Copy(set));
    }

    [TestMethod]
    public void Record_OfManyPathsToTheSamePart_IsRefusedByTheReader()
    {
        Fork key = new(null, null);
        for (int i = 0; i < 40; i++)
        {
            key = new Fork(key, key);
        }

        // Its hash code would take hours: the set is made by another comparer, whose place the usual one takes on the way.
        HashSet<Fork> set = new(ReferenceEqualityComparer.Instance) { key };
        FieldInfo comparer = typeof(HashSet<Fork>).GetField("_comparer", BindingFlags.Instance | BindingFlags.NonPublic)!;
        comparer.SetValue(set, null);
        Assert.ThrowsExactly<InvalidMessageException>(() => copier.Copy(set));
    }

    [TestMethod]
    public void Records_AreKeys() =>
        Assert.AreEqual(2, copier.Copy(new Dictionary<Link, int> { [new Link("a", new Link("b", null))] = 2 })[new Link("a", new Link("b", null))]);

    [TestMethod]
    public void KeysOfImmutableSets_FarDown_AreComplete()
    {
        Nested nested = new(null, [new Key("a"), new Key("b")], new[] { new Key("c") }.ToFrozenSet());
        for (int i = 0; i < 100; i++)
        {
            nested = new Nested(nested, [], FrozenSet<Key>.Empty);
        }

        Nested copy = copier.Copy(nested);
        while (copy.Inner is { } inner)
        {
            copy = inner;
        }

        Assert.IsTrue(copy.Keys.TryGetValue(new Key("a"), out _));
        Assert.IsTrue(copy.Keys.TryGetValue(new Key("b"), out _));
        Assert.IsTrue(copy.More.TryGetValue(new Key("c"), out _));
    }

    [TestMethod]
    public void SetsInKeysOfImmutableSets_AreFilledBefore()
    {
        HashSet<Key> parts = [new Key("x"), new Key("y")];
        ImmutableHashSet<Bundle> copy = copier.Copy<ImmutableHashSet<Bundle>>([new Bundle(parts)]);
        Assert.IsTrue(copy.TryGetValue(new Bundle(parts), out _));
    }

    [TestMethod]
    public void KeyOfAnImmutableSet_ThatNeedsWhatIsAroundIt_IsRefusedByTheSender()
    {
        Owner owner = new();
        owner.Parts = [new Part(owner, 1)];
        CannotCrossException refusal = Assert.ThrowsExactly<CannotCrossException>(() => copier.Copy(owner));
        StringAssert.Contains(refusal.Message, nameof(Owner));
    }

    [TestMethod]
    public void KeyOfAnImmutableSet_ByReference_MayReferToWhatIsAroundIt()
    {
        Parent parent = new();
        parent.Children = [new Child(parent)];
        Parent copy = copier.Copy(parent);
        foreach (Child child in copy.Children)
        {
            Assert.AreSame(copy, child.Parent);
            Assert.IsTrue(copy.Children.TryGetValue(child, out _));
        }
    }

    [TestMethod]
    public void DictionaryInAnItemByReference_WaitsForWhatIsAroundIt()
    {
        Root root = new();
        root.Leaves = [new Leaf(new Dictionary<Joint, int> { [new Joint(root)] = 5 })];
        Root copy = copier.Copy(root);
        foreach (Leaf leaf in copy.Leaves)
        {
            Assert.AreEqual(5, leaf.Parts[new Joint(copy)]);
        }
    }

    private sealed class Root
    {
        public ImmutableHashSet<Leaf> Leaves { get; set; } = [];

        public string Name { get; set; } = "root";
    }

    private sealed class Leaf(Dictionary<Joint, int> parts)
    {
        public Dictionary<Joint, int> Parts => parts;
    }

    private sealed class Joint(Root root) : IEquatable<Joint>
    {
        public bool Equals(Joint? other) => other is not null && other.GetHashCode() == GetHashCode();

        public override bool Equals(object? obj) => Equals(obj as Joint);

        public override int GetHashCode() => root.Name?.Length ?? -1;
    }

    private sealed record Link(string Name, Link? Next);

    private sealed record Fork(Fork? Left, Fork? Right);

    private sealed record Nested(Nested? Inner, ImmutableHashSet<Key> Keys, FrozenSet<Key> More);

    private sealed class Bundle(HashSet<Key> parts) : IEquatable<Bundle>
    {
        public bool Equals(Bundle? other) => other is not null && parts.SetEquals(other.Parts());

        public override bool Equals(object? obj) => Equals(obj as Bundle);

        public override int GetHashCode() => parts.Count;

        private HashSet<Key> Parts() => parts;
    }

    private sealed class Owner
    {
        public ImmutableHashSet<Part> Parts { get; set; } = [];

        public string Name { get; } = "owner";
    }

    private sealed class Part(Owner owner, int number) : IEquatable<Part>
    {
        public bool Equals(Part? other) => other is not null && other.GetHashCode() == GetHashCode();

        public override bool Equals(object? obj) => Equals(obj as Part);

        public override int GetHashCode() => owner.Name.Length + number;
    }

    private sealed class Parent
    {
        public ImmutableHashSet<Child> Children { get; set; } = [];
    }

    private sealed class Child(Parent parent)
    {
        public Parent Parent => parent;
    }
}
