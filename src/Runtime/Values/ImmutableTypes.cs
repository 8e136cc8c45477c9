using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ProcessIsolate.Values;

/// <summary>Collections that do not change, rebuilt as a whole.</summary>
internal static class ImmutableTypes
{
    public static void AddTo(BaseLibraryTable table)
    {
        table.GenericValue(typeof(ImmutableArray<>), typeof(ImmutableArrayCodec<>));
        table.Generic(typeof(ImmutableList<>), typeof(ImmutableListCodec<>));
        table.Generic(typeof(ImmutableQueue<>), typeof(ImmutableQueueCodec<>));
        table.Generic(typeof(ImmutableStack<>), typeof(ImmutableStackCodec<>));
        table.Generic(typeof(ImmutableHashSet<>), typeof(ImmutableHashSetCodec<>));
        table.Generic(typeof(ImmutableSortedSet<>), typeof(ImmutableSortedSetCodec<>));
        table.Generic(typeof(ImmutableDictionary<,>), typeof(ImmutableDictionaryCodec<,>));
        table.Generic(typeof(ImmutableSortedDictionary<,>), typeof(ImmutableSortedDictionaryCodec<,>));
        table.Generic(typeof(FrozenSet<>), typeof(FrozenSetCodec<>), isFamily: true);
        table.Generic(typeof(FrozenDictionary<,>), typeof(FrozenDictionaryCodec<,>), isFamily: true);
    }
}

/// <summary>The array behind it, which may be none.</summary>
internal sealed class ImmutableArrayCodec<T>() : ValueCodec(typeof(ImmutableArray<T>))
{
    public override void Write(GraphWriter writer, ref byte slot) =>
        writer.WriteNested(ImmutableCollectionsMarshal.AsArray(Unsafe.As<byte, ImmutableArray<T>>(ref slot)));

    public override void Read(GraphReader reader, ref byte slot)
    {
        T[]? array = reader.ReadNested<T[]?>();
        Unsafe.As<byte, ImmutableArray<T>>(ref slot) = array is null || array.GetType() == typeof(T[]) || !typeof(T).IsValueType
            ? ImmutableCollectionsMarshal.AsImmutableArray(array) : throw GraphReader.Invalid("An immutable array has another kind of array.");
    }
}

/// <summary>A collection made of an array of its items.</summary>
internal abstract class MadeCodec<T, TItem>(Type type) : ObjectCodec(type)
    where T : class
{
    public sealed override bool IsWhole => true;

    public sealed override void WriteHeader(GraphWriter writer, object value)
    {
        WriteStart(writer, (T)value);
        Items<TItem>.WriteAll(writer, ToArray((T)value));
    }

    public sealed override object Create(GraphReader reader)
    {
        int mark = reader.CompletionMark;
        object? start = ReadStart(reader);
        TItem[] items = Items<TItem>.ReadAll(reader);
        reader.Charge((long)items.Length * 48);
        if (Compares(ComparerIn(start), items))
        {
            // A set in a key is filled before the key is compared. Where nothing is compared it waits for the whole graph.
            reader.CompleteSince(mark);
        }

        return Make(start, Ticking(reader, items));
    }

    /// <summary>Whether items are compared by what they consist of when the collection is made.</summary>
    protected virtual bool Compares(object? comparer, TItem[] items) => false;

    /// <summary>The comparer in what <see cref="ReadStart"/> read.</summary>
    protected virtual object? ComparerIn(object? start) => start;

    /// <summary>Fails for an item that cannot be compared.</summary>
    protected virtual void Check(TItem item)
    {
    }

    protected virtual void WriteStart(GraphWriter writer, T value)
    {
    }

    protected virtual object? ReadStart(GraphReader reader) => null;

    protected abstract TItem[] ToArray(T value);

    protected abstract T Make(object? start, IEnumerable<TItem> items);

    private IEnumerable<TItem> Ticking(GraphReader reader, TItem[] items)
    {
        foreach (TItem item in items)
        {
            reader.Tick();
            Check(item);
            yield return item;
        }
    }
}

/// <summary>A set made of an array of its items.</summary>
internal abstract class MadeSetCodec<T, TItem>(Type type) : MadeCodec<T, TItem>(type)
    where T : class
{
    public sealed override bool ComparesItems(object value) => Compares(ComparerOf((T)value), ToArray((T)value));

    protected sealed override bool Compares(object? comparer, TItem[] items) => !Comparers<TItem>.IsSimple(comparer)
        && ((comparer is not null && !BaseLibrary.Contains(comparer.GetType().Assembly))
            || Array.Exists(items, static item => KeyGuard.LooksInside(item)));

    protected abstract object? ComparerOf(T value);

    protected sealed override void Check(TItem item) => KeyGuard.Check(item);
}

/// <summary>A dictionary made of an array of its entries.</summary>
internal abstract class MadeMapCodec<T, TKey, TValue>(Type type) : MadeCodec<T, KeyValuePair<TKey, TValue>>(type)
    where T : class
{
    public sealed override bool ComparesItems(object value) => Compares(ComparerOf((T)value), ToArray((T)value));

    protected sealed override bool Compares(object? comparer, KeyValuePair<TKey, TValue>[] items) => !Comparers<TKey>.IsSimple(comparer)
        && ((comparer is not null && !BaseLibrary.Contains(comparer.GetType().Assembly))
            || Array.Exists(items, static item => KeyGuard.LooksInside(item.Key)));

    protected abstract object? ComparerOf(T value);

    protected sealed override void Check(KeyValuePair<TKey, TValue> item) => KeyGuard.Check(item.Key);
}

internal sealed class ImmutableListCodec<T>(Type type) : MadeCodec<ImmutableList<T>, T>(type)
{
    protected override T[] ToArray(ImmutableList<T> value) => [.. value];

    protected override ImmutableList<T> Make(object? start, IEnumerable<T> items) => ImmutableList.CreateRange(items);
}

internal sealed class ImmutableQueueCodec<T>(Type type) : MadeCodec<ImmutableQueue<T>, T>(type)
{
    protected override T[] ToArray(ImmutableQueue<T> value) => [.. value];

    protected override ImmutableQueue<T> Make(object? start, IEnumerable<T> items) => ImmutableQueue.CreateRange(items);
}

internal sealed class ImmutableStackCodec<T>(Type type) : MadeCodec<ImmutableStack<T>, T>(type)
{
    protected override T[] ToArray(ImmutableStack<T> value) => Enumerable.Reverse(value.ToArray()).ToArray();

    protected override ImmutableStack<T> Make(object? start, IEnumerable<T> items) => ImmutableStack.CreateRange(items);
}

internal sealed class ImmutableHashSetCodec<T>(Type type) : MadeSetCodec<ImmutableHashSet<T>, T>(type)
{
    protected override void WriteStart(GraphWriter writer, ImmutableHashSet<T> value) => Comparers<T>.Write(writer, value.KeyComparer);

    protected override object? ReadStart(GraphReader reader) => reader.ReadNested<IEqualityComparer<T>?>();

    protected override object? ComparerOf(ImmutableHashSet<T> value) => value.KeyComparer;

    protected override T[] ToArray(ImmutableHashSet<T> value) => [.. value];

    protected override ImmutableHashSet<T> Make(object? start, IEnumerable<T> items) =>
        ImmutableHashSet.CreateRange((IEqualityComparer<T>?)start, items);
}

internal sealed class ImmutableSortedSetCodec<T>(Type type) : MadeSetCodec<ImmutableSortedSet<T>, T>(type)
{
    protected override void WriteStart(GraphWriter writer, ImmutableSortedSet<T> value) => Comparers<T>.Write(writer, value.KeyComparer);

    protected override object? ReadStart(GraphReader reader) => reader.ReadNested<IComparer<T>?>();

    protected override object? ComparerOf(ImmutableSortedSet<T> value) => value.KeyComparer;

    protected override T[] ToArray(ImmutableSortedSet<T> value) => [.. value];

    protected override ImmutableSortedSet<T> Make(object? start, IEnumerable<T> items) =>
        ImmutableSortedSet.CreateRange((IComparer<T>?)start, items);
}

internal sealed class ImmutableDictionaryCodec<TKey, TValue>(Type type)
    : MadeMapCodec<ImmutableDictionary<TKey, TValue>, TKey, TValue>(type)
    where TKey : notnull
{
    protected override void WriteStart(GraphWriter writer, ImmutableDictionary<TKey, TValue> value)
    {
        Comparers<TKey>.Write(writer, value.KeyComparer);
        Comparers<TValue>.Write(writer, value.ValueComparer);
    }

    protected override object? ReadStart(GraphReader reader) =>
        (reader.ReadNested<IEqualityComparer<TKey>?>(), reader.ReadNested<IEqualityComparer<TValue>?>());

    protected override object? ComparerIn(object? start) => (((IEqualityComparer<TKey>?, IEqualityComparer<TValue>?))start!).Item1;

    protected override object? ComparerOf(ImmutableDictionary<TKey, TValue> value) => value.KeyComparer;

    protected override KeyValuePair<TKey, TValue>[] ToArray(ImmutableDictionary<TKey, TValue> value) => [.. value];

    protected override ImmutableDictionary<TKey, TValue> Make(object? start, IEnumerable<KeyValuePair<TKey, TValue>> items)
    {
        (IEqualityComparer<TKey>? keys, IEqualityComparer<TValue>? values) = ((IEqualityComparer<TKey>?, IEqualityComparer<TValue>?))start!;
        return ImmutableDictionary.CreateRange(keys, values, items);
    }
}

internal sealed class ImmutableSortedDictionaryCodec<TKey, TValue>(Type type)
    : MadeMapCodec<ImmutableSortedDictionary<TKey, TValue>, TKey, TValue>(type)
    where TKey : notnull
{
    protected override void WriteStart(GraphWriter writer, ImmutableSortedDictionary<TKey, TValue> value)
    {
        Comparers<TKey>.Write(writer, value.KeyComparer);
        Comparers<TValue>.Write(writer, value.ValueComparer);
    }

    protected override object? ReadStart(GraphReader reader) =>
        (reader.ReadNested<IComparer<TKey>?>(), reader.ReadNested<IEqualityComparer<TValue>?>());

    protected override object? ComparerIn(object? start) => (((IComparer<TKey>?, IEqualityComparer<TValue>?))start!).Item1;

    protected override object? ComparerOf(ImmutableSortedDictionary<TKey, TValue> value) => value.KeyComparer;

    protected override KeyValuePair<TKey, TValue>[] ToArray(ImmutableSortedDictionary<TKey, TValue> value) => [.. value];

    protected override ImmutableSortedDictionary<TKey, TValue> Make(object? start, IEnumerable<KeyValuePair<TKey, TValue>> items)
    {
        (IComparer<TKey>? keys, IEqualityComparer<TValue>? values) = ((IComparer<TKey>?, IEqualityComparer<TValue>?))start!;
        return ImmutableSortedDictionary.CreateRange(keys, values, items);
    }
}

internal sealed class FrozenSetCodec<T>(Type type) : MadeSetCodec<FrozenSet<T>, T>(type)
{
    protected override void WriteStart(GraphWriter writer, FrozenSet<T> value) => Comparers<T>.Write(writer, value.Comparer);

    protected override object? ReadStart(GraphReader reader) => reader.ReadNested<IEqualityComparer<T>?>();

    protected override object? ComparerOf(FrozenSet<T> value) => value.Comparer;

    protected override T[] ToArray(FrozenSet<T> value) => [.. value];

    protected override FrozenSet<T> Make(object? start, IEnumerable<T> items) => items.ToFrozenSet((IEqualityComparer<T>?)start);
}

internal sealed class FrozenDictionaryCodec<TKey, TValue>(Type type) : MadeMapCodec<FrozenDictionary<TKey, TValue>, TKey, TValue>(type)
    where TKey : notnull
{
    protected override void WriteStart(GraphWriter writer, FrozenDictionary<TKey, TValue> value) => Comparers<TKey>.Write(writer, value.Comparer);

    protected override object? ReadStart(GraphReader reader) => reader.ReadNested<IEqualityComparer<TKey>?>();

    protected override object? ComparerOf(FrozenDictionary<TKey, TValue> value) => value.Comparer;

    protected override KeyValuePair<TKey, TValue>[] ToArray(FrozenDictionary<TKey, TValue> value) => [.. value];

    protected override FrozenDictionary<TKey, TValue> Make(object? start, IEnumerable<KeyValuePair<TKey, TValue>> items) =>
        items.ToFrozenDictionary((IEqualityComparer<TKey>?)start);
}
