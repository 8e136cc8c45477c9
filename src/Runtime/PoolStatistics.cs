using System;
using System.Collections.Generic;
using ProcessIsolate.Scheduling;

namespace ProcessIsolate;

/// <summary>How long the calls of a pool took since it was made, those that failed included.</summary>
public sealed class PoolStatistics
{
    internal PoolStatistics(TimeHistogram wait, TimeHistogram run, TimeHistogram transport) => (Wait, Run, Transport) = (wait, run, transport);

    /// <summary>From the call until it had a worker; zero where one was idle. A map counts each time one of its drivers takes a worker.</summary>
    public TimeHistogram Wait { get; }

    /// <summary>The method itself, as the worker measured it. An item of a map has its share of the batch that it travelled in. Over
    /// <see cref="ProcessIsolate.Transport.Stream"/> the worker measures nothing, and this is the whole time there and back.</summary>
    public TimeHistogram Run { get; }

    /// <summary>What is left of the time from the request to the answer: writing, carrying and reading the values. Single calls over shared
    /// memory only.</summary>
    public TimeHistogram Transport { get; }
}

/// <summary>Times, counted in buckets four to each doubling, from a quarter of a microsecond to an hour.</summary>
public sealed class TimeHistogram
{
    private readonly long[] counts;

    internal TimeHistogram(TimeCounts times)
    {
        counts = [.. times.Counts];
        Count = System.Linq.Enumerable.Sum(counts);
        Total = TimeCounts.ToTimeSpan(times.Nanoseconds);
        Max = TimeCounts.ToTimeSpan(times.Longest);
    }

    /// <summary>How many times were measured.</summary>
    public long Count { get; }

    /// <summary>Their sum.</summary>
    public TimeSpan Total { get; }

    /// <summary>The longest.</summary>
    public TimeSpan Max { get; }

    /// <summary>Their mean.</summary>
    /// <value>Zero where nothing was measured.</value>
    public TimeSpan Mean => Count == 0 ? TimeSpan.Zero : Total / Count;

    /// <summary>The buckets that hold something: the time that none in it exceeds, and how many there are.</summary>
    public IEnumerable<KeyValuePair<TimeSpan, long>> Buckets
    {
        get
        {
            for (int i = 0; i < counts.Length; i++)
            {
                if (counts[i] > 0)
                {
                    yield return KeyValuePair.Create(BoundOf(i), counts[i]);
                }
            }
        }
    }

    /// <summary>The time that a share of the calls did not exceed, to within a quarter.</summary>
    /// <param name="share">From 0 to 1: 0.5 for the median, 0.99 for the slowest in a hundred.</param>
    /// <returns>Zero where nothing was measured.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The share is below 0 or above 1, or no number.</exception>
    public TimeSpan Percentile(double share)
    {
        if (share is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, "A share is from 0 to 1.");
        }

        long left = Math.Max(1, (long)Math.Ceiling(share * Count));
        for (int i = 0; i < counts.Length; i++)
        {
            left -= counts[i];
            if (left <= 0)
            {
                return BoundOf(i);
            }
        }

        return TimeSpan.Zero;
    }

    private TimeSpan BoundOf(int bucket)
    {
        TimeSpan bound = TimeCounts.ToTimeSpan(TimeCounts.BoundOf(bucket));
        return bound < Max ? bound : Max;
    }
}
