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
    private bool wasRefused;

    /// <summary>Lock held. Once the pool's own starts may be tried.</summary>
    public void Later() => In(set.Starts.Policy.Wait + TimeSpan.FromMilliseconds(1));

    /// <summary>Lock held. A place was refused by what pools share; others may give theirs back.</summary>
    /// <param name="isForCalls">Whether calls wait for it. What is only kept ready asks the others for nothing, and less often.</param>
    public void AfterRefusal(bool isForCalls)
    {
        wasRefused = isForCalls;
        In(isForCalls ? MachineBudget.LookAgain : MachineBudget.IdleLimit);
    }

    private void In(TimeSpan wait)
    {
        if (set.Lifetime.IsTerminated)
        {
            return;
        }

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
            if (TakeRefusal())
            {
                MachineBudget.MakeRoom(set);
            }

            using (set.Gate.Enter())
            {
                set.Starts.StartWanted();
            }

            set.Starts.Launch();
        },
        _ => TryOnceMore());

    private bool TakeRefusal()
    {
        using (set.Gate.Enter())
        {
            bool refused = wasRefused;
            wasRefused = false;
            return refused;
        }
    }

    // Calls may wait for it.
    private void TryOnceMore()
    {
        using (set.Gate.Enter())
        {
            Later();
        }
    }
}
