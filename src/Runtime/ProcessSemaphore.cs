using System;
using System.Text.Json.Serialization;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.Sharing;
using ProcessIsolate.Synchronization;

namespace ProcessIsolate;

/// <summary>A semaphore between processes, with the members of <see cref="SemaphoreSlim"/>.</summary>
/// <remarks>
/// <para>One with a maximum guards something of which there is so much: it knows which process holds how many permits, and the permits
/// of a process that ends, or that disposes the semaphore, are given back. A permit may be given back by another process than the
/// one that took it; then it counts as that one's no longer.</para>
/// <para>One without a maximum is for signals: a process that releases need not have waited. Its permits have no owner, so those of a process
/// that ends are gone.</para>
/// </remarks>
[JsonConverter(typeof(SharedObjectConverterFactory))]
public sealed class ProcessSemaphore : SharedObject
{
    private readonly SemaphoreCore core;

    static ProcessSemaphore() => SharedTypes.Register(SharedKind.Semaphore, static (entry, _) => new ProcessSemaphore(entry));

    /// <summary>Makes a semaphore without a maximum.</summary>
    /// <param name="initialCount">The permits that are free at first.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    /// <exception cref="PlatformNotSupportedException">This system cannot share memory between processes.</exception>
    /// <exception cref="System.IO.IOException">Memory is short.</exception>
    public ProcessSemaphore(int initialCount)
        : this(initialCount, int.MaxValue)
    {
    }

    /// <summary>Makes a semaphore with a maximum.</summary>
    /// <param name="initialCount">The permits that are free at first.</param>
    /// <param name="maxCount">The most that can be free; <see cref="int.MaxValue"/> means no maximum.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, the maximum is 0 or less than what is free at first.</exception>
    /// <exception cref="PlatformNotSupportedException">This system cannot share memory between processes.</exception>
    /// <exception cref="System.IO.IOException">Memory is short.</exception>
    public ProcessSemaphore(int initialCount, int maxCount)
        : base(SegmentRegistry.Shared.Create(SharedKind.Semaphore, SemaphoreCore.Size))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxCount);
        ArgumentOutOfRangeException.ThrowIfNegative(initialCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(initialCount, maxCount);
        core = new SemaphoreCore(Segment, this, maxCount);
        core.Begin(initialCount);
        SegmentRegistry.Shared.Views.Adopt(Entry, View, this);
    }

    internal ProcessSemaphore(SegmentEntry entry)
        : base(entry)
    {
        core = new SemaphoreCore(Segment, this, SemaphoreCore.ReadLimit(Segment));
    }

    /// <summary>The permits that are free now.</summary>
    /// <exception cref="ObjectDisposedException">The semaphore was disposed in this process.</exception>
    public int CurrentCount
    {
        get
        {
            using SharedUse use = Use();
            return core.Free;
        }
    }

    /// <summary>Takes a permit, waiting for it.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="InvalidOperationException">More processes hold permits than the semaphore can keep apart (472).</exception>
    /// <exception cref="ObjectDisposedException">The semaphore was disposed in this process, before or meanwhile.</exception>
    public void Wait(CancellationToken cancellationToken = default) => Wait(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <param name="timeout">The longest wait; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False when the time was up.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative and not infinite.</exception>
    /// <inheritdoc cref="Wait(CancellationToken)"/>
    public bool Wait(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        using SharedUse use = Use();
        WaitBudget budget = WaitBudget.For(this, timeout, cancellationToken);
        return SignalWait.Wait(core.Signal, new SemaphoreCore.Attempt(core, budget), budget) && Keep();
    }

    /// <param name="millisecondsTimeout">The longest wait in milliseconds; -1 for no limit.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <inheritdoc cref="Wait(TimeSpan, CancellationToken)"/>
    public bool Wait(int millisecondsTimeout, CancellationToken cancellationToken = default) =>
        Wait(TimeSpan.FromMilliseconds(millisecondsTimeout), cancellationToken);

    /// <summary>Takes a permit, waiting for it without a thread.</summary>
    /// <inheritdoc cref="Wait(CancellationToken)"/>
    public Task WaitAsync(CancellationToken cancellationToken = default) => WaitAsync(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <inheritdoc cref="Wait(TimeSpan, CancellationToken)"/>
    public async Task<bool> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        using SharedUse use = Use();
        WaitBudget budget = WaitBudget.For(this, timeout, cancellationToken);
        // The table's lock is waited for by the thread: a moment at most.
        SemaphoreCore.Attempt attempt = new(core, WaitBudget.For(this, TimeSpan.Zero, cancellationToken));
        return await SignalWait.WaitAsync(core.Signal, attempt, budget).ConfigureAwait(false) && Keep();
    }

    /// <param name="millisecondsTimeout">The longest wait in milliseconds; -1 for no limit.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <inheritdoc cref="WaitAsync(TimeSpan, CancellationToken)"/>
    public Task<bool> WaitAsync(int millisecondsTimeout, CancellationToken cancellationToken = default) =>
        WaitAsync(TimeSpan.FromMilliseconds(millisecondsTimeout), cancellationToken);

    /// <summary>Gives permits back, or makes new ones.</summary>
    /// <param name="releaseCount">How many.</param>
    /// <returns>The permits that were free before.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is less than 1.</exception>
    /// <exception cref="SemaphoreFullException">There would be more than the maximum; none was given back.</exception>
    /// <exception cref="ObjectDisposedException">The semaphore was disposed in this process.</exception>
    public int Release(int releaseCount = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(releaseCount);
        using SharedUse use = Use();
        return core.Release(releaseCount);
    }

    private protected override void OnClosing() => core.GiveBackAll(OwnerId.Current);

    // Closing says so first and then gives back what is held; here it is the other way round, so one of the two sees the other.
    private bool Keep()
    {
        Interlocked.MemoryBarrier();
        if (IsDisposed)
        {
            core.GiveBackAll(OwnerId.Current);
            throw new ObjectDisposedException(nameof(ProcessSemaphore));
        }

        return true;
    }
}
