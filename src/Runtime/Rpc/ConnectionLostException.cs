using System;

namespace ProcessIsolate.Rpc;

/// <summary>The peer is gone. Internal: callers see <see cref="WorkerCrashedException"/> or a retry.</summary>
/// <param name="undelivered">Whether the kernel says that the peer left without reading what was sent last.</param>
/// <param name="inner">The system's error.</param>
internal sealed class ConnectionLostException(bool undelivered, Exception? inner = null)
    : Exception("The connection was closed by the peer.", inner)
{
    public bool Undelivered { get; } = undelivered;
}
