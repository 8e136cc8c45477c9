using System;
using System.Diagnostics;
using ProcessIsolate.CompilerServices;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Calls;

/// <summary>How fast a worker answers the calls of its pipe: how many may stand there, and what of their time was the methods' own.</summary>
/// <remarks>Opened by the writer while no call is on its way; the rest is the reader's.</remarks>
internal sealed class CallPace(WorkerActivity activity, TimeProvider clock)
{
    /// <summary>Calls on their way to one worker at most.</summary>
    public const int MaxDepth = 64;

    private static readonly long Short = Stopwatch.Frequency / 4000;
    private static readonly long Long = Stopwatch.Frequency / 1000;
    private static readonly long Tiny = Stopwatch.Frequency / 10_000;

    // Shorter claims are not worth asking for the time: what they can distort is little.
    private static readonly long LongestUnchecked = Stopwatch.Frequency;

    private long openedAt;
    private long busySince;
    private long lastTicks = long.MaxValue;

    // Since the worker had no call here: how long its methods ran by its word. One runs after the other, so it is no longer than that is ago.
    private long claimed;

    // Of the answers read in a row.
    private long runTicks;
    private int measured;

    /// <summary>Whether an answer is expected before another thread would be awake.</summary>
    public bool IsQuick => lastTicks < Tiny;

    /// <summary>Whether the last answer lies back for longer than a short call takes.</summary>
    public bool IsSlow => clock.GetTimestamp() - busySince >= Long;

    /// <summary>A call is on its way to a worker that had none here.</summary>
    public void Open()
    {
        openedAt = busySince = clock.GetTimestamp();
        claimed = 0;
    }

    /// <summary>A call was answered, and has not left the pipe yet.</summary>
    /// <param name="method">What ran.</param>
    /// <param name="ticks">How long by the worker's word, in ticks of the stopwatch; -1 where it says nothing.</param>
    public void CountRun(RemoteMethod method, long ticks)
    {
        if (ticks < 0 || (ticks > LongestUnchecked && claimed + ticks > clock.GetTimestamp() - openedAt))
        {
            return;
        }

        claimed += ticks;
        runTicks += ticks;
        measured++;
        if (activity.Times is { } times)
        {
            times.Run.Add(ticks);
            if (Telemetry.CountsRuns)
            {
                Telemetry.RecordRun(times.Pool, method.Id, ticks, -1);
            }
        }
    }

    /// <summary>Calls were answered in a row.</summary>
    /// <param name="answers">How many; none is no row.</param>
    /// <param name="depth">How many may stand in the pipe so far.</param>
    /// <returns>How many may from here on: twice as many while they are short, one once they are long.</returns>
    public int Measure(int answers, int depth)
    {
        if (answers == 0)
        {
            return depth;
        }

        long now = clock.GetTimestamp();
        lastTicks = (now - busySince) / answers;
        CountTransport(answers);
        busySince = now;
        return lastTicks < Short ? Math.Min(depth * 2, MaxDepth) : lastTicks > Long ? 1 : Math.Max(1, depth / 2);
    }

    // What a row of answers took beyond their methods, in equal shares. No answer of an unmeasured call is split.
    private void CountTransport(int answers)
    {
        if (activity.Times is { } times)
        {
            if (measured < answers)
            {
                times.Run.Add(lastTicks, answers - measured);
            }

            if (measured > 0)
            {
                times.Transport.Add(lastTicks - (runTicks / measured), measured);
                if (Telemetry.CountsRuns)
                {
                    Telemetry.RecordTransport(times.Pool, lastTicks - (runTicks / measured), measured);
                }
            }
        }

        (runTicks, measured) = (0, 0);
    }
}
