using System;

namespace ProcessIsolate;

/// <summary>A worker sent something that is not a valid message; that worker was killed.</summary>
public sealed class WorkerProtocolException : ProcessIsolateException
{
    /// <summary>Initializes the exception.</summary>
    public WorkerProtocolException()
        : base("A worker sent an invalid message.")
    {
    }

    /// <summary>Initializes the exception with a message.</summary>
    public WorkerProtocolException(string? message)
        : base(message)
    {
    }

    /// <summary>Initializes the exception with a message and its cause.</summary>
    public WorkerProtocolException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
