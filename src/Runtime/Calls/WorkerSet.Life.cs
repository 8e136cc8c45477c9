using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Calls;

internal sealed partial class WorkerSet
{
    private const int MaxStartFailures = 3;
    private const double MinTrimMilliseconds = 10;
    private const double MaxTrimMilliseconds = 3_600_000;

    private readonly TaskCompletionSource drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer? trimmer;

    private WorkerStartException? broken;
    private int startFailures;
    private bool closed;
    private bool terminated;

    public WorkerSet(ProcessPoolOptions options, string name)
    {
        this.options = options;
        this.name = name;
        Pump = new CallPump(this);
        if (options.IdleTimeout != Timeout.InfiniteTimeSpan)
        {
            // Within what timers accept, and never a busy one.
            TimeSpan interval = TimeSpan.FromMilliseconds(
                Math.Clamp(options.IdleTimeout.TotalMilliseconds / 2, MinTrimMilliseconds, MaxTrimMilliseconds));
            trimmer = options.TimeProvider.CreateTimer(static set => ((WorkerSet)set!).RetireIdle(), this, interval, interval);
        }
    }

    /// <summary>Completed once the pool is closed, every call has ended and every process is gone.</summary>
    public Task Drained => drained.Task;

    public bool IsClosed
    {
        get
        {
            lock (gate)
            {
                return closed;
            }
        }
    }

    /// <summary>A fresh process outside the pool's number, for one call.</summary>
    public WorkerProcess LeaseDedicated(CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        lock (gate)
        {
            ThrowIfUnusable();
            startingDedicated++;
        }

        WorkerProcess? worker = null;
        try
        {
            worker = StartProcess().CompleteHandshake();
            return worker;
        }
        finally
        {
            lock (gate)
            {
                startingDedicated--;
                leased += worker is null ? 0 : 1;
                CheckDrained();
            }
        }
    }

    public void ReturnDedicated(WorkerProcess worker)
    {
        lock (gate)
        {
            leased--;
            CheckDrained();
        }

        Retire(worker);
    }

    /// <summary>No further calls; those accepted are finished, then the workers leave.</summary>
    public void Close()
    {
        List<IdleWorker> leaving;
        lock (gate)
        {
            closed = true;
            leaving = [.. idle];
            size -= idle.Count;
            idle.Clear();
            FailWarmUps(new ObjectDisposedException(typeof(ProcessPool).FullName, "The pool was closed while its workers started."));
            CheckDrained();
        }

        trimmer?.Dispose();
        leaving.ForEach(entry => Retire(entry.Worker));
    }

    /// <summary>No further calls; those waiting and running end with <see cref="OperationCanceledException"/>.</summary>
    public void Terminate()
    {
        List<Waiter> cancelled;
        List<WorkerProcess> busy;
        lock (gate)
        {
            closed = true;
            terminated = true;
            cancelled = waiters.TakeAll();
            busy = [.. all];
            idle.ForEach(entry => busy.Remove(entry.Worker));
            busy.ForEach(worker => worker.IsTerminated = true);
        }

        Close();
        cancelled.ForEach(waiter => waiter.Fail(
            new OperationCanceledException($"The pool '{name}' was terminated while the call waited for a worker.")));
        busy.ForEach(worker => worker.Call.Kill(StopReason.Terminated));
    }

    private StartingWorker StartProcess()
    {
        StartingWorker started = WorkerStarter.Start(options);
        lock (gate)
        {
            all.Add(started.Worker);
            started.Worker.IsTerminated = terminated;
        }

        started.Worker.Exited.ContinueWith(
            (_, state) => OnExited((WorkerProcess)state!), started.Worker, CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        if (started.Worker.IsTerminated)
        {
            started.Worker.Kill();
        }

        return started;
    }

    private void OnExited(WorkerProcess worker)
    {
        bool unused;
        lock (gate)
        {
            all.Remove(worker);
            if (worker.Pipe is { Taken: 0 } pipe)
            {
                Pump.Remove(pipe);
            }

            int idleCount = idle.RemoveAll(entry => entry.Worker == worker);
            size -= idleCount;
            unused = idleCount > 0 || worker.IsRetired;
            StartForWaiters();
            // One that dies before it was of any use would be followed by the next of the kind, for ever.
            if (worker.CallCount > 0)
            {
                StartAhead();
            }

            CheckDrained();
        }

        if (unused)
        {
            worker.CloseLanes();
        }
    }

    private void RetireIdle()
    {
        List<WorkerProcess> leaving = [];
        lock (gate)
        {
            long oldest = DeadlineMonitor.Shared.Now;
            // The first in the list has been idle longest: workers are taken from its end.
            while (idle.Count > 0 && size > options.MinWorkers && idle.Count > options.SpareWorkers
                && DeadlineMonitor.Shared.Elapsed(idle[0].Since, oldest) >= options.IdleTimeout)
            {
                leaving.Add(idle[0].Worker);
                idle.RemoveAt(0);
                size--;
            }
        }

        leaving.ForEach(Retire);
    }

    // In order if it can, by force after the grace period.
    private void Retire(WorkerProcess worker)
    {
        worker.IsRetired = true;
        if (worker.HasExited)
        {
            worker.CloseLanes();
            return;
        }

        worker.Call.Begin(0, new CallTerms(options.CancellationGracePeriod, TimeSpan.Zero, CancellationToken.None));
        worker.RequestExit();
    }

    private void CheckDrained()
    {
        if (closed && waiters.Count == 0 && leased == 0 && starting + startingDedicated == 0 && all.Count == 0)
        {
            Pump.Dispose();
            drained.TrySetResult();
        }
    }
}
