using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Scheduling;

/// <summary>Replaces workers of a pool, one at a time: starts the successor, and has the old one leave once that is ready. Changes their
/// number.</summary>
/// <remarks>Its state is guarded by the pool's lock.</remarks>
internal sealed class Replacement(ProcessPoolOptions options, WorkerSet set)
{
    private readonly Queue<Due> due = new();
    private readonly List<Recycling> recycles = [];
    private readonly List<TaskCompletionSource> resizes = [];
    private Due? current;

    /// <summary>Lock held. Workers beyond <see cref="ProcessPoolOptions.MaxWorkers"/> for the time being: successors beside the old ones.</summary>
    public int Surplus { get; private set; }

    // Without a change of their number, a worker beyond it is a successor that is ready before its predecessor's last calls.
    private bool IsCrowded => resizes.Count > 0 && set.Starts.Size > options.MaxWorkers + Surplus;

    /// <summary>Has all workers that there are replaced.</summary>
    public Task RecycleAll()
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using (set.Gate.Enter())
        {
            ObjectDisposedException.ThrowIf(set.Lifetime.IsClosed, typeof(ProcessPool));
            HashSet<WorkerProcess> old = [.. set.Lifetime.All];
            old.RemoveWhere(static worker => !IsThere(worker));
            // Idle ones first: the others wait for the ends of calls.
            foreach (WorkerProcess worker in old.OrderByDescending(set.Idle.Contains))
            {
                Add(worker, WorkerExitReason.Recycled);
            }

            if (old.Count == 0)
            {
                return Task.CompletedTask;
            }

            recycles.Add(new Recycling(old, done));
        }

        set.Starts.Launch();
        return done.Task;
    }

    /// <summary>Has workers replaced that are due.</summary>
    public void Replace(List<(WorkerProcess Worker, WorkerExitReason Reason)> workers)
    {
        using (set.Gate.Enter())
        {
            // While starts fail, an old worker is better than none. It is looked at again soon.
            if (set.Lifetime.IsClosed || !set.Starts.Policy.MayStart(isAsked: false, set.Starts.Starting))
            {
                return;
            }

            foreach ((WorkerProcess worker, WorkerExitReason reason) in workers)
            {
                if (IsThere(worker))
                {
                    Add(worker, reason);
                }
            }
        }

        set.Starts.Launch();
    }

    /// <summary>Changes the number of workers.</summary>
    public Task Resize(int maxWorkers)
    {
        List<WorkerProcess> leaving;
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using (set.Gate.Enter())
        {
            ObjectDisposedException.ThrowIf(set.Lifetime.IsClosed, typeof(ProcessPool));
            options.MaxWorkers = maxWorkers;
            resizes.Add(done);
            leaving = TakeCrowd();
            OnSizeChanged();
            set.Starts.StartWanted();
        }

        set.Starts.Launch();
        leaving.ForEach(set.Leaving.Retire);
        return done.Task;
    }

    /// <summary>Lock held. The number of workers has changed.</summary>
    public void OnSizeChanged()
    {
        set.Waiters.LetIn();
        // A successor beside the one that it replaces is one too many, too.
        if (set.Starts.Size <= options.MaxWorkers)
        {
            resizes.ForEach(static done => done.TrySetResult());
            resizes.Clear();
        }
    }

    /// <summary>Lock held. The idle workers that are too many; the caller retires them.</summary>
    public List<WorkerProcess> TakeCrowd()
    {
        List<WorkerProcess> leaving = [];
        while (IsCrowded && set.Idle.TakeOlderThan(TimeSpan.Zero) is { } worker)
        {
            worker.End.Because(WorkerExitReason.Resized);
            leaving.Add(worker);
            set.Starts.GiveUpPlace(worker);
        }

        return leaving;
    }

    /// <summary>Lock held. A worker comes back from its call.</summary>
    /// <returns>Whether it is to leave.</returns>
    public bool MustLeave(WorkerProcess worker)
    {
        if (GetsNoCalls(worker))
        {
            // Now, not when it was chosen: a crash in its last call is a crash.
            worker.End.Because(worker.LeavesFor ?? WorkerExitReason.Resized);
            return true;
        }

        return false;
    }

    /// <summary>Whether a worker that has calls gets no further ones. That of a lease does: its state is what the lease is for. A hint where it is
    /// read without the lock.</summary>
    public bool GetsNoCalls(WorkerProcess worker) => set.Parent is null && (worker.LeavesFor is not null || IsCrowded);

    /// <summary>Lock held. A successor is ready.</summary>
    /// <returns>The old one, if it leaves now; the caller retires it.</returns>
    public WorkerProcess? OnReady(WorkerProcess successor)
    {
        (WorkerProcess worker, WorkerExitReason reason) = current!;
        current = null;
        if (!successor.Place.IsHeld)
        {
            // The one that leaves is the one too many meanwhile.
            successor.Place.Hold(worker.Place.Take());
        }

        WorkerProcess? leaves = null;
        if (!IsThere(worker))
        {
            // It has left meanwhile, and the successor has its place.
            Surplus--;
        }
        else
        {
            if (set.Idle.Remove(worker))
            {
                worker.End.Because(reason);
                leaves = worker;
                Surplus--;
                set.Starts.GiveUpPlace(worker);
            }
            else
            {
                worker.LeavesFor = reason;
            }
        }

        Next();
        return leaves;
    }

    /// <summary>Lock held. A successor did not start. What is due is asked for again, or looked at again.</summary>
    public void OnFailed(Exception cause)
    {
        Surplus--;
        current!.Worker.IsDue = false;
        current = null;
        foreach (Due one in due)
        {
            one.Worker.IsDue = false;
        }

        due.Clear();
        recycles.ForEach(entry => entry.Done.TrySetException(cause));
        recycles.Clear();
    }

    /// <summary>Lock held. A worker has left the pool; may be said twice.</summary>
    public void OnLeft(WorkerProcess worker)
    {
        if (worker.LeavesFor is not null)
        {
            worker.LeavesFor = null;
            Surplus--;
        }

        recycles.RemoveAll(entry => entry.Left.Remove(worker) && entry.Left.Count == 0 && entry.Done.TrySetResult());
        Next();
    }

    private static bool IsThere(WorkerProcess worker) => worker.IsCounted && !worker.IsRetired && !worker.HasExited;

    private void Add(WorkerProcess worker, WorkerExitReason reason)
    {
        if (!worker.IsDue)
        {
            worker.IsDue = true;
            due.Enqueue(new Due(worker, reason));
            Next();
        }
    }

    // A busy one has its successor and leaves after its call: until then the next would be one more. A lease may be held for ever.
    private bool IsWaitedFor => Surplus > 0 && set.Lifetime.All.Any(static worker => worker is { LeavesFor: not null, IsPinned: false });

    /// <summary>Lock held. Starts the next successor, unless one starts or a busy worker is waited for.</summary>
    public void Next()
    {
        while (current is null && !IsWaitedFor && due.TryDequeue(out Due? next))
        {
            if (IsThere(next.Worker) && !set.Lifetime.IsClosed)
            {
                current = next;
                Surplus++;
                set.Starts.StartReplacement();
            }
        }
    }

    // Classes: lists of structs of the library's own are compiled anew in each process.
    private sealed record Due(WorkerProcess Worker, WorkerExitReason Reason);

    private sealed record Recycling(HashSet<WorkerProcess> Left, TaskCompletionSource Done);
}
