using System;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Linq;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Workers;

internal static class Flow
{
    [RunInProcess]
    public static string Cultures() => $"{CultureInfo.CurrentCulture.Name} {CultureInfo.CurrentUICulture.Name} {1.5}";

    [RunInProcess]
    public static string Trace() =>
        Activity.Current is { } activity ? $"{activity.TraceId} {activity.ParentSpanId} {activity.TraceStateString}" : "none";

    [RunInProcess]
    public static string Baggage() => Activity.Current is { } activity
        ? string.Join(';', activity.Baggage.Select(static item => $"{item.Key}:{item.Value ?? "null"}")) : "none";

    [RunInProcess]
    public static string BaggageOf(int item) => $"{item} {Baggage()}";

    [RunInProcess]
    [SuppressMessage("ProcessIsolate", "PISO307", Justification = "Shows that there is nothing to read.")]
    public static string ReadInput() => Console.In.ReadToEnd();

    [RunInProcess]
    public static (bool IsWorker, int? Id, int? Host, bool Cancellable) Context() =>
        (WorkerContext.IsWorker, WorkerContext.WorkerId, WorkerContext.HostProcessId, WorkerContext.Cancellation.CanBeCanceled);

    [RunInProcess]
    public static (int Own, int Called, int Later, int Mapped) Reenter() => (
        Environment.ProcessId,
        Common.ProcessId(),
        Common.ProcessIdAsync().GetAwaiter().GetResult(),
        ProcessPool.Shared.Map(Pools.PoolJobs.IdFor, [1])[0]);

    [RunInProcess]
    public static int Initialized() => WorkerHooks.Initialized;

    [RunInProcess]
    public static void SayAtShutdown(string marker) => WorkerHooks.Marker = marker;
}

internal static class WorkerHooks
{
    public static int Initialized { get; private set; }

    [SuppressMessage("ProcessIsolate", "PISO301", Justification = "Read at the end of the worker that wrote it.")]
    public static string? Marker { get; set; }

    [WorkerInitializer]
    internal static void Initialize() => Initialized++;

    [WorkerShutdown]
    internal static void ShutDown() => Common.Mark(Marker);
}
