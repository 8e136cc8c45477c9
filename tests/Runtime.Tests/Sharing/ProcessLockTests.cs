using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Sharing;

namespace ProcessIsolate.Runtime.Tests.Sharing;

[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class ProcessLockTests
{
    [TestMethod]
    public void Excludes_AndTellsItsHolder()
    {
        using ProcessLock held = new();
        int inside = 0;
        int sum = 0;
        Threads.RunAll(3, _ =>
        {
            for (int i = 0; i < 10_000; i++)
            {
                using (held.EnterScope())
                {
                    Assert.IsTrue(held.IsHeldByCurrentThread);
                    Assert.AreEqual(1, ++inside);
                    sum++;
                    inside--;
                }

                Assert.IsFalse(held.IsHeldByCurrentThread);
            }
        });
        Assert.AreEqual(30_000, sum);
        Assert.IsFalse(held.WasAbandoned);
    }

    [TestMethod]
    public void Recursive_IsGivenBackAsOftenAsTaken()
    {
        using ProcessLock held = new(recursive: true);
        held.Enter();
        using (held.EnterScope())
        {
            Assert.IsTrue(held.TryEnter());
            held.Exit();
        }

        Assert.IsTrue(held.IsHeldByCurrentThread);
        Threads.Start(() =>
        {
            Assert.IsFalse(held.TryEnter());
            Assert.IsFalse(held.TryEnter(10));
            Assert.ThrowsExactly<SynchronizationLockException>(held.Exit);
        })();
        held.Exit();
        Threads.Start(() =>
        {
            Assert.IsTrue(held.TryEnter());
            held.Exit();
        })();
        Assert.ThrowsExactly<SynchronizationLockException>(held.Exit);
    }

    [TestMethod]
    public void NotRecursive_WaitingForOneself_IsAnError()
    {
        using ProcessLock held = new();
        held.Enter();
        Assert.IsFalse(held.TryEnter());
        Assert.ThrowsExactly<LockRecursionException>(() => held.Enter());
        Assert.ThrowsExactly<LockRecursionException>(() => held.TryEnter(1000));
        // Another thread of the process that holds it may give it back.
        Threads.Start(held.Exit)();
        Assert.IsFalse(held.IsHeldByCurrentThread);
        Assert.ThrowsExactly<SynchronizationLockException>(held.Exit);
    }

    [TestMethod]
    public async Task Asynchronous_FlowsExcludeEachOther()
    {
        using ProcessLock held = new(recursive: true);
        int sum = 0;
        Task[] flows = new Task[20];
        for (int i = 0; i < flows.Length; i++)
        {
            flows[i] = Task.Run(async () =>
            {
                for (int n = 0; n < 50; n++)
                {
                    using ProcessLock.AsyncScope scope = await held.EnterAsync();
                    int before = sum;
                    await Task.Yield();
                    sum = before + 1;
                    Assert.IsFalse(held.IsHeldByCurrentThread);
                }
            });
        }

        await Task.WhenAll(flows).WaitAsync(Threads.Bound);
        Assert.AreEqual(1000, sum);
    }

    [TestMethod]
    public async Task WaitsEnd_WithTime_AndToken()
    {
        using ProcessLock held = new();
        using CancellationTokenSource source = new();
        ProcessLock.AsyncScope scope = await held.EnterAsync();
        Assert.IsFalse(held.TryEnter(TimeSpan.FromMilliseconds(20)));
        Assert.IsFalse(held.TryEnter(TimeSpan.FromMilliseconds(20), source.Token));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => held.TryEnter(-2));
        await Assert.ThrowsExactlyAsync<TimeoutException>(async () => await held.EnterAsync(TimeSpan.FromMilliseconds(20)));
        Action waiter = Threads.Start(() => Assert.ThrowsExactly<OperationCanceledException>(() => held.Enter(source.Token)));
        Task<ProcessLock.AsyncScope> flow = held.EnterAsync(source.Token).AsTask();
        source.Cancel();
        waiter();
        await Assert.ThrowsExactlyAsync<OperationCanceledException>(() => flow.WaitAsync(Threads.Bound));
        scope.Dispose();
        scope.Dispose();
        Assert.IsTrue(held.TryEnter());
    }

    [TestMethod]
    public async Task Disposal_WakesWhoeverWaits()
    {
        ProcessLock held = new();
        ProcessLock.AsyncScope scope = await held.EnterAsync();
        Action waiter = Threads.Start(() => Assert.ThrowsExactly<ObjectDisposedException>(() => held.Enter()));
        Task<ProcessLock.AsyncScope> flow = held.EnterAsync().AsTask();
        held.Dispose();
        waiter();
        await Assert.ThrowsExactlyAsync<ObjectDisposedException>(() => flow.WaitAsync(Threads.Bound));
        scope.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(held.Exit);
    }

    [TestMethod]
    public void HolderThatEnded_IsToldToTheNext()
    {
        using ProcessLock held = new();
        const uint Dead = 77;
        unsafe
        {
            *(uint*)held.Segment.At(LockLayout.Word, 4) = Dead;
        }

        Assert.IsFalse(held.TryEnter());
        Assert.ThrowsExactly<SynchronizationLockException>(held.Exit);
        Action waiter = Threads.Start(() =>
        {
            using ProcessLock.Scope scope = held.EnterScope();
            Assert.IsTrue(scope.WasAbandoned);
        });
        SharedRepair.Repair(held.Entry, Dead, crashed: true);
        waiter();
        Assert.IsTrue(held.WasAbandoned);
        held.Enter();
        Assert.IsFalse(held.WasAbandoned);
    }

    [TestMethod]
    public void ManyWaiters_NoneIsForgotten()
    {
        using ProcessLock held = new();
        int taken = 0;
        held.Enter();
        Action[] waiters = new Action[30];
        for (int i = 0; i < waiters.Length; i++)
        {
            bool impatient = i % 3 == 0;
            waiters[i] = Threads.Start(() =>
            {
                if (held.TryEnter(impatient ? TimeSpan.FromMilliseconds(5) : Timeout.InfiniteTimeSpan))
                {
                    held.Exit();
                }

                Interlocked.Increment(ref taken);
            });
        }

        Threads.Await(() => Volatile.Read(ref taken) >= 10, "the impatient give up");
        held.Exit();
        Array.ForEach(waiters, static join => join());
        Assert.AreEqual(30, taken);
    }
}
