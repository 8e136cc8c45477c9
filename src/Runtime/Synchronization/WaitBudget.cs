using System;
using System.Diagnostics;
using System.Threading;
using ProcessIsolate.SharedMemory;

namespace ProcessIsolate.Synchronization;

/// <summary>How long a caller is ready to wait, and what ends the wait: one for a whole operation, however many waits it takes.</summary>
internal readonly struct WaitBudget
{
    // A sleeper looks by itself this often. A process that changes something wakes its waiters; this bounds what a lost
    // wake-up could cost, which only a process that writes nonsense into the memory can bring about.
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(1);

    // With a token: its callback wakes the sleeper, but may come between the sleeper's last look and its sleep.
    private static readonly TimeSpan SliceWithToken = TimeSpan.FromMilliseconds(50);

    // The due time of an operation that does not even wait for a lock that is held for a few instructions.
    private const long LongPast = -1;

    private readonly long due;

    private WaitBudget(SharedObject? owner, long due, CancellationToken token)
    {
        Owner = owner;
        this.due = due;
        Token = token;
    }

    /// <summary>The object that is waited for; disposing it ends the wait. Null: nothing does.</summary>
    public SharedObject? Owner { get; }

    public CancellationToken Token { get; }

    /// <summary>Whether there is no time at all: the operation only looks.</summary>
    public bool IsZero => due == 0;

    /// <param name="owner">The object that is waited for.</param>
    /// <param name="timeout">The longest wait; <see cref="Timeout.InfiniteTimeSpan"/> for none.</param>
    /// <param name="token">Ends the wait.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative and not infinite.</exception>
    public static WaitBudget For(SharedObject? owner, TimeSpan timeout, CancellationToken token)
    {
        if (timeout == Timeout.InfiniteTimeSpan)
        {
            return new WaitBudget(owner, long.MaxValue, token);
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        double ticks = Stopwatch.GetTimestamp() + (timeout.TotalSeconds * Stopwatch.Frequency);
        return new WaitBudget(owner, timeout == TimeSpan.Zero ? 0 : ticks >= long.MaxValue ? long.MaxValue : (long)ticks, token);
    }

    /// <summary>For an operation that must not block its thread at all.</summary>
    public static WaitBudget None(SharedObject owner) => new(owner, LongPast, CancellationToken.None);

    /// <summary>This budget, but no shorter than some time; unless it is <see cref="None"/>.</summary>
    public WaitBudget AtLeast(TimeSpan time)
    {
        if (due is long.MaxValue or LongPast)
        {
            return this;
        }

        long least = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
        return new WaitBudget(Owner, Math.Max(due, least), Token);
    }

    /// <summary>Whether the time is up.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed.</exception>
    public bool IsOver()
    {
        Token.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(Owner is { IsDisposed: true }, typeof(SharedObject));
        return due == 0 || (due != long.MaxValue && Stopwatch.GetTimestamp() >= due);
    }

    /// <summary>The time that is left; <see cref="Timeout.InfiniteTimeSpan"/> when there is no limit.</summary>
    public TimeSpan Left()
    {
        if (due == long.MaxValue)
        {
            return Timeout.InfiniteTimeSpan;
        }

        TimeSpan left = due == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>The longest time to sleep in one piece.</summary>
    /// <param name="hearsToken">Whether a cancellation cannot come between the last look and the sleep.</param>
    public TimeSpan NextSlice(bool hearsToken = false)
    {
        TimeSpan slice = Token.CanBeCanceled && !hearsToken ? SliceWithToken : Slice;
        if (due == long.MaxValue)
        {
            return slice;
        }

        TimeSpan left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
        return left <= TimeSpan.Zero ? TimeSpan.Zero : left < slice ? left : slice;
    }

    /// <summary>Sleeps while the word has the given value, and no longer than the budget says; returns early for any reason.</summary>
    public unsafe void Sleep(SharedSegment segment, uint* word, uint seen)
    {
        TimeSpan slice = NextSlice();
        if (slice <= TimeSpan.Zero)
        {
            return;
        }

        if (!Token.CanBeCanceled)
        {
            SharedWait.Wait(segment, word, seen, slice);
            return;
        }

        nint address = (nint)word;
        // Disposing the registration waits for a callback that runs, so it cannot touch the memory later than that.
        using CancellationTokenRegistration registration = Token.UnsafeRegister(
            static state =>
            {
                (SharedSegment segment, nint address) = ((SharedSegment, nint))state!;
                SharedWait.Wake(segment, (uint*)address, int.MaxValue);
            },
            (segment, address));
        SharedWait.Wait(segment, word, seen, slice);
    }
}
