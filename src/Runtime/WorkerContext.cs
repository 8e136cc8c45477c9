using System.Threading;
using ProcessIsolate.Workers;

namespace ProcessIsolate;

/// <summary>What code can ask about the process it runs in.</summary>
public static class WorkerContext
{
    /// <summary>Whether this process is a worker.</summary>
    public static bool IsWorker => WorkerIdentity.Current is not null;

    /// <summary>The worker's number within its host, counted from 1.</summary>
    /// <value>Null in a process that is no worker.</value>
    public static int? WorkerId => WorkerIdentity.Current?.WorkerId;

    /// <summary>The process id of the host.</summary>
    /// <value>Null in a process that is no worker.</value>
    public static int? HostProcessId => WorkerIdentity.Current?.HostProcessId;

    /// <summary>Cancelled when the caller of the call that runs in this worker cancels it or its time is up.</summary>
    /// <value>A token that is never cancelled in a process that is no worker and while no call runs.</value>
    public static CancellationToken Cancellation => WorkerIdentity.Current?.Call?.Token ?? CancellationToken.None;
}
