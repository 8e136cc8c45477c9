using System;

namespace ProcessIsolate;

/// <summary>The worker process ended while it ran the call: it crashed, was killed or left by its own will.</summary>
/// <remarks>Only the call that ran in that worker gets this; the pool replaces the worker. The fields come from the
/// operating system and the worker's announcement; text from stderr only describes.</remarks>
public sealed class WorkerCrashedException : ProcessIsolateException
{
    /// <summary>Initializes the exception.</summary>
    public WorkerCrashedException()
        : base("The worker process ended during the call.")
    {
    }

    /// <summary>Initializes the exception with a message.</summary>
    public WorkerCrashedException(string? message)
        : base(message)
    {
    }

    /// <summary>Initializes the exception with a message and its cause.</summary>
    public WorkerCrashedException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal WorkerCrashedException(string message, WorkerExit exit, string method, int processId, string standardErrorTail)
        : base(message)
    {
        ExitCode = exit.Code;
        Signal = exit.Signal;
        Reason = exit.Describe(standardErrorTail);
        Method = method;
        WorkerProcessId = processId;
        StandardErrorTail = standardErrorTail;
    }

    /// <summary>The process's exit code.</summary>
    /// <value>128 + n after signal n; null when it could not be learned.</value>
    public int? ExitCode { get; }

    /// <summary>The signal that killed the process.</summary>
    /// <value>Null when it left by itself (also with a code above 128), and on Windows.</value>
    public int? Signal { get; }

    /// <summary>The last 8 KiB the process wrote to stderr.</summary>
    /// <value>Empty when it wrote nothing.</value>
    public string StandardErrorTail { get; } = "";

    /// <summary>The method that was running: declaring type, name and parameter types.</summary>
    public string Method { get; } = "";

    /// <summary>The process id the worker had.</summary>
    public int WorkerProcessId { get; }

    /// <summary>What happened, in a few words, such as "killed by signal 11 (SIGSEGV)".</summary>
    public string Reason { get; } = "";
}
