using System;
using System.Threading;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;

namespace ProcessIsolate.Calls;

/// <summary>Wakes one asynchronous waiter. A signal without a waiter is kept for the next.</summary>
/// <remarks>Who signals has changed first what the waiter looks at; the waiter looks again each time it is woken. The exchange is a full
/// fence on both sides, so one of them sees the other. What waits goes on on the thread pool, never on the thread that signals.</remarks>
internal sealed class StreamSignal : IValueTaskSource
{
    private const int Idle = 0;
    private const int Waiting = 1;
    private const int Signaled = 2;

    private ManualResetValueTaskSourceCore<bool> core = new() { RunContinuationsAsynchronously = true };
    private int state;

    public void Set()
    {
        if (Interlocked.Exchange(ref state, Signaled) == Waiting)
        {
            // A signal that comes in between is this one: the waiter has not looked yet.
            Volatile.Write(ref state, Idle);
            core.SetResult(true);
        }
    }

    public ValueTask WaitAsync()
    {
        core.Reset();
        if (Interlocked.CompareExchange(ref state, Waiting, Idle) == Idle)
        {
            return new ValueTask(this, core.Version);
        }

        Interlocked.Exchange(ref state, Idle);
        return default;
    }

    void IValueTaskSource.GetResult(short token) => core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        core.OnCompleted(continuation, state, token, flags);
}
