using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Sharing;

namespace ProcessIsolate.Runtime.Tests.Sharing;

[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class ProcessSemaphoreTests
{
    [TestMethod]
    [DataRow(int.MaxValue)]
    [DataRow(3)]
    public void Counts(int maximum)
    {
        using ProcessSemaphore semaphore = new(2, maximum);
        semaphore.Wait();
        Assert.IsTrue(semaphore.Wait(0));
        Assert.AreEqual(0, semaphore.CurrentCount);
        Assert.IsFalse(semaphore.Wait(0));
        Assert.IsFalse(semaphore.Wait(TimeSpan.FromMilliseconds(10)));
        Assert.AreEqual(0, semaphore.Release());
        Assert.AreEqual(1, semaphore.Release(2));
        Assert.AreEqual(3, semaphore.CurrentCount);
    }

    [TestMethod]
    public void Limited_TakesNoMoreThanItsMaximum()
    {
        using ProcessSemaphore semaphore = new(1, 2);
        Assert.ThrowsExactly<SemaphoreFullException>(() => semaphore.Release(2));
        Assert.AreEqual(1, semaphore.Release());
        Assert.ThrowsExactly<SemaphoreFullException>(() => semaphore.Release());
        Assert.AreEqual(2, semaphore.CurrentCount);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => semaphore.Release(0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(static () => new ProcessSemaphore(3, 2));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(static () => new ProcessSemaphore(-1));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(static () => new ProcessSemaphore(0, 0));
        using ProcessSemaphore endless = new(int.MaxValue);
        Assert.ThrowsExactly<SemaphoreFullException>(() => endless.Release());
    }

    [TestMethod]
    [DataRow(int.MaxValue)]
    [DataRow(2)]
    public async Task NoMoreThanAllowed_AreInside(int maximum)
    {
        using ProcessSemaphore semaphore = new(2, maximum);
        int inside = 0;
        int most = 0;
        int done = 0;
        Task flows = Task.WhenAll(Flow(), Flow());
        Threads.RunAll(4, _ =>
        {
            for (int i = 0; i < 500; i++)
            {
                semaphore.Wait();
                InterlockedMax(ref most, Interlocked.Increment(ref inside));
                Interlocked.Increment(ref done);
                Interlocked.Decrement(ref inside);
                semaphore.Release();
            }
        });
        await flows.WaitAsync(Threads.Bound);
        Assert.AreEqual(2200, done);
        Assert.IsInRange(1, 2, most);
        Assert.AreEqual(2, semaphore.CurrentCount);

        async Task Flow()
        {
            for (int i = 0; i < 100; i++)
            {
                await semaphore.WaitAsync();
                InterlockedMax(ref most, Interlocked.Increment(ref inside));
                await Task.Yield();
                Interlocked.Increment(ref done);
                Interlocked.Decrement(ref inside);
                semaphore.Release();
            }
        }
    }

    [TestMethod]
    public void PermitsOfOneThatEnded_ComeBack()
    {
        using ProcessSemaphore semaphore = new(3, 5);
        Hold(semaphore, 0, 77, 2);
        Assert.AreEqual(1, semaphore.CurrentCount);
        semaphore.Wait();
        Action waiter = Threads.Start(() => semaphore.Wait());
        SharedRepair.Repair(semaphore.Entry, 78, crashed: true);
        Assert.AreEqual(0, semaphore.CurrentCount);
        SharedRepair.Repair(semaphore.Entry, 77, crashed: true);
        waiter();
        Assert.AreEqual(1, semaphore.CurrentCount);
        Assert.AreEqual(1, semaphore.Release(2));
        Assert.AreEqual(3, semaphore.CurrentCount);
    }

    [TestMethod]
    public void PermitOfAnotherProcess_CanBeGivenBack()
    {
        using ProcessSemaphore semaphore = new(2, 2);
        Hold(semaphore, 0, 77, 2);
        Assert.AreEqual(0, semaphore.Release());
        SharedRepair.Repair(semaphore.Entry, 77, crashed: true);
        Assert.AreEqual(2, semaphore.CurrentCount);
    }

    [TestMethod]
    public void OneThatDiedWithTheTable_KeepsNobodyOut()
    {
        using ProcessSemaphore semaphore = new(1, 1);
        unsafe
        {
            *(uint*)semaphore.Segment.At(SharedHeader.Size, 4) = 77;
        }

        Action waiter = Threads.Start(() => semaphore.Wait());
        SharedRepair.Repair(semaphore.Entry, 77, crashed: true);
        waiter();
        Assert.AreEqual(0, semaphore.CurrentCount);
    }

    [TestMethod]
    public void NonsenseInMemory_IsNoMoreThanAWrongCount()
    {
        using ProcessSemaphore semaphore = new(2, 2);
        Hold(semaphore, 0, 5, uint.MaxValue);
        unsafe
        {
            *(int*)semaphore.Segment.At(4 * SharedHeader.Size, 4) = int.MaxValue;
        }

        Assert.AreEqual(0, semaphore.CurrentCount);
        Assert.IsFalse(semaphore.Wait(0));
        SharedRepair.Repair(semaphore.Entry, 5, crashed: true);
        Assert.IsTrue(semaphore.Wait(0));
        semaphore.Release();
    }

    private static unsafe void Hold(ProcessSemaphore semaphore, int slot, uint participant, uint permits)
    {
        *(int*)semaphore.Segment.At(4 * SharedHeader.Size, 4) = slot + 1;
        *(ulong*)semaphore.Segment.At((5 * SharedHeader.Size) + (8 * slot), 8) = ((ulong)participant << 32) | permits;
    }

    private static void InterlockedMax(ref int most, int value)
    {
        int seen = Volatile.Read(ref most);
        while (seen < value)
        {
            seen = Interlocked.CompareExchange(ref most, value, seen);
        }
    }
}
