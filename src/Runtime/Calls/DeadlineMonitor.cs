using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using ProcessIsolate.Platform;

namespace ProcessIsolate.Calls;

/// <summary>Something with at most one point in time at which it must be looked at.</summary>
internal interface IDeadline
{
    /// <summary>A timestamp of the monitor's clock; <see cref="long.MaxValue"/> for none. Read without a lock.</summary>
    long Due { get; }

    /// <summary>Called on the monitor's thread once <see cref="Due"/> has passed; must not block.</summary>
    void OnDue(long now);

    /// <summary>What <see cref="OnDue"/> threw.</summary>
    void OnFault(Exception exception);
}

/// <summary>Watches the time limits of all calls, on one thread of its own.</summary>
/// <remarks>
/// Not a timer: timers run on the thread pool, and a pool whose threads all wait for calls over their limit would never
/// run the timer that frees them. A call with a limit costs one write and one comparison; the thread is woken only for a
/// limit earlier than all others.
/// </remarks>
internal sealed class DeadlineMonitor
{
    // What fails at once each time keeps no core busy.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(10);

    private static readonly Lazy<DeadlineMonitor> LazyShared = new(() => new DeadlineMonitor(TimeProvider.System));

    private readonly RankedLock gate = new(LockRank.Deadlines);
    private readonly List<IDeadline> watched = [];
    private readonly TimeProvider clock;
    private long nextLook = long.MaxValue;
    private int started;

    public DeadlineMonitor(TimeProvider clock) => this.clock = clock;

    public static DeadlineMonitor Shared => LazyShared.Value;

    /// <summary>Whether a limit on a call that passes now begins anew, as it does while a debugger is attached to this process. A test sets it.</summary>
    internal static Func<bool> IsPaused { get; set; } = static () => Debugger.IsAttached;

    public long Now => clock.GetTimestamp();

    /// <summary>The timestamp after the given time; never for an infinite one.</summary>
    public long After(TimeSpan time) => time == Timeout.InfiniteTimeSpan
        ? long.MaxValue
        : Now + Ticks(time);

    public long Ticks(TimeSpan time) => (long)Math.Min(time.TotalSeconds * clock.TimestampFrequency, long.MaxValue / 4);

    public TimeSpan Until(long due) => due == long.MaxValue ? TimeSpan.MaxValue : clock.GetElapsedTime(Now, due);

    public TimeSpan Elapsed(long from, long to) => clock.GetElapsedTime(from, to);

    public void Add(IDeadline item)
    {
        EnsureRunning();
        using (gate.Enter())
        {
            watched.Add(item);
        }
    }

    /// <summary>Starts the thread, without which no limit holds. Called before there is something to watch, where a refusal is
    /// the failure of what was to begin.</summary>
    /// <exception cref="ThreadRefusedException">The system gives no thread; the next call tries again.</exception>
    public void EnsureRunning()
    {
        if (Volatile.Read(ref started) != 0 || Interlocked.Exchange(ref started, 1) != 0)
        {
            return;
        }

        try
        {
            LibraryThread.Start(ThreadRole.TimeLimits, "ProcessIsolate time limits", Watch, _ => WatchOn());
        }
        catch (ThreadRefusedException)
        {
            Volatile.Write(ref started, 0);
            throw;
        }
    }

    public void Remove(IDeadline item)
    {
        using (gate.Enter())
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
            using (gate.Enter())
            {
                gate.Pulse();
            }
        }
    }

    // What is due is seen to under a net of its own; this is for what nothing foresees, a lack of memory above all. On the same
    // thread: a new one might be refused, and no limit would hold.
    private void WatchOn()
    {
        while (true)
        {
            try
            {
                using (gate.Enter())
                {
                    gate.Wait(Rest);
                }

                Watch();
            }
            catch (Exception)
            {
                // It is tried again.
            }
        }
    }

    private void Watch()
    {
        while (true)
        {
            IDeadline[] due;
            long now;
            using (gate.Enter())
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
                // limit set in between, which had compared itself with the earlier one and found no need to wake this thread.
                now = Now;
                if (earliest > now)
                {
                    gate.Wait(WaitTime(earliest));
                    continue;
                }

                due = [.. watched.FindAll(item => item.Due <= now)];
            }

            // Outside the lock: what is due may remove itself.
            foreach (IDeadline item in due)
            {
                LibraryThread.Guard(ThreadRole.TimeLimits, () => item.OnDue(now), item.OnFault);
            }
        }
    }

    private TimeSpan WaitTime(long earliest)
    {
        if (earliest == long.MaxValue)
        {
            return Timeout.InfiniteTimeSpan;
        }

        // Rounded up: waking before the time would only mean another look.
        double milliseconds = Math.Ceiling(Until(earliest).TotalMilliseconds);
        return TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, 1, int.MaxValue));
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
