using System;

namespace ProcessIsolate;

/// <summary>A worker of a pool is ready for calls.</summary>
public sealed class WorkerStartedEventArgs : EventArgs
{
    internal WorkerStartedEventArgs(int processId) => ProcessId = processId;

    /// <summary>The process id.</summary>
    public int ProcessId { get; }
}

/// <summary>A worker of a pool has ended.</summary>
public sealed class WorkerExitedEventArgs : EventArgs
{
    internal WorkerExitedEventArgs(int processId, WorkerExitReason reason, string? method, long calls, WorkerExit exit)
    {
        ProcessId = processId;
        Reason = reason;
        Method = method;
        Calls = calls;
        ExitCode = exit.Code;
        Signal = exit.Signal;
    }

    /// <summary>The process id that it had.</summary>
    public int ProcessId { get; }

    /// <summary>Why it ended.</summary>
    public WorkerExitReason Reason { get; }

    /// <summary>The method that ran when it ended.</summary>
    /// <value>Null when none did.</value>
    public string? Method { get; }

    /// <summary>Calls that it had begun or been sent.</summary>
    public long Calls { get; }

    /// <summary>The exit code.</summary>
    /// <value>128 + n after signal n on Unix; null when it could not be learned.</value>
    public int? ExitCode { get; }

    /// <summary>The signal that ended it.</summary>
    /// <value>Null when it left by itself, and on Windows.</value>
    public int? Signal { get; }
}

/// <summary>Why a worker of a pool ended.</summary>
public enum WorkerExitReason
{
    /// <summary>It crashed, left by itself, or something outside the library ended it.</summary>
    Crashed,

    /// <summary>It had been idle for <see cref="ProcessPoolOptions.IdleTimeout"/>.</summary>
    Idle,

    /// <summary>It had run <see cref="ProcessPoolOptions.MaxCallsPerWorker"/> calls, or the one call of a dedicated process.</summary>
    MaxCalls,

    /// <summary>It was older than <see cref="ProcessPoolOptions.MaxWorkerAge"/>.</summary>
    MaxAge,

    /// <summary>It had more memory than <see cref="ProcessPoolOptions.MaxWorkerMemoryBytes"/>.</summary>
    MaxMemory,

    /// <summary>Its memory had grown by more than <see cref="ProcessPoolOptions.MaxWorkerMemoryGrowthBytes"/>.</summary>
    MemoryGrowth,

    /// <summary><see cref="ProcessPool.RecycleAsync"/> replaced it.</summary>
    Recycled,

    /// <summary><see cref="ProcessPool.ResizeAsync"/> made the pool smaller.</summary>
    Resized,

    /// <summary>Its call was cancelled and did not end in time.</summary>
    Cancelled,

    /// <summary>Its call was over its time limit and did not end in time.</summary>
    TimedOut,

    /// <summary>What it sent was no message that belongs there.</summary>
    BrokeProtocol,

    /// <summary>Its pool was closed.</summary>
    PoolClosed,

    /// <summary>Its pool was terminated while it ran a call.</summary>
    Terminated,
}
