using System;
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
        where TArgs : struct
    {
        CallTerms terms = CallTerms.For(method.Options, Options, token, tokens, cancelsAll);
        if (token.IsCancellationRequested)
        {
            throw new OperationCanceledException(terms.Blamed);
        }

        int retriesLeft = method.Options.MaxRetries;
        int undelivered = 0;
        while (true)
        {
            WorkerProcess worker = Lease(method, token);
            try
            {
                return worker.Call(method, arguments, terms);
            }
            catch (CallNotStartedException exception)
            {
                if (++undelivered > MaxUndelivered)
                {
                    throw exception.Crash;
                }
            }
            catch (WorkerCrashedException) when (retriesLeft-- > 0)
            {
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
            TArgs copy = arguments;
            return SpareThreads.Shared.RunAsync(() => Invoke(method, copy, token, tokens, cancelsAll));
        }

        PendingCall<TArgs, TResult> call = new(Workers.Pump, method, arguments, token, tokens, cancelsAll);
        Workers.Pump.Start(call);
        return call.Task;
    }

    // In a lease the caller has said which process it is to be.
    private bool HasOwnProcess(RemoteMethod method) => method.Options.Dedicated && Workers.Parent is null;

    /// <summary>A worker for a call of the method, to be given back with <see cref="Return"/>.</summary>
    public WorkerProcess Lease(RemoteMethod method, CancellationToken token) =>
        HasOwnProcess(method) ? Workers.Lifetime.LeaseDedicated(token) : Workers.Lease(token);

    public void Return(RemoteMethod method, WorkerProcess worker)
    {
        if (HasOwnProcess(method))
        {
            Workers.Lifetime.ReturnDedicated(worker);
        }
        else
        {
            Workers.Return(worker);
        }
    }
}
