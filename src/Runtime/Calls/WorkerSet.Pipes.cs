using System;
using System.Collections.Generic;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Calls;

// Gives asynchronous calls their places: on an idle worker, or behind other short calls.
internal sealed partial class WorkerSet
{
    // Those with calls, or with somebody who writes one.
    private readonly List<CallPipe> open = [];

    /// <summary>What moves the asynchronous calls.</summary>
    public CallPump Pump { get; }

    /// <summary>Finds a place for a call, or has it wait.</summary>
    /// <param name="call">The call.</param>
    /// <param name="alone">A worker that takes one call at a time, for this one.</param>
    /// <returns>Where the caller is to send it now, being the writer; null when there is nothing to do or with
    /// <paramref name="alone"/>.</returns>
    public CallPipe? Place(PendingCall call, out WorkerProcess? alone)
    {
        while (true)
        {
            alone = null;
            lock (gate)
            {
                ThrowIfUnusable();
                if (idle.Count > 0)
                {
                    alone = TakeIdle();
                }
                else if (waiters.First is null && FindPipe(call) is { } pipe)
                {
                    TakePlace(pipe);
                    GrowBehind();
                    return pipe;
                }
                else
                {
                    waiters.AddLast(call);
                    StartForWaiters();
                    StartAhead();
                }
            }

            if (alone is null)
            {
                EndIfCancelled(call);
                return null;
            }

            if (IsUsable(alone))
            {
                CallPipe? opened = Open(alone);
                alone = opened is null ? alone : null;
                return opened;
            }

            Return(alone);
        }
    }

    /// <summary>Opens the pipe of a leased worker for its first call; the caller is the writer.</summary>
    /// <returns>Null for a worker that takes one call at a time.</returns>
    public CallPipe? Open(WorkerProcess worker)
    {
        if (!worker.HasRings)
        {
            return null;
        }

        lock (gate)
        {
            if (worker.Pipe is null)
            {
                worker.Pipe = new CallPipe(worker, Pump);
                Pump.Add(worker.Pipe);
            }

            open.Add(worker.Pipe);
            TakePlace(worker.Pipe);
            return worker.Pipe;
        }
    }

    /// <summary>The call at the head of the queue and a place behind other calls for it; the caller is the writer.</summary>
    public bool TryFill(out CallPipe? pipe, out PendingCall? call)
    {
        (pipe, call) = (null, null);
        if (!HasWaiters)
        {
            return false;
        }

        lock (gate)
        {
            if (waiters.First is not PendingCall first || FindPipe(first) is not { } found)
            {
                return false;
            }

            waiters.Remove(first);
            TakePlace(found);
            (pipe, call) = (found, first);
            return true;
        }
    }

    /// <summary>The writer of a pipe is done.</summary>
    /// <returns>Whether others wait.</returns>
    public bool EndWriting(CallPipe pipe, bool sent)
    {
        bool closes;
        bool othersWait;
        lock (gate)
        {
            pipe.IsWritten = false;
            if (!sent)
            {
                pipe.Taken--;
                pipe.Worker.CallCount--;
            }

            closes = TryClose(pipe);
            othersWait = waiters.First is PendingCall;
        }

        if (closes)
        {
            Return(pipe.Worker);
        }

        return othersWait;
    }

    /// <summary>Places of calls that have ended are free.</summary>
    public void Free(CallPipe pipe, int places)
    {
        bool closes;
        lock (gate)
        {
            pipe.Taken -= places;
            closes = TryClose(pipe);
        }

        if (closes)
        {
            Return(pipe.Worker);
        }
    }

    /// <summary>Calls that stood behind a slow one wait for another worker.</summary>
    public void TakeBack(CallPipe pipe, List<PendingCall> calls)
    {
        if (calls.Count > 0)
        {
            lock (gate)
            {
                pipe.Depth = 1;
                pipe.Worker.CallCount -= calls.Count;
            }

            WaitAgain(calls);
            Free(pipe, calls.Count);
        }
    }

    /// <summary>A call that had a place and did not begin there waits once more, before those that came later.</summary>
    public void WaitAgain(PendingCall call) => WaitAgain([call]);

    /// <inheritdoc cref="WaitAgain(PendingCall)"/>
    /// <param name="calls">The calls in their order.</param>
    public void WaitAgain(List<PendingCall> calls)
    {
        bool refused;
        lock (gate)
        {
            refused = terminated || broken is not null;
            for (int i = calls.Count - 1; i >= 0 && !refused; i--)
            {
                waiters.AddFirst(calls[i]);
            }

            ServeWaiters();
            StartForWaiters();
            StartAhead();
        }

        foreach (PendingCall call in calls)
        {
            if (refused)
            {
                call.Fail(terminated ? WorkerCaller.Terminated() : new BrokenPoolException($"The pool '{name}' gave up.", broken!));
            }
            else
            {
                EndIfCancelled(call);
            }
        }

        // There may be room behind other calls.
        Pump.Wake();
    }

    // Called with the lock held. Workers may have become idle while these calls stood elsewhere.
    private void ServeWaiters()
    {
        while (idle.Count > 0 && waiters.First is { } first)
        {
            waiters.Remove(first);
            first.Give(TakeIdle());
        }
    }

    // Whoever cancels marks the call and then looks for it here; this looks for the mark after it was put here.
    private void EndIfCancelled(PendingCall call)
    {
        if (call.IsCancelled && Forget(call))
        {
            call.Fail(new OperationCanceledException(call.Terms.Token));
        }
    }

    // Called with the lock held. The least loaded of those that have room.
    private CallPipe? FindPipe(PendingCall call)
    {
        CallPipe? best = null;
        foreach (CallPipe pipe in open)
        {
            if (!pipe.IsWritten && !pipe.IsBroken && !call.NeedsEmptyPipe && pipe.Taken < pipe.Depth
                && pipe.Worker.CallCount < options.MaxCallsPerWorker && (best is null || pipe.Taken < best.Taken))
            {
                best = pipe;
            }
        }

        return best;
    }

    // Called with the lock held.
    private static void TakePlace(CallPipe pipe)
    {
        pipe.Taken++;
        pipe.IsWritten = true;
        pipe.Worker.CallCount++;
    }

    // Called with the lock held. A call behind another would have started a worker had it waited; one at a time will do.
    private void GrowBehind()
    {
        if (size < options.MaxWorkers && starting == 0 && startFailures == 0 && !closed)
        {
            StartNext();
        }
    }

    // Called with the lock held.
    private bool TryClose(CallPipe pipe)
    {
        if (pipe.Taken > 0 || pipe.IsWritten || !open.Remove(pipe))
        {
            return false;
        }

        pipe.Close();
        if (pipe.IsBroken || pipe.Worker.HasExited)
        {
            Pump.Remove(pipe);
        }

        return true;
    }
}
