using System;
using System.Text.Json.Serialization;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.Sharing;
using ProcessIsolate.Synchronization;

namespace ProcessIsolate;

/// <summary>A value in memory that several processes see, with a lock of its own.</summary>
/// <typeparam name="T">A type without references. Its bytes are the value: pointers and handles in it mean nothing elsewhere.</typeparam>
/// <remarks>
/// <para>The value lies at an address that is a multiple of 64. Reads and writes of 1, 2, 4 and 8 bytes are whole; a larger value can
/// be read half old and half new while another process writes it, so it is read and written under <see cref="EnterLock()"/>.
/// <c>shared.Value++</c> reads and writes: without the lock an increment of another process in between is lost;
/// <see cref="Increment"/> loses none.</para>
/// <para>The lock is a promise among its users. It does not keep code from the value that does not take it.</para>
/// <para>After the disposal every member throws <see cref="ObjectDisposedException"/>. A <see cref="Reference"/> that was taken before
/// stays valid memory, which no other process sees any more.</para>
/// </remarks>
[JsonConverter(typeof(SharedObjectConverterFactory))]
public sealed unsafe class Shared<T> : SharedObject
    where T : unmanaged
{
    private readonly LockCore core;
    private readonly T* at;
    private bool isKept;

    static Shared() => SharedTypes.Register(SharedKind.Value, static (entry, _) => new Shared<T>(entry));

    /// <summary>Makes a value whose bytes are all zero.</summary>
    /// <exception cref="PlatformNotSupportedException">This system cannot share memory between processes.</exception>
    /// <exception cref="System.IO.IOException">Memory is short.</exception>
    public Shared()
        : this(default(T))
    {
    }

    /// <summary>Makes a value.</summary>
    /// <param name="initial">What it is at first.</param>
    /// <exception cref="PlatformNotSupportedException">This system cannot share memory between processes.</exception>
    /// <exception cref="System.IO.IOException">Memory is short.</exception>
    public Shared(T initial)
        : base(SegmentRegistry.Shared.Create(SharedKind.Value, ValueLayout.SizeFor<T>(1)))
    {
        SharedHeader.Write(Segment, SharedKind.Value, typeof(T), sizeof(T));
        at = (T*)Segment.At(ValueLayout.Values, sizeof(T));
        *at = initial;
        core = new LockCore(this, ValueLayout.Lock);
        SegmentRegistry.Shared.Views.Adopt(Entry, View, this);
    }

    internal Shared(SegmentEntry entry)
        : base(entry)
    {
        SharedHeader.Check(Segment, SharedKind.Value, typeof(T), sizeof(T));
        // The word around a value of one or two bytes lies in the segment too.
        at = (T*)Segment.At(ValueLayout.Values, Math.Max(sizeof(T), sizeof(long)));
        core = new LockCore(this, ValueLayout.Lock);
    }

    /// <summary>The value. Whole in one piece for types of 1, 2, 4 and 8 bytes.</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed in this process.</exception>
    public T Value
    {
        get
        {
            using SharedUse use = Use();
            return SharedAtomic.Read(at);
        }

        set
        {
            using SharedUse use = Use();
            SharedAtomic.Write(at, value);
        }
    }

    /// <summary>The value in its place, to change a part of it or to pass it by reference. Reads and writes are ordinary ones:
    /// use it under the lock, or with <see cref="Volatile"/> and <see cref="Interlocked"/>.</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed in this process.</exception>
    public ref T Reference
    {
        get
        {
            KeepAddresses(ref isKept);
            return ref *at;
        }
    }

    /// <summary>Takes the lock of this value, waiting for it, until the scope is disposed.</summary>
    /// <returns>To be disposed by the thread that called, at the end of a <c>using</c>. Says whether the holder before ended with the
    /// lock in its hands.</returns>
    /// <exception cref="LockRecursionException">The thread holds it already.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed in this process, before or meanwhile.</exception>
    public ProcessLock.Scope EnterLock() => core.EnterScope(Timeout.InfiniteTimeSpan, CancellationToken.None);

    /// <param name="timeout">The longest wait; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">The time was up.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative and not infinite.</exception>
    /// <inheritdoc cref="EnterLock()"/>
    public ProcessLock.Scope EnterLock(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        core.EnterScope(timeout, cancellationToken);

    /// <summary>Takes the lock of this value, waiting for it without a thread, until the scope is disposed by whichever thread.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed in this process, before or meanwhile.</exception>
    public ValueTask<ProcessLock.AsyncScope> EnterLockAsync(CancellationToken cancellationToken = default) =>
        core.EnterScopeAsync(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Adds in one step; for the integer types of 1 to 8 bytes, <see cref="float"/> and <see cref="double"/>.</summary>
    /// <param name="value">What to add. Integers wrap around.</param>
    /// <returns>The sum.</returns>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is no such type.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed in this process.</exception>
    public T Add(T value)
    {
        using SharedUse use = Use();
        return SharedAtomic.Add(at, value);
    }

    /// <summary>Adds one in one step.</summary>
    /// <inheritdoc cref="Add"/>
    public T Increment()
    {
        using SharedUse use = Use();
        return SharedAtomic.Step(at, up: true);
    }

    /// <summary>Takes one away in one step.</summary>
    /// <returns>The difference.</returns>
    /// <inheritdoc cref="Add"/>
    public T Decrement()
    {
        using SharedUse use = Use();
        return SharedAtomic.Step(at, up: false);
    }

    /// <summary>Writes a value and reads the one before in one step; for types of 1, 2, 4 and 8 bytes.</summary>
    /// <returns>The value before.</returns>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> has another size.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed in this process.</exception>
    public T Exchange(T value)
    {
        using SharedUse use = Use();
        return SharedAtomic.Exchange(at, value);
    }

    /// <summary>Writes a value if another one stands there, in one step; for types of 1, 2, 4 and 8 bytes.</summary>
    /// <param name="value">What to write.</param>
    /// <param name="comparand">What must stand there, bit for bit: padding between the fields of a structure counts, and zero differs
    /// from minus zero.</param>
    /// <returns>What stood there.</returns>
    /// <inheritdoc cref="Exchange"/>
    public T CompareExchange(T value, T comparand)
    {
        using SharedUse use = Use();
        return SharedAtomic.CompareExchange(at, value, comparand);
    }

    internal override bool HoldsLock => core.IsHeld;

    private protected override void OnClosing() => core.Close();
}
