using System.Collections.Generic;
using System.Threading.Channels;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;
using ProcessIsolate.Sharing;

namespace ProcessIsolate.Integration.Tests.Channels;

/// <summary>A process killed at each step of taking and giving back a lock, and pipes whose other end is killed at any moment.</summary>
[TestClass]
public sealed class LockStepTests
{
    private const int PipeRounds = 12;

    [TestMethod]
    [NeedsSteps]
    [DataRow("lock.taken", true)]
    [DataRow("lock.leaving", true)]
    [DataRow("lock.left", false)]
    public void Lock(string step, bool abandoned)
    {
        using ProcessPool pool = TestPools.Single();
        using ProcessLock gate = new();
        Assert.ThrowsExactly<WorkerCrashedException>(() => pool.Run(StepKiller.TakeAndGiveBack, gate, step));
        using (ProcessLock.Scope scope = gate.EnterScope(new System.Threading.CancellationTokenSource(Eventually.Limit).Token))
        {
            Assert.AreEqual(abandoned, scope.WasAbandoned);
        }

        // Told once: the next owner finds a lock like any other.
        pool.Run(StepKiller.TakeAndGiveBack, gate, "");
        using ProcessLock.Scope again = gate.EnterScope();
        Assert.IsFalse(again.WasAbandoned);
    }

    [TestMethod]
    [NeedsSteps]
    public void Waiter_IsWoken_WhenTheHolderDies()
    {
        using ProcessPool pool = TestPools.Of(2);
        using ProcessLock gate = new();
        using ProcessEvent dies = new();
        Task holder = pool.RunAsync(StepKiller.TakeAndDie, gate, dies);
        Eventually.True(() => IsOwned(gate), "the one that dies has the lock");
        Task waiter = pool.RunAsync(StepKiller.TakeAndGiveBack, gate, "");
        Eventually.True(() => HasWaiter(gate), "the other one waits for it");
        dies.Set();
        Eventually.Ends(holder, "the one that dies");
        Eventually.Ends(waiter, "the one that waits");
        Assert.IsInstanceOfType<WorkerCrashedException>(holder.Exception?.InnerException);
        Assert.IsTrue(waiter.IsCompletedSuccessfully);
    }

    [TestMethod]
    public void Pipes_WhoseOtherEndIsKilledAtAnyMoment()
    {
        for (int round = 0; round < PipeRounds; round++)
        {
            (ProcessPipe<string?> mine, ProcessPipe<string?> theirs) = ProcessPipe<string?>.Create();
            using (mine)
            using (theirs)
            {
                using IsolatedProcess child = IsolatedProcess.Start(PipeJobs.EchoTexts, theirs);
                List<string?> back = [];
                Task talking = Task.Run(() => Talk(mine, back));
                Eventually.True(() => back.Count > round, "the child answers");
                child.Kill();
                Eventually.Ends(talking, "the end of the stream");
                Assert.IsInstanceOfType<ChannelClosedException>(talking.Exception?.InnerException);
                for (int i = 0; i < back.Count; i++)
                {
                    Assert.AreEqual(Text(i), back[i]);
                }
            }
        }
    }

    private static unsafe uint WordOf(ProcessLock gate) => *(uint*)gate.Segment.At(LockLayout.Word, sizeof(uint));

    private static bool IsOwned(ProcessLock gate) => (WordOf(gate) & OwnerId.Mask) != 0;

    private static bool HasWaiter(ProcessLock gate) => WordOf(gate) >> 31 != 0;

    private static void Talk(ProcessPipe<string?> pipe, List<string?> back)
    {
        for (int i = 0; ; i++)
        {
            pipe.Send(Text(i), Eventually.Limit);
            back.Add(pipe.Receive(Eventually.Limit));
        }
    }

    // Some larger than the ring, so that the child dies in the middle of messages too.
    private static string Text(int i) => new((char)('a' + (i % 26)), 1 + (i * 7919 % 60_000));
}
