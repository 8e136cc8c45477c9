using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Globalization;
using System.Linq;
using System.Reflection;

namespace ProcessIsolate.Values;

internal sealed class ArrayListCodec(Type type) : SequenceCodec<ArrayList, object?>(type)
{
    protected override void Clear(ArrayList value) => value.Clear();

    protected override ArrayList New(GraphReader reader, ArrayList? target) => [];

    protected override object?[] ToArray(ArrayList value) => value.ToArray();

    protected override void Add(ArrayList value, object? item) => value.Add(item);
}

internal sealed class OldQueueCodec(Type type) : SequenceCodec<Queue, object?>(type)
{
    protected override void Clear(Queue value) => value.Clear();

    protected override Queue New(GraphReader reader, Queue? target) => new();

    protected override object?[] ToArray(Queue value) => value.ToArray();

    protected override void Add(Queue value, object? item) => value.Enqueue(item);
}

internal sealed class OldStackCodec(Type type) : SequenceCodec<Stack, object?>(type)
{
    protected override void Clear(Stack value) => value.Clear();

    protected override Stack New(GraphReader reader, Stack? target) => new();

    protected override object?[] ToArray(Stack value) => Enumerable.Reverse(value.ToArray()).ToArray();

    protected override void Add(Stack value, object? item) => value.Push(item);
}

internal sealed class HashtableCodec(Type type) : MapCodec<Hashtable, object, object?>(type)
{
    protected override void Clear(Hashtable value) => value.Clear();

    // Protected in the class; the field of a table, not its meaning, is what the copy needs.
    private static readonly PropertyInfo Comparer =
        typeof(Hashtable).GetProperty("EqualityComparer", BindingFlags.Instance | BindingFlags.NonPublic)!;

    protected override void WriteStart(GraphWriter writer, Hashtable value) => writer.WriteNested((IEqualityComparer?)Comparer.GetValue(value));

    protected override Hashtable New(GraphReader reader, Hashtable? target) => new(reader.ReadNested<IEqualityComparer?>());

    protected override int Count(Hashtable value) => value.Count;

    protected override IEnumerable<KeyValuePair<object, object?>> Entries(Hashtable value) =>
        value.Cast<DictionaryEntry>().Select(static entry => new KeyValuePair<object, object?>(entry.Key, entry.Value));

    protected override object? ComparerOf(Hashtable value) => null;

    protected override void Add(Hashtable value, object key, object? item) => value.Add(key, item);
}

internal sealed class OldSortedListCodec(Type type) : MapCodec<SortedList, object, object?>(type)
{
    protected override void Clear(SortedList value) => value.Clear();

    private static readonly FieldInfo Comparer = typeof(SortedList).GetField("comparer", BindingFlags.Instance | BindingFlags.NonPublic)
        ?? throw new MissingFieldException(nameof(SortedList), "comparer");

    private static readonly FieldInfo Sort = typeof(System.Collections.Comparer).GetField("_compareInfo", BindingFlags.Instance | BindingFlags.NonPublic)
        ?? throw new MissingFieldException(nameof(System.Collections.Comparer), "_compareInfo");

    /// <summary>The comparer of such a list where none is given; it compares texts by a culture's order.</summary>
    public static void AddTo(BaseLibraryTable table) => table.Whole<System.Collections.Comparer>(
        static (writer, comparer) => writer.WriteNested((CompareInfo?)Sort.GetValue(comparer)),
        static reader =>
        {
            CompareInfo sort = reader.ReadNested<CompareInfo?>() ?? throw GraphReader.Invalid("A comparer has no order.");
            return sort.Equals(Sort.GetValue(System.Collections.Comparer.Default))
                ? System.Collections.Comparer.Default : new System.Collections.Comparer(CultureInfo.GetCultureInfo(sort.Name));
        });

    protected override void WriteStart(GraphWriter writer, SortedList value) => writer.WriteNested((IComparer?)Comparer.GetValue(value));

    protected override SortedList New(GraphReader reader, SortedList? target) => new(reader.ReadNested<IComparer?>());

    protected override int Count(SortedList value) => value.Count;

    protected override IEnumerable<KeyValuePair<object, object?>> Entries(SortedList value) =>
        value.Cast<DictionaryEntry>().Select(static entry => new KeyValuePair<object, object?>(entry.Key, entry.Value));

    protected override object? ComparerOf(SortedList value) => null;

    protected override void Add(SortedList value, object key, object? item) => value.Add(key, item);
}

internal sealed class NameValueCodec(Type type) : MapCodec<NameValueCollection, string?, string[]?>(type)
{
    protected override void Clear(NameValueCollection value) => value.Clear();

    private static readonly PropertyInfo Comparer =
        typeof(NameObjectCollectionBase).GetProperty("Comparer", BindingFlags.Instance | BindingFlags.NonPublic)!;

    protected override void WriteStart(GraphWriter writer, NameValueCollection value) =>
        writer.WriteNested((IEqualityComparer?)Comparer.GetValue(value));

    protected override NameValueCollection New(GraphReader reader, NameValueCollection? target) =>
        new(reader.ReadNested<IEqualityComparer?>());

    protected override int Count(NameValueCollection value) => value.Count;

    protected override IEnumerable<KeyValuePair<string?, string[]?>> Entries(NameValueCollection value) =>
        Enumerable.Range(0, value.Count).Select(index => new KeyValuePair<string?, string[]?>(value.GetKey(index), value.GetValues(index)));

    protected override object? ComparerOf(NameValueCollection value) => null;

    protected override void Add(NameValueCollection value, string? key, string[]? item)
    {
        if (item is null)
        {
            value.Add(key, null);
        }

        foreach (string each in item ?? [])
        {
            value.Add(key, each);
        }
    }
}

/// <summary>What <see cref="EqualityComparer{T}.Default"/> is; other comparers of that kind hold code.</summary>
internal sealed class EqualityComparerCodec<T>(Type type) : ObjectCodec(type)
{
    public override bool IsWhole => true;

    public override void WriteHeader(GraphWriter writer, object value)
    {
        if (!ReferenceEquals(value, EqualityComparer<T>.Default) && value.GetType() != EqualityComparer<T>.Default.GetType())
        {
            throw new CannotCrossException("a comparer that was made of a delegate holds code", value.GetType());
        }
    }

    public override object Create(GraphReader reader) => EqualityComparer<T>.Default;
}

/// <summary>What <see cref="Comparer{T}.Default"/> is.</summary>
internal sealed class ComparerCodec<T>(Type type) : ObjectCodec(type)
{
    public override bool IsWhole => true;

    public override void WriteHeader(GraphWriter writer, object value)
    {
        if (!ReferenceEquals(value, Comparer<T>.Default) && value.GetType() != Comparer<T>.Default.GetType())
        {
            throw new CannotCrossException("a comparer that was made of a delegate holds code", value.GetType());
        }
    }

    public override object Create(GraphReader reader) => Comparer<T>.Default;
}
