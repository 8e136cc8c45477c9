using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace ProcessIsolate.Integration.Tests.Values;

/// <summary>Values that travel through type information.</summary>
[TestClass]
public sealed class ObjectTests
{
    [TestMethod]
    public void Record_WithEverything()
    {
        Customer value = new("J\u00FCrgen \uD800", -0.0, new Point { X = 1, Y = 2 }, ['\uDC00'], new() { ["a"] = 1.50m }, null);
        Customer back = Objects.Of(value);
        Assert.AreEqual(value.Name, back.Name);
        Assert.IsTrue(double.IsNegative(back.Score));
        Assert.AreEqual(value.Place, back.Place);
        CollectionAssert.AreEqual(value.Letters, back.Letters);
        Assert.AreEqual("1.50", back.Prices["a"].ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.IsNull(back.Partner);
    }

    [TestMethod]
    public void Record_InsideItself()
    {
        Customer value = new("a", 1, default, [], [], new Customer("b", double.NaN, default, [], [], null));
        Assert.AreEqual(double.NaN, Objects.Of(value).Partner!.Score);
    }

    [TestMethod]
    public void StructOfFields() => Assert.AreEqual(new Point { X = int.MinValue, Y = 3 }, Objects.Of(new Point { X = int.MinValue, Y = 3 }));

    [TestMethod]
    public void NullableStruct()
    {
        Assert.IsNull(Objects.Of((Point?)null));
        Assert.AreEqual(new Point { X = 1 }, Objects.Of((Point?)new Point { X = 1 }));
    }

    [TestMethod]
    public void Tuples()
    {
        Assert.AreEqual((1, "two", 3.0), Objects.Of((1, "two", 3.0)));
        Assert.AreEqual(Tuple.Create(1, "two"), Objects.Of(Tuple.Create(1, "two")));
    }

    [TestMethod]
    public void TupleOfEight()
    {
        (int, int, int, int, int, int, int, string) value = (1, 2, 3, 4, 5, 6, 7, "8");
        Assert.AreEqual(value, Objects.Of(value));
    }

    [TestMethod]
    public void Collections()
    {
        CollectionAssert.AreEqual(new[] { 1, 2, 3 }, Objects.Of(new[] { 1, 2, 3 }));
        CollectionAssert.AreEqual(new List<string?> { "a", null }, Objects.Of(new List<string?> { "a", null }));
        Assert.IsTrue(Objects.Of(new HashSet<int> { 3, 1 }).SetEquals([1, 3]));
        CollectionAssert.AreEqual(new[] { 2, 1 }, Objects.Of(new Queue<int>([2, 1])).ToArray());
        CollectionAssert.AreEqual(new[] { 2, 1 }, Objects.Of(ImmutableArray.Create(2, 1)).ToArray());
        Assert.AreEqual(7, Objects.Of(new int[][] { [1], [2, 7] })[1][1]);
    }

    [TestMethod]
    public void Dictionaries()
    {
        Assert.AreEqual("x", Objects.Of(new Dictionary<Guid, string> { [Guid.Empty] = "x" })[Guid.Empty]);
        Assert.AreEqual(2, Objects.Of(new Dictionary<string, int> { ["a b\"c\u20AC"] = 2 })["a b\"c\u20AC"]);
        Assert.AreEqual(2, Objects.Of(new SortedDictionary<int, int> { [5] = 1, [-5] = 2 }).First().Value);
    }

    [TestMethod]
    public void Polymorphic_ByDeclaration()
    {
        Shape back = Objects.Of(new Circle { Radius = 2 });
        Assert.AreEqual(2, Assert.IsInstanceOfType<Circle>(back).Radius);
    }

    [TestMethod]
    public void ByteArrayInside() =>
        CollectionAssert.AreEqual(new byte[] { 0, 255 }, Objects.Of(new Blob([0, 255])).Bytes);

    [TestCleanup]
    public void NothingRanHere() => Assert.AreEqual(0, Objects.RanHere, "An echo ran in the test's own process.");
}
