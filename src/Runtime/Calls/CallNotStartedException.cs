using System;

namespace ProcessIsolate.Calls;

/// <summary>The worker died without having read the request: the call is safe to send to another one. Internal.</summary>
internal sealed class CallNotStartedException(WorkerCrashedException crash) : Exception(crash.Message, crash)
{
    public WorkerCrashedException Crash { get; } = crash;
}
