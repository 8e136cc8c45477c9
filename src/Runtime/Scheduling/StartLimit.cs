using System;
using System.Threading;
using ProcessIsolate.Calls;

namespace ProcessIsolate.Scheduling;

/// <summary>Ends the start of a process for one call when that call has waited long enough.</summary>
internal sealed class StartLimit : IDeadline, IDisposable
{
    private readonly CancellationTokenSource source;
    private readonly long span;
    private long due;
    private volatile bool hasPassed;

    public StartLimit(in QueueTerms terms, CancellationToken token)
    {
        source = CancellationTokenSource.CreateLinkedTokenSource(token);
        due = terms.EndOfWait;
        span = Math.Max(0, due - DeadlineMonitor.Shared.Now);
        DeadlineMonitor.Shared.Add(this);
        DeadlineMonitor.Shared.OnDueSet(due);
    }

    /// <summary>Cancelled when the limit passes, or the caller's token is.</summary>
    public CancellationToken Token => source.Token;

    public bool HasPassed => hasPassed;

    public long Due => Volatile.Read(ref due);

    public void OnDue(long now)
    {
        if (DeadlineMonitor.IsPaused())
        {
            Volatile.Write(ref due, now + Math.Max(span, DeadlineMonitor.Shared.Ticks(TimeSpan.FromMilliseconds(1))));
            return;
        }

        Volatile.Write(ref due, long.MaxValue);
        hasPassed = true;
        // The kill that follows may block, and other limits pass meanwhile.
        BlockingThreadPool.Shared.RunOrDo(Cancel, OnFault);
    }

    // It is tried again: else the call would wait for ever.
    public void OnFault(Exception exception) => Volatile.Write(ref due, DeadlineMonitor.Shared.After(TimeSpan.FromMilliseconds(10)));

    public void Dispose()
    {
        DeadlineMonitor.Shared.Remove(this);
        source.Dispose();
    }

    private void Cancel()
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The process was ready in the same moment.
        }
    }
}
