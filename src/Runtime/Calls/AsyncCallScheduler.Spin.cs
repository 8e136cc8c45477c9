using System;
using System.Diagnostics;
using System.Threading;

namespace ProcessIsolate.Calls;

/// <content>How an instance without work looks for more before it ends.</content>
internal sealed partial class AsyncCallScheduler
{
    private static readonly long SpinTicks = Environment.ProcessorCount > 1 ? Stopwatch.Frequency * 15 / 1_000_000 : 0;

    private bool IsAnyReady()
    {
        if (!queue.IsEmpty)
        {
            return true;
        }

        foreach (CallPipe pipe in Volatile.Read(ref pipes))
        {
            if (pipe.IsReady)
            {
                return true;
            }
        }

        return false;
    }

    // Workers that are runnable go first; then a few microseconds, which is what the next answer of a flood takes.
    private bool Spin()
    {
        Thread.Yield();
        long end = Stopwatch.GetTimestamp() + SpinTicks;
        do
        {
            if (IsAnyReady())
            {
                return true;
            }

            Thread.SpinWait(10);
        }
        while (Stopwatch.GetTimestamp() < end);
        return false;
    }
}
