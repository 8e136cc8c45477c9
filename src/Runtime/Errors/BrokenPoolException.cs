using System;

namespace ProcessIsolate;

/// <summary>The pool holds starts back after repeated failures and has no worker: a call fails at once, with the last failure
/// inside. The pool tries again by itself; see <see cref="NextTry"/>.</summary>
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

    /// <summary>When the pool may start a worker again.</summary>
    /// <value>The first call after this moment causes a try. <see cref="ProcessPool.Reset"/> brings it forward.</value>
    public DateTimeOffset NextTry { get; init; }
}
