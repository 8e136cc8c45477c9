using System;
using System.Threading;

namespace ProcessIsolate;

/// <summary>What the values of options may be. Each returns the value, or throws <see cref="ArgumentOutOfRangeException"/>.</summary>
internal static class OptionChecks
{
    public static int AtLeast(int value, int least)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least);
        return value;
    }

    public static int? AtLeast(int? value, int least)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value ?? least, least, nameof(value));
        return value;
    }

    public static long AtLeast(long value, long least)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least);
        return value;
    }

    public static long? AtLeast(long? value, long least)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value ?? least, least, nameof(value));
        return value;
    }

    public static TimeSpan NotNegative(TimeSpan value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
        return value;
    }

    public static TimeSpan Positive(TimeSpan value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
        return value;
    }

    public static TimeSpan PositiveOrInfinite(TimeSpan value) => value == Timeout.InfiniteTimeSpan ? value : Positive(value);

    public static TimeSpan? PositiveOrInfinite(TimeSpan? value) => value is { } time ? PositiveOrInfinite(time) : null;
}
