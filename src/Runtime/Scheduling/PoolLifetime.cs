using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.Calls;
using ProcessIsolate.Platform;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Scheduling;

/// <summary>The life of one pool's processes, and of the pool: which live, which leave, when all is over.</summary>
/// <remarks>Its state is guarded by the pool's lock.</remarks>
internal sealed class PoolLifetime
{
    private readonly ProcessPoolOptions options;
    private readonly string name;
    private readonly WorkerSet set;
    private readonly TaskCompletionSource drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IdleTrimmer? trimmer;
    private readonly WorkerChecks? checks;

    // Every process that was started and has not ended, those that are leaving included.
    private readonly HashSet<WorkerProcess> all = [];

    private bool closed;

    public PoolLifetime(ProcessPoolOptions options, string name, WorkerSet set)
    {
        this.options = options;
        this.name = name;
        this.set = set;
        // A lease has no idle workers to part with.
        trimmer = set.Parent is null && (options.IdleTimeout != Timeout.InfiniteTimeSpan || MachineBudget.Limit is not null) ? new IdleTrimmer(options, set) : null;
        checks = WorkerChecks.For(options, set);
    }

    /// <summary>Lock held. Every process that has not ended.</summary>
    public IReadOnlyCollection<WorkerProcess> All => all;

    /// <summary>Completed once the pool is closed, every call has ended and every process is gone.</summary>
    public Task Drained => drained.Task;

    /// <summary>Whether the pool takes no further calls; may be read without the lock.</summary>
    public bool IsClosed => Volatile.Read(ref closed);

    /// <summary>Lock held.</summary>
    public bool IsTerminated { get; private set; }

    /// <summary>Lock held. The workers that calls have.</summary>
    public int Leased { get; set; }

    /// <summary>Lock held. Waiting calls that were taken off the queue to fail, see <see cref="Fail"/>.</summary>
    public int Failing { get; set; }

    /// <summary>No further calls; those accepted are finished, then the workers leave.</summary>
    public void Close()
    {
        List<WorkerProcess> leaving;
        using (set.Gate.Enter())
        {
            Volatile.Write(ref closed, true);
            leaving = set.Idle.TakeAll();
            leaving.ForEach(LeaveClosed);
            leaving.ForEach(set.Starts.GiveUpPlace);
            set.WarmUps.Fail(new ObjectDisposedException(typeof(ProcessPool).FullName, "The pool was closed while its workers started."));
            CheckDrained();
        }

        trimmer?.Dispose();
        checks?.Dispose();
        leaving.ForEach(set.Leaving.Retire);
    }

    /// <summary>No further calls; those waiting and running end with <see cref="OperationCanceledException"/>.</summary>
    public void Terminate()
    {
        List<Waiter> cancelled;
        List<WorkerProcess> busy;
        WorkerSet[] leases;
        using (set.Gate.Enter())
        {
            Volatile.Write(ref closed, true);
            IsTerminated = true;
            set.Starts.Close();
            cancelled = set.Waiters.TakeAll();
            Failing += cancelled.Count;
            leases = set.TakePinned();
            busy = [.. all];
            busy.RemoveAll(set.Idle.Contains);
            busy.ForEach(static worker => worker.IsTerminated = true);
        }

        Close();
        Fail(cancelled, _ => new OperationCanceledException($"The pool '{name}' was terminated while the call waited for a worker."));
        busy.ForEach(static worker => worker.Call.Kill(StopReason.Terminated));
        // Their holders need not give them back.
        Array.ForEach(leases, static lease => lease.Lifetime.Terminate());
    }

    /// <summary>Lock held. A worker leaves since its pool is closed; that of a lease goes back to the pool.</summary>
    public void LeaveClosed(WorkerProcess worker)
    {
        if (set.Parent is null)
        {
            worker.End.Because(WorkerExitReason.PoolClosed);
        }
    }

    /// <summary>Lock held. Before a call, or the next try of one that was accepted, looks for a worker.</summary>
    public void ThrowIfClosed(bool isAccepted)
    {
        if (isAccepted && IsTerminated)
        {
            throw WorkerCaller.Terminated();
        }

        ObjectDisposedException.ThrowIf(closed && !isAccepted, typeof(ProcessPool));
    }

    /// <summary>Lock held. The worker of another pool runs the calls of this set from here on.</summary>
    public void Adopt(WorkerProcess worker) => all.Add(worker);

    /// <summary>Lock held. It has ended, or goes back to that pool.</summary>
    /// <returns>False when that was said before.</returns>
    public bool LetGo(WorkerProcess worker) => all.Remove(worker);

    /// <summary>No lock held. Fails calls that were taken off the queue and counted in <see cref="Failing"/>: until then the pool
    /// is not drained.</summary>
    public void Fail(List<Waiter> waiters, Func<int, Exception> failure)
    {
        if (waiters.Count == 0)
        {
            return;
        }

        try
        {
            for (int i = 0; i < waiters.Count; i++)
            {
                waiters[i].Fail(failure(i));
            }
        }
        finally
        {
            // Whatever comes of it: a count that stays keeps the pool from ending.
            using (set.Gate.Enter())
            {
                Failing -= waiters.Count;
                CheckDrained();
            }
        }
    }

    /// <summary>Starts a process and brings it to "ready"; blocks.</summary>
    /// <param name="token">Ends the start, and the process with it.</param>
    public WorkerProcess Start(CancellationToken token)
    {
        // First: without its thread no limit holds, not even the one on the start.
        DeadlineMonitor.Shared.EnsureRunning();
        StartingWorker started = WorkerStarter.Start(options, name, set.Watch.Log);
        WorkerProcess worker = started.Worker;
        using (set.Gate.Enter())
        {
            all.Add(worker);
            worker.Watch = set.Watch;
            worker.IsTerminated = IsTerminated;
        }

        // Once more after a failure: a worker that was never taken off the list keeps its pool from ending.
        worker.Exited.ContinueWith(
            (_, state) => LibraryThread.Guard(
                ThreadRole.WorkerExit, () => set.Ended.OnExited((WorkerProcess)state!), _ => set.Ended.OnExited((WorkerProcess)state!)),
            worker, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        if (worker.IsTerminated)
        {
            worker.Kill();
        }

        try
        {
            using CancellationTokenRegistration registration = token.UnsafeRegister(
                static state =>
                {
                    WorkerProcess starting = (WorkerProcess)state!;
                    LibraryThread.Guard(ThreadRole.Cancel, starting.Kill, starting.Blame);
                },
                worker);
            started.CompleteHandshake();
            WorkerPreparation.Run(worker, options);
            OnReady(worker);
            return worker;
        }
        catch (Exception)
        {
            worker.Kill();
            token.ThrowIfCancellationRequested();
            throw;
        }
    }

    private void OnReady(WorkerProcess worker)
    {
        bool lives;
        using (set.Gate.Enter())
        {
            // Its end may have been seen to already: then there is nothing to tell of it.
            lives = all.Contains(worker);
            if (lives)
            {
                worker.IsReady = true;
                set.Watch.OnReady(worker);
            }
        }

        if (!lives)
        {
            throw PoolRefusals.Stillborn(worker);
        }

        set.Watch.RaiseStarted(worker);
    }

    /// <summary>Lock held. The tasks of calls that have ended are completed first: a caller that joins the pool finds them so.</summary>
    public void CheckDrained()
    {
        if (closed && set.Waiters.Count + Failing + Leased == 0 && set.Starts.Starting + set.Dedicated.Starting == 0 && all.Count + set.Ended.Telling == 0
            && !set.Pump.HasUnfinished && !set.Accepted.IsLeft)
        {
            set.Starts.Close();
            set.Pump.Dispose();
            set.Limits.Dispose();
            drained.TrySetResult();
        }
    }

    /// <summary>The pump has completed a task of a closed pool.</summary>
    public void OnCompleted()
    {
        using (set.Gate.Enter())
        {
            CheckDrained();
        }
    }
}
