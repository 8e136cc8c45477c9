using System;
using System.Text.Json.Serialization;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.Sharing;
using ProcessIsolate.Synchronization;

namespace ProcessIsolate;

/// <summary>A count between processes that is waited for until it is 0, with the members of <see cref="CountdownEvent"/>.</summary>
/// <remarks>The count has no owner. A process that ends before it has signalled is not made up for: a waiter for it sees its
/// end elsewhere, in the failed call or the exit code, and signals in its place or waits with a limit.</remarks>
[JsonConverter(typeof(SharedObjectConverterFactory))]
public sealed class ProcessCountdown : SharedObject
{
    private readonly CountdownCore core;

    static ProcessCountdown() => SharedTypes.Register(SharedKind.Countdown, static (entry, _) => new ProcessCountdown(entry));

    /// <summary>Makes a count.</summary>
    /// <param name="initialCount">Where it begins; at 0 it is over at once.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    /// <exception cref="PlatformNotSupportedException">This system cannot share memory between processes.</exception>
    /// <exception cref="System.IO.IOException">Memory is short.</exception>
    public ProcessCountdown(int initialCount)
        : base(SegmentRegistry.Shared.Create(SharedKind.Countdown, CountdownCore.Size))
    {
        ArgumentOutOfRangeException.ThrowIfNegative(initialCount);
        SharedHeader.Write(Segment, SharedKind.Countdown, null, 0);
        core = new CountdownCore(Segment);
        core.Restart(initialCount);
        SegmentRegistry.Shared.Views.Adopt(Entry, View, this);
    }

    internal ProcessCountdown(SegmentEntry entry)
        : base(entry)
    {
        SharedHeader.Check(Segment, SharedKind.Countdown, null, 0);
        core = new CountdownCore(Segment);
    }

    /// <summary>How many signals are left.</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed in this process.</exception>
    public int CurrentCount
    {
        get
        {
            using SharedUse use = Use();
            return core.Left;
        }
    }

    /// <summary>Where the count began, the last time.</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed in this process.</exception>
    public int InitialCount
    {
        get
        {
            using SharedUse use = Use();
            return core.Initial;
        }
    }

    /// <summary>Whether no signal is left.</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed in this process.</exception>
    public bool IsSet => CurrentCount == 0;

    /// <summary>Counts down.</summary>
    /// <param name="signalCount">By how much.</param>
    /// <returns>Whether the count is 0 now.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is less than 1.</exception>
    /// <exception cref="InvalidOperationException">The count is lower than that already.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed in this process.</exception>
    public bool Signal(int signalCount = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(signalCount);
        using SharedUse use = Use();
        return core.Signalled(signalCount);
    }

    /// <summary>Counts up.</summary>
    /// <param name="signalCount">By how much.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is less than 1.</exception>
    /// <exception cref="InvalidOperationException">The count is 0 already, or would be too large.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed in this process.</exception>
    public void AddCount(int signalCount = 1)
    {
        if (!TryAddCount(signalCount))
        {
            throw new InvalidOperationException("The count is 0 already; it begins anew with Reset only.");
        }
    }

    /// <summary>Counts up, unless the count is 0 already.</summary>
    /// <returns>Whether it did.</returns>
    /// <exception cref="InvalidOperationException">The count would be too large.</exception>
    /// <inheritdoc cref="AddCount"/>
    public bool TryAddCount(int signalCount = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(signalCount);
        using SharedUse use = Use();
        return core.TryAdd(signalCount);
    }

    /// <summary>Begins anew at <see cref="InitialCount"/>.</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed in this process.</exception>
    public void Reset() => Reset(InitialCount);

    /// <summary>Begins anew.</summary>
    /// <param name="count">Where.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed in this process.</exception>
    public void Reset(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        using SharedUse use = Use();
        core.Restart(count);
    }

    /// <summary>Waits until the count is 0.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed in this process, before or meanwhile.</exception>
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
        return SignalWait.Wait(core.Signal, new CountdownCore.Attempt(core, core.State), budget);
    }

    /// <param name="millisecondsTimeout">The longest wait in milliseconds; -1 for no limit.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <inheritdoc cref="Wait(TimeSpan, CancellationToken)"/>
    public bool Wait(int millisecondsTimeout, CancellationToken cancellationToken = default) =>
        Wait(TimeSpan.FromMilliseconds(millisecondsTimeout), cancellationToken);

    /// <summary>Waits until the count is 0, without a thread.</summary>
    /// <inheritdoc cref="Wait(CancellationToken)"/>
    public Task WaitAsync(CancellationToken cancellationToken = default) => WaitAsync(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <inheritdoc cref="Wait(TimeSpan, CancellationToken)"/>
    public async Task<bool> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        using SharedUse use = Use();
        WaitBudget budget = WaitBudget.For(this, timeout, cancellationToken);
        return await SignalWait.WaitAsync(core.Signal, new CountdownCore.Attempt(core, core.State), budget).ConfigureAwait(false);
    }

    private protected override void OnClosing() => core.Signal.RaiseAlways();
}
