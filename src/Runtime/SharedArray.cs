using System;
using System.Collections;
using System.Collections.Generic;
using System.Text.Json.Serialization;
using ProcessIsolate.Sharing;
using ProcessIsolate.Synchronization;

namespace ProcessIsolate;

/// <summary>An array in memory that several processes see, of fixed length, with one lock for all of it.</summary>
/// <typeparam name="T">A type without references. Its bytes are the value: pointers and handles in it mean nothing elsewhere.</typeparam>
/// <remarks>
/// <para>The first element lies at an address that is a multiple of 64, the others follow without gaps. Elements of 1, 2, 4 and 8 bytes
/// are read and written whole; a larger one can be read half old and half new while another process writes it. What belongs together
/// is read and written under <see cref="EnterLock()"/>; <c>array[i]++</c> is two steps, <see cref="Increment"/> is one.</para>
/// <para>The lock is a promise among its users. It does not keep code from the elements that does not take it.</para>
/// <para>After the disposal every member throws <see cref="ObjectDisposedException"/>. A span or reference that was taken before stays
/// valid memory, which no other process sees any more: dispose the array after the last use of its spans.</para>
/// </remarks>
[JsonConverter(typeof(SharedObjectConverterFactory))]
public sealed unsafe partial class SharedArray<T> : SharedObject, IReadOnlyList<T>
    where T : unmanaged
{
    private readonly LockCore core;
    private readonly T* start;
    private readonly int length;
    private SharedArrayMemory<T>? memory;
    private bool isKept;

    static SharedArray() => SharedTypes.Register(SharedKind.Array, static (entry, _) => new SharedArray<T>(entry));

    /// <summary>Makes an array of zeros.</summary>
    /// <param name="length">The number of elements; may be 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    /// <exception cref="PlatformNotSupportedException">This system cannot share memory between processes.</exception>
    /// <exception cref="System.IO.IOException">Memory is short.</exception>
    public SharedArray(int length)
        : base(SegmentRegistry.Shared.Create(SharedKind.Array, ValueLayout.SizeFor<T>(length)))
    {
        this.length = length;
        start = (T*)Segment.At(ValueLayout.Values, (long)length * sizeof(T));
        core = new LockCore(this, ValueLayout.Lock);
        SharedHeader.Write(Segment, SharedKind.Array, typeof(T), sizeof(T), (uint)length);
        SegmentRegistry.Shared.Views.Adopt(Entry, View, this);
    }

    /// <summary>Makes an array of the given elements.</summary>
    /// <param name="values">They are copied.</param>
    /// <exception cref="PlatformNotSupportedException">This system cannot share memory between processes.</exception>
    /// <exception cref="System.IO.IOException">Memory is short.</exception>
    public SharedArray(ReadOnlySpan<T> values)
        : this(values.Length)
    {
        values.CopyTo(new Span<T>(start, length));
    }

    internal SharedArray(SegmentEntry entry)
        : base(entry)
    {
        length = ValueLayout.OpenArray<T>(Segment);
        start = (T*)Segment.At(ValueLayout.Values, (long)length * sizeof(T));
        core = new LockCore(this, ValueLayout.Lock);
    }

    /// <summary>The number of elements.</summary>
    public int Length => length;

    /// <summary>An element in its place. Reads and writes are ordinary ones.</summary>
    /// <param name="index">From 0 on.</param>
    /// <exception cref="IndexOutOfRangeException">There is no such element.</exception>
    /// <exception cref="ObjectDisposedException">The array was disposed in this process.</exception>
    public ref T this[int index]
    {
        get
        {
            KeepAddresses(ref isKept);
            if ((uint)index >= (uint)length)
            {
                ThrowOutOfRange(index);
            }

            return ref start[index];
        }
    }

    /// <summary>All elements in their place. The span does not keep the array alive, and is no use after its disposal.</summary>
    /// <exception cref="ObjectDisposedException">The array was disposed in this process.</exception>
    public Span<T> Span
    {
        get
        {
            KeepAddresses(ref isKept);
            return new Span<T>(start, length);
        }
    }

    /// <summary>All elements in their place, for code that awaits. Keeps the array alive, but does not keep it from being disposed.</summary>
    /// <exception cref="ObjectDisposedException">The array was disposed in this process; the span of a memory taken before throws it too.</exception>
    public Memory<T> Memory
    {
        get
        {
            KeepAddresses(ref isKept);
            return (memory ??= new SharedArrayMemory<T>(this)).Memory;
        }
    }

    int IReadOnlyCollection<T>.Count => length;

    T IReadOnlyList<T>.this[int index] => this[index];

    /// <summary>Reads one element after the other, each as it is when it is asked for.</summary>
    public IEnumerator<T> GetEnumerator()
    {
        for (int i = 0; i < length; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal override bool HoldsLock => core.IsHeld;

    private protected override void OnClosing() => core.Close();

    private void ThrowOutOfRange(int index) =>
        throw new IndexOutOfRangeException($"The index {index} is outside of a shared array of {length} elements.");
}
