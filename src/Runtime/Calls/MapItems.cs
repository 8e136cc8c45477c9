using System.Buffers;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

namespace ProcessIsolate.Calls;

/// <summary>The items of a map, copied once: what the user does with the collection meanwhile changes nothing.</summary>
/// <remarks>Many plain values are copied into an array that is used again for later maps. Memory that is touched for the
/// first time costs more than sending it; on a virtual machine a map of a million numbers takes a fifth longer for it.</remarks>
internal readonly struct MapItems<T>
{
    // Where arrays begin to be large objects, which come from fresh memory.
    private const int LeastBytes = 64 * 1024;

    // What the pool of arrays may keep for later.
    private const int MostBytes = 64 * 1024 * 1024;

    private readonly bool rented;

    private MapItems(T[] array, int count, bool rented)
    {
        Array = array;
        Count = count;
        this.rented = rented;
    }

    /// <summary>The items, from 0 up to <see cref="Count"/>.</summary>
    public T[] Array { get; }

    public int Count { get; }

    public static MapItems<T> Copy(IEnumerable<T> items)
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>() || items is not ICollection<T> collection
            || (long)collection.Count * Unsafe.SizeOf<T>() is < LeastBytes or > MostBytes)
        {
            T[] own = [.. items];
            return new MapItems<T>(own, own.Length, rented: false);
        }

        int count = collection.Count;
        T[] array = ArrayPool<T>.Shared.Rent(count);
        // A collection that shrinks meanwhile must not leave items of another map at the end.
        System.Array.Clear(array, 0, count);
        collection.CopyTo(array, 0);
        return new MapItems<T>(array, count, rented: true);
    }

    /// <summary>Ends the use of the array.</summary>
    public void Return()
    {
        if (rented)
        {
            ArrayPool<T>.Shared.Return(Array);
        }
    }
}
