using System;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.CompilerServices;
using ProcessIsolate.Rpc;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Calls;

/// <inheritdoc/>
internal sealed class PendingCall<TArgs, TResult> : PendingCall
    where TArgs : struct
{
    private readonly RemoteMethod<TArgs, TResult> method;
    private readonly TArgs arguments;

    // What an async method is made of: a task, without a source beside it.
    private AsyncTaskMethodBuilder<TResult> builder = AsyncTaskMethodBuilder<TResult>.Create();
    private TResult result = default!;

    public PendingCall(
        AsyncCallScheduler pump, RemoteMethod<TArgs, TResult> method, in TArgs arguments, CancellationToken token, CallTokens? tokens, bool cancelsAll)
        : base(pump, method.Options, token, tokens, cancelsAll)
    {
        this.method = method;
        this.arguments = arguments;
        // Made now: the builder must not be asked for its task by one thread for the first time while another sets the result.
        _ = builder.Task;
    }

    public override RemoteMethod Method => method;

    public Task<TResult> Task => builder.Task;

    public override void Write(ArgumentWriter writer)
    {
        writer.TokensAreLive = Terms.CancelsAll;
        method.WriteArguments(writer, arguments);
        if (method.Options.CopiesBack)
        {
            Rare!.Sent = writer.TakeSent();
        }
    }

    public override void Read(WorkerProcess worker, in JsonRpcMessage response)
    {
        try
        {
            result = WorkerCaller.ReadResponse(worker, method, response, Terms, Rare?.Sent);
        }
        catch (Exception exception) when (!WorkerCaller.IsFatal(exception))
        {
            Error = exception;
        }
    }

    public override void Complete()
    {
        StopWatchingToken();
        if (Error is null)
        {
            builder.SetResult(result);
        }
        else
        {
            builder.SetException(Error);
        }
    }

    protected override void RunOn(WorkerProcess worker)
    {
        try
        {
            BlockingThreadPool.RunIn(Context, () => result = CallNow(worker));
        }
        catch (Exception exception)
        {
            Error = exception;
        }

        // What follows comes before the worker is given back: else another one starts before the pool knows of the loss, or a closed pool ends
        // without this call.
        if (worker.HasLost(Error))
        {
            Exception failure = Error!;
            Error = null;
            OnWorkerLost(failure);
        }
        else
        {
            Pump.Finish(this);
        }

        Pump.Workers.Return(worker);
    }

    private TResult CallNow(WorkerProcess worker)
    {
        CallLimits terms = Terms;
        return IsCancelled ? throw new OperationCanceledException(terms.Blamed)
            : IsOver ? throw CallTimeoutException.OfDeadline(method.Id)
            : worker.Call(method, arguments, terms);
    }
}
