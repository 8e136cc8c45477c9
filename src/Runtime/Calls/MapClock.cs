using System;
using System.Diagnostics;

namespace ProcessIsolate.Calls;

/// <summary>Who runs the items of one driver, and since when the present one runs.</summary>
/// <param name="ticks">Whether times are wanted: asking for them costs as much as a small item.</param>
internal sealed class MapClock(bool ticks)
{
    private long mark;

    /// <summary>For items that did not begin: no worker had them, and they took no time.</summary>
    public static MapClock OfUnbegun { get; } = new(false);

    /// <summary>The worker at hand.</summary>
    public int ProcessId { get; set; }

    /// <summary>An item begins.</summary>
    public void Start() => mark = ticks ? Stopwatch.GetTimestamp() : 0;

    /// <summary>Items have ended, and the next begins.</summary>
    /// <returns>The time of each.</returns>
    public TimeSpan Split(int count)
    {
        if (!ticks || mark == 0)
        {
            return TimeSpan.Zero;
        }

        long before = mark;
        mark = Stopwatch.GetTimestamp();
        return Stopwatch.GetElapsedTime(before, mark) / Math.Max(1, count);
    }

    /// <summary>No item runs.</summary>
    public void Stop() => mark = 0;
}
