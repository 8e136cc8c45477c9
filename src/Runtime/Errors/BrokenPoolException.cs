using System;

namespace ProcessIsolate;

/// <summary>The pool gave up starting workers after repeated failures; every later call gets this at once, with the last failure inside.</summary>
public sealed class BrokenPoolException : ProcessIsolateException
{
    /// <summary>Initializes the exception.</summary>
    public BrokenPoolException()
        : base("The pool cannot start workers.")
    {
    }

    /// <summary>Initializes the exception with a message.</summary>
    public BrokenPoolException(string? message)
        : base(message)
    {
    }

    /// <summary>Initializes the exception with a message and its cause.</summary>
    public BrokenPoolException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
