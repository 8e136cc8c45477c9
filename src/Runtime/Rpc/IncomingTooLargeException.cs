using System;

namespace ProcessIsolate.Rpc;

/// <summary>The peer announced a message above the limit. Internal: unlike an outgoing message of that size it means a
/// peer that does not keep to the limits, which is killed.</summary>
internal sealed class IncomingTooLargeException : Exception
{
    public IncomingTooLargeException(long bytes, long limit)
        : base($"The worker announced a message of {bytes:N0} bytes; the limit is {limit:N0} bytes.")
    {
    }

    /// <summary>A message within the limits for which there is no memory.</summary>
    public IncomingTooLargeException(long bytes, OutOfMemoryException cause)
        : base($"There is no memory for a message of {bytes:N0} bytes.", cause)
    {
    }
}
