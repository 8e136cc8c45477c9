using System;

namespace ProcessIsolate;

/// <summary>What one worker may take of the system. Set before any user code runs in it.</summary>
/// <remarks>All but <see cref="MemoryBytes"/> need Linux; elsewhere a worker with them does not start
/// (<see cref="WorkerStartException"/>).</remarks>
public sealed class WorkerLimits
{
    /// <summary>No runtime starts with less.</summary>
    internal const long LeastMemory = 32L << 20;

    private const long LeastFile = 4L << 20;

    /// <summary>Memory in bytes, 32 MiB or more. The garbage collector's heap gets no more: a method that asks for it gets
    /// <see cref="OutOfMemoryException"/>, and one that does not catch that ends its worker. On Linux resident memory is looked at every 10 ms, native memory
    /// included: a worker beyond the limit is killed. Either way the call fails with <see cref="WorkerCrashedException"/>, whose reason is
    /// <see cref="CrashReason.MemoryLimit"/>.</summary>
    /// <value>Default: null, no limit.</value>
    public long? MemoryBytes { get; set => field = OptionChecks.AtLeast(value, LeastMemory); }

    /// <summary>Processor time of all threads of the worker over its whole life, in whole seconds, rounded up. A worker that has used
    /// it up is killed (signal 24); processes that it starts have as much each.</summary>
    /// <value>Default: null, no limit.</value>
    public TimeSpan? ProcessorTime { get; set => field = value is { } time ? OptionChecks.Positive(time) : null; }

    /// <summary>Open files, sockets and pipes of the worker, 64 or more; its runtime and its connection to the host take some 50 of them.</summary>
    /// <value>Default: null, as in this process.</value>
    public long? OpenFiles { get; set => field = OptionChecks.AtLeast(value, 64); }

    /// <summary>Processes and threads at which the worker can start no more, 1 or more. The system counts all of the user's, and does not
    /// bind root.</summary>
    /// <value>Default: null, as in this process.</value>
    public long? Processes { get; set => field = OptionChecks.AtLeast(value, 1); }

    /// <summary>The size in bytes beyond which the worker can make no file grow, 4 MiB or more; with less no runtime starts. A write beyond it fails, and
    /// memory that the worker shares with others counts as a file.</summary>
    /// <value>Default: null, as in this process.</value>
    public long? FileBytes { get; set => field = OptionChecks.AtLeast(value, LeastFile); }

    /// <summary>Whether the system may write the memory of a crashed worker to a file.</summary>
    /// <value>Default: null, as in this process.</value>
    public bool? CoreDumps { get; set; }

    internal bool NeedsLinux => FileBytes is not null || CoreDumps == false || ProcessorTime is not null || OpenFiles is not null || Processes is not null;

    internal WorkerLimits Copy() => (WorkerLimits)MemberwiseClone();
}
