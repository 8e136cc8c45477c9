using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Calls;

namespace ProcessIsolate.Runtime.Tests;

/// <summary>Where the items of a stream of outcomes are kept.</summary>
[TestClass]
public sealed class FreePlacesTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(8)]
    [DataRow(64)]
    [DataRow(256)]
    public void All_AreGivenInTurn(int count)
    {
        FreePlaces places = new(count);
        for (int round = 0; round < 3; round++)
        {
            CollectionAssert.AreEqual(Enumerable.Range(0, count).ToArray(), Take(places, count).ToArray());
            Assert.ThrowsExactly<InvalidOperationException>(() => places.Take());
            // In any order.
            foreach (int place in Enumerable.Range(0, count).OrderBy(static place => place * 7919 % 257))
            {
                places.Return(place);
            }
        }
    }

    [TestMethod]
    public void OneThatStaysTaken_IsPassedOver()
    {
        FreePlaces places = new(128);
        Take(places, 128);
        foreach (int place in Enumerable.Range(0, 128).Where(static place => place != 70))
        {
            places.Return(place);
        }

        CollectionAssert.AreEqual(Enumerable.Range(0, 128).Where(static place => place != 70).ToArray(), Take(places, 127).ToArray());
        places.Return(70);
        Assert.AreEqual(70, places.Take());
    }

    private static List<int> Take(FreePlaces places, int count) => [.. Enumerable.Range(0, count).Select(_ => places.Take())];
}
