using System;
using System.Diagnostics;

namespace ProcessIsolate.Values;

/// <summary>What bounds the reading of a block that another process wrote.</summary>
/// <param name="MaxObjects">The most objects of one graph.</param>
/// <param name="MemoryFactor">How many bytes of memory a byte of the block may take.</param>
/// <param name="Deadline">The <see cref="Stopwatch"/> time stamp at which reading ends; 0 for none.</param>
internal readonly record struct GraphLimits(int MaxObjects, int MemoryFactor, long Deadline)
{
    /// <summary>Memory that small blocks may take whatever their size.</summary>
    public const long BaseMemory = 1 << 16;

    /// <summary>Of an error, whose bytes are bounded, too.</summary>
    public static GraphLimits Errors => new(10_000, 32, Stopwatch.GetTimestamp() + (5 * Stopwatch.Frequency));

    public static GraphLimits Default => new(Array.MaxLength / 8, 32, 0);
}
