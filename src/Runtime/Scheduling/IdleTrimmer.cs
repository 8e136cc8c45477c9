using System;
using System.Collections.Generic;
using System.Threading;
using ProcessIsolate.Platform;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Scheduling;

/// <summary>Has workers leave that have been idle for the pool's limit, down to the number that is kept.</summary>
internal sealed class IdleTrimmer : IDisposable
{
    private const double MinMilliseconds = 10;
    private const double MaxMilliseconds = 3_600_000;

    private readonly ProcessPoolOptions options;
    private readonly WorkerSet set;
    private readonly ITimer timer;

    /// <param name="options">The pool's, with an idle limit.</param>
    /// <param name="set">Whose idle workers leave.</param>
    public IdleTrimmer(ProcessPoolOptions options, WorkerSet set)
    {
        this.options = options;
        this.set = set;
        // Within what timers accept, and never a busy one.
        TimeSpan interval = TimeSpan.FromMilliseconds(
            Math.Clamp(IdleLimit.TotalMilliseconds / 2, MinMilliseconds, MaxMilliseconds));
        timer = options.TimeProvider.CreateTimer(static trimmer => ((IdleTrimmer)trimmer!).Trim(), this, interval, interval);
    }

    // Where pools share a budget, another process may wait for the place.
    private TimeSpan IdleLimit => MachineBudget.Limit is null ? options.IdleTimeout
        : options.IdleTimeout == Timeout.InfiniteTimeSpan || options.IdleTimeout > MachineBudget.IdleLimit ? MachineBudget.IdleLimit
        : options.IdleTimeout;

    // Each pool may have one: it keeps no other from a place.
    private TimeSpan FirstLimit => options.IdleTimeout == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : options.IdleTimeout;

    public void Dispose() => timer.Dispose();

    // A round that fails as a whole has changed nothing, and the next one is due soon.
    private void Trim() => LibraryThread.Guard(ThreadRole.Trim, RetireIdle, static _ => { });

    private void RetireIdle()
    {
        List<WorkerProcess> leaving = [];
        using (set.Gate.Enter())
        {
            while (set.Starts.Size > options.MinWorkers && set.Idle.Count > options.SpareWorkers
                && set.Idle.TakeOlderThan(set.Starts.Size > 1 ? IdleLimit : FirstLimit) is { } worker)
            {
                worker.End.Because(WorkerExitReason.Idle);
                leaving.Add(worker);
                set.Starts.GiveUpPlace(worker);
            }
        }

        foreach (WorkerProcess worker in leaving)
        {
            // They are in no list any more: one that cannot be asked must not keep the others.
            LibraryThread.Guard(ThreadRole.Trim, () => set.Leaving.Retire(worker), worker.Blame);
        }
    }
}
