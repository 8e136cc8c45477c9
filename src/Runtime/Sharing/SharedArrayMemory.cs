using System;
using System.Buffers;

namespace ProcessIsolate.Sharing;

/// <summary>A shared array as <see cref="Memory{T}"/>.</summary>
internal sealed unsafe class SharedArrayMemory<T>(SharedArray<T> array) : MemoryManager<T>
    where T : unmanaged
{
    public override Span<T> GetSpan() => array.Span;

    // The memory does not move, and its addresses stay valid for ever; only the array must not be collected.
    public override MemoryHandle Pin(int elementIndex = 0)
    {
        Span<T> span = array.Span;
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)span.Length, nameof(elementIndex));
        fixed (T* first = span)
        {
            return new MemoryHandle(first + elementIndex, pinnable: this);
        }
    }

    public override void Unpin()
    {
    }

    // The array ends with its own disposal.
    protected override void Dispose(bool disposing)
    {
    }
}
