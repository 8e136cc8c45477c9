using System;
using System.Globalization;
using ProcessIsolate.Calls;

namespace ProcessIsolate;

/// <summary>A call did not get a worker, or did not end, within its time limit. When this is thrown the method no longer runs: it has not begun, it
/// answered the cancellation, or its process tree was killed. The message says which.</summary>
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

    internal CallTimeoutException(string message, CallStage stage, Exception? innerException = null)
        : base(message, innerException) => Stage = stage;

    /// <summary>Whether the call waited or ran when its time was over.</summary>
    /// <value>Default: <see cref="CallStage.Run"/>.</value>
    public CallStage Stage { get; init; } = CallStage.Run;

    /// <summary>The stacks of the worker's threads just before it was killed, that of the thread which ran the call first; or why there are none.</summary>
    /// <value>Null unless <see cref="ProcessPoolOptions.DumpOnTimeout"/> asks for it and the worker was killed.</value>
    public string? WorkerStacks { get; init; }

    /// <summary>The exception with its stack, and the worker's.</summary>
    public override string ToString() => WorkerStacks is null ? base.ToString() : $"{base.ToString()}{Environment.NewLine}   the stacks of the worker:{Environment.NewLine}{WorkerStacks}";

    internal static CallTimeoutException OfDeadline(string method) =>
        new($"{method} got no worker before its deadline.", CallStage.Queue);

    internal static CallTimeoutException OfRun(string method, in CallLimits terms, bool killed, Exception? inner, string? stacks = null)
    {
        string limit = terms.IsOver ? "before its deadline" : string.Create(CultureInfo.InvariantCulture, $"within its limit of {terms.Limit.TotalMilliseconds:0} ms");
        string end = !killed ? "It was asked to stop and answered."
            : terms.Grace == TimeSpan.Zero ? "Its process was killed."
            : string.Create(CultureInfo.InvariantCulture, $"Asked to stop it did not answer within {terms.Grace.TotalMilliseconds:0} ms, and its process was killed.");
        return new CallTimeoutException($"{method} did not end {limit}. {end}", CallStage.Run, inner) { WorkerStacks = stacks };
    }
}
