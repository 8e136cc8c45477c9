using System;
using System.Threading;
using ProcessIsolate.CompilerServices;
using ProcessIsolate.Scheduling;

namespace ProcessIsolate.Calls;

/// <summary>What bounds one call.</summary>
/// <param name="Limit">The time limit; infinite for none.</param>
/// <param name="Grace">How long the method may take to answer a cancellation.</param>
/// <param name="Token">The caller's cancellation.</param>
/// <param name="Tokens">Of a method with several tokens, those: the former is cancelled with the first of them.</param>
/// <param name="CancelsAll">Whether the call can be cancelled otherwise than by a token among its arguments.</param>
/// <param name="Options">What is current in the caller's flow.</param>
/// <param name="Deadline">When all must be over, in timestamps of the <see cref="DeadlineMonitor"/>; 0 for none.</param>
internal readonly record struct CallLimits(
    TimeSpan Limit, TimeSpan Grace, CancellationToken Token, CallTokens? Tokens = null, bool CancelsAll = false,
    CallOptions? Options = null, long Deadline = 0)
{
    /// <summary>For each item of a map that is made now, on its caller's thread. An item's time begins when it runs, so its deadline is one more
    /// limit on that.</summary>
    /// <param name="method">What runs.</param>
    /// <param name="pool">Where.</param>
    /// <param name="token">The map's cancellation.</param>
    /// <param name="limit">What the map says of each item's time; null for nothing.</param>
    public static CallLimits ForItems(RemoteMethodOptions method, ProcessPoolOptions pool, CancellationToken token, TimeSpan? limit)
    {
        CallLimits terms = For(method, pool, token, null, cancelsAll: false, AmbientCall.CurrentOptions, deadline: 0);
        terms = limit is { } given ? terms with { Limit = given } : terms;
        return terms.Options?.Deadline is { } deadline && deadline != Timeout.InfiniteTimeSpan && (terms.Limit == Timeout.InfiniteTimeSpan || deadline < terms.Limit)
            ? terms with { Limit = deadline }
            : terms;
    }

    /// <summary>For a call that is made now, on its caller's thread.</summary>
    public static CallLimits For(
        RemoteMethodOptions method, ProcessPoolOptions pool, CancellationToken token, CallTokens? tokens = null, bool cancelsAll = false)
    {
        CallOptions? options = AmbientCall.CurrentOptions;
        return For(method, pool, token, tokens, cancelsAll, options, DeadlineOf(options));
    }

    public static CallLimits For(
        RemoteMethodOptions method, ProcessPoolOptions pool, CancellationToken token, CallTokens? tokens, bool cancelsAll,
        CallOptions? options, long deadline) => new(
        options?.Timeout ?? Marked(method.TimeoutMilliseconds, pool.CallTimeout),
        pool.CancellationGracePeriod,
        token,
        tokens,
        cancelsAll,
        options,
        deadline);

    /// <summary>The token that an exception names.</summary>
    public CancellationToken Blamed => Tokens?.Blamed ?? Token;

    /// <summary>Whether a cancellation of this call names a token that its caller does not know.</summary>
    public bool IsOfLinkedToken(OperationCanceledException exception) =>
        Token.IsCancellationRequested && exception.CancellationToken != default && exception.CancellationToken != Blamed;

    /// <summary>When a call that begins now must have ended, as a timestamp.</summary>
    public long EndOfRun
    {
        get
        {
            long end = DeadlineMonitor.Shared.After(Limit);
            return Deadline == 0 ? end : Math.Min(end, Deadline);
        }
    }

    /// <summary>Whether nothing need begin any more. While limits pause, no deadline passes.</summary>
    public bool IsOver => Deadline != 0 && DeadlineMonitor.Shared.Now >= Deadline && !DeadlineMonitor.IsPaused();

    /// <summary>The deadline of a call that is made now.</summary>
    public static long DeadlineOf(CallOptions? options) =>
        options?.Deadline is { } deadline && deadline != Timeout.InfiniteTimeSpan ? DeadlineMonitor.Shared.After(deadline) : 0;

    /// <summary>How a call waits for a worker.</summary>
    public static QueueTerms QueueTermsOf(RemoteMethodOptions method, ProcessPoolOptions pool, CallOptions? options, long deadline) => new(
        options?.QueueTimeout ?? Marked(method.QueueTimeoutMilliseconds, pool.QueueTimeout), deadline, options?.Priority ?? method.Priority, options?.Group);

    /// <summary>How a map waits for a worker that is to run items of it: as long as it takes.</summary>
    public QueueTerms QueueTermsOfItems(RemoteMethodOptions method) =>
        new(Timeout.InfiniteTimeSpan, 0, Options?.Priority ?? method.Priority, Options?.Group, IsOfMap: true);

    /// <summary>How often the call may be tried again after a crash. Not in a lease, which has no other worker.</summary>
    public int RetriesOf(RemoteMethodOptions method, WorkerSet workers) => IsOver || workers.Parent is not null || method.RunsOnce || method.Carries ? 0
        : Options?.MaxRetries ?? (method.MaxRetries != 0 ? Math.Max(0, method.MaxRetries) : workers.Options.MaxRetries);

    private static TimeSpan Marked(int milliseconds, TimeSpan pool) => milliseconds switch
    {
        0 => pool,
        < 0 => Timeout.InfiniteTimeSpan,
        { } positive => TimeSpan.FromMilliseconds(positive),
    };
}
