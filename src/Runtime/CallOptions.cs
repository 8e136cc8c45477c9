using System;
using ProcessIsolate.Calls;

namespace ProcessIsolate;

/// <summary>What bounds the calls of one asynchronous flow, beyond what their marks and their pool say; made current by
/// <see cref="Use"/> or <see cref="ProcessPool.Use(CallOptions)"/>.</summary>
/// <remarks>A value that is set wins over the mark, which wins over the pool's options. One that is null says nothing.</remarks>
public sealed class CallOptions
{
    /// <summary>The time limit of a call from its start in a worker; of each try anew.</summary>
    /// <value>Default: null. <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>: none.</value>
    public TimeSpan? Timeout { get; set => field = OptionChecks.PositiveOrInfinite(value); }

    /// <summary>How long a call may wait for a worker, the start of one included; before each try anew.</summary>
    /// <value>Default: null. <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>: for ever.</value>
    public TimeSpan? QueueTimeout { get; set => field = OptionChecks.PositiveOrInfinite(value); }

    /// <summary>The time limit of a call from the moment it is made: waits, tries and runs together.</summary>
    /// <value>Default: null. <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>: none.</value>
    public TimeSpan? Deadline { get; set => field = OptionChecks.PositiveOrInfinite(value); }

    /// <summary>How often a call whose worker died is tried again in another worker; 0 or more.</summary>
    /// <value>Default: null.</value>
    public int? MaxRetries { get; set => field = OptionChecks.AtLeast(value, 0); }

    /// <summary>Which of several waiting calls gets a worker first: the higher one. A step is worth a second of waiting, so a call of priority 10 passes
    /// those of priority 0 that have waited up to ten seconds longer, and nothing waits for ever.</summary>
    /// <value>Default: null, the mark's <see cref="RunInProcessAttribute.Priority"/>.</value>
    public int? Priority { get; set; }

    /// <summary>With whom a waiting call shares its turns: of calls of one priority, groups get workers in turn, however many calls each has.
    /// Within a group first come, first served.</summary>
    /// <value>Default: null; all calls without a group are one.</value>
    public string? Group { get; set; }

    /// <summary>Who receives what methods report; null for none.</summary>
    internal ProgressSink? Progress { get; private set; }

    /// <summary>Has what methods report through <see cref="WorkerContext.ReportProgress"/> come to a receiver: values of exactly this type, in
    /// order, all of them before the call ends.</summary>
    /// <typeparam name="T">The type. Reports of other types are dropped.</typeparam>
    /// <param name="progress">Called on the thread of a synchronous call, for an asynchronous one on a thread of the library's. While it runs its
    /// method may have to wait. What it throws is the call's failure, once the method has ended.</param>
    /// <returns>These options.</returns>
    /// <remarks>One receiver: a later one replaces it. Items of maps and streams report nothing; see <see cref="MapOptions.Progress"/>. A call that is
    /// tried again reports again.</remarks>
    public CallOptions ReportTo<T>(IProgress<T> progress)
    {
        ArgumentNullException.ThrowIfNull(progress);
        Progress = new ProgressSink<T>(progress);
        return this;
    }

    /// <summary>Makes these options current, within this asynchronous flow, until the result is disposed. The pool stays as it is.</summary>
    /// <returns>The scope. What these options leave null, those of a scope around it say.</returns>
    /// <remarks>Copied: later changes have no effect. Scopes end in the reverse order of their beginning.</remarks>
    public IDisposable Use() => AmbientCall.Enter(null, this);

    internal CallOptions WithoutProgress()
    {
        CallOptions copy = Over(null);
        copy.Progress = null;
        return copy;
    }

    internal CallOptions Over(CallOptions? outer) => new()
    {
        Timeout = Timeout ?? outer?.Timeout,
        QueueTimeout = QueueTimeout ?? outer?.QueueTimeout,
        Deadline = Deadline ?? outer?.Deadline,
        MaxRetries = MaxRetries ?? outer?.MaxRetries,
        Priority = Priority ?? outer?.Priority,
        Group = Group ?? outer?.Group,
        Progress = Progress ?? outer?.Progress,
    };
}
