using System;
using ProcessIsolate.Rpc;

namespace ProcessIsolate.Calls;

/// <summary>Whether this process isolates at all.</summary>
internal static class Isolation
{
    public static bool DebugsInProcess { get; } = string.Equals(
        Environment.GetEnvironmentVariable(ProtocolNames.ModeVariable), nameof(IsolationMode.InProcess), StringComparison.OrdinalIgnoreCase);

    /// <summary>A marked call inside a worker runs inline: it is isolated already, and a pool that waits for itself
    /// deadlocks.</summary>
    public static bool RunsInline => WorkerContext.IsWorker || DebugsInProcess;
}
