using System;
using System.Collections.Generic;
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
        Refusals = new PoolRefusals(options, name, this);
        Limits = new QueueLimits(this);
        Accepted = new AcceptedWork(this);
        Waiters = new WaiterQueue(Limits, options.TimeProvider, () => Room);
        Starts = new WorkerStarts(options, this);
        WarmUps = new WarmUps(options, this);
        Places = new AsyncPlaces(options, this);
        Blocking = new BlockingPlaces(this);
        Replacement = new Replacement(options, this);
        Pump = new AsyncCallScheduler(this);
        Leaving = new LeavingWorkers(options, this);
        Ended = new EndedWorkers(this);
        Dedicated = new DedicatedWorkers(this);
        Lifetime = new PoolLifetime(options, name, this);
    }

    /// <summary>Guards all state of the set and its parts.</summary>
    public RankedLock Gate { get; } = new(LockRank.Workers);

    public ProcessPoolOptions Options => options;

    /// <summary>The pool's name.</summary>
    public string Name => name;

    public IdleWorkers Idle { get; } = new();

    public WaiterQueue Waiters { get; }

    /// <summary>What calls are told that get no worker.</summary>
    public PoolRefusals Refusals { get; }

    /// <summary>How long calls may wait.</summary>
    public QueueLimits Limits { get; }

    public WorkerStarts Starts { get; }

    public WarmUps WarmUps { get; }

    public AsyncPlaces Places { get; }

    /// <summary>The places of callers that wait for them.</summary>
    public BlockingPlaces Blocking { get; }

    public PoolLifetime Lifetime { get; }

    public LeavingWorkers Leaving { get; }

    public EndedWorkers Ended { get; }

    public DedicatedWorkers Dedicated { get; }

    /// <summary>What a closed pool still finishes.</summary>
    public AcceptedWork Accepted { get; }

    /// <summary>What replaces workers, and changes their number.</summary>
    public Replacement Replacement { get; }

    /// <summary>What a look inside shows.</summary>
    public PoolWatch Watch { get; }

    /// <summary>What moves the asynchronous calls.</summary>
    public AsyncCallScheduler Pump { get; }

    /// <summary>Whether a call waits for a worker; a hint, read without the lock.</summary>
    public bool HasWaiters => Waiters.Count > 0;

    /// <summary>Takes a worker back after its call; a dead or worn one is replaced if a call waits.</summary>
    public void Return(WorkerProcess worker)
    {
        bool leaves;
        // The next call would be blamed for what this one has left.
        bool isHeavy = IsHeavy(worker);
        using (Gate.Enter())
        {
            Lifetime.Leased--;
            leaves = worker.HasExited || (isHeavy && Leaves(worker, WorkerExitReason.MaxMemory)) || IsWorn(worker) || Replacement.MustLeave(worker) || !TryPlace(worker);
            if (leaves)
            {
                Starts.GiveUpPlace(worker);
                Starts.StartWanted();
                Starts.StartSuccessor(worker, callsToCome: 0);
            }

            Lifetime.CheckDrained();
        }

        Starts.Launch();
        if (leaves)
        {
            FailLost();
            Leaving.Retire(worker);
        }
    }

    // The worker of a lease is gone: its other calls wait for nothing.
    private void FailLost()
    {
        if (Parent is null)
        {
            return;
        }

        List<Waiter> lost;
        using (Gate.Enter())
        {
            lost = Waiters.TakeAll();
            Lifetime.Failing += lost.Count;
        }

        Lifetime.Fail(lost, _ => Refusals.WorkerLost());
    }

    // Elsewhere it costs too much, and WorkerChecks looks.
    private bool IsHeavy(WorkerProcess worker)
    {
        if (!OperatingSystem.IsLinux() || options.MemoryLimit is not { } limit || Parent is not null || worker.HasExited)
        {
            return false;
        }

        try
        {
            return ProcessFigures.MemoryOf(worker.Child) > limit;
        }
        catch (OutOfMemoryException)
        {
            // Of this process. The worker must be given back all the same.
            return false;
        }
    }

    // Lock held.
    private bool IsWorn(WorkerProcess worker)
    {
        if (worker.CallCount < options.MaxCallsPerWorker)
        {
            return false;
        }

        return Leaves(worker, WorkerExitReason.MaxCalls);
    }

    private static bool Leaves(WorkerProcess worker, WorkerExitReason reason)
    {
        worker.End.Because(reason);
        return true;
    }

    /// <summary>No lock held. A call that waits ends.</summary>
    /// <returns>False when it was served already.</returns>
    public bool TryFail(Waiter waiter, Func<Waiter, Exception> failure)
    {
        using (Gate.Enter())
        {
            if (!Waiters.Remove(waiter))
            {
                return false;
            }

            Lifetime.Failing++;
        }

        Lifetime.Fail([waiter], _ => failure(waiter));
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

    /// <summary>No lock held. A call has lost its worker. Said before the worker is given back, which starts another one.</summary>
    public void OnLost(Exception? failure)
    {
        if (failure is WorkerCrashedException)
        {
            if (Parent is not null)
            {
                // It starts none; the pool that it has its worker from does.
                Parent.OnLost(failure);
                return;
            }

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
            Waiters.Serve(first);
            Lifetime.Leased++;
            Watch.OnPlaced(first);
            first.Give(worker);
            Starts.StartSuccessor(worker, callsToCome: 1);
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
            Waiters.Serve(first);
            Watch.OnPlaced(first);
            first.Give(TakeIdle());
        }
    }

    // Calls for which a worker starts, or can be started, are not too many: a pool without workers would never have any. Those beyond the
    // limit, which stay until their call ends or their successor is there, take no room.
    private long Room => (long)options.MaxQueuedCalls + Math.Max(0, options.MaxWorkers - (Starts.Size - Starts.Starting));
}
