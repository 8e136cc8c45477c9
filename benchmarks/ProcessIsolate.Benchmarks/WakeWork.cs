using System;
using System.Diagnostics;
using System.Threading;
using ProcessIsolate.SharedMemory;

namespace ProcessIsolate.Benchmarks;

/// <summary>What the wake figures wait for. The first stamp is a time, the second the word that the raw futex sleeps on.</summary>
public sealed record WakeSignals(
    ProcessQueue<long> Queue, ProcessEvent Event, ProcessLock Gate, ProcessEvent Done, SharedArray<long> Stamp, SharedArray<double> Microseconds)
    : IDisposable
{
    private const int MaxSamples = 1000;

    internal static WakeSignals Create() => new(
        new ProcessQueue<long>(1), new ProcessEvent(false, EventResetMode.AutoReset), new ProcessLock(),
        new ProcessEvent(false, EventResetMode.AutoReset), new SharedArray<long>(2), new SharedArray<double>(MaxSamples));

    internal unsafe void WakeFutex()
    {
        fixed (long* word = &Stamp[1])
        {
            Volatile.Write(ref Stamp[0], Stopwatch.GetTimestamp());
            Interlocked.Increment(ref *word);
            SharedWait.Wake(Stamp.Segment, (uint*)word, 1);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Queue.Dispose();
        Event.Dispose();
        Gate.Dispose();
        Done.Dispose();
        Stamp.Dispose();
        Microseconds.Dispose();
    }
}

/// <summary>What the process runs that is woken. It says when it begins, and after every time.</summary>
internal static class WakeWork
{
    [RunInProcess]
    public static unsafe void WaitForFutex(WakeSignals signals, int count)
    {
        fixed (long* word = &signals.Stamp[1])
        {
            long seen = Volatile.Read(ref *word);
            signals.Done.Set();
            for (int i = 0; i < count; i++)
            {
                while (Volatile.Read(ref *word) == seen)
                {
                    SharedWait.Wait(signals.Stamp.Segment, (uint*)word, (uint)seen, Timeout.InfiniteTimeSpan);
                }

                seen++;
                Note(signals, i, Volatile.Read(ref signals.Stamp[0]));
            }
        }
    }

    [RunInProcess]
    public static void WaitForQueue(WakeSignals signals, int count)
    {
        signals.Done.Set();
        for (int i = 0; i < count; i++)
        {
            Note(signals, i, signals.Queue.Get());
        }
    }

    [RunInProcess]
    public static void WaitForEvent(WakeSignals signals, int count)
    {
        signals.Done.Set();
        for (int i = 0; i < count; i++)
        {
            signals.Event.Wait();
            Note(signals, i, signals.Stamp[0]);
        }
    }

    [RunInProcess]
    public static void WaitForLock(WakeSignals signals, int count)
    {
        signals.Done.Set();
        for (int i = 0; i < count; i++)
        {
            signals.Event.Wait();
            using (signals.Gate.EnterScope())
            {
                Note(signals, i, signals.Stamp[0]);
            }
        }
    }

    private static void Note(WakeSignals signals, int sample, long since)
    {
        signals.Microseconds[sample] = Stopwatch.GetElapsedTime(since).TotalMicroseconds;
        signals.Done.Set();
    }
}
