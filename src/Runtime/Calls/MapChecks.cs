using System;
using System.Threading;

namespace ProcessIsolate.Calls;

/// <summary>What the options of a map may be.</summary>
internal static class MapChecks
{
    /// <exception cref="ArgumentOutOfRangeException">One is not; named so.</exception>
    public static void Check(MapOptions options)
    {
        Positive(options.ChunkSize, nameof(MapOptions.ChunkSize));
        Positive(options.MaxInFlight, nameof(MapOptions.MaxInFlight));
        Positive(options.MaxBuffered, nameof(MapOptions.MaxBuffered));
        if (options.CallTimeout is { } limit && limit <= TimeSpan.Zero && limit != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(nameof(MapOptions.CallTimeout), limit, "A time limit is longer than zero, or infinite.");
        }
    }

    private static void Positive(int? value, string name)
    {
        if (value is { } number)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(number, 1, name);
        }
    }
}
