using System;
using System.Collections.Generic;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Values.Tests.Types;

namespace ProcessIsolate.Values.Tests.Describing;

/// <summary>The describer sees what a copy may lose. Without this a difference would pass for none.</summary>
[TestClass]
public sealed class DescriberTests
{
    [TestMethod]
    public void PrivateFields_OfBaseClasses() => Differs(new Heir("own", 1), new Heir("own", 2));

    [TestMethod]
    public void CapturedParameters() => Differs(new Money(1.0m), new Money(1.00m));

    [TestMethod]
    public void HiddenMembers() => Differs(Special.Make(), new Special { Id = 1 });

    [TestMethod]
    public void Bits() => Differs(double.NaN, BitConverter.Int64BitsToDouble(0x7FF8_0000_0000_1234));

    [TestMethod]
    public void NegativeZero() => Differs(0.0, -0.0);

    [TestMethod]
    public void KindOfDate() => Differs(new DateTime(1, DateTimeKind.Utc), new DateTime(1, DateTimeKind.Local));

    [TestMethod]
    public void Comparers() => Differs(new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.OrdinalIgnoreCase));

    [TestMethod]
    public void StateOfComparers() => Differs(new SortedSet<string>(new ByLength(true)), new SortedSet<string>(new ByLength(false)));

    [TestMethod]
    public void KindOfCollection() => Differs(new SortedSet<int> { 1 }, new HashSet<int> { 1 });

    [TestMethod]
    public void RuntimeTypes() => Differs(new object[] { 1 }, new object[] { 1L });

    [TestMethod]
    public void SharedReferences() => Differs(SharedParts.Make(), new SharedParts { A = [1], B = [1], C = new List<int> { 1 } });

    [TestMethod]
    public void StaticInstances()
    {
        Colour copy = (Colour)typeof(object).GetMethod("MemberwiseClone", System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!
            .Invoke(Colour.Red, null)!;
        Differs(Colour.Red, copy);
    }

    [TestMethod]
    public void LowerBounds() => Differs(Array.CreateInstance(typeof(int), [2], [0]), Array.CreateInstance(typeof(int), [2], [1]));

    [TestMethod]
    public void LoneSurrogates() => Differs("\uD800", "\uFFFD");

    [TestMethod]
    public void Cycles_End() => Assert.AreEqual(Describer.Describe(Node.Cycle()), Describer.Describe(Node.Cycle()));

    [TestMethod]
    public void DeepChains_NeedNoStack() => Assert.AreEqual(100_002, Describer.Describe(Node.Chain(100_000)).Split('\n').Length);

    private static void Differs(object one, object other) => Assert.AreNotEqual(Describer.Describe(one), Describer.Describe(other));
}
