using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.SharedMemory;

namespace ProcessIsolate.Runtime.Tests.SharedMemory;

/// <summary>Two mappings of one segment in one process stand for two processes.</summary>
[TestClass]
public sealed unsafe class SharedWaitTests : IDisposable
{
    private const int WordOffset = 128;
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly SharedSegment mine = SharedSegment.Create(4096);
    private readonly SharedSegment theirs;

    public SharedWaitTests()
    {
        theirs = RingPair.OpenAgain(mine);
        mine.TryAcquire();
        theirs.TryAcquire();
    }

    private uint* Mine => (uint*)mine.At(WordOffset, sizeof(uint));

    private uint* Theirs => (uint*)theirs.At(WordOffset, sizeof(uint));

    public void Dispose()
    {
        mine.Release();
        theirs.Release();
        mine.Dispose();
        theirs.Dispose();
    }

    [TestMethod]
    public void AnotherValueThanSeen_ReturnsAtOnce()
    {
        *Mine = 7;
        SharedWait.Wait(mine, Mine, 6, Timeout.InfiniteTimeSpan);
    }

    [TestMethod]
    public void ALimit_EndsTheWait()
    {
        Stopwatch clock = Stopwatch.StartNew();
        // A wait may return early for any reason: waited on until the time is over.
        while (clock.Elapsed < TimeSpan.FromMilliseconds(30))
        {
            SharedWait.Wait(mine, Mine, 0, TimeSpan.FromMilliseconds(30));
        }

        SharedWait.Wait(mine, Mine, 0, TimeSpan.Zero);
        Assert.IsLessThan(Bound, clock.Elapsed);
    }

    [TestMethod]
    public void AChangeWithAWake_EndsAWaitWithoutLimit()
    {
        Thread waiter = Waiter(Timeout.InfiniteTimeSpan);
        Interlocked.Increment(ref *Theirs);
        SharedWait.Wake(theirs, Theirs, 1);
        Assert.IsTrue(waiter.Join(Bound));
    }

    [TestMethod]
    public void All_AreWoken()
    {
        Thread[] waiters = [.. Enumerable.Range(0, 8).Select(_ => Waiter(Timeout.InfiniteTimeSpan))];
        Interlocked.Increment(ref *Theirs);
        SharedWait.Wake(theirs, Theirs, int.MaxValue);
        Assert.IsTrue(waiters.All(waiter => waiter.Join(Bound)));
    }

    /// <summary>Back and forth: a lost wake-up would stop it for ever, or show as the longest nap.</summary>
    [TestMethod]
    public void PingPong_LosesNoWakeUp()
    {
        const uint Rounds = 4000;
        uint* back = (uint*)mine.At(WordOffset + 64, sizeof(uint));
        uint* theirBack = (uint*)theirs.At(WordOffset + 64, sizeof(uint));
        Thread echo = new(() =>
        {
            for (uint i = 0; i < Rounds; i++)
            {
                Await(theirs, Theirs, i + 1);
                Volatile.Write(ref *theirBack, i + 1);
                SharedWait.Wake(theirs, theirBack, 1);
            }
        });
        echo.Start();
        TimeSpan slowest = TimeSpan.Zero;
        for (uint i = 0; i < Rounds; i++)
        {
            long begun = Stopwatch.GetTimestamp();
            Volatile.Write(ref *Mine, i + 1);
            SharedWait.Wake(mine, Mine, 1);
            Await(mine, back, i + 1);
            TimeSpan taken = Stopwatch.GetElapsedTime(begun);
            slowest = taken > slowest ? taken : slowest;
        }

        Assert.IsTrue(echo.Join(Bound));
        Assert.IsLessThan(TimeSpan.FromMilliseconds(900), slowest);
    }

    private static void Await(SharedSegment segment, uint* word, uint value)
    {
        uint seen;
        while ((seen = Volatile.Read(ref *word)) != value)
        {
            SharedWait.Wait(segment, word, seen, Timeout.InfiniteTimeSpan);
        }
    }

    private Thread Waiter(TimeSpan limit)
    {
        using ManualResetEventSlim begun = new();
        Thread waiter = new(() =>
        {
            begun.Set();
            while (Volatile.Read(ref *Mine) == 0)
            {
                SharedWait.Wait(mine, Mine, 0, limit);
            }
        });
        waiter.Start();
        begun.Wait();
        return waiter;
    }
}
