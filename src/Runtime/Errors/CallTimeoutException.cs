using System;

namespace ProcessIsolate;

/// <summary>A call did not end within its time limit. When this is thrown the method no longer runs: it answered the cancellation, or its process tree was killed.</summary>
public sealed class CallTimeoutException : TimeoutException
{
    /// <summary>Initializes the exception.</summary>
    public CallTimeoutException()
        : base("The call did not end within its time limit.")
    {
    }

    /// <summary>Initializes the exception with a message.</summary>
    public CallTimeoutException(string? message)
        : base(message)
    {
    }

    /// <summary>Initializes the exception with a message and its cause.</summary>
    public CallTimeoutException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
