using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Sharing;
using ProcessIsolate.Synchronization;

namespace ProcessIsolate.Runtime.Tests.Sharing;

[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class ProcessConditionTests
{
    [TestMethod]
    public void WithoutTheLock_IsAnError()
    {
        using ProcessCondition condition = new();
        Assert.ThrowsExactly<SynchronizationLockException>(condition.Pulse);
        Assert.ThrowsExactly<SynchronizationLockException>(condition.PulseAll);
        Assert.ThrowsExactly<SynchronizationLockException>(() => condition.Wait());
        Assert.ThrowsExactly<SynchronizationLockException>(condition.Exit);
        condition.Enter();
        Threads.Start(() => Assert.ThrowsExactly<SynchronizationLockException>(condition.Pulse))();
        condition.Pulse();
        condition.Exit();
    }

    [TestMethod]
    public async Task Pulse_WakesTheOldest_AndNoMoreThanAsked()
    {
        using ProcessCondition condition = new();
        List<int> order = [];
        Task[] waiters = new Task[5];
        for (int i = 0; i < waiters.Length; i++)
        {
            waiters[i] = Wait(i);
            Threads.Await(() => Waiting(condition) == i + 1, "it waits");
        }

        await PulseAsync(condition, 1);
        await waiters[0].WaitAsync(Threads.Bound);
        Assert.AreEqual(4, Waiting(condition));
        await PulseAsync(condition, 2);
        await Task.WhenAll(waiters[..3]).WaitAsync(Threads.Bound);
        Assert.AreEqual(2, Waiting(condition));
        await PulseAsync(condition, int.MaxValue);
        await Task.WhenAll(waiters).WaitAsync(Threads.Bound);
        Assert.AreEqual(0, order[0]);
        CollectionAssert.AreEquivalent(new[] { 1, 2 }, order[1..3]);

        async Task Wait(int number)
        {
            using ProcessLock.AsyncScope scope = await condition.EnterAsync();
            await condition.WaitAsync();
            order.Add(number);
        }
    }

    [TestMethod]
    public void WaitFor_LooksAgainAfterEachPulse()
    {
        using ProcessCondition condition = new();
        int value = 0;
        Action waiter = Threads.Start(() =>
        {
            using (condition.EnterScope())
            {
                Assert.IsTrue(condition.WaitFor(() => value == 3));
                Assert.IsFalse(condition.WaitFor(static () => false, TimeSpan.FromMilliseconds(20)));
                Assert.IsTrue(condition.WaitFor(static () => true, TimeSpan.Zero));
            }
        });
        for (int i = 0; i < 3; i++)
        {
            using (condition.EnterScope())
            {
                value++;
                condition.PulseAll();
            }
        }

        waiter();
    }

    [TestMethod]
    public async Task WaitsEnd_WithTime_Token_AndDisposal()
    {
        ProcessCondition condition = new();
        using CancellationTokenSource source = new();
        condition.Enter();
        Assert.IsFalse(condition.Wait(0));
        Assert.IsFalse(condition.Wait(10));
        Assert.AreEqual(0, Waiting(condition));
        condition.Exit();
        Action waiter = Threads.Start(() =>
        {
            using (condition.EnterScope())
            {
                Assert.ThrowsExactly<OperationCanceledException>(() => condition.Wait(source.Token));
                condition.Pulse();
            }
        });
        Threads.Await(() => Waiting(condition) == 1, "it waits");
        source.Cancel();
        waiter();
        Action other = Threads.Start(() =>
        {
            using (condition.EnterScope())
            {
                Assert.ThrowsExactly<ObjectDisposedException>(() => condition.Wait());
            }
        });
        Threads.Await(() => Waiting(condition) == 1, "it waits");
        condition.Dispose();
        other();
        await Assert.ThrowsExactlyAsync<ObjectDisposedException>(async () => await condition.EnterAsync());
    }

    [TestMethod]
    public async Task DeadWaiter_PassesItsPulseOn()
    {
        using ProcessCondition condition = new();
        Task<bool> waiter = WaitAsync(condition);
        Threads.Await(() => Waiting(condition) == 1, "it waits");
        unsafe
        {
            byte* slot = condition.Segment.At((3 * SharedHeader.Size) + 16, 16);
            ((uint*)slot)[1] = 77;
            *(ulong*)(slot + 8) = 0;
            ((uint*)slot)[0] = 1;
        }

        await PulseAsync(condition, 1);
        Assert.AreEqual(1, Waiting(condition), "The dead one is the older.");
        Assert.IsFalse(waiter.IsCompleted);
        SharedRepair.Repair(condition.Entry, 77, crashed: true);
        Assert.IsTrue(await waiter.WaitAsync(Threads.Bound));
    }

    [TestMethod]
    public async Task TooMany_IsAClearError()
    {
        using ProcessCondition condition = new();
        Task<bool>[] waiters = [.. Enumerable.Range(0, ConditionCore.MaxWaiters).Select(_ => WaitAsync(condition))];
        Threads.Await(() => Waiting(condition) == waiters.Length, "all wait");
        await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => WaitAsync(condition).WaitAsync(Threads.Bound));
        await PulseAsync(condition, int.MaxValue);
        await Task.WhenAll(waiters).WaitAsync(Threads.Bound);
    }

    private static async Task<bool> WaitAsync(ProcessCondition condition)
    {
        using ProcessLock.AsyncScope scope = await condition.EnterAsync();
        return await condition.WaitAsync(Threads.Bound);
    }

    private static async Task PulseAsync(ProcessCondition condition, int count)
    {
        using ProcessLock.AsyncScope scope = await condition.EnterAsync();
        condition.Pulse(count);
    }

    private static unsafe int Waiting(ProcessCondition condition)
    {
        int count = 0;
        for (int i = 0; i < ConditionCore.MaxWaiters; i++)
        {
            count += Volatile.Read(ref *(uint*)condition.Segment.At((3 * SharedHeader.Size) + (16 * i), 4)) == 1 ? 1 : 0;
        }

        return count;
    }
}
