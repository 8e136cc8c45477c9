using System.Collections.Generic;
using System.Threading;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.SharedMemory;

namespace ProcessIsolate.Runtime.Tests.SharedMemory;

/// <summary>Which side gets a request: the worker that begins it, or the host that takes it back.</summary>
[TestClass]
public sealed class ClaimWordTests
{
    private const int Capacity = 4096;

    [TestMethod]
    public void BegunRequests_AreNotTakenBack()
    {
        using RingPair pair = new(Capacity);
        Assert.IsFalse(pair.Host.Claims.HasBegun(1));
        Assert.IsTrue(pair.Worker.Claims.TryBegin());
        Assert.IsTrue(pair.Host.Claims.HasBegun(1));
        Assert.IsFalse(pair.Host.Claims.TryWithdraw(1, 3));
        Assert.IsTrue(pair.Worker.Claims.TryBegin());
    }

    [TestMethod]
    public void TakenBackRequests_DoNotBegin()
    {
        using RingPair pair = new(Capacity);
        Assert.IsTrue(pair.Worker.Claims.TryBegin());
        Assert.IsTrue(pair.Host.Claims.TryWithdraw(2, 4));
        Assert.IsFalse(pair.Worker.Claims.TryBegin());
        Assert.IsFalse(pair.Worker.Claims.TryBegin());
        Assert.IsFalse(pair.Worker.Claims.TryBegin());
        Assert.IsTrue(pair.Worker.Claims.TryBegin());
        Assert.IsTrue(pair.Host.Claims.HasBegun(5));
        Assert.IsTrue(pair.Worker.Claims.TryBegin());
    }

    [TestMethod]
    public void TakenBackTwice_DoNotBegin()
    {
        using RingPair pair = new(Capacity);
        Assert.IsTrue(pair.Host.Claims.TryWithdraw(1, 2));
        Assert.IsFalse(pair.Worker.Claims.TryBegin());
        Assert.IsTrue(pair.Host.Claims.TryWithdraw(3, 3));
        Assert.IsFalse(pair.Worker.Claims.TryBegin());
        Assert.IsFalse(pair.Worker.Claims.TryBegin());
        Assert.IsTrue(pair.Worker.Claims.TryBegin());
    }

    [TestMethod]
    public void Numbers_WrapAround()
    {
        using RingPair pair = new(Capacity);
        // What a worker would have left that is about to run out of numbers.
        pair.Poke(LaneLayout.Claim, unchecked((long)0xFFFFFFFE_FFFFFFFE));
        Assert.IsTrue(pair.Host.Claims.HasBegun(uint.MaxValue - 1));
        Assert.IsFalse(pair.Host.Claims.HasBegun(uint.MaxValue));
        Assert.IsTrue(pair.Host.Claims.TryWithdraw(uint.MaxValue, 1));
        Assert.IsFalse(pair.Host.Claims.HasBegun(0));
        pair.Poke(LaneLayout.Claim, 0x00000002_00000002);
        Assert.IsTrue(pair.Host.Claims.HasBegun(uint.MaxValue));
    }

    [TestMethod]
    public void EveryRequest_IsGotByOneOfTwo()
    {
        const int Requests = 200_000;
        using RingPair pair = new(Capacity);
        bool[] begun = new bool[Requests + 1];
        uint[] withdrawn = new uint[Requests + 1];
        int next = 0;
        Thread worker = new(() =>
        {
            for (int i = 1; i <= Requests; i++)
            {
                begun[i] = pair.Worker.Claims.TryBegin();
                Volatile.Write(ref next, i);
            }
        });
        worker.Start();
        List<uint> taken = [];
        while (Volatile.Read(ref next) < Requests)
        {
            uint wanted = (uint)Volatile.Read(ref next) + 2;
            if (wanted <= Requests && !pair.Host.Claims.HasBegun(wanted) && pair.Host.Claims.HasBegun(wanted - 1) && pair.Host.Claims.TryWithdraw(wanted, wanted))
            {
                taken.Add(wanted);
            }
        }

        worker.Join();
        taken.ForEach(number => withdrawn[number]++);
        for (int i = 1; i <= Requests; i++)
        {
            Assert.AreEqual(begun[i], withdrawn[i] == 0, $"request {i}");
        }
    }
}
