using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Collections.Specialized;
using System.Linq;
using System.Runtime.InteropServices;

namespace ProcessIsolate.Values;

/// <summary>Collections that change.</summary>
internal static class CollectionTypes
{
    public static void AddFirstTo(BaseLibraryTable table)
    {
        table.Generic(typeof(List<>), typeof(ListCodec<>), isBase: true);
        table.Generic(typeof(Dictionary<,>), typeof(DictionaryCodec<,>), isBase: true);
    }

    public static void AddTo(BaseLibraryTable table)
    {
        table.Generic(typeof(HashSet<>), typeof(HashSetCodec<>), isBase: true);
        table.Generic(typeof(Queue<>), typeof(QueueCodec<>), isBase: true);
        table.Generic(typeof(Stack<>), typeof(StackCodec<>), isBase: true);
        table.Generic(typeof(LinkedList<>), typeof(LinkedListCodec<>), isBase: true);
        table.Generic(typeof(SortedDictionary<,>), typeof(SortedDictionaryCodec<,>), isBase: true);
        table.Generic(typeof(SortedList<,>), typeof(SortedListCodec<,>), isBase: true);
        table.Generic(typeof(SortedSet<>), typeof(SortedSetCodec<>), isBase: true);
        table.Generic(typeof(PriorityQueue<,>), typeof(PriorityQueueCodec<,>));
        table.Generic(typeof(ConcurrentDictionary<,>), typeof(ConcurrentDictionaryCodec<,>), isBase: true);
        table.Generic(typeof(ConcurrentQueue<>), typeof(ConcurrentQueueCodec<>));
        table.Generic(typeof(ConcurrentStack<>), typeof(ConcurrentStackCodec<>));
        table.Generic(typeof(ConcurrentBag<>), typeof(ConcurrentBagCodec<>));
#if NET9_0_OR_GREATER
        table.Generic(typeof(OrderedDictionary<,>), typeof(OrderedDictionaryCodec<,>));
        table.Fields(typeof(ReadOnlySet<>));
#endif
        table.Fields(typeof(Collection<>));
        table.Fields(typeof(ReadOnlyCollection<>));
        table.Fields(typeof(ObservableCollection<>));
        table.Fields(typeof(ReadOnlyObservableCollection<>));
        table.Fields(typeof(KeyedCollection<,>));
        table.Fields(typeof(ReadOnlyDictionary<,>));
        table.Fields(typeof(ReadOnlyDictionary<,>.KeyCollection));
        table.Fields(typeof(ReadOnlyDictionary<,>.ValueCollection));
        table.Fields(typeof(Dictionary<,>.KeyCollection));
        table.Fields(typeof(Dictionary<,>.ValueCollection));
        table.Fields(typeof(CollectionBase));
        table.Fields(typeof(ReadOnlyCollectionBase));
        table.Object(typeof(ArrayList), static type => new ArrayListCodec(type));
        table.Object(typeof(Hashtable), static type => new HashtableCodec(type));
        table.Object(typeof(Queue), static type => new OldQueueCodec(type));
        table.Object(typeof(Stack), static type => new OldStackCodec(type));
        OldSortedListCodec.AddTo(table);
        table.Object(typeof(SortedList), static type => new OldSortedListCodec(type));
        table.Object(typeof(NameValueCollection), static type => new NameValueCodec(type));
        table.Fields(typeof(StringCollection));
        table.Whole<BitArray>(WriteBits, ReadBits, restore: RestoreBits);
        table.Generic(typeof(EqualityComparer<>), typeof(EqualityComparerCodec<>), isFamily: true, isPlainBase: true);
        table.Generic(typeof(Comparer<>), typeof(ComparerCodec<>), isFamily: true, isPlainBase: true);
        table.Whole<ReferenceEqualityComparer>(static (_, _) => { }, static _ => ReferenceEqualityComparer.Instance);
    }

    private static void WriteBits(GraphWriter writer, BitArray bits)
    {
        int[] words = new int[(bits.Length + 31) / 32];
        bits.CopyTo(words, 0);
        writer.WriteCount(bits.Length);
        Items<int>.WriteAll(writer, words);
    }

    private static BitArray ReadBits(GraphReader reader)
    {
        int length = reader.ReadNumber();
        int[] words = Items<int>.ReadAll(reader);
        return words.Length == (int)(((long)length + 31) / 32)
            ? new BitArray(words) { Length = length } : throw GraphReader.Invalid("A bit array has another length.");
    }

    private static void RestoreBits(GraphReader reader, BitArray bits)
    {
        BitArray made = ReadBits(reader);
        bits.Length = made.Length;
        for (int i = 0; i < bits.Length; i++)
        {
            bits[i] = made[i];
        }
    }
}

internal sealed class ListCodec<T>(Type type) : CollectionCodec<List<T>>(type)
{
    protected override void Clear(List<T> value) => value.Clear();

    protected override void Prepare(List<T> value, List<T> made) => CollectionsMarshal.SetCount(value, made.Count);

    protected override void WriteStart(GraphWriter writer, List<T> value)
    {
        writer.WriteCount(value.Count);

        // What was reserved can be seen, but is not worth much memory.
        writer.WriteCount(Math.Min(value.Capacity - value.Count, value.Count + 16));
    }

    protected override List<T> New(GraphReader reader, List<T>? target)
    {
        int count = reader.ReadCount(Items<T>.LeastBytes);
        int spare = reader.ReadNumber(count + 16);
        reader.Charge(((long)count + spare) * Items<T>.Size);
        List<T> list = target is null ? new List<T>(count + spare) : Construct(target, [typeof(int)], count + spare);
        CollectionsMarshal.SetCount(list, count);
        return list;
    }

    protected override void WriteItems(GraphWriter writer, List<T> value) => Items<T>.WriteElements(writer, CollectionsMarshal.AsSpan(value));

    protected override void ReadItems(GraphReader reader, List<T> value) => Items<T>.ReadElements(reader, CollectionsMarshal.AsSpan(value));
}

internal sealed class DictionaryCodec<TKey, TValue>(Type type) : MapCodec<Dictionary<TKey, TValue>, TKey, TValue>(type)
    where TKey : notnull
{
    protected override void Clear(Dictionary<TKey, TValue> value) => value.Clear();

    protected override void WriteStart(GraphWriter writer, Dictionary<TKey, TValue> value) => Comparers<TKey>.Write(writer, value.Comparer);

    protected override Dictionary<TKey, TValue> New(GraphReader reader, Dictionary<TKey, TValue>? target)
    {
        IEqualityComparer<TKey>? comparer = reader.ReadNested<IEqualityComparer<TKey>?>();
        return target is null
            ? new Dictionary<TKey, TValue>(comparer) : Construct(target, [typeof(IEqualityComparer<TKey>)], comparer);
    }

    protected override int Count(Dictionary<TKey, TValue> value) => value.Count;

    protected override IEnumerable<KeyValuePair<TKey, TValue>> Entries(Dictionary<TKey, TValue> value) => value;

    protected override object? ComparerOf(Dictionary<TKey, TValue> value) => value.Comparer;

    protected override void Add(Dictionary<TKey, TValue> value, TKey key, TValue item) => value.Add(key, item);
}

internal sealed class HashSetCodec<T>(Type type) : SetCodec<HashSet<T>, T>(type)
{
    protected override void Clear(HashSet<T> value) => value.Clear();

    protected override void WriteStart(GraphWriter writer, HashSet<T> value) => Comparers<T>.Write(writer, value.Comparer);

    protected override HashSet<T> New(GraphReader reader, HashSet<T>? target)
    {
        IEqualityComparer<T>? comparer = reader.ReadNested<IEqualityComparer<T>?>();
        return target is null ? new HashSet<T>(comparer) : Construct(target, [typeof(IEqualityComparer<T>)], comparer);
    }

    protected override T[] ToArray(HashSet<T> value) => [.. value];

    protected override object? ComparerOf(HashSet<T> value) => value.Comparer;

    protected override bool Add(HashSet<T> value, T item) => value.Add(item);
}

internal sealed class QueueCodec<T>(Type type) : SequenceCodec<Queue<T>, T>(type)
{
    protected override void Clear(Queue<T> value) => value.Clear();

    protected override Queue<T> New(GraphReader reader, Queue<T>? target) => target is null ? new Queue<T>() : Construct(target, []);

    protected override T[] ToArray(Queue<T> value) => value.ToArray();

    protected override void Add(Queue<T> value, T item) => value.Enqueue(item);
}

internal sealed class StackCodec<T>(Type type) : SequenceCodec<Stack<T>, T>(type)
{
    protected override void Clear(Stack<T> value) => value.Clear();

    protected override Stack<T> New(GraphReader reader, Stack<T>? target) => target is null ? new Stack<T>() : Construct(target, []);

    protected override T[] ToArray(Stack<T> value) => Enumerable.Reverse(value.ToArray()).ToArray();

    protected override void Add(Stack<T> value, T item) => value.Push(item);
}

internal sealed class LinkedListCodec<T>(Type type) : SequenceCodec<LinkedList<T>, T>(type)
{
    protected override void Clear(LinkedList<T> value) => value.Clear();

    protected override LinkedList<T> New(GraphReader reader, LinkedList<T>? target) => target is null ? new LinkedList<T>() : Construct(target, []);

    protected override T[] ToArray(LinkedList<T> value) => [.. value];

    protected override void Add(LinkedList<T> value, T item) => value.AddLast(item);
}
#if NET9_0_OR_GREATER

internal sealed class OrderedDictionaryCodec<TKey, TValue>(Type type) : MapCodec<OrderedDictionary<TKey, TValue>, TKey, TValue>(type)
    where TKey : notnull
{
    protected override void Clear(OrderedDictionary<TKey, TValue> value) => value.Clear();

    protected override void WriteStart(GraphWriter writer, OrderedDictionary<TKey, TValue> value) => Comparers<TKey>.Write(writer, value.Comparer);

    protected override OrderedDictionary<TKey, TValue> New(GraphReader reader, OrderedDictionary<TKey, TValue>? target) =>
        new(reader.ReadNested<IEqualityComparer<TKey>?>());

    protected override int Count(OrderedDictionary<TKey, TValue> value) => value.Count;

    protected override IEnumerable<KeyValuePair<TKey, TValue>> Entries(OrderedDictionary<TKey, TValue> value) => value;

    protected override object? ComparerOf(OrderedDictionary<TKey, TValue> value) => value.Comparer;

    protected override void Add(OrderedDictionary<TKey, TValue> value, TKey key, TValue item) => value.Add(key, item);
}
#endif
