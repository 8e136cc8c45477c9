using System;

namespace ProcessIsolate;

/// <summary>As many calls wait for a worker as <see cref="ProcessPoolOptions.MaxQueuedCalls"/> allows, and
/// <see cref="ProcessPoolOptions.QueueFullMode"/> says that a further one is not to wait. The method has not begun.</summary>
public sealed class PoolOverloadedException : ProcessIsolateException
{
    /// <summary>Initializes the exception.</summary>
    public PoolOverloadedException()
        : base("Too many calls wait for a worker.")
    {
    }

    /// <summary>Initializes the exception with a message.</summary>
    public PoolOverloadedException(string? message)
        : base(message)
    {
    }

    /// <summary>Initializes the exception with a message and its cause.</summary>
    public PoolOverloadedException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>How many calls waited.</summary>
    public int QueuedCalls { get; init; }
}
