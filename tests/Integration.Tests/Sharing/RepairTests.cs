using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Sharing;

/// <summary>What a worker holds when it is killed is given to the next.</summary>
[TestClass]
public sealed class RepairTests
{
    [TestMethod]
    public void Lock_GoesToTheNext_WhoIsTold()
    {
        using ProcessLock held = new();
        using ProcessPool pool = TestPools.Single();
        Task call = pool.RunAsync(SharedJobs.DieWithLock, held);
        Eventually.Ends(call, "the worker dies");
        Assert.IsInstanceOfType<WorkerCrashedException>(call.Exception!.InnerException);
        Assert.IsTrue(held.TryEnter(Eventually.Limit));
        Assert.IsTrue(held.WasAbandoned);
        held.Exit();
    }

    [TestMethod]
    public void LockOfAValue_GoesToTheNext_WhoIsTold()
    {
        using Shared<int> value = new();
        using ProcessPool pool = TestPools.Single();
        Task call = pool.RunAsync(SharedJobs.DieWithValueLock, value);
        Task<ProcessLock.AsyncScope> next = NextAsync();
        using ProcessLock.AsyncScope scope = Eventually.Result(next, "the next owner");
        Assert.IsTrue(scope.WasAbandoned);
        Assert.AreEqual(-1, value.Value);

        async Task<ProcessLock.AsyncScope> NextAsync()
        {
            await Task.WhenAny(call);
            return await value.EnterLockAsync();
        }
    }

    [TestMethod]
    public void Permits_ComeBack()
    {
        using ProcessSemaphore semaphore = new(3, 3);
        using ProcessPool pool = TestPools.Single();
        Task call = pool.RunAsync(SharedJobs.DieWithPermits, semaphore, 2);
        Eventually.Ends(call, "the worker dies");
        Eventually.True(() => semaphore.CurrentCount == 3, "all permits are free");
    }

    [TestMethod]
    public void Barrier_IsBrokenForAll()
    {
        using ProcessBarrier barrier = new(3);
        using ProcessPool pool = TestPools.Of(2);
        using IsolatedProcess victim = IsolatedProcess.Start(SharedJobs.Arrive, barrier);
        Task<int> other = pool.RunAsync(SharedJobs.ArriveAsync, barrier);
        Eventually.True(() => barrier.ParticipantsRemaining == 1, "both have come");
        victim.Kill();
        Eventually.Ends(other, "the other one is told");
        Assert.IsTrue(other.IsFaulted);
        StringAssert.Contains(other.Exception!.InnerException!.ToString(), nameof(BrokenBarrierException));
        Assert.ThrowsExactly<BrokenBarrierException>(() => barrier.SignalAndWait());
    }

    [TestMethod]
    public void Barrier_IsPassedByProcesses()
    {
        using ProcessBarrier barrier = new(3);
        using ProcessPool pool = TestPools.Of(2);
        Task<int> first = pool.RunAsync(SharedJobs.Arrive, barrier);
        Task<int> second = pool.RunAsync(SharedJobs.ArriveAsync, barrier);
        int third = Eventually.Result(barrier.SignalAndWaitAsync(), "all have come");
        int[] indexes = [Eventually.Result(first, "first"), Eventually.Result(second, "second"), third];
        CollectionAssert.AreEquivalent(new[] { 0, 1, 2 }, indexes);
    }

    [TestMethod]
    public void Condition_DeadWaiterIsPassedOver()
    {
        using ProcessCondition condition = new();
        using Shared<int> waiting = new();
        using IsolatedProcess victim = IsolatedProcess.Start(SharedJobs.WaitForCondition, condition, waiting);
        Eventually.True(() => waiting.Value == 1, "the victim waits");
        using IsolatedProcess other = IsolatedProcess.Start(SharedJobs.WaitForCondition, condition, waiting);
        Eventually.True(() => waiting.Value == 2, "the other waits");
        victim.Kill();
        Assert.IsTrue(victim.Join(Eventually.Limit));
        using (condition.EnterScope())
        {
            condition.Pulse();
        }

        Assert.IsTrue(other.Join(Eventually.Limit), "the pulse reaches the one that lives");
        Assert.AreEqual(0, other.ExitCode);
    }

    [TestMethod]
    public void Event_WakesOtherProcesses()
    {
        using ProcessEvent signal = new();
        using ProcessCountdown ready = new(2);
        using ProcessPool pool = TestPools.Of(2);
        Task<bool> first = pool.RunAsync(SharedJobs.WaitForEvent, signal, ready);
        Task<bool> second = pool.RunAsync(SharedJobs.WaitForEventAsync, signal, ready);
        Assert.IsTrue(ready.Wait(Eventually.Limit));
        signal.Set();
        Assert.IsTrue(Eventually.Result(first, "the first wakes"));
        Assert.IsTrue(Eventually.Result(second, "the second wakes"));
    }
}
