using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ProcessIsolate.Calls;

/// <summary>What other tools listen to: the <see cref="ActivitySource"/> and the <see cref="Meter"/> named <c>ProcessIsolate</c>.</summary>
/// <remarks>A look at a flag each where nothing listens. Listeners are user code: nothing is recorded while a lock is held, and what one throws
/// is dropped.</remarks>
internal static class Telemetry
{
    public const string Name = "ProcessIsolate";

    private const string PoolTag = "processisolate.pool";
    private const string MethodTag = "processisolate.method";
    private const string ReasonTag = "processisolate.reason";
    private const string StateTag = "processisolate.worker.state";

#if NET9_0_OR_GREATER
    // From microseconds to minutes.
    private static readonly InstrumentAdvice<double> Boundaries = new()
    {
        HistogramBucketBoundaries =
        [
            0.000_002, 0.000_005, 0.000_01, 0.000_02, 0.000_05, 0.000_1, 0.000_2, 0.000_5, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5,
            1, 2, 5, 10, 30, 60, 300,
        ],
    };
#endif

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Histogram<double> Wait = Times("processisolate.call.wait", "From a call until it has a worker.");
    private static readonly Histogram<double> Run = Times("processisolate.call.run", "The method itself.");
    private static readonly Histogram<double> Transport = Times("processisolate.call.transport", "From the request to the answer, without the method.");
    private static readonly Counter<long> Started =
        Meter.CreateCounter<long>("processisolate.worker.started", "{worker}", "Workers that became ready.");

    private static readonly Counter<long> Exited = Meter.CreateCounter<long>("processisolate.worker.exited", "{worker}", "Workers that ended, by reason.");

    static Telemetry()
    {
        Meter.CreateObservableUpDownCounter("processisolate.worker.count", ObserveWorkers, "{worker}", "Workers, by what they do.");
        Meter.CreateObservableUpDownCounter("processisolate.queue.length", ObserveQueues, "{call}", "Calls that wait for a worker.");
    }

    /// <summary>Whether spans are listened to.</summary>
    public static bool IsTracing => Source.HasListeners();

    /// <summary>Whether waits are listened to.</summary>
    public static bool CountsWaits => Wait.Enabled;

    /// <summary>Whether times of calls are listened to.</summary>
    public static bool CountsRuns => Run.Enabled || Transport.Enabled;

    public static Activity? StartCall(string method, string pool)
    {
        Activity? activity = Source.StartActivity(method, ActivityKind.Client);
        activity?.SetTag(PoolTag, pool);
        return activity;
    }

    /// <param name="pool">The pool's name.</param>
    /// <param name="since">When the call began to wait, in ticks of the stopwatch; 0 when it did not.</param>
    public static void RecordWait(string pool, long since) =>
        Record(Wait, since == 0 ? 0 : Stopwatch.GetTimestamp() - since, pool, method: null);

    /// <param name="pool">The pool's name.</param>
    /// <param name="method">What ran.</param>
    /// <param name="run">How long, in ticks of the stopwatch.</param>
    /// <param name="transport">The rest, likewise; negative when that is not known.</param>
    public static void RecordRun(string pool, string? method, long run, long transport)
    {
        Record(Run, run, pool, method);
        if (transport >= 0)
        {
            Record(Transport, transport, pool, method);
        }
    }

    /// <summary>The same for a row of calls of any methods, which shared it equally.</summary>
    public static void RecordTransport(string pool, long ticks, int calls)
    {
        for (int i = 0; i < calls; i++)
        {
            Record(Transport, Math.Max(0, ticks), pool, method: null);
        }
    }

    public static void RecordStart(string pool)
    {
        try
        {
            Started.Add(1, new KeyValuePair<string, object?>(PoolTag, pool));
        }
        catch (Exception)
        {
            // The listener's own; likewise below.
        }
    }

    public static void RecordExit(string pool, WorkerExitReason reason)
    {
        if (Exited.Enabled)
        {
            try
            {
                Exited.Add(1, new(PoolTag, pool), new(ReasonTag, reason.ToString()));
            }
            catch (Exception)
            {
            }
        }
    }

    // Before .NET 9 the listener alone says which buckets it wants.
    private static Histogram<double> Times(string name, string description) =>
#if NET9_0_OR_GREATER
        Meter.CreateHistogram(name, "s", description, tags: null, Boundaries);
#else
        Meter.CreateHistogram<double>(name, "s", description);
#endif

    private static void Record(Histogram<double> histogram, long ticks, string pool, string? method)
    {
        if (!histogram.Enabled)
        {
            return;
        }

        double seconds = (double)ticks / Stopwatch.Frequency;
        try
        {
            if (method is null)
            {
                histogram.Record(seconds, new KeyValuePair<string, object?>(PoolTag, pool));
            }
            else
            {
                histogram.Record(seconds, new(PoolTag, pool), new(MethodTag, method));
            }
        }
        catch (Exception)
        {
        }
    }

    // Pools of one name are one row: a collector would take two measurements with the same tags for one.
    private static List<Measurement<int>> ObserveWorkers()
    {
        Dictionary<(string Pool, WorkerState State), int> counts = [];
        foreach (ProcessPool pool in LivePools.All())
        {
            foreach (WorkerState state in pool.Dispatcher.Workers.States())
            {
                counts[(pool.Name, state)] = counts.GetValueOrDefault((pool.Name, state)) + 1;
            }
        }

        List<Measurement<int>> all = [];
        foreach (((string pool, WorkerState state), int count) in counts)
        {
            all.Add(new Measurement<int>(count, new(PoolTag, pool), new(StateTag, state.ToString())));
        }

        return all;
    }

    private static List<Measurement<int>> ObserveQueues()
    {
        Dictionary<string, int> counts = [];
        foreach (ProcessPool pool in LivePools.All())
        {
            counts[pool.Name] = counts.GetValueOrDefault(pool.Name) + pool.Dispatcher.Workers.Waiters.Count;
        }

        List<Measurement<int>> all = [];
        foreach ((string pool, int count) in counts)
        {
            all.Add(new Measurement<int>(count, new KeyValuePair<string, object?>(PoolTag, pool)));
        }

        return all;
    }
}
