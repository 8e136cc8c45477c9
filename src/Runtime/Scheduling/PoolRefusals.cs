using System;
using System.Globalization;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Scheduling;

/// <summary>What a pool tells a call that it cannot take, or whose worker it cannot replace.</summary>
/// <remarks>Looks at state that the pool's lock guards.</remarks>
internal sealed class PoolRefusals(ProcessPoolOptions options, string name, WorkerSet set)
{
    /// <summary>Lock held.</summary>
    /// <param name="isAccepted">Whether the call was there before: a closed pool finishes it.</param>
    /// <exception cref="ObjectDisposedException">The pool takes no further calls.</exception>
    /// <exception cref="BrokenPoolException">It has no worker and may start none now.</exception>
    public void ThrowIfUnusable(bool isAccepted = false)
    {
        set.Lifetime.ThrowIfClosed(isAccepted);
        if (set.Starts.IsHopeless)
        {
            throw HeldBack();
        }
    }

    /// <summary>Lock held. Before a call waits.</summary>
    /// <exception cref="PoolOverloadedException">Too many wait already.</exception>
    public void ThrowIfOverloaded(bool isOfMap)
    {
        if (options.QueueFullMode == QueueFullMode.Reject && !isOfMap && set.Waiters.IsFull)
        {
            int waiting = set.Waiters.Calls;
            set.Watch.OnRejected(waiting);
            throw new PoolOverloadedException(string.Create(
                CultureInfo.InvariantCulture,
                $"The pool '{name}' takes no further call: {waiting} wait already ({nameof(ProcessPoolOptions)}.{nameof(ProcessPoolOptions.MaxQueuedCalls)} is {options.MaxQueuedCalls})."))
            {
                QueuedCalls = waiting,
            };
        }
    }

    /// <summary>Lock held. What a call gets while starts are held back.</summary>
    public BrokenPoolException HeldBack()
    {
        if (set.Parent is not null)
        {
            return WorkerLost();
        }

        StartPolicy policy = set.Starts.Policy;
        DateTimeOffset next = policy.NextTry;
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"The pool '{name}' has no worker and holds starts back: {policy.Reason}. The next try is possible at {next:u}. {policy.Cause?.Message}");
        return new BrokenPoolException(text, policy.Cause) { NextTry = next };
    }

    /// <summary>What a call gets whose lease has lost its worker.</summary>
    public BrokenPoolException WorkerLost() =>
        new($"The worker of this lease of the pool '{name}' has ended, and its state with it. Take another lease.") { NextTry = DateTimeOffset.MaxValue };

    /// <summary>What a call gets when one worker after another was gone as soon as it was ready: else starts would follow starts for
    /// ever.</summary>
    public static WorkerStartException Stillborn(WorkerProcess worker)
    {
        string what = $"The worker process {worker.ProcessId} ended before its first call. ";
        if (worker.Fault is { } fault)
        {
            return new WorkerStartException(what + fault.Message, fault);
        }

        WorkerCrashedException crash = worker.DescribeCrash("nothing yet");
        return new WorkerStartException(what + crash.Message, crash);
    }
}
