using System;
using System.Threading;

namespace ProcessIsolate.Calls;

/// <summary>The tokens of a call whose method has several: each cancels its own in the worker, and any of them stops the call.</summary>
internal sealed class CallTokens : IDisposable
{
    private readonly CancellationToken[] tokens;
    private readonly CancellationToken other;
    private readonly CancellationTokenSource linked;

    /// <param name="tokens">Those among the arguments.</param>
    /// <param name="other">The call's own; it cancels all.</param>
    public CallTokens(CancellationToken[] tokens, CancellationToken other)
    {
        this.tokens = tokens;
        this.other = other;
        linked = CancellationTokenSource.CreateLinkedTokenSource([.. tokens, other]);
    }

    /// <summary>Cancelled with the first of them.</summary>
    public CancellationToken Token => linked.Token;

    /// <summary>Which are cancelled, a bit for each; 0 where all are to be.</summary>
    public int Cancelled
    {
        get
        {
            int cancelled = 0;
            for (int i = 0; !other.IsCancellationRequested && i < tokens.Length; i++)
            {
                cancelled |= tokens[i].IsCancellationRequested ? BitOf(i) : 0;
            }

            return cancelled;
        }
    }

    /// <summary>What an exception names: the one that was cancelled, as far as there is one only.</summary>
    public CancellationToken Blamed
    {
        get
        {
            CancellationToken found = default;
            foreach (CancellationToken token in tokens)
            {
                if (token.IsCancellationRequested && token != found)
                {
                    found = found == default ? token : linked.Token;
                }
            }

            return found == default ? other : found;
        }
    }

    /// <summary>The bit of a token; those beyond share the last.</summary>
    public static int BitOf(int index) => 1 << Math.Min(index, 30);

    /// <summary>Has something done each time one of them is cancelled.</summary>
    public void Register(Action<object?> callback, object? state, CancellationTokenRegistration[] registrations)
    {
        for (int i = 0; i < tokens.Length; i++)
        {
            registrations[i] = tokens[i].UnsafeRegister(callback, state);
        }

        registrations[tokens.Length] = other.UnsafeRegister(callback, state);
    }

    /// <summary>How many registrations there are.</summary>
    public int Count => tokens.Length + 1;

    public void Dispose() => linked.Dispose();
}

/// <summary>What is to be done when a call is cancelled; none of it any more once this is disposed of.</summary>
internal readonly struct CancelWatch : IDisposable
{
    private readonly CancellationTokenRegistration only;
    private readonly CancellationTokenRegistration[]? several;

    public CancelWatch(in CallLimits terms, Action<object?> callback, object? state)
    {
        if (terms.Tokens is { } tokens)
        {
            several = new CancellationTokenRegistration[tokens.Count];
            tokens.Register(callback, state, several);
        }
        else
        {
            only = terms.Token.UnsafeRegister(callback, state);
        }
    }

    public void Dispose()
    {
        only.Dispose();
        foreach (CancellationTokenRegistration registration in several ?? [])
        {
            registration.Dispose();
        }
    }

    /// <summary>As <see cref="Dispose"/>, without waiting for a callback that runs.</summary>
    public void Unregister()
    {
        only.Unregister();
        foreach (CancellationTokenRegistration registration in several ?? [])
        {
            registration.Unregister();
        }
    }
}
