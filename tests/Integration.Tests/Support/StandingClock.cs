using System;
using System.Threading;

namespace ProcessIsolate.Integration.Tests.Support;

/// <summary>A clock that stands still, so that only what a test does brings a pool on.</summary>
internal sealed class StandingClock : TimeProvider
{
    public static readonly DateTimeOffset Moment = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private long passed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Volatile.Read(ref passed);

    public override DateTimeOffset GetUtcNow() => Moment + TimeSpan.FromTicks(GetTimestamp());

    /// <summary>Moves the clock. Timers do not notice.</summary>
    public void Advance(TimeSpan time) => Interlocked.Add(ref passed, time.Ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(static _ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
}
