using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;

namespace ProcessIsolate.Calls;

/// <content>When an instance runs: woken by work, ended when there is none, helped when it is stuck.</content>
internal sealed partial class CallPump
{
    private const int MaxInstances = 64;

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(2);
    private static readonly long SpinTicks = Environment.ProcessorCount > 1 ? Stopwatch.Frequency * 15 / 1_000_000 : 0;

    private CallPipe[] pipes = [];
    private int running;
    private long progress;
    private long progressAtLook;
    private long due = long.MaxValue;
    private bool watched;

    public long Due => Volatile.Read(ref due);

    /// <summary>Makes sure that an instance looks.</summary>
    public void Wake()
    {
        if (Interlocked.CompareExchange(ref running, 1, 0) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
        else
        {
            Arm();
        }
    }

    public void Add(CallPipe pipe)
    {
        lock (gate)
        {
            pipes = [.. pipes, pipe];
        }
    }

    public void Remove(CallPipe pipe)
    {
        lock (gate)
        {
            pipes = Array.FindAll(pipes, other => other != pipe);
        }
    }

    public void Dispose() => DeadlineMonitor.Shared.Remove(this);

    /// <summary>The monitor's thread: takes calls from behind slow ones, and sends a second instance when one is stuck.</summary>
    public void OnDue(long now)
    {
        // Disarmed first, looked second; whoever sends publishes first and then looks whether this is armed.
        Volatile.Write(ref due, long.MaxValue);
        Interlocked.MemoryBarrier();
        bool more = false;
        foreach (CallPipe pipe in Volatile.Read(ref pipes))
        {
            List<PendingCall> stalled = [];
            more |= pipe.LookForStall(stalled);
            workers.TakeBack(pipe, stalled);
        }

        bool work = HasWork();
        int instances = Volatile.Read(ref running);
        if (work && progress == progressAtLook && instances is > 0 and < MaxInstances)
        {
            Interlocked.Increment(ref running);
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        progressAtLook = progress;
        if (more || work)
        {
            Arm();
        }
    }

    private void OnSent(CallPipe pipe)
    {
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref running) != 0)
        {
            Arm();
        }
        else if (pipe.IsQuick)
        {
            Wake();
        }
        else
        {
            pipe.Watch();
        }

        if (pipe.Count > 1)
        {
            Arm();
        }
    }

    private void Arm()
    {
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref due) != long.MaxValue)
        {
            return;
        }

        long limit = DeadlineMonitor.Shared.After(LookInterval);
        Volatile.Write(ref due, limit);
        if (!watched)
        {
            lock (gate)
            {
                if (!watched)
                {
                    watched = true;
                    DeadlineMonitor.Shared.Add(this);
                }
            }
        }

        DeadlineMonitor.Shared.OnDueSet(limit);
    }

    private bool HasWork()
    {
        if (Volatile.Read(ref waiting) != 0)
        {
            return true;
        }

        foreach (CallPipe pipe in Volatile.Read(ref pipes))
        {
            if (pipe.NeedsPump)
            {
                return true;
            }
        }

        return false;
    }

    private bool IsAnyReady()
    {
        if (Volatile.Read(ref waiting) != 0)
        {
            return true;
        }

        foreach (CallPipe pipe in Volatile.Read(ref pipes))
        {
            if (pipe.IsReady)
            {
                return true;
            }
        }

        return false;
    }

    // Workers that are runnable go first; then a few microseconds, which is what the next answer of a flood takes.
    private bool Spin()
    {
        Thread.Yield();
        long end = Stopwatch.GetTimestamp() + SpinTicks;
        do
        {
            if (IsAnyReady())
            {
                return true;
            }

            Thread.SpinWait(10);
        }
        while (Stopwatch.GetTimestamp() < end);
        return false;
    }

    // Leaves the rings to the receive loop; false when something came in between.
    private bool TryEnd()
    {
        foreach (CallPipe pipe in Volatile.Read(ref pipes))
        {
            if (pipe.NeedsPump)
            {
                pipe.Watch();
            }
        }

        // A full fence.
        int left = Interlocked.Decrement(ref running);
        if (!HasWork())
        {
            return true;
        }

        if (left == 0 && Interlocked.CompareExchange(ref running, 1, 0) == 0)
        {
            return false;
        }

        // The other instance sees to it, unless it is stuck.
        Arm();
        return true;
    }
}
