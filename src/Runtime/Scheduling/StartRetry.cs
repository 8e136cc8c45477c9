using System;
using System.Threading;
using ProcessIsolate.Platform;

namespace ProcessIsolate.Scheduling;

/// <summary>Tries starts again once a pool in trouble may.</summary>
/// <remarks>Its state is guarded by the pool's lock.</remarks>
internal sealed class StartRetry(TimeProvider clock, WorkerSet set) : IDisposable
{
    // Made with the first failure: most pools never need it.
    private ITimer? timer;

    /// <summary>Lock held.</summary>
    public void Later()
    {
        if (set.Lifetime.IsTerminated)
        {
            return;
        }

        TimeSpan wait = set.Starts.Policy.Wait + TimeSpan.FromMilliseconds(1);
        if (timer is null)
        {
            timer = clock.CreateTimer(static retry => ((StartRetry)retry!).Try(), this, wait, Timeout.InfiniteTimeSpan);
        }
        else
        {
            timer.Change(wait, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Lock held. The pool is closed: nothing is tried again unasked.</summary>
    public void Dispose() => timer?.Dispose();

    private void Try() => LibraryThread.Guard(
        ThreadRole.Trim,
        () =>
        {
            using (set.Gate.Enter())
            {
                set.Starts.StartWanted();
            }

            set.Starts.Launch();
        },
        _ => TryOnceMore());

    // Calls may wait for it.
    private void TryOnceMore()
    {
        using (set.Gate.Enter())
        {
            Later();
        }
    }
}
