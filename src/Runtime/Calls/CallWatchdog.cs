using System;
using System.Threading;
using ProcessIsolate.Platform;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Calls;

/// <summary>Why a worker is being made to stop.</summary>
internal enum StopReason
{
    None,
    Cancelled,
    TimedOut,
    Terminated,
    BrokeProtocol,
}

/// <summary>A cancellation that is due; sent once no lock is held.</summary>
internal readonly struct CancelRequest(WorkerProcess worker, long first, long through, CallTokens? tokens = null)
{
    public bool IsNeeded => worker is not null;

    public void Send()
    {
        if (IsNeeded)
        {
            RankedLock.AssertNoneHeld();
            worker.RequestCancel(first, through, tokens?.Cancelled ?? 0);
        }
    }
}

/// <summary>The call a worker runs, as its host sees it: the time limit, the cancellation, the escalation from a polite
/// request to a kill.</summary>
/// <remarks>One per worker, reused. Begun and ended by the caller that leased the worker; stopped by cancellation callbacks
/// and the deadline monitor, on their threads. A cancellation names its call, so one that is sent late concerns no other.</remarks>
internal sealed class CallWatchdog(WorkerProcess worker) : IDeadline
{
    private const int MaxLooks = 10;

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(5);

    // Held for a few instructions: a call that has ended is not stopped any more.
    private readonly RankedLock gate = new(LockRank.Watchdog);

    private long due = long.MaxValue;
    private long span;
    private int looks;
    private long id;
    private long lastId;
    private bool running;
    private bool asked;
    private TimeSpan grace;
    private CallTokens? tokens;

    public long Due => Volatile.Read(ref due);

    public StopReason Reason { get; private set; }

    /// <param name="callId">The call.</param>
    /// <param name="terms">What bounds it.</param>
    /// <param name="behind">The last call that was sent along and is cancelled with it; not, however, when it is late.</param>
    /// <returns>To be sent by the caller: a worker of a terminated pool is asked to stop before the call begins, and
    /// remembers that.</returns>
    public CancelRequest Begin(long callId, in CallLimits terms, long behind = -1)
    {
        long limit = terms.EndOfRun;
        long whole = limit == long.MaxValue ? limit : Math.Max(0, limit - DeadlineMonitor.Shared.Now);
        using (gate.Enter())
        {
            id = callId;
            lastId = behind;
            running = true;
            asked = false;
            grace = terms.Grace;
            tokens = terms.Tokens;
            span = whole;
            looks = 0;
            Reason = worker.IsTerminated ? StopReason.Terminated : StopReason.None;
            Volatile.Write(ref due, limit);
            if (worker.IsTerminated)
            {
                return Ask(StopReason.Terminated);
            }
        }

        if (limit != long.MaxValue)
        {
            DeadlineMonitor.Shared.OnDueSet(limit);
        }

        return default;
    }

    /// <returns>Why the call was asked to stop, if it was.</returns>
    public StopReason End()
    {
        using (gate.Enter())
        {
            running = false;
            tokens = null;
            Volatile.Write(ref due, long.MaxValue);
            return Reason;
        }
    }

    /// <summary>Has the call stop; its worker is killed when it does not within the grace period.</summary>
    /// <returns>What asks it to; sent by the caller.</returns>
    public CancelRequest Stop(long callId, StopReason reason)
    {
        using (gate.Enter())
        {
            return running && id == callId ? Ask(reason) : default;
        }
    }

    /// <summary>As <see cref="Stop"/>, for whichever call runs.</summary>
    public CancelRequest StopCurrent(StopReason reason)
    {
        using (gate.Enter())
        {
            return running ? Ask(reason) : default;
        }
    }

    /// <summary>Kills the worker; the call it runs ends with the given reason.</summary>
    public void Kill(StopReason reason)
    {
        using (gate.Enter())
        {
            if (Reason == StopReason.None)
            {
                Reason = reason;
            }
        }

        worker.Kill();
    }

    public void OnDue(long now)
    {
        CancelRequest request;
        bool isLate;
        bool isOver = worker.Pipe is { } pipe && pipe.HasMovedOn;
        using (gate.Enter())
        {
            if (!running || due > now)
            {
                return;
            }

            if (isOver && looks++ < MaxLooks)
            {
                // Its answer is here by the worker's word, and another call runs. The word may be a lie, which keeps no call for ever.
                Volatile.Write(ref due, DeadlineMonitor.Shared.After(LookAgain));
                return;
            }

            if (!asked && DeadlineMonitor.IsPaused())
            {
                Volatile.Write(ref due, DeadlineMonitor.Shared.Now + Math.Max(span, DeadlineMonitor.Shared.Ticks(LookAgain)));
                return;
            }

            request = asked ? default : Ask(StopReason.TimedOut);
            isLate = Reason == StopReason.TimedOut;
            if (!request.IsNeeded)
            {
                // Before the call can end: its worker is no other call's any more, so the kill below, however late, hits none.
                worker.Condemn();
                Volatile.Write(ref due, long.MaxValue);
            }
        }

        // Both may block, and other limits pass meanwhile.
        BlockingThreadPool.Shared.RunOrDo(request.IsNeeded ? request.Send : isLate ? () => StackDump.KillLate(worker) : worker.Kill, OnFault);
    }

    public void OnFault(Exception exception) => worker.Blame(exception);

    // Lock held.
    private CancelRequest Ask(StopReason reason)
    {
        if (asked)
        {
            // A further token of the same call.
            return reason == StopReason.Cancelled && tokens is not null ? new CancelRequest(worker, id, lastId, tokens) : default;
        }

        asked = true;
        Reason = Reason == StopReason.None ? reason : Reason;
        long limit = DeadlineMonitor.Shared.After(grace);
        Volatile.Write(ref due, limit);
        DeadlineMonitor.Shared.OnDueSet(limit);
        return new CancelRequest(worker, id, reason == StopReason.TimedOut ? id : lastId, reason == StopReason.Cancelled ? tokens : null);
    }
}
