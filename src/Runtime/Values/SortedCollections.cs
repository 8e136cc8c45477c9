using System;
using System.Collections.Generic;
using System.Linq;

namespace ProcessIsolate.Values;

internal sealed class SortedDictionaryCodec<TKey, TValue>(Type type) : MapCodec<SortedDictionary<TKey, TValue>, TKey, TValue>(type)
    where TKey : notnull
{
    protected override void Clear(SortedDictionary<TKey, TValue> value) => value.Clear();

    protected override void WriteStart(GraphWriter writer, SortedDictionary<TKey, TValue> value) => Comparers<TKey>.Write(writer, value.Comparer);

    protected override SortedDictionary<TKey, TValue> New(GraphReader reader, SortedDictionary<TKey, TValue>? target)
    {
        IComparer<TKey>? comparer = reader.ReadNested<IComparer<TKey>?>();
        return target is null ? new SortedDictionary<TKey, TValue>(comparer) : Construct(target, [typeof(IComparer<TKey>)], comparer);
    }

    protected override int Count(SortedDictionary<TKey, TValue> value) => value.Count;

    protected override IEnumerable<KeyValuePair<TKey, TValue>> Entries(SortedDictionary<TKey, TValue> value) => value;

    protected override object? ComparerOf(SortedDictionary<TKey, TValue> value) => value.Comparer;

    protected override void Add(SortedDictionary<TKey, TValue> value, TKey key, TValue item) => value.Add(key, item);
}

internal sealed class SortedListCodec<TKey, TValue>(Type type) : MapCodec<SortedList<TKey, TValue>, TKey, TValue>(type)
    where TKey : notnull
{
    protected override void Clear(SortedList<TKey, TValue> value) => value.Clear();

    protected override void WriteStart(GraphWriter writer, SortedList<TKey, TValue> value) => Comparers<TKey>.Write(writer, value.Comparer);

    protected override SortedList<TKey, TValue> New(GraphReader reader, SortedList<TKey, TValue>? target)
    {
        IComparer<TKey>? comparer = reader.ReadNested<IComparer<TKey>?>();
        return target is null ? new SortedList<TKey, TValue>(comparer) : Construct(target, [typeof(IComparer<TKey>)], comparer);
    }

    protected override int Count(SortedList<TKey, TValue> value) => value.Count;

    protected override IEnumerable<KeyValuePair<TKey, TValue>> Entries(SortedList<TKey, TValue> value) => value;

    protected override object? ComparerOf(SortedList<TKey, TValue> value) => value.Comparer;

    protected override void Add(SortedList<TKey, TValue> value, TKey key, TValue item) => value.Add(key, item);
}

internal sealed class SortedSetCodec<T>(Type type) : SetCodec<SortedSet<T>, T>(type)
{
    protected override void Clear(SortedSet<T> value) => value.Clear();

    protected override void WriteStart(GraphWriter writer, SortedSet<T> value) => Comparers<T>.Write(writer, value.Comparer);

    protected override SortedSet<T> New(GraphReader reader, SortedSet<T>? target)
    {
        IComparer<T>? comparer = reader.ReadNested<IComparer<T>?>();
        return target is null ? new SortedSet<T>(comparer) : Construct(target, [typeof(IComparer<T>)], comparer);
    }

    protected override T[] ToArray(SortedSet<T> value) => [.. value];

    protected override object? ComparerOf(SortedSet<T> value) => value.Comparer;

    protected override bool Add(SortedSet<T> value, T item) => value.Add(item);
}

internal sealed class PriorityQueueCodec<TElement, TPriority>(Type type) : CollectionCodec<PriorityQueue<TElement, TPriority>>(type)
{
    protected override void Clear(PriorityQueue<TElement, TPriority> value) => value.Clear();

    protected override void WriteStart(GraphWriter writer, PriorityQueue<TElement, TPriority> value) =>
        Comparers<TPriority>.Write(writer, value.Comparer);

    protected override PriorityQueue<TElement, TPriority> New(GraphReader reader, PriorityQueue<TElement, TPriority>? target) =>
        new(reader.ReadNested<IComparer<TPriority>?>());

    protected override void WriteItems(GraphWriter writer, PriorityQueue<TElement, TPriority> value) =>
        Items<(TElement, TPriority)>.WriteAll(writer, value.UnorderedItems.ToArray());

    // Items that are a heap already stay in their places.
    protected override void ReadItems(GraphReader reader, PriorityQueue<TElement, TPriority> value)
    {
        (TElement, TPriority)[] items = Items<(TElement, TPriority)>.ReadAll(reader);
        reader.Charge((long)items.Length * Items<(TElement, TPriority)>.Size);
        if (Comparers<TPriority>.IsSimple(value.Comparer))
        {
            value.EnqueueRange(items);
        }
        else
        {
            reader.OnCompleted(_ =>
            {
                Array.ForEach(items, static item => KeyGuard.Check(item.Item2));
                value.EnqueueRange(items);
            });
        }
    }
}
