using System;

namespace ProcessIsolate;

/// <summary>The base of the errors that come from running code in another process, as opposed to from the code itself.</summary>
public class ProcessIsolateException : Exception
{
    /// <summary>Initializes the exception.</summary>
    public ProcessIsolateException()
        : base("A call into another process failed.")
    {
    }

    /// <summary>Initializes the exception with a message.</summary>
    public ProcessIsolateException(string? message)
        : base(message)
    {
    }

    /// <summary>Initializes the exception with a message and its cause.</summary>
    public ProcessIsolateException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
