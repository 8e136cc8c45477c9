using System;
using System.Threading.Tasks;

namespace ProcessIsolate.Synchronization;

// The part that awaits, which the language does not allow among pointers.
internal sealed partial class SharedMutex
{
    /// <summary>Completes when the lock may be free. The caller holds a use of the memory meanwhile, and tries once more.</summary>
    public async Task WaitUntilFreeAsync(WaitBudget budget)
    {
        if (Announce(out uint seen))
        {
            await SleepAsync(seen, budget).ConfigureAwait(false);
            // The attempt that follows takes the lock as one that never slept: others that sleep must not miss their wake-up.
            PassOn();
        }
    }

    /// <summary>Takes the lock, waiting as long as the budget allows. The caller holds a use of the memory meanwhile.</summary>
    public async ValueTask<LockOutcome> EnterAsync(WaitBudget budget)
    {
        LockOutcome outcome = TryEnter();
        if (outcome != LockOutcome.NotTaken)
        {
            return outcome;
        }

        try
        {
            while (true)
            {
                outcome = TryEnterAfterSleep();
                if (outcome != LockOutcome.NotTaken)
                {
                    return outcome;
                }

                if (budget.IsOver())
                {
                    PassOn();
                    return LockOutcome.NotTaken;
                }

                if (Announce(out uint seen))
                {
                    await SleepAsync(seen, budget).ConfigureAwait(false);
                }
            }
        }
        catch (Exception)
        {
            PassOn();
            throw;
        }
    }
}
