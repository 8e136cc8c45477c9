using System;
using System.Threading;
using ProcessIsolate.CompilerServices;

namespace ProcessIsolate.Calls;

/// <summary>What bounds one call.</summary>
/// <param name="Limit">The time limit; infinite for none.</param>
/// <param name="Grace">How long the method may take to answer a cancellation.</param>
/// <param name="Token">The caller's cancellation.</param>
internal readonly record struct CallTerms(TimeSpan Limit, TimeSpan Grace, CancellationToken Token)
{
    public static CallTerms For(RemoteMethodOptions method, ProcessPoolOptions pool, CancellationToken token) => new(
        method.TimeoutMilliseconds switch
        {
            0 => pool.CallTimeout,
            < 0 => Timeout.InfiniteTimeSpan,
            { } milliseconds => TimeSpan.FromMilliseconds(milliseconds),
        },
        pool.CancellationGracePeriod,
        token);
}
