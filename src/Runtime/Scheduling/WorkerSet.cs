using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.Calls;
using ProcessIsolate.Logging;
using ProcessIsolate.Platform;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Scheduling;

/// <summary>The workers of one pool: which are idle, and which calls wait for one.</summary>
/// <remarks>
/// Idle workers are handed out last used first; waiting calls are served first in, first out. <see cref="Starts"/> starts
/// workers, <see cref="Places"/> gives asynchronous calls their places, <see cref="Lifetime"/> ends workers and the pool. All
/// of them share one lock, held only to look and change: threads and processes are started, asked and killed outside it.
/// </remarks>
internal sealed partial class WorkerSet
{
    private readonly ProcessPoolOptions options;
    private readonly string name;

    public WorkerSet(ProcessPoolOptions options, string name, WorkerSet? parent = null)
    {
        Parent = parent;
        Watch = new PoolWatch(name, parent is null ? PoolLog.For(options.LoggerFactory, name) : parent.Watch.Log);
        this.options = options;
        this.name = name;
        Limits = new QueueLimits(this);
        Waiters = new WaiterQueue(Limits, options.TimeProvider, () => Room);
        Starts = new WorkerStarts(options, this);
        Places = new AsyncPlaces(options, this);
        Replacement = new Replacement(options, this);
        Pump = new CallPump(this);
        Lifetime = new PoolLifetime(options, name, this);
    }

    /// <summary>Guards all state of the set and its parts.</summary>
    public RankedLock Gate { get; } = new(LockRank.Workers);

    public ProcessPoolOptions Options => options;

    /// <summary>The pool's name.</summary>
    public string Name => name;

    public IdleWorkers Idle { get; } = new();

    public WaiterQueue Waiters { get; }

    /// <summary>How long calls may wait.</summary>
    public QueueLimits Limits { get; }

    public WorkerStarts Starts { get; }

    public AsyncPlaces Places { get; }

    public PoolLifetime Lifetime { get; }

    /// <summary>What replaces workers, and changes their number.</summary>
    public Replacement Replacement { get; }

    /// <summary>What a look inside shows.</summary>
    public PoolWatch Watch { get; }

    /// <summary>What moves the asynchronous calls.</summary>
    public CallPump Pump { get; }

    /// <summary>Whether a call waits for a worker; a hint, read without the lock.</summary>
    public bool HasWaiters => Waiters.Count > 0;

    /// <param name="what">What waits, for messages</param>
    /// <param name="terms">How the call waits.</param>
    /// <param name="token">Ends the wait.</param>
    public WorkerProcess Lease(string what, in QueueTerms terms, CancellationToken token)
    {
        if (terms.IsBounded)
        {
            Limits.EnsureWatched();
        }

        int stillborn = 0;
        while (true)
        {
            (WorkerProcess? worker, BlockedCaller? waiter) = TakeOrWait(what, terms);
            Starts.Launch();
            worker ??= waiter!.Wait(this, token);
            if (IsUsable(worker))
            {
                if (Telemetry.CountsWaits)
                {
                    Telemetry.RecordWait(name, waiter?.Since ?? 0);
                }

                return worker;
            }

            Return(worker);
            // One that lay idle says nothing of the next one.
            if (waiter is not null && worker.CallCount == 0 && ++stillborn > CallDispatcher.MaxUndelivered)
            {
                throw Stillborn(worker);
            }
        }
    }

    /// <summary>Takes a worker back after its call; a dead or worn one is replaced if a call waits.</summary>
    public void Return(WorkerProcess worker)
    {
        bool leaves;
        List<Waiter> lost = [];
        using (Gate.Enter())
        {
            Lifetime.Leased--;
            leaves = worker.HasExited || IsWorn(worker) || Replacement.MustLeave(worker) || !TryPlace(worker);
            if (leaves)
            {
                Starts.Size--;
                Starts.StartWanted();
                Starts.StartSuccessor(worker, callsToCome: 0);
                if (Parent is not null)
                {
                    lost = Waiters.TakeAll();
                    Lifetime.Failing += lost.Count;
                }
            }

            Lifetime.CheckDrained();
        }

        Starts.Launch();
        Lifetime.Fail(lost, _ => WorkerLost());
        if (leaves)
        {
            Lifetime.Retire(worker);
        }
    }

    // Lock held.
    private bool IsWorn(WorkerProcess worker)
    {
        if (worker.CallCount < options.MaxCallsPerWorker)
        {
            return false;
        }

        worker.LeaveBecause(WorkerExitReason.MaxCalls);
        return true;
    }

    /// <returns>False when the waiter was served already.</returns>
    public bool Forget(Waiter waiter)
    {
        using (Gate.Enter())
        {
            bool waited = Waiters.Remove(waiter);
            Lifetime.CheckDrained();
            return waited;
        }
    }

    /// <summary>Starts workers up to <see cref="ProcessPoolOptions.MinWorkers"/>, at least one; done when they are ready.</summary>
    public Task WarmUp()
    {
        Task done;
        using (Gate.Enter())
        {
            ThrowIfUnusable();
            done = Starts.WarmUp();
        }

        Starts.Launch();
        return done;
    }

    /// <summary>No lock held. A call has lost its worker. Said before the worker is given back, which starts another one.</summary>
    public void OnLost(Exception? failure)
    {
        if (failure is WorkerCrashedException)
        {
            using (Gate.Enter())
            {
                Starts.Policy.Lost(failure);
                Watch.OnStart(Starts.Policy);
            }
        }
    }

    /// <summary>Forgets failed starts: the next one is tried at once.</summary>
    public void Reset()
    {
        using (Gate.Enter())
        {
            Starts.Policy.Reset();
            Watch.OnStart(Starts.Policy);
            Starts.StartWanted();
        }

        Starts.Launch();
    }

    /// <summary>Lock held.</summary>
    public WorkerProcess TakeIdle()
    {
        WorkerProcess worker = Idle.Take();
        Lifetime.Leased++;
        Starts.StartWanted();
        Starts.StartSuccessor(worker, callsToCome: 1);
        return worker;
    }

    /// <summary>Lock held. Gives a free worker to the first call that waits, or keeps it.</summary>
    /// <returns>False when the pool has no use for it any more.</returns>
    public bool TryPlace(WorkerProcess worker)
    {
        if (Waiters.First is { } first)
        {
            Waiters.Remove(first);
            Lifetime.Leased++;
            Watch.OnPlaced(first);
            first.Give(worker);
            return true;
        }

        if (Lifetime.IsClosed)
        {
            Lifetime.LeaveClosed(worker);
            return false;
        }

        Idle.Add(worker);
        return true;
    }

    /// <summary>Lock held. Workers may have become idle while these calls stood elsewhere.</summary>
    public void ServeWaiters()
    {
        while (Idle.Count > 0 && Waiters.First is { } first)
        {
            Waiters.Remove(first);
            Watch.OnPlaced(first);
            first.Give(TakeIdle());
        }
    }

    /// <summary>Asked before every call: the death of an idle worker may not have been noticed yet, and is no call's error.</summary>
    public static bool IsUsable(WorkerProcess worker)
    {
        if (worker.HasExited)
        {
            return false;
        }

        try
        {
            if (worker.Calls!.SettleBetweenCalls())
            {
                return true;
            }

            if (!worker.Calls.HasEnded)
            {
                worker.LeaveBecause(WorkerExitReason.BrokeProtocol);
            }

            worker.Kill();
        }
        catch (Exception exception)
        {
            worker.Blame(exception);
        }

        return false;
    }

    /// <summary>What a call gets when one worker after another was gone as soon as it was ready: else starts would follow starts for
    /// ever.</summary>
    public static WorkerStartException Stillborn(WorkerProcess worker)
    {
        string what = $"The worker process {worker.ProcessId}, like others before it, ended before its first call. ";
        if (worker.Fault is { } fault)
        {
            return new WorkerStartException(what + fault.Message, fault);
        }

        WorkerCrashedException crash = worker.DescribeCrash("nothing yet");
        return new WorkerStartException(what + crash.Message, crash);
    }

    /// <summary>Lock held.</summary>
    public void ThrowIfUnusable()
    {
        ObjectDisposedException.ThrowIf(Lifetime.IsClosed, typeof(ProcessPool));
        if (Starts.IsHopeless)
        {
            throw HeldBack();
        }
    }

    /// <summary>Lock held. Before a call waits.</summary>
    public void ThrowIfOverloaded(bool isOfMap)
    {
        if (options.QueueFullMode == QueueFullMode.Reject && !isOfMap && Waiters.IsFull)
        {
            int waiting = Waiters.Calls;
            Watch.OnRejected(waiting);
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
        if (Parent is not null)
        {
            return WorkerLost();
        }

        StartPolicy policy = Starts.Policy;
        DateTimeOffset next = policy.NextTry;
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"The pool '{name}' has no worker and holds starts back: {policy.Reason}. The next try is possible at {next:u}. {policy.Cause?.Message}");
        return new BrokenPoolException(text, policy.Cause) { NextTry = next };
    }

    // Calls for which a worker starts, or can be started, are not too many: a pool without workers would never have any.
    private long Room => (long)options.MaxQueuedCalls + options.MaxWorkers - (Starts.Size - Starts.Starting);

    private (WorkerProcess? Worker, BlockedCaller? Waiter) TakeOrWait(string what, in QueueTerms terms)
    {
        try
        {
            using (Gate.Enter())
            {
                ThrowIfUnusable();
                if (Idle.Count > 0)
                {
                    Watch.OnPlacedAtOnce();
                    return (TakeIdle(), null);
                }

                ThrowIfOverloaded(terms.IsOfMap);
                BlockedCaller waiter = new(what, terms);
                Waiters.AddLast(waiter);
                Starts.StartWanted();
                return (null, waiter);
            }
        }
        catch (PoolOverloadedException)
        {
            Watch.Log?.Pump();
            throw;
        }
    }
}
