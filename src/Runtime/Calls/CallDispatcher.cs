using System;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.CompilerServices;
using ProcessIsolate.Scheduling;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Calls;

/// <summary>Brings calls and workers together: leases a worker for each call, tries again where that is safe or asked for.</summary>
/// <remarks>Called by <see cref="RemoteMethod{TArgs,TResult}"/>; gets workers from <see cref="WorkerSet"/> and runs calls
/// through <see cref="WorkerCaller"/>. Any number of threads may call at the same time.</remarks>
internal sealed class CallDispatcher(ProcessPoolOptions options, string name, WorkerSet? parent = null)
{
    // A worker that dies between two calls may be handed out before its death is known. That it did not even read the
    // request makes trying again safe; that it happens often in a row means something else is wrong.
    public const int MaxUndelivered = 5;

    public ProcessPoolOptions Options { get; } = options;

    public WorkerSet Workers { get; } = new(options, name, parent);

    public TResult Invoke<TArgs, TResult>(
        RemoteMethod<TArgs, TResult> method, in TArgs arguments, CancellationToken token, CallTokens? tokens = null, bool cancelsAll = false)
        where TArgs : struct => Invoke(method, arguments, CallLimits.For(method.Options, Options, token, tokens, cancelsAll), isAccepted: false);

    private TResult Invoke<TArgs, TResult>(RemoteMethod<TArgs, TResult> method, in TArgs arguments, in CallLimits terms, bool isAccepted)
        where TArgs : struct
    {
        if (terms.Token.IsCancellationRequested)
        {
            throw new OperationCanceledException(terms.Blamed);
        }

        CallHistory? history = null;
        bool comesBack = false;
        while (true)
        {
            WorkerProcess worker = comesBack ? LeaseAgain(method, terms) : Lease(method, terms, isAccepted);
            comesBack = false;
            try
            {
                if (terms.IsOver)
                {
                    throw CallTimeoutException.OfDeadline(method.Id);
                }

                return worker.Call(method, arguments, terms);
            }
            catch (Exception exception) when (worker.HasLost(exception))
            {
                Workers.OnLost(exception);
                if (CallHistory.Judge(ref history, exception, terms.RetriesOf(method.Options, Workers), method.Id, Workers.Watch) is { } failure)
                {
                    ExceptionDispatchInfo.Throw(failure);
                }

                // Before the worker is given back: a closed pool would end without this call.
                Workers.Accepted.GoOn();
                comesBack = true;
            }
            finally
            {
                Return(method, worker);
            }
        }
    }

    public Task<TResult> InvokeAsync<TArgs, TResult>(
        RemoteMethod<TArgs, TResult> method, in TArgs arguments, CancellationToken token, CallTokens? tokens = null, bool cancelsAll = false)
        where TArgs : struct
    {
        if (token.IsCancellationRequested)
        {
            return Task.FromCanceled<TResult>(tokens?.Blamed ?? token);
        }

        if (HasOwnProcess(method))
        {
            return InvokeApart(method, arguments, CallLimits.For(method.Options, Options, token, tokens, cancelsAll));
        }

        if (AmbientCall.CurrentOptions is not null || CallLimits.QueueTermsOf(method.Options, Options, null, 0).IsBounded)
        {
            Workers.Limits.EnsureWatched();
        }

        PendingCall<TArgs, TResult> call = new(Workers.Pump, method, arguments, token, tokens, cancelsAll);
        Workers.Pump.Start(call);
        return call.Task;
    }

    // A method of its own: what its delegates capture would be made by every asynchronous call.
    private Task<TResult> InvokeApart<TArgs, TResult>(RemoteMethod<TArgs, TResult> method, TArgs arguments, CallLimits terms)
        where TArgs : struct
    {
        try
        {
            // On the caller's thread: a pool that is closed right after the call finishes it.
            Workers.Accepted.Begin();
        }
        catch (ObjectDisposedException exception)
        {
            return Task.FromException<TResult>(exception);
        }

        return BlockingThreadPool.Shared.RunAsync(() => Invoke(method, arguments, terms, isAccepted: true), Workers.Accepted.End);
    }

    // In a lease the caller has said which process it is to be.
    private bool HasOwnProcess(RemoteMethod method) => method.Options.Dedicated && Workers.Parent is null;

    /// <summary>A worker for a call of the method, to be given back with <see cref="Return"/>.</summary>
    /// <param name="method">The method.</param>
    /// <param name="terms">What bounds the call.</param>
    /// <param name="isAccepted">Whether the pool has said that it takes the call.</param>
    public WorkerProcess Lease(RemoteMethod method, in CallLimits terms, bool isAccepted = false) => Lease(
        method, CallLimits.QueueTermsOf(method.Options, Options, terms.Options, terms.Deadline) with { ComesBack = isAccepted }, terms);

    /// <summary>A worker for items of a map, whose limits are those of single items: it waits as long as it takes.</summary>
    public WorkerProcess LeaseForItems(RemoteMethod method, in CallLimits terms) => Lease(method, terms.QueueTermsOfItems(method.Options), terms);

    // For a call that has lost one.
    private WorkerProcess LeaseAgain(RemoteMethod method, in CallLimits terms)
    {
        try
        {
            return Lease(method, terms, isAccepted: true);
        }
        finally
        {
            Workers.Accepted.End();
        }
    }

    private WorkerProcess Lease(RemoteMethod method, in QueueTerms queueTerms, in CallLimits terms)
    {
        try
        {
            return HasOwnProcess(method)
                ? Workers.Dedicated.Lease(method.Id, queueTerms, terms.Token)
                : Workers.Blocking.Lease(method.Id, queueTerms, terms.Token);
        }
        catch (OperationCanceledException exception) when (terms.IsOfLinkedToken(exception))
        {
            throw new OperationCanceledException(exception.Message, exception, terms.Blamed);
        }
    }

    public void Return(RemoteMethod method, WorkerProcess worker)
    {
        if (HasOwnProcess(method))
        {
            Workers.Dedicated.Return(worker);
        }
        else
        {
            Workers.Return(worker);
        }
    }
}
