using System;
using System.Collections.Generic;

namespace ProcessIsolate;

/// <summary>What a pool does at one moment.</summary>
public sealed class PoolSnapshot
{
    internal PoolSnapshot()
    {
    }

    /// <summary>The pool's name, see <see cref="ProcessPoolOptions.Name"/>.</summary>
    public required string Name { get; init; }

    /// <summary>When this was so.</summary>
    public required DateTimeOffset TakenAt { get; init; }

    /// <summary>Calls that wait for a worker. A map counts once for each worker that it waits for.</summary>
    public required int QueuedCalls { get; init; }

    /// <summary>How long the call that has waited longest waits.</summary>
    /// <value>Zero when none waits.</value>
    public required TimeSpan OldestWait { get; init; }

    /// <summary>The pool's processes, those that start or leave included.</summary>
    public required IReadOnlyList<WorkerSnapshot> Workers { get; init; }

    /// <summary>How long calls took since the pool was made.</summary>
    public required PoolStatistics Statistics { get; init; }

    /// <summary>The last crashes that calls of this pool ran into, 16 at most; the latest is the last one.</summary>
    public required IReadOnlyList<WorkerCrashedException> RecentCrashes { get; init; }
}

/// <summary>What one process of a pool does at one moment.</summary>
public sealed class WorkerSnapshot
{
    internal WorkerSnapshot()
    {
    }

    /// <summary>The process id.</summary>
    public required int ProcessId { get; init; }

    /// <summary>What the process is doing.</summary>
    public required WorkerState State { get; init; }

    /// <summary>The method that runs: declaring type, name and parameter types.</summary>
    /// <value>Null when none does.</value>
    public required string? Method { get; init; }

    /// <summary>Since when the method runs, or the worker does nothing.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Calls that the worker has begun or been sent. Each item of a map counts.</summary>
    public required long Calls { get; init; }

    /// <summary>Memory that the system has given the process for itself and for what it shares, in bytes.</summary>
    /// <value>0 where the system does not tell.</value>
    public required long MemoryBytes { get; init; }

    /// <summary>Processor time of all its threads since the start.</summary>
    /// <value>Zero where the system does not tell.</value>
    public required TimeSpan ProcessorTime { get; init; }

    /// <summary>When the process was started.</summary>
    public required DateTimeOffset StartedAt { get; init; }
}

/// <summary>What a worker process is doing.</summary>
public enum WorkerState
{
    /// <summary>It was started and is not ready yet.</summary>
    Starting,

    /// <summary>It waits for a call.</summary>
    Idle,

    /// <summary>It runs a call.</summary>
    Busy,

    /// <summary>It belongs to a lease and runs nothing at the moment.</summary>
    Leased,

    /// <summary>It gets no further calls, and ends.</summary>
    Leaving,
}
