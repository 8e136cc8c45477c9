using System;
using System.Text.Json.Serialization;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.Sharing;
using ProcessIsolate.Synchronization;

namespace ProcessIsolate;

/// <summary>A lock between processes, with the members of <c>System.Threading.Lock</c>, that survives the death of its holder.</summary>
/// <remarks>
/// <para>The lock belongs to a process: any thread of it may give it back, and so may the continuation of an asynchronous method. A
/// recursive lock that was taken by a thread belongs to that thread.</para>
/// <para>When a process ends while it holds the lock, the next one gets it and learns of that: <see cref="WasAbandoned"/>. What the lock
/// guards may then be half changed. The same happens when the holder disposes its object, or loses it to the garbage collector.</para>
/// <para>Waiting costs no processor time. No waiter has a right to be next: a lock that is free goes to the first that asks.</para>
/// </remarks>
[JsonConverter(typeof(SharedObjectConverterFactory))]
public sealed partial class ProcessLock : SharedObject
{
    private readonly LockCore core;

    static ProcessLock() => SharedTypes.Register(SharedKind.Lock, static (entry, _) => new ProcessLock(entry));

    /// <summary>Makes a lock that is free.</summary>
    /// <param name="recursive">Whether a thread that holds it may take it again; it gives it back as often. A thread that waits for a
    /// lock it holds otherwise gets a <see cref="LockRecursionException"/>.</param>
    /// <exception cref="PlatformNotSupportedException">This system cannot share memory between processes.</exception>
    /// <exception cref="System.IO.IOException">Memory is short.</exception>
    public ProcessLock(bool recursive = false)
        : base(SegmentRegistry.Shared.Create(SharedKind.Lock, LockLayout.Size))
    {
        LockLayout.Create(Segment, recursive);
        core = new LockCore(this, LockLayout.Word, recursive, isThreadBound: recursive);
        SegmentRegistry.Shared.Views.Adopt(Entry, View, this);
    }

    internal ProcessLock(SegmentEntry entry)
        : base(entry)
    {
        bool recursive = LockLayout.Open(Segment);
        core = new LockCore(this, LockLayout.Word, recursive, isThreadBound: recursive);
    }

    /// <summary>Whether the process that held the lock before this process took it last had ended, or ended its use of the lock,
    /// without giving it back.</summary>
    public bool WasAbandoned => core.WasAbandoned;

    /// <summary>Whether the current thread took the lock and it was not given back. False for a lock that was taken with
    /// <see cref="EnterAsync(CancellationToken)"/>, which no thread owns.</summary>
    public bool IsHeldByCurrentThread => core.IsHeldByCurrentThread;

    /// <summary>Takes the lock, waiting for it.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LockRecursionException">The thread holds it, and it is not recursive.</exception>
    /// <exception cref="ObjectDisposedException">The lock was disposed in this process, before or meanwhile.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public void Enter(CancellationToken cancellationToken = default) => core.TryEnter(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Takes the lock, waiting for it, until the scope is disposed.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>To be disposed by the thread that called, at the end of a <c>using</c>.</returns>
    /// <inheritdoc cref="Enter"/>
    public Scope EnterScope(CancellationToken cancellationToken = default) => core.EnterScope(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Takes the lock if that is possible at once.</summary>
    /// <returns>Whether it was.</returns>
    /// <exception cref="ObjectDisposedException">The lock was disposed in this process.</exception>
    public bool TryEnter() => core.TryEnter(TimeSpan.Zero, CancellationToken.None);

    /// <summary>Takes the lock, waiting for it for a limited time.</summary>
    /// <param name="timeout">The longest wait; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False when the time was up.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative and not infinite.</exception>
    /// <inheritdoc cref="Enter"/>
    public bool TryEnter(TimeSpan timeout, CancellationToken cancellationToken = default) => core.TryEnter(timeout, cancellationToken);

    /// <param name="millisecondsTimeout">The longest wait in milliseconds; -1 for no limit.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <inheritdoc cref="TryEnter(TimeSpan, CancellationToken)"/>
    public bool TryEnter(int millisecondsTimeout, CancellationToken cancellationToken = default) =>
        core.TryEnter(TimeSpan.FromMilliseconds(millisecondsTimeout), cancellationToken);

    /// <summary>Takes the lock, waiting for it without a thread, until the scope is disposed by whichever thread.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <remarks>Such a hold does not nest, not even in a recursive lock: two flows of one process exclude each other.</remarks>
    /// <inheritdoc cref="Enter"/>
    public ValueTask<AsyncScope> EnterAsync(CancellationToken cancellationToken = default) =>
        core.EnterScopeAsync(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <param name="timeout">The longest wait; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">The time was up.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative and not infinite.</exception>
    /// <inheritdoc cref="EnterAsync(CancellationToken)"/>
    public ValueTask<AsyncScope> EnterAsync(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        core.EnterScopeAsync(timeout, cancellationToken);

    /// <summary>Gives the lock back; a recursive one when it was given back as often as taken.</summary>
    /// <exception cref="SynchronizationLockException">This process does not hold it; or it is recursive and another thread holds it.</exception>
    /// <exception cref="ObjectDisposedException">The lock was disposed in this process, which gave it back.</exception>
    public void Exit() => core.Exit();

    internal override bool HoldsLock => core.IsHeld;

    private protected override void OnClosing() => core.Close();
}
