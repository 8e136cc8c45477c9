using System;
using System.Collections.Generic;
using ProcessIsolate.Scheduling;

namespace ProcessIsolate.Calls;

/// <summary>The workers that one call has lost, and whether it may have another one. Made with the first loss: most calls have none.</summary>
/// <remarks>Suspicion is the call's own: a crash counts only against the call that ran. One that never began is sent again without being asked
/// for, which is no retry, but not for ever.</remarks>
internal sealed class CallHistory
{
    /// <summary>So many workers a call may kill.</summary>
    public const int Deadly = 3;

    private readonly List<WorkerCrashedException> crashes = [];
    private int undelivered;

    /// <summary>Whether the call may be sent to one more worker although the last ones were gone before any call.</summary>
    public static bool MayTryAfterStillborn(ref CallHistory? history) => ++(history ??= new CallHistory()).undelivered <= CallDispatcher.MaxUndelivered;

    /// <param name="history">Of the call; null before its first loss.</param>
    /// <param name="failure">What became of its worker.</param>
    /// <param name="maxRetries">How often the call may be tried again.</param>
    /// <param name="method">What it calls.</param>
    /// <param name="watch">Its pool's, to be told.</param>
    /// <returns>What the caller gets; null when the call is to be tried again.</returns>
    public static Exception? Judge(ref CallHistory? history, Exception failure, int maxRetries, string method, PoolWatch watch)
    {
        if (failure is CallNotStartedException unread)
        {
            return MayTryAfterStillborn(ref history) ? null : unread.Crash;
        }

        if (failure is not WorkerCrashedException crash)
        {
            return failure;
        }

        Exception? final = (history ??= new CallHistory()).Judge(crash, maxRetries);
        watch.OnJudged(method, history.crashes.Count, final);
        return final;
    }

    private Exception? Judge(WorkerCrashedException crash, int maxRetries)
    {
        crashes.Add(crash);
        crash.Attempts = crashes.Count;
        return crashes.Count > maxRetries ? crash
            : crashes.Count >= Deadly ? new QuarantinedCallException(crashes.ToArray())
            : null;
    }
}
