using System;
using System.Threading;
using ProcessIsolate.CompilerServices;

namespace ProcessIsolate.Calls;

/// <summary>What bounds one call.</summary>
/// <param name="Limit">The time limit; infinite for none.</param>
/// <param name="Grace">How long the method may take to answer a cancellation.</param>
/// <param name="Token">The caller's cancellation.</param>
/// <param name="Tokens">Of a method with several tokens, those: the former is cancelled with the first of them.</param>
/// <param name="CancelsAll">Whether the call can be cancelled otherwise than by a token among its arguments.</param>
internal readonly record struct CallTerms(
    TimeSpan Limit, TimeSpan Grace, CancellationToken Token, CallTokens? Tokens = null, bool CancelsAll = false)
{
    public static CallTerms For(
        RemoteMethodOptions method, ProcessPoolOptions pool, CancellationToken token, CallTokens? tokens = null, bool cancelsAll = false) => new(
        method.TimeoutMilliseconds switch
        {
            0 => pool.CallTimeout,
            < 0 => Timeout.InfiniteTimeSpan,
            { } milliseconds => TimeSpan.FromMilliseconds(milliseconds),
        },
        pool.CancellationGracePeriod,
        token,
        tokens,
        cancelsAll);

    /// <summary>The token that an exception names.</summary>
    public CancellationToken Blamed => Tokens?.Blamed ?? Token;
}
