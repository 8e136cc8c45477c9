using System;
using System.Collections.Generic;
using ProcessIsolate.Calls;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Scheduling;

/// <summary>The places of asynchronous calls: on an idle worker, or behind other short calls.</summary>
/// <remarks>Its state is guarded by the pool's lock. The call that gets a place is the pipe's only writer until
/// <see cref="EndWriting"/>.</remarks>
internal sealed class AsyncPlaces(ProcessPoolOptions options, WorkerSet set)
{
    // Those with calls, or with a writer.
    private readonly List<CallPipe> open = [];

    /// <summary>Finds a place for a call, or has it wait.</summary>
    /// <param name="call">The call.</param>
    /// <param name="alone">A worker that takes one call at a time, for this one.</param>
    /// <returns>Where the caller is to send it now, being the writer; null when there is nothing to do or with
    /// <paramref name="alone"/>.</returns>
    public CallPipe? Place(PendingCall call, out WorkerProcess? alone)
    {
        while (true)
        {
            CallPipe? found;
            try
            {
                found = PlaceOrWait(call, out alone);
            }
            catch (PoolOverloadedException)
            {
                set.Watch.Log?.Pump();
                throw;
            }

            set.Starts.Launch();
            if (found is not null)
            {
                return found;
            }

            if (alone is null)
            {
                EndIfCancelled(call);
                return null;
            }

            if (BlockingPlaces.IsUsable(alone))
            {
                CallPipe? opened = call.RunsAlone ? null : Open(alone);
                alone = opened is null ? alone : null;
                return opened;
            }

            set.Return(alone);
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

        using (set.Gate.Enter())
        {
            if (worker.Pipe is null)
            {
                worker.Pipe = new CallPipe(worker, set.Pump);
                set.Pump.Add(worker.Pipe);
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
        if (!set.HasWaiters)
        {
            return false;
        }

        using (set.Gate.Enter())
        {
            if (set.Waiters.First is not PendingCall first || FindPipe(first) is not { } found)
            {
                return false;
            }

            set.Waiters.Serve(first);
            set.Watch.OnPlaced(first);
            set.Starts.StartSuccessor(found.Worker, callsToCome: 1);
            TakePlace(found);
            (pipe, call) = (found, first);
        }

        set.Starts.Launch();
        return true;
    }

    /// <summary>The writer of a pipe is done.</summary>
    /// <returns>Whether asynchronous calls wait.</returns>
    public bool EndWriting(CallPipe pipe, bool sent)
    {
        bool closes;
        bool othersWait;
        using (set.Gate.Enter())
        {
            pipe.IsWritten = false;
            if (!sent)
            {
                pipe.Taken--;
                pipe.Worker.CallCount--;
            }

            closes = TryClose(pipe);
            othersWait = set.Waiters.First is PendingCall;
        }

        Return(pipe, closes);
        return othersWait;
    }

    /// <summary>Places of calls that have ended are free.</summary>
    public void Free(CallPipe pipe, int places)
    {
        bool closes;
        using (set.Gate.Enter())
        {
            pipe.Taken -= places;
            closes = TryClose(pipe);
        }

        Return(pipe, closes);
    }

    /// <summary>Calls that stood behind a slow one wait for another worker.</summary>
    public void TakeBack(CallPipe pipe, List<PendingCall> calls)
    {
        if (calls.Count > 0)
        {
            using (set.Gate.Enter())
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
        List<Exception>? refusals = null;
        using (set.Gate.Enter())
        {
            if (set.Lifetime.IsTerminated || set.Starts.IsHopeless)
            {
                refusals = calls.ConvertAll<Exception>(_ => set.Lifetime.IsTerminated ? WorkerCaller.Terminated() : set.Refusals.HeldBack());
            }

            for (int i = calls.Count - 1; i >= 0 && refusals is null; i--)
            {
                set.Waiters.AddFirst(calls[i]);
            }

            set.ServeWaiters();
            set.Starts.StartWanted();
        }

        set.Starts.Launch();
        for (int i = 0; i < calls.Count; i++)
        {
            if (refusals is not null)
            {
                calls[i].Fail(refusals[i]);
            }
            else
            {
                EndIfCancelled(calls[i]);
            }
        }

        // There may be room behind other calls.
        set.Pump.Wake();
    }

    private CallPipe? PlaceOrWait(PendingCall call, out WorkerProcess? idle)
    {
        idle = null;
        using (set.Gate.Enter())
        {
            set.Refusals.ThrowIfUnusable();
            if (set.Idle.Count > 0)
            {
                set.Watch.OnPlacedAtOnce();
                idle = set.TakeIdle();
                return null;
            }

            if (set.Waiters.First is null && FindPipe(call) is { } pipe)
            {
                set.Starts.StartSuccessor(pipe.Worker, callsToCome: 1);
                TakePlace(pipe);
                set.Watch.OnPlacedAtOnce();
                set.Starts.StartBehind();
                return pipe;
            }

            set.Refusals.ThrowIfOverloaded(isOfMap: false);
            set.Waiters.AddLast(call);
            set.Starts.StartWanted();
            return null;
        }
    }

    private void Return(CallPipe pipe, bool closes)
    {
        if (closes)
        {
            pipe.Close();
            set.Return(pipe.Worker);
        }
    }

    // A cancellation marks the call and then looks for it here; this looks for the mark after it was put here.
    private void EndIfCancelled(PendingCall call)
    {
        if (call.IsCancelled)
        {
            set.TryFail(call, static call => new OperationCanceledException(((PendingCall)call).Terms.Blamed));
        }
    }

    // Lock held. The least loaded of those that have room.
    private CallPipe? FindPipe(PendingCall call)
    {
        CallPipe? best = null;
        foreach (CallPipe pipe in open)
        {
            if (!pipe.IsWritten && !pipe.IsBroken && !set.Replacement.GetsNoCalls(pipe.Worker) && !call.NeedsEmptyPipe && pipe.Taken < pipe.Depth
                && pipe.Worker.CallCount < options.MaxCallsPerWorker && (best is null || pipe.Taken < best.Taken))
            {
                best = pipe;
            }
        }

        return best;
    }

    // Lock held.
    private static void TakePlace(CallPipe pipe)
    {
        pipe.Taken++;
        pipe.IsWritten = true;
        pipe.Worker.CallCount++;
    }

    // Lock held. The caller that gets true closes it: it alone has the worker then.
    private bool TryClose(CallPipe pipe)
    {
        if (pipe.Taken > 0 || pipe.IsWritten || !open.Remove(pipe))
        {
            return false;
        }

        if (pipe.IsBroken || pipe.Worker.HasExited)
        {
            set.Pump.Remove(pipe);
        }

        return true;
    }
}
