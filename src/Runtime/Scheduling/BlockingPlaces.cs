using System;
using System.Threading;
using ProcessIsolate.Calls;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Scheduling;

/// <summary>Workers for callers that wait for one on their own thread.</summary>
internal sealed class BlockingPlaces(WorkerSet set)
{
    /// <summary>An idle worker, or the first that becomes free.</summary>
    /// <param name="what">What waits, for messages</param>
    /// <param name="terms">How the call waits.</param>
    /// <param name="token">Ends the wait.</param>
    public WorkerProcess Lease(string what, in QueueTerms terms, CancellationToken token)
    {
        if (terms.IsBounded)
        {
            set.Limits.EnsureWatched();
        }

        (WorkerProcess worker, BlockedCaller? waiter) = LeaseOne(what, terms, token);
        for (int stillborn = 0; !IsUsable(worker);)
        {
            // One that lay idle says nothing of the next one.
            if (waiter is not null && worker.CallCount == 0 && ++stillborn > CallDispatcher.MaxUndelivered)
            {
                set.Return(worker);
                throw PoolRefusals.Stillborn(worker);
            }

            set.Accepted.GoOn();
            try
            {
                set.Return(worker);
                (worker, waiter) = LeaseOne(what, terms with { ComesBack = !terms.IsOfMap }, token);
            }
            finally
            {
                set.Accepted.End();
            }
        }

        if (Telemetry.CountsWaits)
        {
            Telemetry.RecordWait(set.Name, waiter?.Since ?? 0);
        }

        return worker;
    }

    private (WorkerProcess Worker, BlockedCaller? Waiter) LeaseOne(string what, in QueueTerms terms, CancellationToken token)
    {
        (WorkerProcess? worker, BlockedCaller? waiter) = TakeOrWait(what, terms);
        set.Starts.Launch();
        return (worker ?? waiter!.Wait(set, token), waiter);
    }

    /// <summary>Asked before every call: the death of an idle worker may not have been noticed yet, and is no call's error.</summary>
    public static bool IsUsable(WorkerProcess worker)
    {
        if (worker.HasExited)
        {
            return false;
        }

        try
        {
            if (worker.Calls!.SettleBetweenCalls())
            {
                return true;
            }

            if (!worker.Calls.HasEnded)
            {
                worker.End.Because(WorkerExitReason.BrokeProtocol);
            }

            worker.Kill();
        }
        catch (Exception exception)
        {
            worker.Blame(exception);
        }

        return false;
    }

    private (WorkerProcess? Worker, BlockedCaller? Waiter) TakeOrWait(string what, in QueueTerms terms)
    {
        try
        {
            using (set.Gate.Enter())
            {
                set.Refusals.ThrowIfUnusable(terms.IsAccepted);
                if (set.Idle.Count > 0)
                {
                    set.Watch.OnPlacedAtOnce();
                    return (set.TakeIdle(), null);
                }

                BlockedCaller waiter = new(what, terms);
                if (terms.ComesBack)
                {
                    set.Waiters.AddFirst(waiter);
                }
                else
                {
                    set.Refusals.ThrowIfOverloaded(terms.IsOfMap);
                    set.Waiters.AddLast(waiter);
                }

                set.Starts.StartWanted();
                return (null, waiter);
            }
        }
        catch (PoolOverloadedException)
        {
            set.Watch.Log?.Pump();
            throw;
        }
    }
}
