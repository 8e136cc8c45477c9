using System;

namespace ProcessIsolate;

/// <summary>A worker process could not be started or did not complete its handshake; the message says why.</summary>
public sealed class WorkerStartException : ProcessIsolateException
{
    /// <summary>Initializes the exception.</summary>
    public WorkerStartException()
        : base("A worker process could not be started.")
    {
    }

    /// <summary>Initializes the exception with a message.</summary>
    public WorkerStartException(string? message)
        : base(message)
    {
    }

    /// <summary>Initializes the exception with a message and its cause.</summary>
    public WorkerStartException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
