using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using ProcessIsolate.Workers;

namespace ProcessIsolate;

/// <summary>The worker process ended while it ran the call: it crashed, was killed or left by its own will.</summary>
/// <remarks>Only the call that ran in that worker gets this; the pool replaces the worker. The fields come from the
/// operating system and the worker's announcement; text from stderr only describes.</remarks>
public sealed class WorkerCrashedException : ProcessIsolateException
{
    /// <summary>Initializes the exception.</summary>
    public WorkerCrashedException()
        : base("The worker process ended during the call.")
    {
    }

    /// <summary>Initializes the exception with a message.</summary>
    public WorkerCrashedException(string? message)
        : base(message)
    {
    }

    /// <summary>Initializes the exception with a message and its cause.</summary>
    public WorkerCrashedException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal WorkerCrashedException(
        WorkerExit exit, string method, int processId, string standardErrorTail, IReadOnlyList<string> lastCalls)
        : base(string.Create(
            CultureInfo.InvariantCulture, $"The worker process {processId} {exit.Describe(standardErrorTail)} while it ran {method}."))
    {
        ExitCode = exit.Code;
        Signal = exit.Signal;
        Reason = exit.ReasonFor(standardErrorTail);
        Method = method;
        WorkerProcessId = processId;
        StandardErrorTail = standardErrorTail;
        LastCalls = lastCalls;
    }

    /// <summary>What happened, in words that name worker, exit code or signal, and method.</summary>
    public override string Message => Attempts > 1
        ? string.Create(CultureInfo.InvariantCulture, $"{base.Message} The call was tried {Attempts} times.")
        : base.Message;

    /// <summary>What happened.</summary>
    /// <value>Default: <see cref="CrashReason.Exited"/>.</value>
    public CrashReason Reason { get; }

    /// <summary>The process's exit code.</summary>
    /// <value>128 + n after signal n; null when it could not be learned.</value>
    public int? ExitCode { get; }

    /// <summary>The signal that killed the process.</summary>
    /// <value>Null when it left by itself (also with a code above 128), and on Windows.</value>
    public int? Signal { get; }

    /// <summary>The last 8 KiB the process wrote to stderr.</summary>
    /// <value>Empty when it wrote nothing.</value>
    public string StandardErrorTail { get; } = "";

    /// <summary>The method that was running: declaring type, name and parameter types.</summary>
    public string Method { get; } = "";

    /// <summary>The process id the worker had.</summary>
    public int WorkerProcessId { get; }

    /// <summary>How many workers the call ended so, this one included.</summary>
    /// <value>1 unless the call was tried again, as <see cref="RunInProcessAttribute.MaxRetries"/> allows.</value>
    public int Attempts { get; internal set; } = 1;

    /// <summary>The methods that the worker was given last, up to eight, the oldest first; the last one is <see cref="Method"/> unless
    /// further calls stood behind it.</summary>
    public IReadOnlyList<string> LastCalls { get; } = [];

    /// <summary>A report: what, where, exit code or signal in words, the last calls and the end of stderr, then the stack.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        text.Append(typeof(WorkerCrashedException).FullName).Append(": ").Append(Message).Append(CrashReport.Of(this));
        if (InnerException is not null)
        {
            text.Append(Environment.NewLine).Append(" ---> ").Append(InnerException);
        }

        return StackTrace is { Length: > 0 } stack ? text.Append(Environment.NewLine).Append(stack).ToString() : text.ToString();
    }
}
