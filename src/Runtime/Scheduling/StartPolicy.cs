using System;
using System.Globalization;

namespace ProcessIsolate.Scheduling;

/// <summary>When a pool may start another process: at once while starts succeed and workers live, later and later while starts fail, or while more
/// workers are lost than <see cref="ProcessPoolOptions.RestartLimit"/> allows.</summary>
/// <remarks>Decides only: it starts nothing and has no lock. Its owner, <see cref="WorkerStarts"/>, calls it with the pool's
/// lock held. Starts that were under way together and fail together are one failure: they have one cause.</remarks>
internal sealed class StartPolicy(TimeProvider clock, RestartBrake brake)
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

    /// <summary>The last failure, or what became of the last worker; null after a success.</summary>
    public Exception? Cause { get; private set; }

    /// <summary>Whether starts fail, or workers are lost, more than usual.</summary>
    public bool IsTroubled => Failures > 0 || brake.IsOn;

    /// <summary>Why starts are held back, in words.</summary>
    public string Reason => brake.Wait > TimeSpan.Zero
        ? string.Create(CultureInfo.InvariantCulture, $"more than {brake.Limit} workers were lost within {brake.Period.TotalSeconds:0.###} s")
        : string.Create(CultureInfo.InvariantCulture, $"{Failures} starts in a row failed");

    /// <summary>The time until the next try that no call asks for.</summary>
    public TimeSpan Wait
    {
        get
        {
            TimeSpan left = Failures == 0 ? TimeSpan.Zero : delay - clock.GetElapsedTime(failedAt);
            return left > brake.Wait ? left : brake.Wait;
        }
    }

    /// <summary>The moment of the next try.</summary>
    public DateTimeOffset NextTry => clock.GetUtcNow() + Wait;

    /// <summary>Whether not even a call that waits causes a try.</summary>
    public bool IsHeldBack => (Failures >= FailuresAtOnce && Wait > TimeSpan.Zero) || brake.Wait > TimeSpan.Zero;

    /// <summary>Whether a process may be started now.</summary>
    /// <param name="isAsked">Whether a call waits for it.</param>
    /// <param name="starting">The processes that are starting. After repeated failures there is one try at a time.</param>
    public bool MayStart(bool isAsked, int starting) =>
        !IsTroubled || (isAsked && Failures < FailuresAtOnce && !brake.IsOn) || (starting == 0 && Wait == TimeSpan.Zero);

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
            Cause = Failures > 0 ? cause : Cause;
            return;
        }

        round++;
        Failures++;
        Cause = cause;
        failedAt = clock.GetTimestamp();
        delay = Delay(Math.Max(0, Failures - FailuresAtOnce));
        brake.OnLoss();
    }

    /// <summary>A worker that was ready is lost.</summary>
    /// <param name="cause">What became of it.</param>
    public void Lost(Exception cause)
    {
        if (brake.OnLoss())
        {
            Cause = cause;
        }
    }

    /// <summary>The failures, and the workers lost, are to be forgotten.</summary>
    public void Reset()
    {
        Started();
        brake.Reset();
        Cause = null;
    }

    /// <summary>How long to wait after so many waits before.</summary>
    public static TimeSpan Delay(int doublings) =>
        TimeSpan.FromTicks(Math.Min(FirstDelay.Ticks << Math.Min(doublings, 30), LongestDelay.Ticks));

    /// <summary>A process is ready. That says nothing of how long it lives.</summary>
    public void Started()
    {
        round++;
        Failures = 0;
        Cause = brake.IsOn ? Cause : null;
    }
}
