using System;
using System.Threading;
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

/// <summary>The call a worker runs, as its host sees it: the time limit, the cancellation, the escalation from a polite
/// request to a kill.</summary>
/// <remarks>One per worker, reused. Begun and ended by the caller that leased the worker; stopped by cancellation callbacks
/// and the deadline monitor, on their threads.</remarks>
internal sealed class ActiveCall(WorkerProcess worker) : IDeadline
{
    // Held for a few instructions, and while a cancellation is sent: a call that has ended must not be stopped any more,
    // since the worker is already running the next one.
    private readonly object gate = new();

    private long due = long.MaxValue;
    private long id;
    private long lastId;
    private bool running;
    private bool asked;
    private TimeSpan grace;

    public long Due => Volatile.Read(ref due);

    public StopReason Reason { get; private set; }

    /// <param name="callId">The call.</param>
    /// <param name="terms">What bounds it.</param>
    /// <param name="behind">The last call that was sent along and is cancelled with it; not, however, when it is late.</param>
    public void Begin(long callId, in CallTerms terms, long behind = -1)
    {
        long limit = terms.Limit == Timeout.InfiniteTimeSpan ? long.MaxValue : DeadlineMonitor.Shared.After(terms.Limit);
        lock (gate)
        {
            id = callId;
            lastId = behind;
            running = true;
            asked = false;
            grace = terms.Grace;
            Reason = worker.IsTerminated ? StopReason.Terminated : StopReason.None;
            Volatile.Write(ref due, limit);
            if (worker.IsTerminated)
            {
                // Asked to stop before it began; the worker remembers cancellations that come before their request.
                Ask(StopReason.Terminated);
                return;
            }
        }

        if (limit != long.MaxValue)
        {
            DeadlineMonitor.Shared.OnDueSet(limit);
        }
    }

    /// <returns>Why the call was asked to stop, if it was.</returns>
    public StopReason End()
    {
        lock (gate)
        {
            running = false;
            Volatile.Write(ref due, long.MaxValue);
            return Reason;
        }
    }

    /// <summary>Asks the call to stop; kills its worker when it does not within the grace period.</summary>
    public void Stop(long callId, StopReason reason)
    {
        lock (gate)
        {
            if (running && id == callId)
            {
                Ask(reason);
            }
        }
    }

    /// <summary>Asks whatever call runs to stop.</summary>
    public void StopCurrent(StopReason reason)
    {
        lock (gate)
        {
            if (running)
            {
                Ask(reason);
            }
        }
    }

    /// <summary>Kills the worker; whatever call it runs ends with the given reason.</summary>
    public void Kill(StopReason reason)
    {
        lock (gate)
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
        lock (gate)
        {
            if (!running || due > now)
            {
                return;
            }

            if (!asked)
            {
                Ask(StopReason.TimedOut);
                return;
            }

            Volatile.Write(ref due, long.MaxValue);
        }

        worker.Kill();
    }

    private void Ask(StopReason reason)
    {
        if (asked)
        {
            return;
        }

        asked = true;
        Reason = Reason == StopReason.None ? reason : Reason;
        worker.RequestCancel(id, reason == StopReason.TimedOut ? id : lastId);
        long limit = DeadlineMonitor.Shared.After(grace);
        Volatile.Write(ref due, limit);
        DeadlineMonitor.Shared.OnDueSet(limit);
    }
}
