using ProcessIsolate.Sandboxing;

namespace ProcessIsolate.Workers;

/// <summary>The identity of this process as a worker. Set once, before any user code runs.</summary>
internal sealed class WorkerIdentity
{
    public static WorkerIdentity? Current { get; set; }

    public int WorkerId { get; set; }

    public int HostProcessId { get; set; }

    /// <summary>The number by which this process marks what it owns in shared memory; the host gives it.</summary>
    public uint OwnerId { get; set; }

    /// <summary>Whether the pool limits its memory.</summary>
    public bool HasHeapLimit { get; init; }

    /// <summary>What holds it back; 0 for nothing.</summary>
    public SandboxRules Sandbox { get; init; }

    /// <summary>What it found as it tried; null without a sandbox.</summary>
    public string? SandboxProof { get; init; }

    /// <summary>The one call slot of the worker; set with the handshake.</summary>
    public WorkerCall? Call { get; set; }

    /// <summary>What the methods report; set with the first call whose caller listens.</summary>
    public WorkerProgress? Progress { get; set; }
}
