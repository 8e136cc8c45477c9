using System;
using System.Diagnostics;

namespace Quickstart;

/// <summary>What a call costs beside the method itself.</summary>
internal static class CallCost
{
    private const int Calls = 20_000;

    public static void Show()
    {
        // Warm: the first calls of a program are slower.
        _ = TimeOfCall();
        double microseconds = TimeOfCall();
        Console.WriteLine($"   Increment(3) in a process of its own: {microseconds:0.0} us; here it would be a nanosecond.");
        Console.WriteLine("   So mark what takes longer than that, and what must not take this process down.");
    }

    private static double TimeOfCall()
    {
        Stopwatch watch = Stopwatch.StartNew();
        int value = 0;
        for (int i = 0; i < Calls; i++)
        {
            value = Jobs.Increment(value);
        }

        Trace.Assert(value == Calls);
        return watch.Elapsed.TotalMicroseconds / Calls;
    }
}
