using System;
using System.Buffers;
using System.ComponentModel;

namespace ProcessIsolate.CompilerServices;

/// <summary>The memory that travels in place of a span of the caller's.</summary>
/// <remarks>Made and disposed by generated interceptors, around a call that waits for its answer: the memory is lent for that
/// long. The caller's span is written only once the whole answer is here, so a call that fails leaves it as it was.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref struct SpanCopy<T>
    where T : unmanaged
{
    private readonly Span<T> target;
    private readonly int length;
    private T[]? rented;

    /// <summary>Copies what the method only reads.</summary>
    public SpanCopy(ReadOnlySpan<T> values)
    {
        length = values.Length;
        rented = ArrayPool<T>.Shared.Rent(length);
        values.CopyTo(rented);
    }

    /// <summary>Copies what the method may write into.</summary>
    public SpanCopy(Span<T> values)
        : this((ReadOnlySpan<T>)values) => target = values;

    /// <summary>The copy.</summary>
    public readonly Memory<T> Memory => new(rented, 0, length);

    /// <summary>Gives the caller what the method wrote.</summary>
    /// <exception cref="WorkerProtocolException">The worker sent another number of elements than it got.</exception>
    public readonly void CopyBack(ReadOnlyMemory<T> values)
    {
        if (values.Length != length)
        {
            throw new WorkerProtocolException($"A span of {length} elements came back with {values.Length}.");
        }

        values.Span.CopyTo(target);
    }

    /// <summary>Ends the use of the copy.</summary>
    public void Dispose()
    {
        if (rented is { } array)
        {
            rented = null;
            ArrayPool<T>.Shared.Return(array);
        }
    }
}
