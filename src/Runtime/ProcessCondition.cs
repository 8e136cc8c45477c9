using System;
using System.Text.Json.Serialization;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.Sharing;
using ProcessIsolate.Synchronization;

namespace ProcessIsolate;

/// <summary>A condition between processes with a lock of its own: the members of <see cref="Monitor"/>.</summary>
/// <remarks>
/// <para>The holder of the lock looks at what it waits for and, if that is not so, gives the lock back and waits for a pulse in one step;
/// it has the lock again when the wait is over. What was true at the pulse may not be any more then: look again, or use
/// <see cref="WaitFor(Func{bool}, TimeSpan, CancellationToken)"/>.</para>
/// <para>A pulse goes to the one that has waited longest. One that a process received and died before it went on goes to the next.
/// When the holder of the lock ends, the next gets it and learns of that: <see cref="WasAbandoned"/>. At most 240 can wait at the same time.</para>
/// </remarks>
[JsonConverter(typeof(SharedObjectConverterFactory))]
public sealed partial class ProcessCondition : SharedObject
{
    private readonly LockCore mutex;
    private readonly ConditionCore core;

    static ProcessCondition() => SharedTypes.Register(SharedKind.Condition, static (entry, _) => new ProcessCondition(entry));

    /// <summary>Makes a condition without waiters.</summary>
    /// <exception cref="PlatformNotSupportedException">This system cannot share memory between processes.</exception>
    /// <exception cref="System.IO.IOException">Memory is short.</exception>
    public ProcessCondition()
        : base(SegmentRegistry.Shared.Create(SharedKind.Condition, ConditionCore.Size))
    {
        SharedHeader.Write(Segment, SharedKind.Condition, null, 0);
        mutex = new LockCore(this, ConditionCore.LockAt, isThreadBound: true);
        core = new ConditionCore(Segment);
        SegmentRegistry.Shared.Views.Adopt(Entry, View, this);
    }

    internal ProcessCondition(SegmentEntry entry)
        : base(entry)
    {
        SharedHeader.Check(Segment, SharedKind.Condition, null, 0);
        mutex = new LockCore(this, ConditionCore.LockAt, isThreadBound: true);
        core = new ConditionCore(Segment);
    }

    /// <inheritdoc cref="ProcessLock.WasAbandoned"/>
    public bool WasAbandoned => mutex.WasAbandoned;

    /// <summary>Takes the lock, waiting for it.</summary>
    /// <inheritdoc cref="ProcessLock.Enter"/>
    public void Enter(CancellationToken cancellationToken = default) => mutex.TryEnter(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <inheritdoc cref="ProcessLock.EnterScope"/>
    public ProcessLock.Scope EnterScope(CancellationToken cancellationToken = default) =>
        mutex.EnterScope(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <inheritdoc cref="ProcessLock.TryEnter()"/>
    public bool TryEnter() => mutex.TryEnter(TimeSpan.Zero, CancellationToken.None);

    /// <inheritdoc cref="ProcessLock.TryEnter(TimeSpan, CancellationToken)"/>
    public bool TryEnter(TimeSpan timeout, CancellationToken cancellationToken = default) => mutex.TryEnter(timeout, cancellationToken);

    /// <inheritdoc cref="ProcessLock.TryEnter(int, CancellationToken)"/>
    public bool TryEnter(int millisecondsTimeout, CancellationToken cancellationToken = default) =>
        mutex.TryEnter(TimeSpan.FromMilliseconds(millisecondsTimeout), cancellationToken);

    /// <inheritdoc cref="ProcessLock.EnterAsync(CancellationToken)"/>
    public ValueTask<ProcessLock.AsyncScope> EnterAsync(CancellationToken cancellationToken = default) =>
        mutex.EnterScopeAsync(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Gives the lock back.</summary>
    /// <exception cref="SynchronizationLockException">The caller does not hold it.</exception>
    /// <exception cref="ObjectDisposedException">The condition was disposed in this process, which gave it back.</exception>
    public void Exit() => mutex.Exit();

    /// <summary>Wakes the one that has waited longest; does nothing when none waits.</summary>
    /// <exception cref="SynchronizationLockException">The caller does not hold the lock.</exception>
    /// <exception cref="ObjectDisposedException">The condition was disposed in this process.</exception>
    public void Pulse() => Pulse(1);

    /// <summary>Wakes up to so many waiters, in the order in which they came.</summary>
    /// <param name="count">How many.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    /// <inheritdoc cref="Pulse()"/>
    public void Pulse(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        using SharedUse use = Use();
        mutex.RequireHold();
        // There are no more: a process that goes on writing "waiting" keeps no one here.
        int left = Math.Min(count, ConditionCore.MaxWaiters);
        while (left > 0 && core.Pulse())
        {
            left--;
        }
    }

    /// <summary>Wakes all who wait.</summary>
    /// <inheritdoc cref="Pulse()"/>
    public void PulseAll() => Pulse(int.MaxValue);

    internal override bool HoldsLock => mutex.IsHeld;

    private protected override void OnClosing()
    {
        mutex.Close();
        core.WakeAll();
    }
}
