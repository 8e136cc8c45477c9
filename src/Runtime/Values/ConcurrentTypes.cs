using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;

namespace ProcessIsolate.Values;

internal sealed class ConcurrentDictionaryCodec<TKey, TValue>(Type type) : MapCodec<ConcurrentDictionary<TKey, TValue>, TKey, TValue>(type)
    where TKey : notnull
{
    protected override void Clear(ConcurrentDictionary<TKey, TValue> value) => value.Clear();

    protected override void WriteStart(GraphWriter writer, ConcurrentDictionary<TKey, TValue> value) => Comparers<TKey>.Write(writer, value.Comparer);

    protected override ConcurrentDictionary<TKey, TValue> New(GraphReader reader, ConcurrentDictionary<TKey, TValue>? target)
    {
        IEqualityComparer<TKey> comparer = reader.ReadNested<IEqualityComparer<TKey>?>() ?? EqualityComparer<TKey>.Default;
        return target is null
            ? new ConcurrentDictionary<TKey, TValue>(comparer) : Construct(target, [typeof(IEqualityComparer<TKey>)], comparer);
    }

    protected override int Count(ConcurrentDictionary<TKey, TValue> value) => value.Count;

    protected override IEnumerable<KeyValuePair<TKey, TValue>> Entries(ConcurrentDictionary<TKey, TValue> value) => value;

    protected override object? ComparerOf(ConcurrentDictionary<TKey, TValue> value) => value.Comparer;

    protected override void Add(ConcurrentDictionary<TKey, TValue> value, TKey key, TValue item)
    {
        if (!value.TryAdd(key, item))
        {
            throw GraphReader.Invalid("Two keys of a dictionary are equal.");
        }
    }
}

internal sealed class ConcurrentQueueCodec<T>(Type type) : SequenceCodec<ConcurrentQueue<T>, T>(type)
{
    protected override void Clear(ConcurrentQueue<T> value) => value.Clear();

    protected override ConcurrentQueue<T> New(GraphReader reader, ConcurrentQueue<T>? target) => new();

    protected override T[] ToArray(ConcurrentQueue<T> value) => value.ToArray();

    protected override void Add(ConcurrentQueue<T> value, T item) => value.Enqueue(item);
}

internal sealed class ConcurrentStackCodec<T>(Type type) : SequenceCodec<ConcurrentStack<T>, T>(type)
{
    protected override void Clear(ConcurrentStack<T> value) => value.Clear();

    protected override ConcurrentStack<T> New(GraphReader reader, ConcurrentStack<T>? target) => new();

    protected override T[] ToArray(ConcurrentStack<T> value) => Enumerable.Reverse(value.ToArray()).ToArray();

    protected override void Add(ConcurrentStack<T> value, T item) => value.Push(item);
}

internal sealed class ConcurrentBagCodec<T>(Type type) : SequenceCodec<ConcurrentBag<T>, T>(type)
{
    protected override void Clear(ConcurrentBag<T> value) => value.Clear();

    protected override ConcurrentBag<T> New(GraphReader reader, ConcurrentBag<T>? target) => [];

    protected override T[] ToArray(ConcurrentBag<T> value) => Enumerable.Reverse(value.ToArray()).ToArray();

    protected override void Add(ConcurrentBag<T> value, T item) => value.Add(item);
}
