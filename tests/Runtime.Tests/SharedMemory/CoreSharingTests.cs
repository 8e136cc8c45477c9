using System;
using System.Diagnostics;
using System.Threading;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Platform;
using ProcessIsolate.SharedMemory;

namespace ProcessIsolate.Runtime.Tests.SharedMemory;

/// <summary>Two sides of a lane on one processor core, and how the worker's leaves it.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed unsafe class CoreSharingTests
{
    private const int CoreBits = 16;
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    [TestInitialize]
    public void NeedsTwoCores()
    {
        if (Environment.ProcessorCount < 2)
        {
            Assert.Inconclusive("There is no other core to go to.");
        }
    }

    [TestMethod]
    public void NewNotesOfThisCore_AreMeetings_AndMoveTheWorker()
    {
        ulong own = 0, peer = 0;
        CoreSharing sharing = new(&own, &peer, mayMove: true);
        MeetUntil(sharing, ref peer, static sharing => sharing.Moves > 0);
        Assert.AreNotEqual(0UL, own >> CoreBits);
    }

    [TestMethod]
    public void TheHost_IsNeverMoved()
    {
        ulong own = 0, peer = 0;
        CoreSharing sharing = new(&own, &peer, mayMove: false);
        for (int i = 0; i < 10; i++)
        {
            MeetUntil(sharing, ref peer, static sharing => sharing.IsShared);
        }

        Assert.AreEqual(0, sharing.Moves);
    }

    [TestMethod]
    public void OldNotes_SayNothing()
    {
        ulong own = 0, peer = 0;
        CoreSharing sharing = new(&own, &peer, mayMove: true);
        MeetUntil(sharing, ref peer, static sharing => sharing.IsShared);
        sharing.BeforeYield();
        Assert.IsFalse(sharing.IsShared);
    }

    [TestMethod]
    public void NotesOfOtherCores_AreNoMeetings()
    {
        ulong own = 0, peer = 0;
        CoreSharing sharing = new(&own, &peer, mayMove: true);
        for (ulong number = 1; number <= 1000; number++)
        {
            // No machine has that many.
            peer = (number << CoreBits) | 0xFFF0;
            sharing.BeforeYield();
            Assert.IsFalse(sharing.IsShared);
        }

        Assert.AreEqual(0, sharing.Moves);
    }

    [TestMethod]
    public void HostileNotes_MoveTheWorkerSeldom()
    {
        ulong own = 0, peer = 0;
        CoreSharing sharing = new(&own, &peer, mayMove: true);
        Stopwatch time = Stopwatch.StartNew();
        for (ulong number = 1; number <= 20_000; number++)
        {
            peer = (number << CoreBits) | (ushort)LinuxCores.Current;
            sharing.BeforeYield();
        }

        // Two milliseconds apart at least.
        Assert.IsLessThanOrEqualTo((time.Elapsed.TotalMilliseconds / 2) + 1, sharing.Moves);
    }

    [TestMethod]
    public void LeavingACore_LeavesTheThreadsRightsAlone()
    {
        bool elsewhere = false;
        Stopwatch time = Stopwatch.StartNew();
        while (!elsewhere && time.Elapsed < Bound)
        {
            int core = LinuxCores.Current;
            Assert.IsTrue(LinuxCores.TryLeave(core));
            elsewhere = LinuxCores.Current != core;
        }

        Assert.IsTrue(elsewhere);
        // Back again: it was not kept from where it came.
        Assert.IsTrue(LinuxCores.TryLeave(LinuxCores.Current));
        Assert.IsTrue(LinuxCores.TryLeave(LinuxCores.Current));
    }

    [TestMethod]
    [DataRow(-1)]
    [DataRow(1024)]
    [DataRow(int.MaxValue)]
    public void CoresThatAreNone_AreNotLeft(int core) => Assert.IsFalse(LinuxCores.TryLeave(core));

    // The system may move this thread at any time, so a note may be of the wrong core now and then.
    private static void MeetUntil(CoreSharing sharing, ref ulong peer, Predicate<CoreSharing> done)
    {
        Stopwatch time = Stopwatch.StartNew();
        ulong number = peer >> CoreBits;
        do
        {
            Volatile.Write(ref peer, (++number << CoreBits) | (ushort)LinuxCores.Current);
            sharing.BeforeYield();
            Assert.IsLessThan(Bound, time.Elapsed);
        }
        while (!done(sharing));
    }
}
