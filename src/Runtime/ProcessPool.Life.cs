using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.Calls;
using ProcessIsolate.Workers;

namespace ProcessIsolate;

public sealed partial class ProcessPool
{
    /// <summary>How many workers all pools of this user on this machine may have together, in all processes that set this; each pool may have one in any
    /// case. So ten programs do not start ten times the processors. Set it before pools are made.</summary>
    /// <value>Default: null, each pool for itself.</value>
    /// <remarks>A pool that is refused a worker looks again every 20 ms. Workers beyond a pool's first leave when they have been idle for a second, or at
    /// once when another pool of the same process wants the place; those of <see cref="ProcessPoolOptions.MinWorkers"/> stay. Places are the system's: what a
    /// killed process held is free. They are names that any user of the machine could take; then each pool has one worker.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public static int? MachineBudget
    {
        get => Scheduling.MachineBudget.Limit;
        set => Scheduling.MachineBudget.Limit = OptionChecks.AtLeast(value, 1);
    }

    // A pool of one worker that belongs to another pool; null where calls run in this process.
    private ProcessPool(ProcessPool owner, WorkerProcess? worker)
    {
        Name = owner.Name;
        ProcessPoolOptions options = owner.dispatcher.Options.ForLease();
        dispatcher = new CallDispatcher(options, Name, owner.dispatcher.Workers);
        runsInline = worker is null;
        if (worker is not null)
        {
            owner.dispatcher.Workers.Pin(worker, dispatcher.Workers);
        }
    }

    /// <summary>Takes one worker out of the pool for the caller alone, with the state that calls leave in it.</summary>
    /// <param name="cancellationToken">Ends the wait for a worker.</param>
    /// <returns>The lease; dispose it to give the worker back. It counts among <see cref="MaxWorkers"/> until then.</returns>
    /// <exception cref="ObjectDisposedException">The pool is closed or disposed.</exception>
    /// <exception cref="WorkerStartException">A worker could not be started.</exception>
    /// <exception cref="BrokenPoolException">The pool cannot start workers.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled, or the pool terminated.</exception>
    /// <exception cref="CallTimeoutException">No worker was free within <see cref="ProcessPoolOptions.QueueTimeout"/>.</exception>
    /// <exception cref="PoolOverloadedException">As many calls wait as <see cref="ProcessPoolOptions.MaxQueuedCalls"/> allows.</exception>
    public async Task<WorkerLease> LeaseAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (runsInline || Isolation.RunsInline)
        {
            return new WorkerLease(new ProcessPool(this, worker: null), Environment.ProcessId);
        }

        QueueTerms terms = new(dispatcher.Options.QueueTimeout, 0, 0, null);
        WorkerProcess worker = await BlockingThreadPool.Shared.RunAsync(() => dispatcher.Workers.Blocking.Lease("A lease", terms, cancellationToken)).ConfigureAwait(false);
        return new WorkerLease(new ProcessPool(this, worker), worker.ProcessId);
    }

    /// <summary>Takes no further calls, lets those accepted end, and terminates the pool when they take longer than the grace.</summary>
    /// <param name="grace">How long calls and leases may take; <see cref="Timeout.InfiniteTimeSpan"/> for as long as they like.</param>
    /// <param name="cancellationToken">Ends the grace: the pool is terminated at once.</param>
    /// <returns>Done when every process of the pool is gone and every call has ended.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The grace is negative.</exception>
    public async Task ShutdownAsync(TimeSpan grace, CancellationToken cancellationToken = default)
    {
        if (grace != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(grace, TimeSpan.Zero);
        }

        // What the clock's timers do not reach is for ever.
        grace = grace.TotalMilliseconds >= uint.MaxValue - 1 ? Timeout.InfiniteTimeSpan : grace;
        Close();
        Task drained = Drained;
        try
        {
            await drained.WaitAsync(grace, dispatcher.Options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            Terminate();
            await drained.ConfigureAwait(false);
        }

        Forget();
        await FlushLogAsync().ConfigureAwait(false);
    }

    /// <summary>Changes <see cref="MaxWorkers"/>. Further workers are started when calls need them; those too many leave, busy ones after
    /// the call that they run.</summary>
    /// <param name="maxWorkers">The new number; 1 or more.</param>
    /// <param name="cancellationToken">Ends the wait, not the change.</param>
    /// <returns>Done when the pool has no more workers than that.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    /// <exception cref="ObjectDisposedException">The pool is closed or disposed.</exception>
    public Task ResizeAsync(int maxWorkers, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxWorkers, 1);
        Task own = dispatcher.Workers.Replacement.Resize(maxWorkers);
        List<ProcessPool> pools = SandboxedPools();
        return pools.Count == 0 ? own.WaitAsync(cancellationToken)
            : Task.WhenAll([own, .. pools.ConvertAll(pool => pool.ResizeAsync(maxWorkers, cancellationToken))]).WaitAsync(cancellationToken);
    }

    /// <summary>Replaces every worker by a fresh one, one at a time: each is ready before the old one leaves, which a busy one does after the
    /// call that it runs. For after a change of what workers read when they start.</summary>
    /// <param name="cancellationToken">Ends the wait, not the replacement.</param>
    /// <returns>Done when all workers that there were have left.</returns>
    /// <exception cref="ObjectDisposedException">The pool is closed or disposed.</exception>
    /// <exception cref="WorkerStartException">A successor did not start (through the task); the rest of the old workers stay.</exception>
    public Task RecycleAsync(CancellationToken cancellationToken = default)
    {
        Task own = dispatcher.Workers.Replacement.RecycleAll();
        List<ProcessPool> pools = SandboxedPools();
        return pools.Count == 0 ? own.WaitAsync(cancellationToken)
            : Task.WhenAll([own, .. pools.ConvertAll(pool => pool.RecycleAsync(cancellationToken))]).WaitAsync(cancellationToken);
    }
}
