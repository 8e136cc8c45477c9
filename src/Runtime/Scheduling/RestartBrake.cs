using System;
using System.Collections.Generic;

namespace ProcessIsolate.Scheduling;

/// <summary>Holds starts back while a pool loses too many workers: longer each time that it happens again, not at all once the losses lie back.</summary>
/// <remarks>A part of <see cref="StartPolicy"/>, without a lock as that is.</remarks>
internal sealed class RestartBrake(TimeProvider clock, int limit, TimeSpan period)
{
    // When workers were lost lately; never more than what decides.
    private readonly Queue<long> losses = new();
    private int holds;
    private long heldAt;
    private TimeSpan hold;

    public int Limit => limit;

    public TimeSpan Period => period;

    /// <summary>Whether a loss was one too many, and not a whole period has passed since its wait: there is one start at a time.</summary>
    public bool IsOn => holds > 0 && clock.GetElapsedTime(heldAt) - hold < period;

    /// <summary>How long no process may be started.</summary>
    public TimeSpan Wait
    {
        get
        {
            TimeSpan left = holds == 0 ? TimeSpan.Zero : hold - clock.GetElapsedTime(heldAt);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>A worker was lost, or could not be started.</summary>
    /// <returns>Whether that was one too many.</returns>
    public bool OnLoss()
    {
        if (limit == int.MaxValue)
        {
            return false;
        }

        long now = clock.GetTimestamp();
        losses.Enqueue(now);
        while (losses.Count > limit + 1L || clock.GetElapsedTime(losses.Peek(), now) > period)
        {
            losses.Dequeue();
        }

        if (losses.Count <= limit)
        {
            // The wait may be longer than the period: what is lost in it, or at the first tries after it, ends nothing.
            holds = IsOn ? holds : 0;
            return false;
        }

        if (Wait == TimeSpan.Zero)
        {
            // Those that were lost together are one reason to wait.
            holds = IsOn ? holds + 1 : 1;
            hold = StartPolicy.Delay(holds - 1);
            heldAt = now;
        }

        return true;
    }

    public void Reset()
    {
        losses.Clear();
        holds = 0;
    }
}
