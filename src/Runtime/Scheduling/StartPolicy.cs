using System;

namespace ProcessIsolate.Scheduling;

/// <summary>When a pool may start another process: at once while starts succeed, later and later while they fail.</summary>
/// <remarks>Decides only: it starts nothing and has no lock. Its owner, <see cref="WorkerStarts"/>, calls it with the pool's
/// lock held. Starts that were under way together and fail together are one failure: they have one cause.</remarks>
internal sealed class StartPolicy(TimeProvider clock)
{
    /// <summary>Failures in a row after which waiting calls no longer cause a try at once.</summary>
    public const int FailuresAtOnce = 3;

    public static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(1);

    private long round;
    private long failedAt;
    private TimeSpan delay;

    /// <summary>Failures in a row.</summary>
    public int Failures { get; private set; }

    /// <summary>The last failure; null after a success.</summary>
    public WorkerStartException? Cause { get; private set; }

    /// <summary>The time until the next try that no call asks for.</summary>
    public TimeSpan Wait
    {
        get
        {
            TimeSpan left = Failures == 0 ? TimeSpan.Zero : delay - clock.GetElapsedTime(failedAt);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>The moment of the next try.</summary>
    public DateTimeOffset NextTry => clock.GetUtcNow() + Wait;

    /// <summary>Whether not even a call that waits causes a try.</summary>
    public bool IsHeldBack => Failures >= FailuresAtOnce && Wait > TimeSpan.Zero;

    /// <summary>Whether a process may be started now.</summary>
    /// <param name="isAsked">Whether a call waits for it.</param>
    /// <param name="starting">The processes that are starting. After repeated failures there is one try at a time.</param>
    public bool MayStart(bool isAsked, int starting) =>
        Failures == 0 || (isAsked && Failures < FailuresAtOnce) || (starting == 0 && Wait == TimeSpan.Zero);

    /// <summary>A start begins.</summary>
    /// <returns>The round of starts, for <see cref="Failed"/>.</returns>
    public long Begin() => round;

    /// <summary>A start has failed.</summary>
    /// <param name="begunIn">The result of <see cref="Begin"/>.</param>
    /// <param name="cause">The exception it failed with.</param>
    public void Failed(long begunIn, WorkerStartException cause)
    {
        if (begunIn != round)
        {
            // Begun before an earlier failure, a success or a reset: it says nothing new.
            Cause = Failures > 0 ? cause : null;
            return;
        }

        round++;
        Failures++;
        Cause = cause;
        failedAt = clock.GetTimestamp();
        int doublings = Math.Clamp(Failures - FailuresAtOnce, 0, 30);
        delay = TimeSpan.FromTicks(Math.Min(FirstDelay.Ticks << doublings, LongestDelay.Ticks));
    }

    /// <summary>A process is ready, or the failures are to be forgotten.</summary>
    public void Reset()
    {
        round++;
        Failures = 0;
        Cause = null;
    }
}
