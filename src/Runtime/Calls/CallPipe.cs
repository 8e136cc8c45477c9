using System;
using System.Collections.Generic;
using System.Threading;
using ProcessIsolate.Platform;
using ProcessIsolate.Rpc;
using ProcessIsolate.Scheduling;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Calls;

/// <summary>The asynchronous calls on their way to one worker over shared memory: the one that runs, and while calls are
/// short a number of them behind it.</summary>
/// <remarks>
/// The worker answers each request before it begins the next: the first one without an answer is the one that runs, and the
/// lane's claim word says whether it has begun. A call behind one that turns out slow is taken back and goes elsewhere.
/// <see cref="AsyncPlaces"/> owns the places, under its lock; one thread at a time writes (the one that got a place), one
/// reads (the pump), and the queue between them has a lock of its own.
/// </remarks>
internal sealed partial class CallPipe(WorkerProcess worker, AsyncCallScheduler pump)
{
    // Bytes on their way at most: a send never blocks while the worker waits for room for its answers.
    private const int WindowBytes = 32 * 1024;

    private readonly RankedLock gate = new(LockRank.Pipe);
    private readonly Queue<PendingCall> calls = new();
    private readonly CallPace pace = new(worker.Activity, TimeProvider.System);
    private int count;
    private int bytes;
    private int reading;
    private int answered;
    private int answeredAtLook;
    private bool held;
    private bool broken;

    public WorkerProcess Worker => worker;

    /// <summary>Owned by the set, as are the next two: places taken; whether a thread writes; how many places there are.</summary>
    public int Taken { get; set; }

    public bool IsWritten { get; set; }

    public int Depth { get; set; } = 1;

    /// <summary>Not to be given calls any more.</summary>
    public bool IsBroken => Volatile.Read(ref broken) || worker.IsCondemned;

    /// <summary>Calls on their way, without a lock.</summary>
    public int Count => Volatile.Read(ref count);

    /// <summary>Whether answers are due and no thread waits for them.</summary>
    public bool NeedsPump => Count > 0 && Volatile.Read(ref reading) == 0 && !worker.Calls!.IsAwaited;

    /// <summary>Whether there is something to read, and no thread reads.</summary>
    public bool IsReady => Count > 0 && Volatile.Read(ref reading) == 0 && worker.Calls!.HasUnreadMessage;

    /// <summary>Whether an answer is expected before another thread would be awake.</summary>
    public bool IsQuick => pace.IsQuick;

    /// <summary>Writer: sends a call that was given a place.</summary>
    /// <param name="call">The call.</param>
    /// <param name="mayBlock">Whether the current thread may wait for the worker.</param>
    public SendOutcome Send(PendingCall call, bool mayBlock)
    {
        if (call.IsCancelled)
        {
            call.Fail(new OperationCanceledException(call.Terms.Blamed));
            return SendOutcome.NotSent;
        }

        if (call.IsOver)
        {
            call.Fail(CallTimeoutException.OfDeadline(call.Method.Id));
            return SendOutcome.NotSent;
        }

        bool knowsModule = worker.Modules.Contains(call.Method.Module);
        if (!TryAcquire() || (Count > 0 && !knowsModule))
        {
            call.NeedsEmptyPipe = true;
            pump.Workers.Places.WaitAgain(call);
            return SendOutcome.NotSent;
        }

        if (!knowsModule && !mayBlock)
        {
            return SendWithModule(call);
        }

        MessageLane lane = worker.Calls!;
        long id;
        int size;
        try
        {
            id = worker.NumberRequest(call.Method, call.Terms);
            call.Write(lane.BeginRequest(id, call.Method, CallHeaders.Capture(worker.Culture, worker.UICulture)));
            size = lane.EndRequest();
        }
        catch (CallNotStartedException exception)
        {
            call.OnWorkerLost(exception);
            return SendOutcome.NotSent;
        }
        catch (Exception exception)
        {
            call.Fail(exception);
            return SendOutcome.NotSent;
        }

        bool sharesMemory = lane.SharesMemory;
        return TryEnqueue(call, id, lane.LastNumber + 1, size, sharesMemory) ? Send(call, lane, size, sharesMemory) : SendOutcome.NotSent;
    }

    /// <summary>Pump: reads the answers that are here.</summary>
    /// <param name="done">Receives the calls that have ended.</param>
    /// <returns>How many places are free again.</returns>
    public int Read(List<PendingCall> done)
    {
        if (Count == 0 || Interlocked.Exchange(ref reading, 1) != 0)
        {
            return 0;
        }

        // Of its own: another instance may read the last answer and the pipe be closed before this gets going.
        bool mayRead = worker.Calls!.TryAcquire();
        int before = done.Count;
        try
        {
            while (mayRead && done.Count - before < CallPace.MaxDepth && Count > 0 && worker.Calls!.TryReceiveNow(out JsonRpcMessage response))
            {
                PendingCall head = Peek(response.Id);
                head.Read(worker, response);
                pace.CountRun(head.Method, worker.Calls!.RunTimeOf(head.Number));
                Dequeue();
                done.Add(head);
            }

            Depth = pace.Measure(done.Count - before, Depth);
            return done.Count - before;
        }
        catch (Exception exception)
        {
            // Also what is not foreseen: the lane is out of step then.
            return done.Count - before + Break(exception);
        }
        finally
        {
            if (mayRead)
            {
                worker.Calls!.Release();
            }

            Volatile.Write(ref reading, 0);
        }
    }

    /// <summary>Stops a call if it is the one that runs here; it may have gone elsewhere meanwhile.</summary>
    public void Stop(PendingCall call)
    {
        CancelRequest request = default;
        using (gate.Enter())
        {
            if (calls.TryPeek(out PendingCall? head) && head == call)
            {
                request = worker.Call.Stop(call.Id, StopReason.Cancelled);
            }
        }

        request.Send();
    }

    /// <summary>No place is taken any more. The worker leaves the asynchronous calls.</summary>
    public void Close()
    {
        worker.Calls!.StopWaiting();
        bool wasHeld;
        using (gate.Enter())
        {
            wasHeld = held;
            held = false;
        }

        if (wasHeld)
        {
            worker.Calls!.Release();
        }
    }

    private bool TryAcquire()
    {
        using (gate.Enter())
        {
            held = held || worker.Calls!.TryAcquire();
            return held && !broken;
        }
    }

    // Shared objects are handed to the worker with the request, and an end of a pipe with them: such a call must not be taken back.
    private bool TryEnqueue(PendingCall call, long id, uint number, int size, bool sharesMemory)
    {
        bool enqueued = false;
        CancelRequest request = default;
        using (gate.Enter())
        {
            if (!IsBroken && (calls.Count == 0 || (!sharesMemory && bytes + size <= WindowBytes)))
            {
                enqueued = true;
                call.OnSending(this, id, number, size);
                calls.Enqueue(call);
                bytes += size;
                Volatile.Write(ref count, calls.Count);
                if (calls.Count == 1)
                {
                    pace.Open();
                    request = BeginHead(call);
                }
            }
        }

        request.Send();
        if (!enqueued)
        {
            call.NeedsEmptyPipe = !IsBroken;
            pump.Workers.Places.WaitAgain(call);
        }

        return enqueued;
    }

    // What is answered has begun, so it is not taken back any more.
    private PendingCall Peek(long answeredId)
    {
        using (gate.Enter())
        {
            return calls.TryPeek(out PendingCall? head) && head.Id == answeredId
                ? head
                : throw new InvalidMessageException("A response has the id of no request that waits.");
        }
    }

    private void Dequeue()
    {
        CancelRequest request = default;
        using (gate.Enter())
        {
            bytes -= calls.Dequeue().Bytes;
            answered++;
            Volatile.Write(ref count, calls.Count);
            if (calls.TryPeek(out PendingCall? next))
            {
                request = BeginHead(next);
            }
            else
            {
                worker.Activity.Rest();
            }
        }

        request.Send();
    }

    // Lock held. The mark is looked at after the beginning, and a cancellation sets it before it looks for what runs: one of the two
    // stops the call.
    private CancelRequest BeginHead(PendingCall head)
    {
        worker.Activity.Begin(head.Method);
        CancelRequest request = worker.Call.Begin(head.Id, head.Terms);
        return head.IsCancelled ? worker.Call.Stop(head.Id, StopReason.Cancelled) : request;
    }
}
