using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Calls;

// Starts workers: for callers that wait, and ahead of need.
internal sealed partial class WorkerSet
{
    private const int StarterStackBytes = 512 * 1024;

    private readonly List<(int Target, TaskCompletionSource Done)> warmUps = [];

    // The most places that were ever taken: so many of MinWorkers were started, and are kept.
    private int mostWorkers;

    /// <summary>Starts workers up to <see cref="ProcessPoolOptions.MinWorkers"/>, at least one; done when they are ready.</summary>
    public Task WarmUp()
    {
        lock (gate)
        {
            ThrowIfUnusable();
            int target = Math.Max(options.MinWorkers, 1);
            while (size < target)
            {
                StartNext();
            }

            TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
            warmUps.Add((target, done));
            CompleteWarmUps();
            return done.Task;
        }
    }

    // Called with the lock held. What the options want beyond what callers wait for. After a failure only those who wait
    // try again: they are told.
    private void StartAhead()
    {
        if (closed || broken is not null || startFailures > 0)
        {
            return;
        }

        int kept = Math.Min(options.MinWorkers, mostWorkers);
        while (size < options.MaxWorkers && (size < kept || starting + idle.Count < waiters.Count + options.SpareWorkers))
        {
            StartNext();
        }
    }

    // Called with the lock held. The successor of a worker in its last call, or after it, should be ready for the next one.
    private void StartSuccessor(WorkerProcess worker, int callsToCome)
    {
        if (worker.CallCount + callsToCome >= options.MaxCallsPerWorker && !closed && broken is null && startFailures == 0
            && starting + idle.Count == 0 && size < options.MaxWorkers)
        {
            StartNext();
        }
    }

    private void StartNext()
    {
        size++;
        starting++;
        mostWorkers = Math.Max(mostWorkers, size);
        new Thread(StartOne, StarterStackBytes) { IsBackground = true, Name = "ProcessIsolate worker start" }.Start();
    }

    // Called with the lock held. A worker that was ready and died since is the next caller's concern.
    private void CompleteWarmUps() =>
        warmUps.RemoveAll(entry => (starting == 0 || size - starting >= entry.Target) && entry.Done.TrySetResult());

    private void FailWarmUps(Exception exception)
    {
        warmUps.ForEach(entry => _ = entry.Done.TrySetException(exception));
        warmUps.Clear();
    }

    // Called with the lock held. One start for each waiter that no start is under way for.
    private void StartForWaiters()
    {
        while (waiters.Count > starting && size < options.MaxWorkers && broken is null
            && (startFailures < MaxStartFailures || size == 0))
        {
            StartNext();
        }
    }

    // On a thread of its own: the thread pool may be full of callers that wait for this very worker.
    private void StartOne()
    {
        WorkerProcess worker;
        try
        {
            worker = StartProcess().CompleteHandshake();
        }
        catch (Exception exception)
        {
            OnStartFailed(exception as WorkerStartException ?? new WorkerStartException("A worker could not be started: " + exception.Message, exception));
            return;
        }

        bool leaves;
        lock (gate)
        {
            starting--;
            startFailures = 0;
            leaves = terminated || !TryPlace(worker);
            size -= leaves ? 1 : 0;
            CompleteWarmUps();
            CheckDrained();
        }

        if (leaves)
        {
            Retire(worker);
        }
    }

    private void OnStartFailed(WorkerStartException exception)
    {
        List<Waiter> failed = [];
        lock (gate)
        {
            starting--;
            size--;
            startFailures++;
            FailWarmUps(new WorkerStartException(exception.Message, exception));
            if (startFailures >= MaxStartFailures && size == 0)
            {
                broken = exception;
                failed = waiters.TakeAll();
            }
            else
            {
                StartForWaiters();
            }

            CheckDrained();
        }

        failed.ForEach(waiter => waiter.Fail(new WorkerStartException(exception.Message, exception)));
    }
}
