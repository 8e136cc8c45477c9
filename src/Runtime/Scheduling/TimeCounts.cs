using System;
using System.Diagnostics;
using System.Numerics;

namespace ProcessIsolate.Scheduling;

/// <summary>Counts times in buckets: four to each doubling. One thread at a time adds; others may read meanwhile and see a part.</summary>
internal sealed class TimeCounts
{
    // 2^8 ns and below share the first bucket, 2^42 ns and above the last.
    private const int LowestPower = 8;
    private const int HighestPower = 42;
    private const int PerPower = 4;

    private static readonly double NanosecondsPerTick = 1e9 / Stopwatch.Frequency;

    public long[] Counts { get; } = new long[((HighestPower - LowestPower) * PerPower) + 1];

    public long Nanoseconds { get; private set; }

    public long Longest { get; private set; }

    public static TimeSpan ToTimeSpan(long nanoseconds) => TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick);

    /// <summary>The longest time that belongs to a bucket.</summary>
    public static long BoundOf(int bucket)
    {
        if (bucket == (HighestPower - LowestPower) * PerPower)
        {
            return long.MaxValue;
        }

        long start = 1L << (LowestPower + (bucket / PerPower));
        return start + (start / PerPower * ((bucket % PerPower) + 1)) - 1;
    }

    /// <param name="ticks">Of the stopwatch.</param>
    /// <param name="times">How many calls took so long.</param>
    public void Add(long ticks, int times = 1)
    {
        long nanoseconds = ticks <= 0 ? 0 : (long)(ticks * NanosecondsPerTick);
        Counts[BucketOf(nanoseconds)] += times;
        Nanoseconds += nanoseconds * times;
        Longest = Math.Max(Longest, nanoseconds);
    }

    public void Add(TimeCounts other)
    {
        for (int i = 0; i < Counts.Length; i++)
        {
            Counts[i] += other.Counts[i];
        }

        Nanoseconds += other.Nanoseconds;
        Longest = Math.Max(Longest, other.Longest);
    }

    private static int BucketOf(long nanoseconds)
    {
        int power = BitOperations.Log2((ulong)nanoseconds | 1);
        return power < LowestPower ? 0
            : power >= HighestPower ? (HighestPower - LowestPower) * PerPower
            : ((power - LowestPower) * PerPower) + (int)((nanoseconds >> (power - 2)) & (PerPower - 1));
    }
}

/// <summary>The times of the calls that ran on one worker. When that has ended the next one goes on with them, so that a pool has no more of
/// these than it ever had workers at a time.</summary>
internal sealed class CallTimes(string pool)
{
    /// <summary>The pool's name.</summary>
    public string Pool => pool;

    public TimeCounts Run { get; } = new();

    public TimeCounts Transport { get; } = new();
}
