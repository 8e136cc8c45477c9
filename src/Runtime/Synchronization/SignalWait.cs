using System;
using System.Threading;
using System.Threading.Tasks;

namespace ProcessIsolate.Synchronization;

/// <summary>Something that is waited for: looks whether it has come, and takes it in the same step where it can be taken.</summary>
internal interface IAttempt
{
    bool Try();
}

/// <summary>Waits until an attempt succeeds, sleeping on the signal that is raised after every change. The caller holds a use of the
/// memory.</summary>
internal static class SignalWait
{
    private const int SpinsBeforeSleep = 40;

    /// <returns>False when the time is up.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public static bool Wait<T>(SharedSignal signal, T attempt, in WaitBudget budget)
        where T : IAttempt
    {
        budget.Token.ThrowIfCancellationRequested();
        if (attempt.Try())
        {
            return true;
        }

        for (int i = 0; i < SpinsBeforeSleep && !budget.IsZero && Environment.ProcessorCount > 1; i++)
        {
            Thread.SpinWait(8);
            if (attempt.Try())
            {
                return true;
            }
        }

        while (true)
        {
            uint seen = signal.Announce();
            if (attempt.Try())
            {
                return true;
            }

            if (budget.IsOver())
            {
                return false;
            }

            signal.Sleep(seen, budget);
        }
    }

    /// <inheritdoc cref="Wait"/>
    public static async Task<bool> WaitAsync<T>(SharedSignal signal, T attempt, WaitBudget budget)
        where T : IAttempt
    {
        budget.Token.ThrowIfCancellationRequested();
        while (true)
        {
            uint seen = signal.Announce();
            if (attempt.Try())
            {
                return true;
            }

            if (budget.IsOver())
            {
                return false;
            }

            await signal.SleepAsync(seen, budget).ConfigureAwait(false);
        }
    }
}
