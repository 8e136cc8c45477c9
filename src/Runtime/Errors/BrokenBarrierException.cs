using System;

namespace ProcessIsolate;

/// <summary>A <see cref="ProcessBarrier"/> cannot be passed: a participant gave up waiting, ended, or called
/// <see cref="ProcessBarrier.Abort"/>; or it was reset during a wait.</summary>
public sealed class BrokenBarrierException : ProcessIsolateException
{
    /// <summary>Initializes the exception.</summary>
    public BrokenBarrierException()
        : base("The barrier is broken: a participant gave up, ended or aborted it. Reset makes it usable again.")
    {
    }

    /// <summary>Initializes the exception with a message.</summary>
    public BrokenBarrierException(string? message)
        : base(message)
    {
    }

    /// <summary>Initializes the exception with a message and its cause.</summary>
    public BrokenBarrierException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
