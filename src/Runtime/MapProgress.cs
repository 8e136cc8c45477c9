using System;

namespace ProcessIsolate;

/// <summary>How far a map is.</summary>
/// <param name="Completed">The items that have ended, failed ones included. Stays at the largest number an <see cref="int"/> holds.</param>
/// <param name="Failed">How many of them failed.</param>
/// <param name="Total">How many there are; null for a stream whose input does not say.</param>
/// <param name="Elapsed">The time since the map began.</param>
public readonly record struct MapProgress(int Completed, int Failed, int? Total, TimeSpan Elapsed)
{
    /// <summary>How many items have ended in a second, on average since the beginning.</summary>
    public double ItemsPerSecond => Elapsed > TimeSpan.Zero ? Completed / Elapsed.TotalSeconds : 0;

    /// <summary>How long the rest takes at that rate; null where <see cref="Total"/> is or nothing has ended.</summary>
    public TimeSpan? Remaining => Total is { } total && Completed > 0 ? Elapsed * ((double)(total - Completed) / Completed) : null;
}
