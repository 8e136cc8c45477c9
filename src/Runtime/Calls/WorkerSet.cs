using System;
using System.Collections.Generic;
using System.Threading;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Calls;

/// <summary>The workers of one pool: who is idle, who waits for one, how many may exist.</summary>
/// <remarks>
/// Idle workers are handed out last used first, so that a small load stays on warm workers; waiting callers are served
/// first in, first out. All state is guarded by <c>gate</c>, held only to look and change; processes are started, asked
/// and killed outside it. This part leases; WorkerSet.Life.cs starts and ends workers.
/// </remarks>
internal sealed partial class WorkerSet
{
    private readonly object gate = new();
    private readonly List<IdleWorker> idle = [];
    private readonly WaiterQueue waiters = new();

    // Every process that was started and has not ended, those that are leaving included.
    private readonly HashSet<WorkerProcess> all = [];
    private readonly ProcessPoolOptions options;
    private readonly string name;

    // Places in the pool that are taken: by workers that start, are idle or are leased. A worker that leaves gives its
    // place up before its process ends, so that its successor need not wait.
    private int size;
    private int starting;
    private int leased;

    // Outside the pool's number.
    private int startingDedicated;

    private readonly record struct IdleWorker(WorkerProcess Worker, long Since);

    /// <summary>Whether somebody waits for a worker; a hint, read without the lock.</summary>
    public bool HasWaiters => waiters.Count > 0;

    public WorkerProcess Lease(CancellationToken token)
    {
        while (true)
        {
            (WorkerProcess? worker, BlockedCaller? waiter) = TakeOrWait();
            worker ??= waiter!.Wait(this, token);
            if (IsUsable(worker))
            {
                return worker;
            }

            Return(worker);
        }
    }

    /// <summary>Takes a worker back after its call; a dead or worn one is replaced if somebody waits.</summary>
    public void Return(WorkerProcess worker)
    {
        bool leaves;
        lock (gate)
        {
            leased--;
            leaves = worker.HasExited || worker.CallCount >= options.MaxCallsPerWorker || !TryPlace(worker);
            if (leaves)
            {
                size--;
                StartForWaiters();
                StartAhead();
                StartSuccessor(worker, callsToCome: 0);
            }

            CheckDrained();
        }

        if (leaves)
        {
            Retire(worker);
        }
    }

    /// <returns>False when the waiter was served already.</returns>
    public bool Forget(Waiter waiter)
    {
        lock (gate)
        {
            bool waited = waiters.Remove(waiter);
            CheckDrained();
            return waited;
        }
    }

    private (WorkerProcess? Worker, BlockedCaller? Waiter) TakeOrWait()
    {
        lock (gate)
        {
            ThrowIfUnusable();
            if (idle.Count > 0)
            {
                return (TakeIdle(), null);
            }

            BlockedCaller waiter = new();
            waiters.AddLast(waiter);
            StartForWaiters();
            StartAhead();
            return (null, waiter);
        }
    }

    // Called with the lock held.
    private WorkerProcess TakeIdle()
    {
        WorkerProcess worker = idle[^1].Worker;
        idle.RemoveAt(idle.Count - 1);
        leased++;
        StartAhead();
        StartSuccessor(worker, callsToCome: 1);
        return worker;
    }

    // Asked before every call: the death of an idle worker may not have been noticed yet, and is nobody's error.
    internal static bool IsUsable(WorkerProcess worker)
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

            worker.Kill();
        }
        catch (Exception exception)
        {
            worker.Blame(exception);
        }

        return false;
    }

    // Gives a free worker to the first who waits, or keeps it; false when the pool has no use for it any more.
    private bool TryPlace(WorkerProcess worker)
    {
        if (waiters.First is { } first)
        {
            waiters.Remove(first);
            leased++;
            first.Give(worker);
            return true;
        }

        if (closed)
        {
            return false;
        }

        idle.Add(new IdleWorker(worker, DeadlineMonitor.Shared.Now));
        return true;
    }

    private void ThrowIfUnusable()
    {
        ObjectDisposedException.ThrowIf(closed, typeof(ProcessPool));
        if (broken is not null)
        {
            throw new BrokenPoolException($"The pool '{name}' gave up: {MaxStartFailures} workers in a row did not start. {broken.Message}", broken);
        }
    }
}
