using System;

namespace ProcessIsolate.Rpc;

/// <summary>The peer announced a message above the limit. Internal: unlike an outgoing message of that size it means a
/// peer that does not keep to the limits, which is killed.</summary>
internal sealed class IncomingTooLargeException(long bytes, long limit)
    : Exception($"The worker announced a message of {bytes:N0} bytes; the limit is {limit:N0} bytes.");
