using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Xml;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Values;

/// <summary>Object graphs arrive as they were sent.</summary>
[TestClass]
public sealed class GraphTests
{
    [TestMethod]
    public void CapturedParameter() => Assert.AreEqual(new Captured(9).Sum(), GraphJobs.Sum(new Captured(9)));

    [TestMethod]
    public void Identity_SpansArguments()
    {
        Link link = new();
        Assert.IsTrue(GraphJobs.AreSame(link, link));
        Assert.IsFalse(GraphJobs.AreSame(link, new Link()));
        int[] numbers = [1, 2, 3];
        Assert.IsTrue(GraphJobs.AreSameArrays(numbers, numbers));
        Assert.IsFalse(GraphJobs.AreSameArrays(numbers, [1, 2, 3]));
        byte[] bytes = new byte[1000];
        Assert.IsTrue(GraphJobs.HoldsArray(new Link { Tag = bytes }, bytes));
    }

    [TestMethod]
    public void Cycle_StaysOne()
    {
        Link link = new();
        link.Next = link;
        Link back = Assert.IsInstanceOfType<Link>(GraphJobs.Echo(link));
        Assert.AreSame(back, back.Next);
        Assert.AreNotSame(link, back);
    }

    [TestMethod]
    public void StaticInstance_StaysItself() => Assert.IsTrue(GraphJobs.IsLow(Level.Low));

    [TestMethod]
    public void DeepList()
    {
        Link? first = null;
        for (int i = 0; i < 100_000; i++)
        {
            first = new Link { Next = first };
        }

        Assert.AreEqual(100_000, GraphJobs.Length(first));
    }

    [TestMethod]
    public void ValuesBehindObject()
    {
        foreach (object value in (object[])[1, 1.50m, "a\uDC00", DateTimeKind.Utc, (1, 'c'), Guid.Empty, typeof(Dictionary<int, Link>), Half.One, ImmutableList.Create(1)])
        {
            object? back = GraphJobs.Echo(value);
            Assert.AreEqual(value.GetType(), back?.GetType());
            Assert.IsTrue(value is ImmutableList<int> list ? list.SequenceEqual((ImmutableList<int>)back!) : value.Equals(back), value.ToString());
        }

        Assert.AreEqual("key", GraphJobs.Describe(new Link { Tag = new KeyValuePair<string, int[]>("key", [1]) }));
    }

    [TestMethod]
    public void ExactBits()
    {
        const long Payload = 0x7FF8_0000_0000_0123;
        Assert.AreEqual(Payload, GraphJobs.Bits(BitConverter.Int64BitsToDouble(Payload)));
        DateTime local = new(2020, 5, 5, 5, 5, 5, DateTimeKind.Local);

        // The second of two equal hours, which only the bits tell.
        long bits = Unsafe.As<DateTime, long>(ref local) | unchecked((long)0xC000_0000_0000_0000);
        DateTime second = Unsafe.As<long, DateTime>(ref bits);
        DateTime back = GraphJobs.Of(second);
        Assert.AreEqual(bits, Unsafe.As<DateTime, long>(ref back));
    }

    [TestMethod]
    public void TypesThatJsonDoesNotCarry()
    {
        Assert.AreEqual(BigInteger.Pow(7, 100), GraphJobs.Square(BigInteger.Pow(7, 50)));
        CollectionAssert.AreEqual(new[,] { { 1, 3 }, { 2, 4 } }, GraphJobs.Turn(new[,] { { 1, 2 }, { 3, 4 } }));
    }

    [TestMethod]
    public void Delegate_CrossesAsNullOnly()
    {
        Assert.AreEqual(3, GraphJobs.Run(new Job(3, null)));
        NotSupportedException error = Assert.Throws<NotSupportedException>(static () => GraphJobs.Run(new Job(3, static () => { })));
        StringAssert.Contains(error.Message, "'Job.Handler'");
    }

    [TestMethod]
    public void TypeOfAnotherAssembly_IsRefusedAndTheAttributeNamed()
    {
        NotSupportedException error = Assert.Throws<NotSupportedException>(static () => GraphJobs.Name(new Link { Tag = new TestMethodAttribute() }));
        StringAssert.Contains(error.Message, "'Link.Tag'");
        StringAssert.Contains(error.Message, "RunInProcessKnownType(typeof(TestMethodAttribute))");
    }

    [TestMethod]
    public void Map_CarriesGraphs()
    {
        Link shared = new() { Tag = "x" };
        using ProcessPool pool = TestPools.Single();
        CollectionAssert.AreEqual(
            Enumerable.Repeat("x", 300).ToArray(), pool.Map(GraphJobs.Name, Enumerable.Repeat(shared, 300)));
    }

    [TestMethod]
    public void ItemOfAQueue_KeepsItsType()
    {
        using ProcessQueue<Animal> queue = new(4);
        queue.Put(new Dog { Name = "rex", Tricks = 5 });
        Assert.AreEqual(5, Assert.IsInstanceOfType<Dog>(queue.Get()).Tricks);
    }

    [TestMethod]
    public void Exceptions_KeepTheirOwnFields()
    {
        CodedException coded = Assert.ThrowsExactly<CodedException>(() => GraphJobs.ThrowCoded());
        Assert.AreEqual((7, "coded \uD800"), (coded.Code, coded.Message));
        StringAssert.Contains(coded.StackTrace, nameof(GraphJobs.ThrowCoded));
        Assert.AreEqual(HttpStatusCode.NotFound, Assert.ThrowsExactly<HttpRequestException>(() => GraphJobs.ThrowNotFound()).StatusCode);
        Assert.AreEqual(2, Assert.ThrowsExactly<XmlException>(() => GraphJobs.ThrowXml()).LineNumber);
        Assert.AreEqual("RegexParseException", Assert.Throws<ArgumentException>(() => GraphJobs.ThrowParse()).GetType().Name);
    }
}
