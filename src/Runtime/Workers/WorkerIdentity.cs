namespace ProcessIsolate.Workers;

/// <summary>Who this process is when it is a worker. Set once, before any user code runs.</summary>
internal sealed class WorkerIdentity
{
    public static WorkerIdentity? Current { get; set; }

    public int WorkerId { get; set; }

    public int HostProcessId { get; set; }

    /// <summary>The one call slot of the worker; set with the handshake.</summary>
    public WorkerCall? Call { get; set; }
}
