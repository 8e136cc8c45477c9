using System;
using System.Threading;
using ProcessIsolate.CompilerServices;
using ProcessIsolate.Platform;
using ProcessIsolate.Rpc;
using ProcessIsolate.Values;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Calls;

/// <summary>An asynchronous call from its beginning to its end: it waits for a worker, is on its way to one, is done.</summary>
/// <remarks>Exactly one party has it at a time: the set while it waits, a <see cref="CallPipe"/> while it is on its way, the
/// <see cref="AsyncCallScheduler"/> before and after. Only <see cref="Cancel"/> may come from anywhere.</remarks>
internal abstract class PendingCall : Waiter
{
    private readonly CancellationToken token;
    private readonly bool cancelsAll;

    // RareParts, or the flow's options alone.
    private readonly object? extra;
    private CancellationTokenRegistration watch;
    private volatile bool isCancelled;
    private volatile CallPipe? pipe;
    private CallHistory? history;

    protected PendingCall(AsyncCallScheduler pump, RemoteMethodOptions method, CancellationToken token, CallTokens? tokens, bool cancelsAll)
    {
        this.token = token;
        this.cancelsAll = cancelsAll;
        Pump = pump;
        CallOptions? options = AmbientCall.CurrentOptions;
        extra = tokens is not null || method.CopiesBack || options is { Deadline: not null } ? new RareParts(tokens, options) : options;
        NeedsEmptyPipe = options?.Progress is not null || method.Carries;
    }

    /// <summary>What is to run.</summary>
    public abstract RemoteMethod Method { get; }

    public override string What => Method.Id;

    /// <summary>What bounds it; computed each time, as keeping it makes every call larger.</summary>
    public CallLimits Terms => CallLimits.For(
        Method.Options, Pump.Workers.Options, token, Rare?.Tokens, cancelsAll, Options, Rare?.Deadline ?? 0);

    /// <summary>The request's id, and its number in the lane.</summary>
    public long Id { get; private set; }

    /// <inheritdoc cref="Id"/>
    public uint Number { get; private set; }

    public int Bytes { get; private set; }

    /// <summary>Whether it cannot be sent behind another call: it is too large, the worker has to load its module first, or it runs alone.</summary>
    public bool NeedsEmptyPipe { get; set; }

    /// <summary>Whether a thread has to wait for its answer: what the method reports is brought to its receiver by that thread. The pump's run no
    /// user code.</summary>
    public bool RunsAlone => Method.Options.Carries || Options?.Progress is not null;

    public bool IsCancelled => isCancelled;

    /// <summary>What flows from the caller, for a request that another thread writes.</summary>
    public ExecutionContext? Context { get; } = ExecutionContext.Capture();

    /// <summary>Whether its deadline has passed.</summary>
    public bool IsOver => Rare is { Deadline: > 0 } && Terms.IsOver;

    protected AsyncCallScheduler Pump { get; }

    protected override QueueTerms QueueTerms => CallLimits.QueueTermsOf(
        Method.Options, Pump.Workers.Options, Options, Rare?.Deadline ?? 0);

    /// <summary>What is current in the caller's flow.</summary>
    private CallOptions? Options => extra is RareParts rare ? rare.Options : (CallOptions?)extra;

    /// <summary>What few calls have; null for the others, which stay small.</summary>
    protected RareParts? Rare => extra as RareParts;

    /// <summary>How it ended, if not with a result.</summary>
    protected Exception? Error { get; set; }

    /// <summary>Completes the caller's task, and so runs what waits for it.</summary>
    public abstract void Complete();

    /// <summary>Writes the arguments.</summary>
    public abstract void Write(ArgumentWriter writer);

    /// <summary>Reads the result or the error out of the response.</summary>
    public abstract void Read(WorkerProcess worker, in JsonRpcMessage response);

    /// <summary>Runs on a worker that takes one call at a time, and gives it back. Waiting for the answer blocks a thread,
    /// which is none of the thread pool's.</summary>
    public void RunAlone(WorkerProcess worker) => BlockingThreadPool.Shared.Run(
        () =>
        {
            if (Telemetry.CountsWaits)
            {
                Telemetry.RecordWait(Pump.Workers.Name, Since);
            }

            RunOn(worker);
        },
        exception =>
        {
            worker.Blame(exception);
            // Before the worker is given back: a closed pool would end without this call.
            Fail(exception);
            Pump.Workers.Return(worker);
        });

    public void WatchToken()
    {
        if (!token.CanBeCanceled)
        {
            return;
        }

        Action<object?> onCancelled = static state =>
        {
            PendingCall call = (PendingCall)state!;
            LibraryThread.Guard(ThreadRole.Cancel, call.Cancel, call.OnCancelFault);
        };
        if (Rare?.Tokens is null)
        {
            watch = token.UnsafeRegister(onCancelled, this);
        }
        else
        {
            Rare.Watch = new CancelWatch(Terms, onCancelled, this);
        }
    }

    /// <summary>The request is about to be sent.</summary>
    public void OnSending(CallPipe to, long id, uint number, int bytes)
    {
        Id = id;
        Number = number;
        Bytes = bytes;
        pipe = to;
    }

    public override void Give(WorkerProcess worker) => Pump.Give(this, worker);

    public override void Fail(Exception exception)
    {
        Error = exception;
        Pump.Finish(this);
    }

    /// <summary>Its worker is gone. It waits for another one if it may, else it ends.</summary>
    public void OnWorkerLost(Exception failure)
    {
        Pump.Workers.OnLost(failure);
        if (CallHistory.Judge(ref history, failure, Terms.RetriesOf(Method.Options, Pump.Workers), Method.Id, Pump.Workers.Watch) is { } final)
        {
            Fail(final);
        }
        else
        {
            LeavePlace();
            Pump.Workers.Places.WaitAgain(this);
        }
    }

    /// <summary>Its worker was gone before any call. The call may wait for another one, but not for ever.</summary>
    public bool MayTryAfterStillborn() => CallHistory.MayTryAfterStillborn(ref history);

    /// <summary>Ends it here and now, before its task is handed out.</summary>
    public void EndWith(Exception exception)
    {
        Error = exception;
        Complete();
    }

    protected abstract void RunOn(WorkerProcess worker);

    protected void StopWatchingToken()
    {
        watch.Unregister();
        Rare?.Watch.Unregister();
    }

    // On the thread that cancels. A call on its way is stopped when it runs; see CallPipe for one behind it.
    private void Cancel()
    {
        isCancelled = true;
        if (!Pump.Workers.TryFail(this, static call => new OperationCanceledException(((PendingCall)call).Terms.Blamed)))
        {
            pipe?.Stop(this);
        }
    }

    // It cannot be cancelled in order, and the canceller expects its end.
    private void OnCancelFault(Exception exception)
    {
        isCancelled = true;
        if (!Pump.Workers.TryFail(this, _ => exception))
        {
            pipe?.Worker.Blame(exception);
        }
    }

    /// <summary>What a call has whose method has several tokens, or gives arguments back, or whose flow has options.</summary>
    protected sealed class RareParts(CallTokens? tokens, CallOptions? options)
    {
        public CallOptions? Options => options;

        public long Deadline { get; } = CallLimits.DeadlineOf(options);

        public CallTokens? Tokens => tokens;

        public CancelWatch Watch { get; set; }

        /// <summary>Of the last time the arguments were written.</summary>
        public SentObjects? Sent { get; set; }
    }
}
