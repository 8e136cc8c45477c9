using System;
using System.Collections.Generic;
using System.Threading;

namespace ProcessIsolate.Calls;

/// <summary>Something with at most one point in time at which it must be looked at.</summary>
internal interface IDeadline
{
    /// <summary>A timestamp of the monitor's clock; <see cref="long.MaxValue"/> for none. Read without a lock.</summary>
    long Due { get; }

    /// <summary>Called on the monitor's thread once <see cref="Due"/> has passed; must not block.</summary>
    void OnDue(long now);
}

/// <summary>Watches the time limits of all calls, on one thread of its own.</summary>
/// <remarks>
/// Not a timer: timers run on the thread pool, and a pool whose threads all wait for calls over their limit would never
/// run the timer that frees them. A call with a limit costs one write and one comparison; the thread is woken only for a
/// limit earlier than all others.
/// </remarks>
internal sealed class DeadlineMonitor
{
    private static readonly Lazy<DeadlineMonitor> LazyShared = new(() => new DeadlineMonitor(TimeProvider.System));

    private readonly object gate = new();
    private readonly List<IDeadline> watched = [];
    private readonly TimeProvider clock;
    private long nextLook = long.MaxValue;
    private bool started;

    public DeadlineMonitor(TimeProvider clock) => this.clock = clock;

    public static DeadlineMonitor Shared => LazyShared.Value;

    public long Now => clock.GetTimestamp();

    /// <summary>The timestamp after the given time; never for an infinite one.</summary>
    public long After(TimeSpan time) => time == Timeout.InfiniteTimeSpan
        ? long.MaxValue
        : Now + (long)Math.Min(time.TotalSeconds * clock.TimestampFrequency, long.MaxValue / 4);

    public TimeSpan Until(long due) => due == long.MaxValue ? TimeSpan.MaxValue : clock.GetElapsedTime(Now, due);

    public TimeSpan Elapsed(long from, long to) => clock.GetElapsedTime(from, to);

    public void Add(IDeadline item)
    {
        lock (gate)
        {
            watched.Add(item);
            if (!started)
            {
                started = true;
                new Thread(Watch) { IsBackground = true, Name = "ProcessIsolate time limits" }.Start();
            }
        }
    }

    public void Remove(IDeadline item)
    {
        lock (gate)
        {
            watched.Remove(item);
        }
    }

    /// <summary>To be called after an item's <see cref="IDeadline.Due"/> was set to the given time.</summary>
    public void OnDueSet(long due)
    {
        // Full fence between the caller's write of Due and this read of nextLook; the thread has one between its write
        // of nextLook and its second look at all Dues. So at least one of the two sees the other's write.
        Interlocked.MemoryBarrier();
        if (due < Volatile.Read(ref nextLook))
        {
            lock (gate)
            {
                Monitor.PulseAll(gate);
            }
        }
    }

    private void Watch()
    {
        while (true)
        {
            IDeadline[] due;
            long now;
            lock (gate)
            {
                long earliest;
                do
                {
                    earliest = EarliestDue();
                    Volatile.Write(ref nextLook, earliest);
                    Interlocked.MemoryBarrier();
                }
                while (EarliestDue() < earliest);

                // What is published is what is waited for. Publishing a later time without looking once more would lose a
                // limit set in between, which had compared itself with the earlier one and found no need to wake anybody.
                now = Now;
                if (earliest > now)
                {
                    Monitor.Wait(gate, WaitMilliseconds(earliest));
                    continue;
                }

                due = [.. watched.FindAll(item => item.Due <= now)];
            }

            // Outside the lock: what is due may remove itself.
            foreach (IDeadline item in due)
            {
                item.OnDue(now);
            }
        }
    }

    private int WaitMilliseconds(long earliest)
    {
        if (earliest == long.MaxValue)
        {
            return Timeout.Infinite;
        }

        // Rounded up: waking before the time would only mean another look.
        double milliseconds = Math.Ceiling(Until(earliest).TotalMilliseconds);
        return (int)Math.Clamp(milliseconds, 1, int.MaxValue);
    }

    private long EarliestDue()
    {
        long earliest = long.MaxValue;
        foreach (IDeadline item in watched)
        {
            earliest = Math.Min(earliest, item.Due);
        }

        return earliest;
    }
}
