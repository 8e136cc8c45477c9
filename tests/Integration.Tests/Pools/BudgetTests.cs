using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Sockets;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Pools;

/// <summary>Pools that share the machine have no more workers together than they may.</summary>
[TestClass]
[DoNotParallelize]
[OSCondition(OperatingSystems.Linux)]
public sealed class BudgetTests
{
    [TestCleanup]
    public void TakeAway() => ProcessPool.MachineBudget = null;

    [TestMethod]
    public void TwoPools_ShareIt()
    {
        using Scratch scratch = new();
        ProcessPool.MachineBudget = 3;
        using ProcessPool first = new(4);
        using ProcessPool second = new(4);
        string gate = scratch.Path("gate");
        List<Task<int>> early = [.. Enumerable.Range(0, 4).Select(i => first.RunAsync(Common.WaitForFile, scratch.Path("a" + i), gate))];
        Eventually.True(() => Busy(first) == 3, "three have a worker");
        List<Task<int>> late = [.. Enumerable.Range(0, 2).Select(i => second.RunAsync(Common.WaitForFile, scratch.Path("b" + i), gate))];
        Eventually.True(() => Busy(second) == 1, "each pool has one");
        Assert.AreEqual((3, 1), (first.Snapshot().Workers.Count, second.Snapshot().Workers.Count));
        Assert.AreEqual((1, 1), (first.Snapshot().QueuedCalls, second.Snapshot().QueuedCalls));
        scratch.Open("gate");
        Eventually.Ends(Task.WhenAll([.. early, .. late]), "all of them are served");

        string otherGate = scratch.Path("other");
        List<Task<int>> third = [.. Enumerable.Range(0, 2).Select(i => second.RunAsync(Common.WaitForFile, scratch.Path("c" + i), otherGate))];
        Eventually.True(() => Busy(second) == 2, "what the first does not use goes to the second");
        scratch.Open("other");
        Eventually.Ends(Task.WhenAll(third), "they end");
    }

    [TestMethod]
    public void PlacesOfOthers_AreTheirsUntilTheyEnd()
    {
        using Scratch scratch = new();
        ProcessPool.MachineBudget = 2;
        using ProcessPool pool = new(4);
        string gate = scratch.Path("gate");
        List<Task<int>> calls;
        using (Socket other = Hold(0))
        using (Socket another = Hold(1))
        {
            calls = [.. Enumerable.Range(0, 2).Select(i => pool.RunAsync(Common.WaitForFile, scratch.Path("a" + i), gate))];
            scratch.Await("a0");
            int looks = 0;
            Eventually.True(() => ++looks > 60, "it looks again and again");
            Assert.AreEqual((1, 1), (pool.Snapshot().Workers.Count, pool.Snapshot().QueuedCalls));
        }

        scratch.Await("a1");
        scratch.Open("gate");
        Eventually.Ends(Task.WhenAll(calls), "both end");
        Eventually.True(() => pool.Snapshot().Workers.Count == 1, "what it does not need it gives back soon");
    }

    [TestMethod]
    public void Successor_HasThePlaceOfTheOneThatLeaves()
    {
        ProcessPool.MachineBudget = 1;
        using ProcessPool pool = TestPools.Single();
        int old = pool.Run(Common.ProcessId);
        Eventually.Ends(pool.RecycleAsync(), "it is replaced");
        Eventually.True(() => pool.Snapshot().Workers is [var only] && only.ProcessId != old, "the old one is gone");
        Assert.ThrowsExactly<SocketException>(static () => Hold(0).Dispose());
    }

    [TestMethod]
    public void Value_IsChecked()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(static () => ProcessPool.MachineBudget = 0);
        Assert.IsNull(ProcessPool.MachineBudget);
        ProcessPool.MachineBudget = 5;
        Assert.AreEqual(5, ProcessPool.MachineBudget);
    }

    private static int Busy(ProcessPool pool) => pool.Snapshot().Workers.Count(static worker => worker.State == WorkerState.Busy);

    // As another process does.
    private static Socket Hold(int number)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint($"\0ProcessIsolate.budget.{Environment.UserName}.{number}"));
        return socket;
    }
}
