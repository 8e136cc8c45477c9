using System;
using ProcessIsolate.Calls;

namespace ProcessIsolate;

/// <content>What is current in an asynchronous flow.</content>
public sealed partial class ProcessPool
{
    /// <summary>Makes this pool the one that plain calls use, within this asynchronous flow, until the result is disposed.</summary>
    /// <remarks>Wins over the pool a mark names. May be nested.</remarks>
    public IDisposable Use() => AmbientCall.Enter(this, null);

    /// <summary>As <see cref="Use()"/>; calls of this flow, plain ones and those given to any pool by name, are bounded by the options.</summary>
    /// <param name="options">Copied. What they leave null, those of a scope around this one say.</param>
    /// <returns>The scope. Scopes end in the reverse order of their beginning.</returns>
    public IDisposable Use(CallOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return AmbientCall.Enter(this, options);
    }
}
