using System;
using System.Threading;
using ProcessIsolate.Calls;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Scheduling;

/// <summary>Processes for one call each, outside a pool's number.</summary>
internal sealed class DedicatedWorkers(WorkerSet set)
{
    /// <summary>Lock held. Those that are not ready yet.</summary>
    public int Starting { get; private set; }

    /// <summary>A fresh process.</summary>
    /// <param name="what">The call, for messages.</param>
    /// <param name="terms">How long it may wait for the process to be ready.</param>
    /// <param name="token">Ends the wait.</param>
    public WorkerProcess Lease(string what, in QueueTerms terms, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        if (!terms.IsBounded)
        {
            return Start(terms.IsAccepted, token);
        }

        using StartLimit limit = new(terms, token);
        try
        {
            return Start(terms.IsAccepted, limit.Token);
        }
        catch (OperationCanceledException) when (limit.HasPassed)
        {
            token.ThrowIfCancellationRequested();
            throw terms.Expire(what);
        }
    }

    private WorkerProcess Start(bool isAccepted, CancellationToken token)
    {
        long round;
        using (set.Gate.Enter())
        {
            set.Lifetime.ThrowIfClosed(isAccepted);
            if (set.Starts.Policy.IsHeldBack)
            {
                throw set.Refusals.HeldBack();
            }

            Starting++;
            round = set.Starts.Policy.Begin();
        }

        WorkerProcess? worker = null;
        WorkerStartException? failure = null;
        try
        {
            worker = set.Lifetime.Start(token);
            return worker;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            ThrowIfTerminated();
            failure = WorkerStarts.AsStartFailure(exception);
            throw failure;
        }
        finally
        {
            using (set.Gate.Enter())
            {
                Starting--;
                set.Lifetime.Leased += worker is null ? 0 : 1;
                Settle(round, worker, failure);
                set.Watch.OnStart(set.Starts.Policy, failure);
                set.Lifetime.CheckDrained();
            }

            set.Starts.Launch();
        }
    }

    // A process that the pool's end has killed has not failed to start.
    private void ThrowIfTerminated()
    {
        using (set.Gate.Enter())
        {
            set.Lifetime.ThrowIfClosed(isAccepted: true);
        }
    }

    /// <summary>Its call has ended, and it goes.</summary>
    public void Return(WorkerProcess worker)
    {
        using (set.Gate.Enter())
        {
            set.Lifetime.Leased--;
            worker.End.Because(WorkerExitReason.MaxCalls);
            set.Lifetime.CheckDrained();
        }

        set.Leaving.Retire(worker);
    }

    private void Settle(long round, WorkerProcess? worker, WorkerStartException? failure)
    {
        if (worker is not null && set.Starts.Policy.Failures > 0)
        {
            set.Starts.Policy.Started();
            set.Starts.StartWanted();
        }
        else if (failure is not null)
        {
            set.Starts.Policy.Failed(round, failure);
        }
    }
}
