using System.Collections.Generic;
using System.ComponentModel;

namespace ProcessIsolate.CompilerServices;

/// <summary>What a mark says about one method: the attribute's values, as written by the generator.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class RemoteMethodOptions
{
    /// <summary>The parameters' names in order, so that a foreign JSON-RPC client may name its arguments. The
    /// cancellation token's name is included, though it never travels.</summary>
    public IReadOnlyList<string> ParameterNames { get; init; } = [];

    /// <summary>See <see cref="RunInProcessAttribute.Pool"/>.</summary>
    public string? Pool { get; init; }

    /// <summary>See <see cref="RunInProcessAttribute.TimeoutMilliseconds"/>.</summary>
    public int TimeoutMilliseconds { get; init; }

    /// <summary>See <see cref="RunInProcessAttribute.QueueTimeoutMilliseconds"/>.</summary>
    public int QueueTimeoutMilliseconds { get; init; }

    /// <summary>See <see cref="RunInProcessAttribute.MaxRetries"/>.</summary>
    public int MaxRetries { get; init; }

    /// <summary>See <see cref="RunInProcessAttribute.Priority"/>.</summary>
    public int Priority { get; init; }

    /// <summary>See <see cref="RunInProcessAttribute.Dedicated"/>.</summary>
    public bool Dedicated { get; init; }

    /// <summary>See <see cref="RunInProcessAttribute.Sandbox"/>.</summary>
    public SandboxProfile Sandbox { get; init; }

    /// <summary>Whether some argument comes back: by reference, or changed in place.</summary>
    public bool CopiesBack { get; init; }

    /// <summary>Whether some parameter is not copied: its use is carried back to the caller while the call lasts.</summary>
    public bool Carries { get; init; }

    /// <summary>Whether the result is not copied: it is computed while it is used.</summary>
    public bool Streams { get; init; }

    /// <summary>Whether a call that has begun is never tried again, whatever is asked for.</summary>
    internal bool RunsOnce { get; init; }

    /// <summary>The same for the call behind a result that is computed while it is used. What was used cannot be taken back, so it is not tried
    /// again.</summary>
    internal RemoteMethodOptions ForOneRun() => new()
    {
        ParameterNames = ParameterNames,
        Pool = Pool,
        TimeoutMilliseconds = TimeoutMilliseconds,
        QueueTimeoutMilliseconds = QueueTimeoutMilliseconds,
        Priority = Priority,
        Dedicated = Dedicated,
        Carries = Carries,
        RunsOnce = true,
    };
}
