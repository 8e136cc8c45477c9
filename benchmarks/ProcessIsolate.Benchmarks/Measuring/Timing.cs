using System;
using System.Diagnostics;
using System.Threading.Tasks;

namespace ProcessIsolate.Benchmarks.Measuring;

/// <summary>Takes times.</summary>
internal static class Timing
{
    /// <summary>The time of each of many actions, in microseconds.</summary>
    public static double[] EachMicroseconds(int count, Action action)
    {
        double[] samples = new double[count];
        for (int i = 0; i < count; i++)
        {
            long start = Stopwatch.GetTimestamp();
            action();
            samples[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        return samples;
    }

    /// <inheritdoc cref="EachMicroseconds"/>
    public static async Task<double[]> EachMicrosecondsAsync(int count, Func<Task> action)
    {
        double[] samples = new double[count];
        for (int i = 0; i < count; i++)
        {
            long start = Stopwatch.GetTimestamp();
            await action().ConfigureAwait(false);
            samples[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        return samples;
    }

    /// <summary>The time of one action, in milliseconds.</summary>
    public static double Milliseconds(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    /// <summary>How many of <paramref name="count"/> things were done in a second.</summary>
    public static double PerSecond(int count, Action action) => count / (Milliseconds(action) / 1000);
}
