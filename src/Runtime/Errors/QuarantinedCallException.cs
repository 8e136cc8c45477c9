using System;
using System.Collections.Generic;

namespace ProcessIsolate;

/// <summary>A call that killed three workers one after another: it is not tried again, however many retries it has left.</summary>
/// <remarks>Only workers that died while they ran this very call count. <see cref="History"/> has the crashes, the inner exception is the last of
/// them.</remarks>
public sealed class QuarantinedCallException : ProcessIsolateException
{
    /// <summary>Initializes the exception.</summary>
    public QuarantinedCallException()
        : base("The call killed several workers and is not tried again.")
    {
    }

    /// <summary>Initializes the exception with a message.</summary>
    public QuarantinedCallException(string? message)
        : base(message)
    {
    }

    /// <summary>Initializes the exception with a message and its cause.</summary>
    public QuarantinedCallException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal QuarantinedCallException(IReadOnlyList<WorkerCrashedException> history)
        : base($"{history[^1].Method} killed {history.Count} workers and is not tried again. The last time: {history[^1].Message}", history[^1])
    {
        Method = history[^1].Method;
        History = history;
    }

    /// <summary>The method: declaring type, name and parameter types.</summary>
    public string Method { get; } = "";

    /// <summary>What became of each worker, in order.</summary>
    public IReadOnlyList<WorkerCrashedException> History { get; } = [];
}
