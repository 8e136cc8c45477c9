namespace ProcessIsolate;

/// <summary>Why a worker process ended during a call.</summary>
/// <remarks>Exit codes and signals are what the operating system says. An abort (signal 6, or a status of Windows) is told apart by what
/// the runtime wrote to stderr last: that describes, and decides nothing.</remarks>
public enum CrashReason
{
    /// <summary>It left with an exit code, 0 included, or ended in a way that the system does not tell.</summary>
    Exited,

    /// <summary>A signal ended it, or on Windows an error status; no other value says more.</summary>
    Signaled,

    /// <summary>Its stack overflowed.</summary>
    StackOverflow,

    /// <summary>An exception that nothing caught, on a thread of the method's own.</summary>
    UnhandledException,

    /// <summary><see cref="System.Environment.FailFast(string)"/>, or the runtime itself gave up.</summary>
    FailFast,

    /// <summary>The runtime had no memory left.</summary>
    OutOfMemory,

    /// <summary>It exceeded its limit on memory.</summary>
    MemoryLimit,

    /// <summary>It exceeded its limit on processor time.</summary>
    ProcessorLimit,

    /// <summary>Another process, or the kernel when memory ran out, killed it (signal 9).</summary>
    Killed,

    /// <summary>The machine it ran on is gone.</summary>
    NodeLost,
}
