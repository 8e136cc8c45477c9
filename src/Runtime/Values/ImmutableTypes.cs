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
        table.Value(typeof(ImmutableArray<>), static type =>
            Activator.CreateInstance(typeof(ImmutableArrayCodec<>).MakeGenericType(type.GetGenericArguments()))!);
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
        object? start = ReadStart(reader);
        TItem[] items = Items<TItem>.ReadAll(reader);
        reader.Charge((long)items.Length * 48);
        return Make(start, Ticking(reader, items));
    }

    protected virtual void WriteStart(GraphWriter writer, T value)
    {
    }

    protected virtual object? ReadStart(GraphReader reader) => null;

    protected abstract TItem[] ToArray(T value);

    protected abstract T Make(object? start, IEnumerable<TItem> items);

    private static IEnumerable<TItem> Ticking(GraphReader reader, TItem[] items)
    {
        foreach (TItem item in items)
        {
            reader.Tick();
            yield return item;
        }
    }
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

internal sealed class ImmutableHashSetCodec<T>(Type type) : MadeCodec<ImmutableHashSet<T>, T>(type)
{
    protected override void WriteStart(GraphWriter writer, ImmutableHashSet<T> value) => Comparers<T>.Write(writer, value.KeyComparer);

    protected override object? ReadStart(GraphReader reader) => reader.ReadNested<IEqualityComparer<T>?>();

    protected override T[] ToArray(ImmutableHashSet<T> value) => [.. value];

    protected override ImmutableHashSet<T> Make(object? start, IEnumerable<T> items) =>
        ImmutableHashSet.CreateRange((IEqualityComparer<T>?)start, items);
}

internal sealed class ImmutableSortedSetCodec<T>(Type type) : MadeCodec<ImmutableSortedSet<T>, T>(type)
{
    protected override void WriteStart(GraphWriter writer, ImmutableSortedSet<T> value) => Comparers<T>.Write(writer, value.KeyComparer);

    protected override object? ReadStart(GraphReader reader) => reader.ReadNested<IComparer<T>?>();

    protected override T[] ToArray(ImmutableSortedSet<T> value) => [.. value];

    protected override ImmutableSortedSet<T> Make(object? start, IEnumerable<T> items) =>
        ImmutableSortedSet.CreateRange((IComparer<T>?)start, items);
}

internal sealed class ImmutableDictionaryCodec<TKey, TValue>(Type type)
    : MadeCodec<ImmutableDictionary<TKey, TValue>, KeyValuePair<TKey, TValue>>(type)
    where TKey : notnull
{
    protected override void WriteStart(GraphWriter writer, ImmutableDictionary<TKey, TValue> value)
    {
        Comparers<TKey>.Write(writer, value.KeyComparer);
        Comparers<TValue>.Write(writer, value.ValueComparer);
    }

    protected override object? ReadStart(GraphReader reader) =>
        (reader.ReadNested<IEqualityComparer<TKey>?>(), reader.ReadNested<IEqualityComparer<TValue>?>());

    protected override KeyValuePair<TKey, TValue>[] ToArray(ImmutableDictionary<TKey, TValue> value) => [.. value];

    protected override ImmutableDictionary<TKey, TValue> Make(object? start, IEnumerable<KeyValuePair<TKey, TValue>> items)
    {
        (IEqualityComparer<TKey>? keys, IEqualityComparer<TValue>? values) = ((IEqualityComparer<TKey>?, IEqualityComparer<TValue>?))start!;
        return ImmutableDictionary.CreateRange(keys, values, items);
    }
}

internal sealed class ImmutableSortedDictionaryCodec<TKey, TValue>(Type type)
    : MadeCodec<ImmutableSortedDictionary<TKey, TValue>, KeyValuePair<TKey, TValue>>(type)
    where TKey : notnull
{
    protected override void WriteStart(GraphWriter writer, ImmutableSortedDictionary<TKey, TValue> value)
    {
        Comparers<TKey>.Write(writer, value.KeyComparer);
        Comparers<TValue>.Write(writer, value.ValueComparer);
    }

    protected override object? ReadStart(GraphReader reader) =>
        (reader.ReadNested<IComparer<TKey>?>(), reader.ReadNested<IEqualityComparer<TValue>?>());

    protected override KeyValuePair<TKey, TValue>[] ToArray(ImmutableSortedDictionary<TKey, TValue> value) => [.. value];

    protected override ImmutableSortedDictionary<TKey, TValue> Make(object? start, IEnumerable<KeyValuePair<TKey, TValue>> items)
    {
        (IComparer<TKey>? keys, IEqualityComparer<TValue>? values) = ((IComparer<TKey>?, IEqualityComparer<TValue>?))start!;
        return ImmutableSortedDictionary.CreateRange(keys, values, items);
    }
}

internal sealed class FrozenSetCodec<T>(Type type) : MadeCodec<FrozenSet<T>, T>(type)
{
    protected override void WriteStart(GraphWriter writer, FrozenSet<T> value) => Comparers<T>.Write(writer, value.Comparer);

    protected override object? ReadStart(GraphReader reader) => reader.ReadNested<IEqualityComparer<T>?>();

    protected override T[] ToArray(FrozenSet<T> value) => [.. value];

    protected override FrozenSet<T> Make(object? start, IEnumerable<T> items) => items.ToFrozenSet((IEqualityComparer<T>?)start);
}

internal sealed class FrozenDictionaryCodec<TKey, TValue>(Type type) : MadeCodec<FrozenDictionary<TKey, TValue>, KeyValuePair<TKey, TValue>>(type)
    where TKey : notnull
{
    protected override void WriteStart(GraphWriter writer, FrozenDictionary<TKey, TValue> value) => Comparers<TKey>.Write(writer, value.Comparer);

    protected override object? ReadStart(GraphReader reader) => reader.ReadNested<IEqualityComparer<TKey>?>();

    protected override KeyValuePair<TKey, TValue>[] ToArray(FrozenDictionary<TKey, TValue> value) => [.. value];

    protected override FrozenDictionary<TKey, TValue> Make(object? start, IEnumerable<KeyValuePair<TKey, TValue>> items) =>
        items.ToFrozenDictionary((IEqualityComparer<TKey>?)start);
}
