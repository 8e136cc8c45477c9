using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace ProcessIsolate.Values;

/// <summary>A collection of the base library: made empty, then filled through its public API, so that it has this process's hash
/// codes. A user's class below it has fields of its own behind the items.</summary>
internal abstract class CollectionCodec<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T> : ObjectCodec
    where T : class
{
    private readonly FieldSteps? own;
    private readonly Action<object>? completed;

    protected CollectionCodec(Type type)
        : base(type)
    {
        if (type != typeof(T))
        {
            own = FieldSteps.OfClass(type, typeof(T));
            completed = CodecFactory.FindCompleted(type);
            Statics = StaticInstances.Of(type);
        }
    }

    public override int BaseSize => 64 + (own?.Size ?? 0);

    public override StaticInstances? Statics { get; }

    public sealed override void WriteHeader(GraphWriter writer, object value) => WriteStart(writer, (T)value);

    public sealed override object Create(GraphReader reader)
    {
        if (own is null)
        {
            return New(reader, null);
        }

        object value = TypeMaker.NewObject(Type);
        New(reader, (T)value);
        return value;
    }

    // Into an empty one nothing comes that was in it before.
    public sealed override void Restore(GraphReader reader, object value)
    {
        T made = New(reader, null);
        Clear((T)value);
        Prepare((T)value, made);
    }

    public sealed override void WriteBody(GraphWriter writer, object value)
    {
        WriteItems(writer, (T)value);
        own?.Write(writer, ref ObjectData.Of(value));
    }

    public sealed override void ReadBody(GraphReader reader, object value)
    {
        ReadItems(reader, (T)value);
        own?.Read(reader, ref ObjectData.Of(value));
        if (completed is not null)
        {
            reader.OnCompleted(_ => completed(value));
        }
    }

    /// <summary>Runs the collection's own constructor on an object of a class below it.</summary>
    protected static T Construct(T target, Type[] types, params object?[] arguments)
    {
        ConstructorInfo constructor = typeof(T).GetConstructor(types) ?? throw new MissingMethodException(typeof(T).FullName, ".ctor");
        constructor.Invoke(target, BindingFlags.DoNotWrapExceptions, null, arguments, null);
        return target;
    }

    /// <summary>Writes what the constructor takes.</summary>
    protected virtual void WriteStart(GraphWriter writer, T value)
    {
    }

    /// <summary>Makes an empty collection, or makes one of an object that no constructor has seen.</summary>
    protected abstract T New(GraphReader reader, T? target);

    protected abstract void Clear(T value);

    /// <summary>Has an emptied collection be as one that was made for the items.</summary>
    protected virtual void Prepare(T value, T made)
    {
    }

    protected abstract void WriteItems(GraphWriter writer, T value);

    protected abstract void ReadItems(GraphReader reader, T value);
}

/// <summary>Collections whose items are added one after another.</summary>
internal abstract class SequenceCodec<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T, TItem>(Type type) : CollectionCodec<T>(type)
    where T : class
{
    protected abstract TItem[] ToArray(T value);

    protected abstract void Add(T value, TItem item);

    protected sealed override void WriteItems(GraphWriter writer, T value) => Items<TItem>.WriteAll(writer, ToArray(value));

    protected sealed override void ReadItems(GraphReader reader, T value)
    {
        int count = reader.ReadCount(Items<TItem>.LeastBytes);
        reader.Charge((long)count * (Items<TItem>.Size + 8));
        for (int i = 0; i < count; i++)
        {
            Add(value, Items<TItem>.ReadOne(reader));
        }
    }
}

/// <summary>Sets: items are added when they can be compared.</summary>
internal abstract class SetCodec<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T, TItem>(Type type) : CollectionCodec<T>(type)
    where T : class
{
    protected abstract TItem[] ToArray(T value);

    protected abstract object? ComparerOf(T value);

    protected abstract bool Add(T value, TItem item);

    protected sealed override void WriteItems(GraphWriter writer, T value) => Items<TItem>.WriteAll(writer, ToArray(value));

    protected sealed override void ReadItems(GraphReader reader, T value)
    {
        TItem[] items = Items<TItem>.ReadAll(reader);
        reader.Charge((long)items.Length * 16);
        if (Comparers<TItem>.IsSimple(ComparerOf(value)))
        {
            Fill(reader, value, items);
        }
        else
        {
            reader.OnCompleted(last => Fill(last, value, items));
        }
    }

    private void Fill(GraphReader reader, T value, TItem[] items)
    {
        foreach (TItem item in items)
        {
            reader.Tick();
            KeyGuard.Check(item);
            if (!Add(value, item))
            {
                throw GraphReader.Invalid("Two items of a set are equal.");
            }
        }
    }
}

/// <summary>Dictionaries: entries are added when their keys can be compared.</summary>
internal abstract class MapCodec<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T, TKey, TValue>(Type type)
    : CollectionCodec<T>(type)
    where T : class
{
    protected abstract int Count(T value);

    protected abstract IEnumerable<KeyValuePair<TKey, TValue>> Entries(T value);

    protected abstract object? ComparerOf(T value);

    protected abstract void Add(T value, TKey key, TValue item);

    protected sealed override void WriteItems(GraphWriter writer, T value)
    {
        int count = Count(value);
        writer.WriteCount(count);
        int written = 0;
        try
        {
            foreach (KeyValuePair<TKey, TValue> entry in Entries(value))
            {
                Items<TKey>.WriteOne(writer, entry.Key);
                Items<TValue>.WriteOne(writer, entry.Value);
                written++;
            }
        }
        catch (CannotCrossException exception)
        {
            exception.Prepend($"[{written}]");
            throw;
        }

        if (written != count)
        {
            throw new InvalidOperationException("A collection was changed while it was sent.");
        }
    }

    protected sealed override void ReadItems(GraphReader reader, T value)
    {
        int count = reader.ReadCount(Items<TKey>.LeastBytes + Items<TValue>.LeastBytes);
        reader.Charge((long)count * (Items<TKey>.Size + Items<TValue>.Size + 16));
        if (Comparers<TKey>.IsSimple(ComparerOf(value)))
        {
            for (int i = 0; i < count; i++)
            {
                reader.Tick();
                TKey key = Items<TKey>.ReadOne(reader);
                Add(value, key, Items<TValue>.ReadOne(reader));
            }

            return;
        }

        TKey[] keys = new TKey[count];
        TValue[] values = new TValue[count];
        for (int i = 0; i < count; i++)
        {
            keys[i] = Items<TKey>.ReadOne(reader);
            values[i] = Items<TValue>.ReadOne(reader);
        }

        reader.OnCompleted(last =>
        {
            for (int i = 0; i < keys.Length; i++)
            {
                last.Tick();
                KeyGuard.Check(keys[i]);
                Add(value, keys[i], values[i]);
            }
        });
    }
}
