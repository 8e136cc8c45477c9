using System;
using System.Text.Json.Serialization;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.Sharing;
using ProcessIsolate.Synchronization;

namespace ProcessIsolate;

/// <summary>An event between processes, with the members of <see cref="ManualResetEventSlim"/>.</summary>
/// <remarks>
/// A manual event stays set until it is reset, and lets all waiters through; one that waited when it was set gets through even if it is
/// reset at once. An automatic one lets one waiter through each time it is set, and keeps one setting for a waiter to come.
/// An event has no owner: a process that ends leaves it as it is. One that ends right after a wait for an automatic event takes that
/// setting with it.
/// </remarks>
[JsonConverter(typeof(SharedObjectConverterFactory))]
public sealed class ProcessEvent : SharedObject
{
    private readonly EventCore core;
    private readonly bool isManual;

    static ProcessEvent() => SharedTypes.Register(SharedKind.Event, static (entry, _) => new ProcessEvent(entry));

    /// <summary>Makes an event.</summary>
    /// <param name="initialState">Whether it is set at first.</param>
    /// <param name="mode">Whether it stays set, which is the default, or lets one waiter through.</param>
    /// <exception cref="PlatformNotSupportedException">This system cannot share memory between processes.</exception>
    /// <exception cref="System.IO.IOException">Memory is short.</exception>
    public ProcessEvent(bool initialState = false, EventResetMode mode = EventResetMode.ManualReset)
        : base(SegmentRegistry.Shared.Create(SharedKind.Event, EventCore.Size))
    {
        isManual = mode == EventResetMode.ManualReset;
        SharedHeader.Write(Segment, SharedKind.Event, null, 0, isManual ? 1u : 0);
        core = new EventCore(Segment);
        if (initialState)
        {
            core.Set();
        }

        SegmentRegistry.Shared.Views.Adopt(Entry, View, this);
    }

    internal ProcessEvent(SegmentEntry entry)
        : base(entry)
    {
        SharedHeader.Check(Segment, SharedKind.Event, null, 0);
        isManual = SharedHeader.Setting(Segment) != 0;
        core = new EventCore(Segment);
    }

    /// <summary>Whether it is set.</summary>
    /// <exception cref="ObjectDisposedException">The event was disposed in this process.</exception>
    public bool IsSet
    {
        get
        {
            using SharedUse use = Use();
            return core.IsSet;
        }
    }

    /// <summary>Sets the event and wakes its waiters. Setting one that is set does nothing.</summary>
    /// <exception cref="ObjectDisposedException">The event was disposed in this process.</exception>
    public void Set()
    {
        using SharedUse use = Use();
        core.Set();
    }

    /// <summary>Takes the setting back.</summary>
    /// <exception cref="ObjectDisposedException">The event was disposed in this process.</exception>
    public void Reset()
    {
        using SharedUse use = Use();
        core.TryReset();
    }

    /// <summary>Waits until the event is set.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The event was disposed in this process, before or meanwhile.</exception>
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
        return isManual
            ? SignalWait.Wait(core.Signal, new EventCore.SeeAttempt(core, core.State), budget)
            : SignalWait.Wait(core.Signal, new EventCore.TakeAttempt(core), budget);
    }

    /// <param name="millisecondsTimeout">The longest wait in milliseconds; -1 for no limit.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <inheritdoc cref="Wait(TimeSpan, CancellationToken)"/>
    public bool Wait(int millisecondsTimeout, CancellationToken cancellationToken = default) =>
        Wait(TimeSpan.FromMilliseconds(millisecondsTimeout), cancellationToken);

    /// <summary>Waits until the event is set, without a thread.</summary>
    /// <inheritdoc cref="Wait(CancellationToken)"/>
    public Task WaitAsync(CancellationToken cancellationToken = default) => WaitAsync(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <inheritdoc cref="Wait(TimeSpan, CancellationToken)"/>
    public async Task<bool> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        using SharedUse use = Use();
        WaitBudget budget = WaitBudget.For(this, timeout, cancellationToken);
        return isManual
            ? await SignalWait.WaitAsync(core.Signal, new EventCore.SeeAttempt(core, core.State), budget).ConfigureAwait(false)
            : await SignalWait.WaitAsync(core.Signal, new EventCore.TakeAttempt(core), budget).ConfigureAwait(false);
    }

    private protected override void OnClosing() => core.Signal.RaiseAlways();
}
