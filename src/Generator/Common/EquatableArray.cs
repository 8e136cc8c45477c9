using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;

namespace ProcessIsolate.Generator.Common;

/// <summary>An immutable array that is equal to another one of equal elements, so that a model holding it can be cached.</summary>
/// <typeparam name="T">The element, itself equatable by value.</typeparam>
internal readonly struct EquatableArray<T> : IEquatable<EquatableArray<T>>, IReadOnlyList<T>
    where T : IEquatable<T>
{
    private readonly T[]? items;

    private EquatableArray(T[] items) => this.items = items;

    /// <summary>The number of elements.</summary>
    public int Count => Items.Length;

    private T[] Items => items ?? [];

    /// <summary>The element at the given index.</summary>
    public T this[int index] => Items[index];

    /// <summary>Copies the elements.</summary>
    public static EquatableArray<T> From(IEnumerable<T> elements) => new(elements.ToArray());

    /// <inheritdoc/>
    public bool Equals(EquatableArray<T> other) => Items.AsSpan().SequenceEqual(other.Items);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is EquatableArray<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = 17;
        foreach (var item in Items)
        {
            hash = unchecked((hash * 31) + item.GetHashCode());
        }

        return hash;
    }

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)Items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
