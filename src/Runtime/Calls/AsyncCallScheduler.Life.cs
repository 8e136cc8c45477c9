using System;
using System.Collections.Generic;
using System.Threading;
using ProcessIsolate.Platform;

namespace ProcessIsolate.Calls;

/// <content>When an instance runs: woken by work, ended when there is none, helped when it is stuck.</content>
internal sealed partial class AsyncCallScheduler
{
    private const int MaxInstances = 64;

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(2);

    private readonly RankedLock gate = new(LockRank.Pump);
    private readonly PoolThreads poolThreads = new();
    private readonly Action runAction;
    private readonly Action<Exception> onFault;

    // Changed under the lock, read without.
    private CallPipe[] pipes = [];
    private int running;
    private long progress;
    private long progressAtLook;
    private long due = long.MaxValue;
    private int watched;
    private int faulted;

    /// <summary><see cref="Wake"/>, as what the receive loop calls.</summary>
    public Action WakeAction { get; }

    public long Due => Volatile.Read(ref due);

    /// <summary>Makes sure that an instance looks.</summary>
    public void Wake()
    {
        if (Interlocked.CompareExchange(ref running, 1, 0) == 0)
        {
            Launch();
        }
        else
        {
            Arm(LookInterval);
        }
    }

    public void Add(CallPipe pipe)
    {
        using (gate.Enter())
        {
            pipes = [.. pipes, pipe];
        }
    }

    public void Remove(CallPipe pipe)
    {
        using (gate.Enter())
        {
            pipes = Array.FindAll(pipes, other => other != pipe);
        }
    }

    public void Dispose() => DeadlineMonitor.Shared.Remove(this);

    /// <summary>The monitor's thread: takes calls from behind slow ones, and sends a second instance when one is stuck.</summary>
    public void OnDue(long now)
    {
        // Disarmed first, looked second; a sender publishes first and then looks whether this is armed.
        Volatile.Write(ref due, long.MaxValue);
        Interlocked.MemoryBarrier();
        bool more = false;
        foreach (CallPipe pipe in Volatile.Read(ref pipes))
        {
            List<PendingCall> stalled = [];
            more |= pipe.LookForStall(stalled);
            workers.Places.TakeBack(pipe, stalled);
        }

        bool work = HasWork();
        if (Interlocked.Exchange(ref faulted, 0) != 0)
        {
            Wake();
        }
        else if (work && progress == progressAtLook)
        {
            Help();
        }

        progressAtLook = progress;
        if (more || work)
        {
            Arm(LookInterval);
        }
    }

    // The pool's threads may all wait for the very calls that an instance would complete.
    void IThreadPoolWorkItem.Execute()
    {
        if (poolThreads.TryBegin())
        {
            LibraryThread.Guard(ThreadRole.Pump, Run, onFault);
        }
    }

    /// <summary>The monitor's look has failed: it is repeated.</summary>
    public void OnFault(Exception exception) => Arm(LookInterval);

    // What one call or one worker does wrong has its own net. Calls wait for the rest, so the instance goes on with it. One that fails
    // again is replaced a little later, so that what fails at once each time keeps no core busy.
    private void OnRunFault(Exception exception)
    {
        try
        {
            Run();
            return;
        }
        catch (Exception)
        {
            // Below.
        }

        Interlocked.Decrement(ref running);
        Interlocked.Exchange(ref faulted, 1);
        Arm(LookInterval);
    }

    // Starts an instance that is counted already.
    private void Launch()
    {
        if (poolThreads.TryAsk(this))
        {
            Arm(PoolThreads.StarvedAfter);
        }
        else
        {
            BlockingThreadPool.Shared.Run(runAction, onFault);
        }
    }

    private void Help()
    {
        int instances = Volatile.Read(ref running);
        if (poolThreads.AreAwaited)
        {
            if (poolThreads.TryTakeBack())
            {
                BlockingThreadPool.Shared.Run(runAction, onFault);
            }
        }
        else if (instances is > 0 and < MaxInstances)
        {
            Interlocked.Increment(ref running);
            Launch();
        }
    }

    private void OnSent(CallPipe pipe)
    {
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref running) != 0)
        {
            Arm(LookInterval);
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
            Arm(LookInterval);
        }
    }

    // Has the monitor look within so long, or earlier if it will anyway.
    private void Arm(TimeSpan interval)
    {
        Interlocked.MemoryBarrier();
        long limit = DeadlineMonitor.Shared.After(interval);
        long seen = Volatile.Read(ref due);
        while (limit < seen)
        {
            long found = Interlocked.CompareExchange(ref due, limit, seen);
            if (found == seen)
            {
                break;
            }

            seen = found;
        }

        if (limit >= seen)
        {
            return;
        }

        if (Volatile.Read(ref watched) == 0 && Interlocked.Exchange(ref watched, 1) == 0)
        {
            try
            {
                DeadlineMonitor.Shared.Add(this);
            }
            catch (ThreadRefusedException)
            {
                // The call that has just ended must not fail for this. No worker starts without the monitor's thread, so there is
                // nothing to look after yet; the next time tries again.
                Volatile.Write(ref watched, 0);
                Volatile.Write(ref due, long.MaxValue);
                return;
            }
        }

        DeadlineMonitor.Shared.OnDueSet(limit);
    }

    private bool HasWork()
    {
        if (!queue.IsEmpty)
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
        Arm(LookInterval);
        return true;
    }
}
