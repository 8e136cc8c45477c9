using System;
using System.Collections.Generic;
using System.Threading;
using ProcessIsolate.Calls;
using ProcessIsolate.Platform;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Scheduling;

/// <summary>The starts of one pool's workers: for calls that wait, and ahead of need. Counts the places in the pool.</summary>
/// <remarks>Its state is guarded by the pool's lock. A start is counted with the lock held and launched by
/// <see cref="Launch"/> without it: the system may refuse the thread.</remarks>
internal sealed class WorkerStarts
{
    // The last eighth of a worker's calls, in which its successor starts.
    private const int LeadShare = 8;

    private readonly ProcessPoolOptions options;
    private readonly WorkerSet set;
    private readonly StartLauncher launcher;
    private readonly StartRetry retry;
    private long refusedAt;
    private int size;

    // The most places that were ever taken: so many of MinWorkers were started, and are kept.
    private int mostWorkers;

    public WorkerStarts(ProcessPoolOptions options, WorkerSet set)
    {
        this.options = options;
        this.set = set;
        Policy = new StartPolicy(options.TimeProvider, new RestartBrake(options.TimeProvider, options.RestartLimit, options.RestartPeriod));
        retry = new StartRetry(options.TimeProvider, set);
        launcher = new StartLauncher(set, Run, Fail);
    }

    public StartPolicy Policy { get; }

    /// <summary>Places in the pool that are taken: by workers that start, are idle or are leased. A worker that leaves gives
    /// its place up before its process ends, so that its successor need not wait.</summary>
    public int Size
    {
        get => size;
        set
        {
            size = value;
            this.set.Replacement?.OnSizeChanged();
        }
    }

    public int Starting { get; private set; }

    /// <summary>Whether a call could only wait for a start that is not allowed yet.</summary>
    public bool IsHopeless => Size == 0 && (set.Parent is not null || Policy.IsHeldBack);

    /// <summary>Lock held. Starts what waiting calls need, and what the options want beyond that.</summary>
    public void StartWanted(bool ahead = true)
    {
        if (set.Parent is not null)
        {
            return;
        }

        bool hasRoom = true;
        while (hasRoom && IsWantedByCalls && Policy.MayStart(isAsked: true, Starting))
        {
            hasRoom = TryStartNext();
        }

        while (hasRoom && ahead && IsWantedAhead && Policy.MayStart(isAsked: false, Starting))
        {
            hasRoom = TryStartNext();
        }

        if (!hasRoom)
        {
            retry.AfterRefusal(isForCalls: IsWantedByCalls);
        }
        else if (Policy.IsTroubled && Starting == 0 && (IsWantedByCalls || IsWantedAhead))
        {
            retry.Later();
        }
    }

    /// <summary>Lock held. The successor of a worker in its last call, or after it, should be ready for the next one.</summary>
    public void StartSuccessor(WorkerProcess worker, int callsToCome)
    {
        // Some calls ahead, where there are many: a process takes longer to start than most calls.
        int lead = options.MaxCallsPerWorker / LeadShare;
        if (worker.CallCount + callsToCome + lead >= options.MaxCallsPerWorker && set.Idle.Count == 0)
        {
            // One that is worn has given its place up already.
            StartBehind(lead > 0 && callsToCome > 0 ? 1 : 0);
        }
    }

    /// <summary>Lock held. A call behind another would have started a worker had it waited; one at a time will do.</summary>
    /// <param name="beyond">How many workers there may be beyond the limit.</param>
    public void StartBehind(int beyond = 0)
    {
        if (set.Parent is null && Size < options.MaxWorkers + beyond && Starting == 0 && !set.Lifetime.IsClosed && Policy.MayStart(isAsked: false, Starting))
        {
            TryStartNext();
        }
    }

    /// <summary>Lock held. A worker gets no further calls, and its place is another's.</summary>
    public void GiveUpPlace(WorkerProcess worker)
    {
        worker.IsCounted = false;
        Size--;
    }

    /// <summary>Lock held. Starts the successor of a worker that stays until it is ready.</summary>
    public void StartReplacement()
    {
        // Where all places are taken, it gets that of the one that leaves.
        MachineBudget.TryTake(out MachineSlot? slot);
        StartNext(slot, isReplacement: true);
    }

    /// <summary>Lock held. Starts workers up to a number.</summary>
    /// <returns>False when some of them are to be tried later.</returns>
    /// <exception cref="BrokenPoolException">Starts are held back.</exception>
    public bool StartUpTo(int target)
    {
        bool hasRoom = true;
        while (hasRoom && Size < target)
        {
            if (!Policy.MayStart(isAsked: true, Starting))
            {
                // After failures there is one try at a time.
                return Starting == 0 ? throw set.Refusals.HeldBack() : false;
            }

            hasRoom = TryStartNext();
        }

        return true;
    }

    /// <summary>No lock held. Launches the starts that were counted, and has the calls seen to that were given a worker.</summary>
    public void Launch()
    {
        set.Pump.WakeForGiven();
        set.Watch.Log?.Pump();
        launcher.Launch();
    }

    /// <summary>Lock held. The pool is closed: nothing is tried again unasked.</summary>
    public void Close() => retry.Dispose();

    private bool IsWantedByCalls => set.Waiters.Count > Starting && Size < options.MaxWorkers;

    private bool IsWantedAhead => !set.Lifetime.IsClosed && Size < options.MaxWorkers
        && (Size < Math.Min(options.MinWorkers, mostWorkers)
            || (mostWorkers > 0 && Starting + set.Idle.Count < set.Waiters.Count + options.SpareWorkers));

    // A pool has its first worker in any case: else it could wait for ever for what others hold.
    private bool TryStartNext()
    {
        if (MachineBudget.Limit is not null && Size > 0 && options.TimeProvider.GetElapsedTime(refusedAt) < MachineBudget.LookAgain / 2)
        {
            return false;
        }

        if (!MachineBudget.TryTake(out MachineSlot? slot) && Size > 0)
        {
            refusedAt = options.TimeProvider.GetTimestamp();
            return false;
        }

        StartNext(slot);
        return true;
    }

    private void StartNext(MachineSlot? slot, bool isReplacement = false)
    {
        Size++;
        Starting++;
        mostWorkers = Math.Max(mostWorkers, Size);
        launcher.Add(new StartAttempt { Round = Policy.Begin(), Slot = slot, IsReplacement = isReplacement });
    }

    // On a thread of its own: the thread pool may be full of callers that wait for this very worker.
    private void Run(StartAttempt attempt)
    {
        WorkerProcess worker = set.Lifetime.Start(CancellationToken.None);
        worker.Place.Hold(attempt.Slot);
        bool leaves;
        WorkerProcess? old;
        using (set.Gate.Enter())
        {
            attempt.IsSettled = true;
            Starting--;
            Policy.Started();
            set.Watch.OnStart(Policy);
            worker.IsCounted = true;
            // First: it may leave room for this one, or none.
            old = attempt.IsReplacement ? set.Replacement.OnReady(worker) : null;
            // One that has ended already is given to a call that waits, which counts how often that happens.
            leaves = set.Lifetime.IsTerminated || (worker.HasExited && set.Waiters.First is null) || set.Replacement.MustLeave(worker)
                || !set.TryPlace(worker);
            if (leaves)
            {
                GiveUpPlace(worker);
            }

            set.WarmUps.OnReady();
            // Those that were held back while starts failed.
            StartWanted(ahead: !leaves);
            set.Lifetime.CheckDrained();
        }

        Launch();
        RetireQuietly(leaves ? worker : null);
        RetireQuietly(old);
    }

    // The start has succeeded: what goes wrong with one that leaves is its own end.
    private void RetireQuietly(WorkerProcess? worker)
    {
        if (worker is not null)
        {
            LibraryThread.Guard(ThreadRole.WorkerStart, () => set.Leaving.Retire(worker), worker.Blame);
        }
    }

    private void Fail(StartAttempt attempt, Exception exception)
    {
        WorkerStartException cause = AsStartFailure(exception);
        List<Waiter> failed = [];
        using (set.Gate.Enter())
        {
            if (attempt.IsSettled)
            {
                return;
            }

            attempt.IsSettled = true;
            Starting--;
            if (attempt.IsReplacement)
            {
                set.Replacement.OnFailed(Copy(cause));
            }

            Size--;
            // What the pool's end has killed has not failed.
            if (!set.Lifetime.IsTerminated)
            {
                Policy.Failed(attempt.Round, cause);
                set.Watch.OnStart(Policy, cause);
            }

            if (!attempt.IsReplacement)
            {
                set.WarmUps.Fail(Copy(cause));
            }
            else if (Starting == 0)
            {
                set.WarmUps.OnReady();
            }

            if (IsHopeless)
            {
                failed = set.Waiters.TakeAll();
            }
            else if (Size == Starting && set.Waiters.First is { } first)
            {
                // One failed start is one failed call, where no worker will ever come back for it.
                set.Waiters.Remove(first);
                failed.Add(first);
            }

            StartWanted();
            set.Lifetime.Failing += failed.Count;
            set.Lifetime.CheckDrained();
        }

        attempt.Slot?.Dispose();
        set.Lifetime.Fail(failed, _ => Copy(cause));
        Launch();
    }

    /// <summary>What a start failed with, as the exception that says so.</summary>
    public static WorkerStartException AsStartFailure(Exception exception) =>
        exception as WorkerStartException ?? new WorkerStartException("A worker could not be started: " + exception.Message, exception);

    // An exception object belongs to one call: throwing it writes its stack.
    private static WorkerStartException Copy(WorkerStartException cause) => new(cause.Message, cause);
}
