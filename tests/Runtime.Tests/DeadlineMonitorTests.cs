using System;
using System.Diagnostics;
using System.Threading;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Calls;

namespace ProcessIsolate.Runtime.Tests;

[TestClass]
public sealed class DeadlineMonitorTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    [TestMethod]
    public void Fires_NotBeforeItsTime()
    {
        DeadlineMonitor monitor = new(TimeProvider.System);
        using Item item = new(monitor);
        Stopwatch watch = Stopwatch.StartNew();
        item.Set(TimeSpan.FromMilliseconds(50));
        Assert.IsTrue(item.Fired.Wait(Bound));
        Assert.IsGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(49), watch.Elapsed);
    }

    [TestMethod]
    public void EarlierOne_OvertakesALaterOne()
    {
        DeadlineMonitor monitor = new(TimeProvider.System);
        using Item late = new(monitor);
        using Item early = new(monitor);
        late.Set(TimeSpan.FromHours(1));
        early.Set(TimeSpan.FromMilliseconds(20));
        Assert.IsTrue(early.Fired.Wait(Bound));
        Assert.IsFalse(late.Fired.IsSet);
    }

    [TestMethod]
    public void Removed_NeverFires()
    {
        DeadlineMonitor monitor = new(TimeProvider.System);
        Item removed = new(monitor);
        removed.Set(TimeSpan.FromMilliseconds(100));
        removed.Dispose();
        using Item later = new(monitor);
        later.Set(TimeSpan.FromMilliseconds(200));
        Assert.IsTrue(later.Fired.Wait(Bound));
        Assert.AreEqual(0, removed.Count);
    }

    [TestMethod]
    public void NoLimitIsEverLost_WhateverTheOthersDo()
    {
        DeadlineMonitor monitor = new(TimeProvider.System);
        using Item noise = new(monitor);
        using Item item = new(monitor);
        using CancellationTokenSource stop = new();
        // Earlier limits that come and go: the monitor is always about to wait for one that has just been taken back.
        Thread other = new(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                noise.Set(TimeSpan.FromMilliseconds(0.5));
                noise.Clear();
            }
        });
        other.Start();
        for (int round = 0; round < 500; round++)
        {
            item.Fired.Reset();
            item.Set(TimeSpan.FromMilliseconds(0.6));
            Assert.IsTrue(item.Fired.Wait(Bound), $"Lost in round {round}.");
        }

        stop.Cancel();
        other.Join();
    }

    [TestMethod]
    public void Times_AtTheirEnds()
    {
        DeadlineMonitor monitor = new(TimeProvider.System);
        Assert.AreEqual(long.MaxValue, monitor.After(Timeout.InfiniteTimeSpan));
        Assert.AreEqual(TimeSpan.MaxValue, monitor.Until(long.MaxValue));
        Assert.IsGreaterThan(monitor.Now, monitor.After(TimeSpan.MaxValue));
    }

    [TestMethod]
    public void OneThatThrows_HoldsUpNoOther()
    {
        DeadlineMonitor monitor = new(TimeProvider.System);
        using Item bad = new(monitor) { Throws = true };
        using Item good = new(monitor);
        bad.Set(TimeSpan.FromMilliseconds(5));
        Assert.IsTrue(bad.Faulted.Wait(Bound));
        good.Set(TimeSpan.FromMilliseconds(5));
        Assert.IsTrue(good.Fired.Wait(Bound));
    }

    private sealed class Item : IDeadline, IDisposable
    {
        private readonly DeadlineMonitor monitor;
        private long due = long.MaxValue;
        private int count;

        public Item(DeadlineMonitor monitor)
        {
            this.monitor = monitor;
            monitor.Add(this);
        }

        public ManualResetEventSlim Fired { get; } = new();

        public ManualResetEventSlim Faulted { get; } = new();

        public bool Throws { get; init; }

        public int Count => count;

        public long Due => Volatile.Read(ref due);

        public void Set(TimeSpan time)
        {
            long at = monitor.After(time);
            Volatile.Write(ref due, at);
            monitor.OnDueSet(at);
        }

        public void Clear() => Volatile.Write(ref due, long.MaxValue);

        public void OnDue(long now)
        {
            Clear();
            if (Throws)
            {
                throw new InvalidOperationException("on purpose");
            }

            Interlocked.Increment(ref count);
            Fired.Set();
        }

        public void OnFault(Exception exception) => Faulted.Set();

        public void Dispose() => monitor.Remove(this);
    }
}
