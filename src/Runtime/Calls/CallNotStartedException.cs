using System;

namespace ProcessIsolate.Calls;

/// <summary>The worker died, or broke the protocol, without having read the request: the call is safe to send to another one.
/// Internal.</summary>
internal sealed class CallNotStartedException(Exception crash) : Exception(crash.Message, crash)
{
    public Exception Crash { get; } = crash;
}
