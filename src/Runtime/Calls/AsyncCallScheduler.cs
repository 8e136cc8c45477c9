using System;
using System.Collections.Generic;
using System.Threading;
using ProcessIsolate.Scheduling;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Calls;

/// <summary>Moves the asynchronous calls of one pool: sends those that have got a place, reads answers in bulk, completes
/// tasks. It runs on the thread pool, one instance at a time, while there is something to do; on a thread of its own when
/// the pool does not get round to it.</summary>
/// <remarks>
/// What waits for a task runs right here, one after the other, so that a flood of calls changes no threads. If one of them
/// blocks, a second instance goes on after a few milliseconds: the deadline monitor looks for that, and for calls that
/// stand behind a slow one. Producers publish work and then look whether an instance runs; an instance says that it ends
/// and then looks for work once more. Each has a full fence in between: nothing is left lying.
/// </remarks>
internal sealed partial class AsyncCallScheduler : IThreadPoolWorkItem, IDeadline
{
    private const int MaxAtOnce = 64;

    private readonly WorkerSet workers;
    private readonly PumpQueue queue = new();

    // Hints; a race for them does no harm.
    private bool atOncePays;
    private int atOnce = MaxAtOnce;

    public AsyncCallScheduler(WorkerSet workers)
    {
        this.workers = workers;
        WakeAction = Wake;
        runAction = Run;
        onFault = OnRunFault;
    }

    public WorkerSet Workers => workers;

    /// <summary>Whether calls have ended whose tasks are not completed yet.</summary>
    public bool HasUnfinished => !queue.IsEmpty;

    /// <summary>Begins a call on the caller's thread.</summary>
    public void Start(PendingCall call)
    {
        BlockingThreadPool.Shared.Reserve();
        call.WatchToken();
        CallPipe? pipe;
        WorkerProcess? alone;
        try
        {
            pipe = workers.Places.Place(call, out alone);
        }
        catch (Exception exception)
        {
            call.EndWith(exception);
            return;
        }

        if (pipe is not null)
        {
            SendFromCaller(pipe, call);
        }
        else if (alone is not null)
        {
            call.RunAlone(alone);
        }
    }

    /// <summary>Pool's lock held. A call has got the worker of another one. <see cref="WakeForGiven"/> follows without the lock: it may start a
    /// thread.</summary>
    public void Give(PendingCall call, WorkerProcess worker) => queue.Give(call, worker);

    /// <summary>No lock held. Has an instance look after calls that were given a worker.</summary>
    public void WakeForGiven()
    {
        if (queue.HasGiven)
        {
            Wake();
        }
    }

    /// <summary>A call has ended; its task is completed by an instance.</summary>
    public void Finish(PendingCall call)
    {
        queue.Finish(call);
        Wake();
    }

    /// <summary>A pipe's writer is done.</summary>
    public void OnWritten(CallPipe pipe, bool sent)
    {
        bool othersWait = workers.Places.EndWriting(pipe, sent);
        if (sent)
        {
            OnSent(pipe);
        }

        if (othersWait)
        {
            Wake();
        }
    }

    private void Run()
    {
        List<PendingCall> done = [];
        do
        {
            while (Step(done) || Spin())
            {
            }
        }
        while (!TryEnd());
    }

    // One round; false when there was nothing to do.
    private bool Step(List<PendingCall> done)
    {
        bool any = false;
        while (queue.TryTakeGiven(out PendingCall? call, out WorkerProcess? worker))
        {
            any = true;
            Send(call!, worker!);
        }

        foreach (CallPipe pipe in Volatile.Read(ref pipes))
        {
            int freed = pipe.Read(done);
            if (freed > 0)
            {
                any = true;
                queue.Finish(done);
                workers.Places.Free(pipe, freed);
            }
        }

        while (workers.Places.TryFill(out CallPipe? pipe, out PendingCall? call))
        {
            any = true;
            Send(pipe!, call!);
        }

        bool completed = false;
        while (TryTakeFinished(out PendingCall? call))
        {
            completed = true;
            call!.Complete();
        }

        if (completed && workers.Lifetime.IsClosed)
        {
            workers.Lifetime.OnCompleted();
        }

        any |= completed;

        progress += any ? 1 : 0;
        return any;
    }

    private bool TryTakeFinished(out PendingCall? call)
    {
        call = null;
        if (queue.IsEmpty)
        {
            return false;
        }

        call = queue.TakeFinished();
        progress++;
        return call is not null;
    }

    // A worker that was handed over; it may have died meanwhile.
    private void Send(PendingCall call, WorkerProcess worker)
    {
        if (!BlockingPlaces.IsUsable(worker))
        {
            if (worker.CallCount > 0 || call.MayTryAfterStillborn())
            {
                workers.Places.WaitAgain(call);
            }
            else
            {
                call.Fail(PoolRefusals.Stillborn(worker));
            }

            workers.Return(worker);
        }
        else if (!call.RunsAlone && workers.Places.Open(worker) is { } pipe)
        {
            Send(pipe, call);
        }
        else
        {
            call.RunAlone(worker);
        }
    }

    private void Send(CallPipe pipe, PendingCall call)
    {
        RecordWait(call);
        SendOutcome outcome = SendOutcome.NotSent;
        // User code that writes arguments sees what flows from its caller.
        BlockingThreadPool.RunIn(call.Context, () => outcome = pipe.Send(call, mayBlock: false));
        if (outcome != SendOutcome.Continues)
        {
            OnWritten(pipe, outcome == SendOutcome.Sent);
        }
    }

    private void RecordWait(PendingCall call)
    {
        if (Telemetry.CountsWaits)
        {
            Telemetry.RecordWait(workers.Name, call.Since);
        }
    }

    private void SendFromCaller(CallPipe pipe, PendingCall call)
    {
        RecordWait(call);
        bool isInstance = MayAnswerAtOnce();
        SendOutcome outcome = pipe.Send(call, mayBlock: false);
        if (isInstance)
        {
            bool othersWait = outcome != SendOutcome.Continues && workers.Places.EndWriting(pipe, outcome == SendOutcome.Sent);
            AnswerAtOnce(pipe, call);
            if (othersWait)
            {
                Wake();
            }
        }
        else if (outcome != SendOutcome.Continues)
        {
            OnWritten(pipe, outcome == SendOutcome.Sent);
        }
    }

    // With nothing else under way an answer may be here before another thread could be woken for it. Not for ever: callers
    // that start many calls at once must get round to it. What has not paid lately is tried now and then.
    private bool MayAnswerAtOnce()
    {
        int number = atOnce++;
        bool tries = SpinTicks > 0 && (atOncePays ? number < MaxAtOnce : number >= MaxAtOnce)
            && Interlocked.CompareExchange(ref running, 1, 0) == 0;
        atOnce = tries == atOncePays ? atOnce : 0;
        return tries;
    }

    // Acts as the instance for a moment. Only the caller's own task is completed here, and no code waits for it yet.
    private void AnswerAtOnce(CallPipe pipe, PendingCall call)
    {
        List<PendingCall> done = [];
        pipe.SpinForAnswer(SpinTicks);
        int freed = pipe.Read(done);
        if (freed > 0)
        {
            workers.Places.Free(pipe, freed);
        }

        atOncePays = done.Remove(call);
        if (atOncePays)
        {
            call.Complete();
        }

        queue.Finish(done);
        if (!TryEnd())
        {
            Launch();
        }
    }
}
