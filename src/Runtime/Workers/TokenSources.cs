using System;
using System.Threading;
using ProcessIsolate.Calls;

namespace ProcessIsolate.Workers;

/// <summary>What cancels the tokens of the call that a worker runs: one source for the call, and for a method with several tokens one for each, as
/// far as they were asked for. Guarded by its owner's lock.</summary>
internal sealed class TokenSources
{
    private CancellationTokenSource? whole;
    private CancellationTokenSource?[]? several;

    /// <summary>Whether the call's own was asked for; read without the lock by the thread that asks.</summary>
    public bool Exist => whole is not null;

    /// <summary>The token that is cancelled with the call.</summary>
    public CancellationToken OfAll(bool isCancelled) => Make(ref whole, isCancelled);

    /// <summary>One of several tokens.</summary>
    public CancellationToken Of(int index, bool isCancelled)
    {
        several ??= [];
        if (several.Length <= index)
        {
            Array.Resize(ref several, index + 1);
        }

        return Make(ref several[index], isCancelled);
    }

    /// <summary>What is to be cancelled with the call.</summary>
    public CancellationTokenSource?[] All() => [whole, .. several ?? []];

    /// <summary>What is to be cancelled with some of its tokens, a bit for each.</summary>
    public CancellationTokenSource?[] Of(int tokens)
    {
        CancellationTokenSource?[] all = All();
        for (int i = 1; i < all.Length; i++)
        {
            all[i] = (tokens & CallTokens.BitOf(i - 1)) != 0 ? all[i] : null;
        }

        return all;
    }

    /// <summary>The call has ended. A cancelled source is never used again, even if it can be reset: the thread that cancels takes it under the lock
    /// and cancels it outside, perhaps only when the next call runs.</summary>
    public void End(bool wasCancelled)
    {
        foreach (CancellationTokenSource? each in several ?? [])
        {
            each?.Dispose();
        }

        several = null;
        if (whole is not null && (wasCancelled || !whole.TryReset()))
        {
            whole.Dispose();
            whole = null;
        }
    }

    /// <summary>Outside the lock: callbacks are the user's code.</summary>
    public static void CancelQuietly(CancellationTokenSource? source)
    {
        try
        {
            source?.Cancel();
        }
        catch (Exception exception) when (exception is AggregateException or ObjectDisposedException)
        {
            // The call ended meanwhile, or a callback of the method failed; neither may end the thread that reads.
        }
    }

    private static CancellationToken Make(ref CancellationTokenSource? source, bool isCancelled)
    {
        source ??= new CancellationTokenSource();
        if (isCancelled)
        {
            source.Cancel();
        }

        return source.Token;
    }
}
