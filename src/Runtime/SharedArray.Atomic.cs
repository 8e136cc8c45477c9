using System;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.Synchronization;

namespace ProcessIsolate;

public sealed unsafe partial class SharedArray<T>
{
    /// <summary>Takes the lock of this array, waiting for it, until the scope is disposed.</summary>
    /// <returns>To be disposed by the thread that called, at the end of a <c>using</c>. Says whether the holder before ended with the
    /// lock in its hands.</returns>
    /// <exception cref="LockRecursionException">The thread holds it already.</exception>
    /// <exception cref="ObjectDisposedException">The array was disposed in this process, before or meanwhile.</exception>
    public ProcessLock.Scope EnterLock() => core.EnterScope(Timeout.InfiniteTimeSpan, CancellationToken.None);

    /// <param name="timeout">The longest wait; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">The time was up.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative and not infinite.</exception>
    /// <inheritdoc cref="EnterLock()"/>
    public ProcessLock.Scope EnterLock(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        core.EnterScope(timeout, cancellationToken);

    /// <summary>Takes the lock of this array, waiting for it without a thread, until the scope is disposed by whichever thread.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The array was disposed in this process, before or meanwhile.</exception>
    public ValueTask<ProcessLock.AsyncScope> EnterLockAsync(CancellationToken cancellationToken = default) =>
        core.EnterScopeAsync(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Adds to an element in one step; for the integer types of 1 to 8 bytes, <see cref="float"/> and <see cref="double"/>.</summary>
    /// <param name="index">Which element.</param>
    /// <param name="value">What to add. Integers wrap around.</param>
    /// <returns>The sum.</returns>
    /// <exception cref="IndexOutOfRangeException">There is no such element.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is no such type.</exception>
    /// <exception cref="ObjectDisposedException">The array was disposed in this process.</exception>
    public T Add(int index, T value)
    {
        using SharedUse use = Use();
        return SharedAtomic.Add(At(index), value);
    }

    /// <summary>Adds one to an element in one step.</summary>
    /// <inheritdoc cref="Add"/>
    public T Increment(int index)
    {
        using SharedUse use = Use();
        return SharedAtomic.Step(At(index), up: true);
    }

    /// <summary>Takes one away from an element in one step.</summary>
    /// <returns>The difference.</returns>
    /// <inheritdoc cref="Add"/>
    public T Decrement(int index)
    {
        using SharedUse use = Use();
        return SharedAtomic.Step(At(index), up: false);
    }

    /// <summary>Writes an element and reads the one before in one step; for types of 1, 2, 4 and 8 bytes.</summary>
    /// <param name="index">Which element.</param>
    /// <param name="value">What to write.</param>
    /// <returns>What stood there.</returns>
    /// <exception cref="IndexOutOfRangeException">There is no such element.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> has another size.</exception>
    /// <exception cref="ObjectDisposedException">The array was disposed in this process.</exception>
    public T Exchange(int index, T value)
    {
        using SharedUse use = Use();
        return SharedAtomic.Exchange(At(index), value);
    }

    /// <summary>Writes an element if another value stands there, in one step; for types of 1, 2, 4 and 8 bytes.</summary>
    /// <param name="index">Which element.</param>
    /// <param name="value">What to write.</param>
    /// <param name="comparand">What must stand there, bit for bit.</param>
    /// <returns>What stood there.</returns>
    /// <inheritdoc cref="Exchange"/>
    public T CompareExchange(int index, T value, T comparand)
    {
        using SharedUse use = Use();
        return SharedAtomic.CompareExchange(At(index), value, comparand);
    }

    private T* At(int index)
    {
        if ((uint)index >= (uint)length)
        {
            ThrowOutOfRange(index);
        }

        return start + index;
    }
}
