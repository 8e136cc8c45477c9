using System;
using System.Collections.Generic;
using System.Threading.Tasks;

namespace ProcessIsolate.Scheduling;

/// <summary>Those that wait until a pool's workers are ready.</summary>
/// <remarks>Its state is guarded by the pool's lock.</remarks>
internal sealed class WarmUps(ProcessPoolOptions options, WorkerSet set)
{
    private readonly List<WarmUp> waiting = [];

    /// <summary>Starts workers up to <see cref="ProcessPoolOptions.MinWorkers"/>, at least one; done when they are ready.</summary>
    public Task Begin()
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using (set.Gate.Enter())
        {
            set.Refusals.ThrowIfUnusable();
            // A smaller number may have been asked for since.
            int target = Math.Min(Math.Max(options.MinWorkers, 1), options.MaxWorkers);
            set.Starts.StartUpTo(target);
            waiting.Add(new WarmUp(target, done));
            OnReady();
        }

        set.Starts.Launch();
        return done.Task;
    }

    /// <summary>Lock held. A worker that was ready and died since is the next caller's concern.</summary>
    public void OnReady()
    {
        foreach (WarmUp one in waiting)
        {
            // Those that were to be tried later.
            if (set.Starts.Policy.MayStart(isAsked: true, set.Starts.Starting))
            {
                set.Starts.StartUpTo(Math.Min(one.Target, options.MaxWorkers));
            }
        }

        waiting.RemoveAll(
            entry => (set.Starts.Starting == 0 || set.Starts.Size - set.Starts.Starting >= entry.Target) && entry.Done.TrySetResult());
    }

    /// <summary>Lock held. Ends every warm-up.</summary>
    public void Fail(Exception exception)
    {
        waiting.ForEach(entry => _ = entry.Done.TrySetException(exception));
        waiting.Clear();
    }

    // A class: lists of structs of the library's own are compiled anew in each process.
    private sealed record WarmUp(int Target, TaskCompletionSource Done);
}
