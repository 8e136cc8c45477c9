using System;
using ProcessIsolate.Rpc;

namespace ProcessIsolate.Calls;

/// <summary>Whether this process isolates at all.</summary>
internal static class Isolation
{
    public static bool DebugsInProcess { get; } = string.Equals(
        Environment.GetEnvironmentVariable(ProtocolNames.ModeVariable), nameof(IsolationMode.InProcess), StringComparison.OrdinalIgnoreCase);

    /// <summary>What <see cref="Transport.Auto"/> means in this process.</summary>
    public static Transport DefaultTransport { get; } =
        Enum.TryParse(Environment.GetEnvironmentVariable(ProtocolNames.TransportVariable), ignoreCase: true, out Transport transport)
            ? transport : Transport.Auto;

    /// <summary>A marked call inside a worker runs inline: it is isolated already, and a pool that waits for itself
    /// deadlocks.</summary>
    public static bool RunsInline => WorkerContext.IsWorker || DebugsInProcess;
}
