using System;
using System.Diagnostics;
using System.Threading;

namespace ProcessIsolate.Calls;

/// <summary>Counts the finished items of a map for the user's sink.</summary>
internal sealed class MapMeter(IProgress<MapProgress> sink, int? total, MapErrors errors)
{
    private readonly long begun = Stopwatch.GetTimestamp();
    private long finished;
    private int failed;

    // What has thrown once is left alone: each time would cost as much as a thousand items.
    private volatile bool isBroken;

    public void OnSuccess(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Report();
        }
    }

    public void OnFailure()
    {
        Interlocked.Increment(ref failed);
        Report();
    }

    // What the user's sink throws is the map's error, and must not unwind a driver with requests on their way.
    private void Report()
    {
        int count = MapErrors.ToInt(Interlocked.Increment(ref finished));
        if (isBroken)
        {
            return;
        }

        try
        {
            sink.Report(new MapProgress(count, Math.Min(count, Volatile.Read(ref failed)), total, Stopwatch.GetElapsedTime(begun)));
        }
        catch (Exception exception)
        {
            isBroken = true;
            errors.OnProgressThrew(exception);
        }
    }
}
