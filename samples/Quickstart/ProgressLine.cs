using System;
using System.Threading;
using ProcessIsolate;

namespace Quickstart;

/// <summary>A line that counts up: rewritten in place on a terminal, a few lines of their own anywhere else.</summary>
/// <remarks>Reports come from several threads, each number once, in no certain order.</remarks>
internal sealed class ProgressLine : IProgress<MapProgress>, IDisposable
{
    private readonly Lock gate = new();
    private readonly bool rewrites = !Console.IsOutputRedirected;
    private int shownPercent;

    public void Report(MapProgress value)
    {
        (int finished, int total) = (value.Completed, value.Total ?? value.Completed);
        int percent = (int)(100L * finished / total);
        int step = rewrites ? 1 : 25;
        lock (gate)
        {
            if (percent >= shownPercent + step)
            {
                shownPercent = percent;
                Console.Write($"{(rewrites ? "\r" : "")}   {finished} of {total} files, {percent} %{(rewrites ? "" : Environment.NewLine)}");
            }
        }
    }

    /// <summary>Leaves the line standing.</summary>
    public void Dispose()
    {
        if (rewrites)
        {
            Console.WriteLine();
        }
    }
}
