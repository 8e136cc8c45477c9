using System;
using System.Collections.Generic;
using System.Linq;
using ProcessIsolate.Benchmarks.Measuring;

namespace ProcessIsolate.Benchmarks.Reporting;

/// <summary>What this project wants to reach, and whether the run at hand did.</summary>
internal static class Targets
{
    private static readonly Target[] All =
    [
        new("sync call / pipe ping-pong", 0.4, false, f => Median(f, "call", "synchronous call") / Median(f, "call", "blocking pipe ping-pong")),
        new("Pool.apply / sync call", 80, true, f => Median(f, "call", "Python Pool.apply") / Median(f, "call", "synchronous call")),
        new("bytes allocated in the host by a sync call", 0, false, f => Median(f, "allocation", "synchronous call")),
        new("sync call after silence / pipe", 2.5, false, f => Median(f, "silence", "synchronous call") / Median(f, "silence", "blocking pipe ping-pong")),
        new("async call, one in flight / pipe ping-pong", 2.5, false, f => Median(f, "call", "asynchronous call, one in flight") / Median(f, "call", "blocking pipe ping-pong")),
        new("64 async calls with CallOptions / without", 0.9, true, f => Median(f, "flood", "asynchronous calls with CallOptions") / Median(f, "flood", "asynchronous calls")),
        new("64 async calls / Node child_process.fork", 2.5, true, f => Median(f, "flood", "asynchronous calls") / Median(f, "flood", "Node child_process.fork")),
        new("64 async calls / ProcessPoolExecutor", 50, true, f => Median(f, "flood", "asynchronous calls") / Median(f, "flood", "Python ProcessPoolExecutor.submit")),
        new("Pool.map / Map, many", 10, true, f => Ratio(f, "map", name => name.StartsWith("Python Pool.map of", StringComparison.Ordinal) && !OneByOne(name), name => name.StartsWith("Map of", StringComparison.Ordinal) && !OneByOne(name))),
        new("Pool.map / Map, chunk size 1", 10, true, f => Ratio(f, "map", name => name.StartsWith("Python", StringComparison.Ordinal) && OneByOne(name), name => name.StartsWith("Map of", StringComparison.Ordinal) && OneByOne(name))),
        new("rate of StreamAsync / of Map, many", 0.5, true, f => Ratio(f, "map", name => name.StartsWith("Map of", StringComparison.Ordinal) && !OneByOne(name), name => name.StartsWith("StreamAsync of", StringComparison.Ordinal))),
        new("double[] there and back / 4 warm memcpy", 3, false, f => Ratio(f, "payload", name => name.StartsWith("double[]", StringComparison.Ordinal), name => name.Contains("memcpy", StringComparison.Ordinal))),
        new("Pool.apply on bytes / double[]", 5, true, f => Ratio(f, "payload", name => name.StartsWith("Python Pool.apply", StringComparison.Ordinal), name => name.StartsWith("double[]", StringComparison.Ordinal))),
        new("payload: fastest peer / double[]", 1, true, f => FastestPeer(f, "payload") / First(f, "payload", name => name.StartsWith("double[]", StringComparison.Ordinal))),
        new("fresh worker to first result / hello world", 1.6, false, f => Median(f, "start", "pool of one, first call") / Median(f, "start", "dotnet HelloWorld.dll, start to end")),
        new("Python spawn / fresh worker", 1, true, f => Median(f, "start", "Python Process, spawn") / Median(f, "start", "pool of one, first call")) { JudgedByQuick = true },
        new("private memory of an idle worker / hello world", 1.5, false, f => f.FirstOrDefault(figure => figure is { Group: "memory", Role: Role.Ours })?.FloorRatio) { JudgedByQuick = true },
        new("% of a core, 4 idle workers", 0.1, false, f => Median(f, "idle", "4 idle workers")) { JudgedByQuick = true },
        new("2 workers / 1 worker, CPU-bound", 1.9, true, f => Median(f, "scaling", "workers")),
        new("ProcessQueue<int> / multiprocessing.Queue", 10, true, f => Median(f, "queue", "ProcessQueue<int>, 1 to 1") / Median(f, "queue", "Python multiprocessing.Queue of int, 1 producer, 1 consumer")),
        new("ProcessQueue<int>, 2 to 2 / 1 to 1", 0.5, true, f => Median(f, "queue", "ProcessQueue<int>, 2 to 2") / Median(f, "queue", "ProcessQueue<int>, 1 to 1")),
        new("ProcessQueue<string> / multiprocessing.Queue", 5, true, f => Median(f, "queue", "ProcessQueue<string> of 100 characters") / Median(f, "queue", "Python multiprocessing.Queue of str of 100 characters")),
        new("ProcessPipe<int> / pipe ping-pong", 0.4, false, f => Median(f, "pipe", "ProcessPipe<int>") / Median(f, "pipe", "blocking pipe ping-pong")),
        new("EnterLock and add / Value.get_lock", 10, true, f => Median(f, "lock", "Shared<long>, EnterLock, Reference++") / Median(f, "lock", "Python Value, get_lock")),
        new("waking a queue's waiter / a futex", 2, false, f => Median(f, "wake", "ProcessQueue<long>") / Median(f, "wake", "a futex")),
        new("waking an event's waiter / a futex", 2, false, f => Median(f, "wake", "ProcessEvent") / Median(f, "wake", "a futex")),
        new("waking a lock's waiter / a futex", 2, false, f => Median(f, "wake", "ProcessLock") / Median(f, "wake", "a futex")),
        new("Python's script / program, 1,000,000 texts", 4, true, f => Program(f, " texts")),
        new("Python's script / program, 100,000 records", 10, true, f => Program(f, " records")),
        new("Python's script / program, 1,000,000 ints", 5, true, f => Program(f, " ints")),
        new("program with one record / with one int", 1.25, false, f => Median(f, "program", "one call with a record of 10 fields") / Median(f, "program", "one call with an int")),
        new("fresh program, calls 1 to 100: mean / pipe", 0.8, false, f => Cold(f, Groups.ColdGroup.First)?.Mean / Median(f, Groups.ColdGroup.GroupName, Groups.ColdGroup.Floor)),
        new("the same, calls 1,000 to 20,000", 0.4, false, f => Cold(f, Groups.ColdGroup.Early)?.Mean / Median(f, Groups.ColdGroup.GroupName, Groups.ColdGroup.Floor)),
        new("the same, calls 20,000 to 60,000", 0.3, false, f => Cold(f, Groups.ColdGroup.Later)?.Mean / Median(f, Groups.ColdGroup.GroupName, Groups.ColdGroup.Floor)),
        new("the same, p99 / pipe", 1, false, f => Cold(f, Groups.ColdGroup.Later)?.Percentile99 / Median(f, Groups.ColdGroup.GroupName, Groups.ColdGroup.Floor)),
        new("Pool.map / Map, records, warm", 40, true, f => Ratio(f, "map", name => name.StartsWith("Python", StringComparison.Ordinal) && name.EndsWith(" records", StringComparison.Ordinal), name => name.StartsWith("Map", StringComparison.Ordinal) && name.EndsWith(" records", StringComparison.Ordinal))),
        new("call with a record / with an int", 1.3, false, f => Median(f, "record", "a record there, its id back") / Median(f, "record", "an int there and back")),
        new("ms from a crash to the next result, spare ready", 50, false, f => Median(f, "recovery", Groups.RecoveryGroup.Crash)) { JudgedByQuick = true },
        new("ms past limit and grace to the next result", 50, false, f => Median(f, "recovery", Groups.RecoveryGroup.Limit)) { JudgedByQuick = true },
        new("ms of a call in a clean process, spare ready", 5, false, f => Median(f, "recovery", Groups.RecoveryGroup.Clean)) { JudgedByQuick = true },
        new("p99 while recycled / p99 of a call", 2, false, f => Percentile99(f, "recycle", Groups.RecycleGroup.Recycled) / Percentile99(f, "recycle", Groups.RecycleGroup.Normal)),
        new("bytes allocated by a sync call with CallOptions", 0, false, f => Median(f, "allocation", "synchronous call with CallOptions")),
        new("bytes allocated in the host by a record there", 0, false, f => Median(f, "allocation", "a record there, its id back")),
        new("bytes allocated by a record back, less the copy", 0, false, f => Median(f, "allocation", "a record there and back, less the copy")),
        new("ProcessQueue<Order> / multiprocessing.Queue", 10, true, f => Median(f, "queue", "ProcessQueue<Order>") / Median(f, "queue", "Python multiprocessing.Queue of a dataclass")),
    ];

    /// <returns>Whether no target was missed. What was not measured, and what a quick run cannot judge, is not missed.</returns>
    public static bool Print(List<Figure> figures, bool quick)
    {
        bool passed = true;
        Console.WriteLine();
        Console.WriteLine($"{"target",-50} {"bound",12} {"measured",10}");
        foreach (Target target in All)
        {
            double? value = target.Measure(figures);
            bool reached = target.AtLeast ? value >= target.Bound : value <= target.Bound;
            bool judged = value is not null && (!quick || target.JudgedByQuick);
            string verdict = value is null ? "not measured" : reached ? "met" : judged ? "NOT met" : "not judged: too few calls in a quick run";
            passed &= reached || !judged;
            Console.WriteLine($"{target.Name,-50} {(target.AtLeast ? ">= " : "<= ") + Table.Number(target.Bound),12} {Table.Number(value),10}  {verdict}");
        }

        return passed;
    }

    private static bool OneByOne(string name) =>
        name.Contains("chunk size 1", StringComparison.Ordinal) || name.Contains("chunksize=1", StringComparison.Ordinal);

    private static double? Median(List<Figure> figures, string group, string name) => First(figures, group, candidate => candidate == name);

    private static Figure? Cold(List<Figure> figures, string name) =>
        figures.Find(figure => figure.Group == Groups.ColdGroup.GroupName && figure.Name == name);

    private static double? Percentile99(List<Figure> figures, string group, string name) =>
        figures.Find(figure => figure.Group == group && figure.Name == name)?.Percentile99;

    private static double? First(List<Figure> figures, string group, Func<string, bool> isIt) =>
        figures.Find(figure => figure.Group == group && isIt(figure.Name))?.Median;

    private static double? Ratio(List<Figure> figures, string group, Func<string, bool> above, Func<string, bool> below) =>
        First(figures, group, above) / First(figures, group, below);

    private static double? Program(List<Figure> figures, string what) => Ratio(
        figures, "program",
        name => name.StartsWith("Python", StringComparison.Ordinal) && name.EndsWith(what, StringComparison.Ordinal),
        name => name.StartsWith("map", StringComparison.Ordinal) && name.EndsWith(what, StringComparison.Ordinal));

    private static double? FastestPeer(List<Figure> figures, string group) =>
        figures.Where(figure => figure.Group == group && figure.Role == Role.Peer && figure.Median is not null).Min(figure => figure.Median);

    /// <summary>A bound on something that the figures of one run say.</summary>
    private sealed record Target(string Name, double Bound, bool AtLeast, Func<List<Figure>, double?> Measure)
    {
        /// <summary>Whether a quick run measures enough to judge it: most figures need more calls until all code is compiled.</summary>
        public bool JudgedByQuick { get; init; }
    }
}
