using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

namespace ProcessIsolate.Values;

/// <summary>The entries, in an order that is the same in each process.</summary>
internal sealed class BaseLibraryTable
{
    public List<Entry> Entries { get; } = [];

    public Dictionary<Type, int> Numbers { get; } = [];

    /// <summary>The entries of the core library that most values are made of; they come first in the whole table, too.</summary>
    /// <remarks>The whole names types of twenty assemblies, which loads them: a first call with a record would spend a third of its time there.</remarks>
    public static BaseLibraryTable CreateFirst()
    {
        BaseLibraryTable table = new();
        PlainTypes.AddFirstTo(table);
        CollectionTypes.AddFirstTo(table);
        return table;
    }

    public static BaseLibraryTable Create()
    {
        BaseLibraryTable table = CreateFirst();
        PlainTypes.AddTo(table);
        CollectionTypes.AddTo(table);
        ImmutableTypes.AddTo(table);
        LooseTypes.AddTo(table);
        DocumentTypes.AddTo(table);
        ExceptionTypes.AddTo(table);
        if (TypeParts.IsAhead)
        {
            ExceptionTypes.AddMoreTo(table);
            SharedCodecs.Keep();
        }

        return table;
    }

    public void Plain(params Type[] types) => AddAll(EntryKind.Plain, types);

    /// <summary>A type whose fields are copied. Trimming keeps them.</summary>
    public void Fields(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.NonPublicFields)] Type type)
    {
        _ = type;
        Add(new Entry { Type = type, Kind = EntryKind.Fields });
    }

    /// <summary>An exception of the base library.</summary>
    public void Exception(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.NonPublicFields)] Type type) =>
        Add(new Entry { Type = type, Kind = EntryKind.Exact, IsFamily = true, IsBase = true, Create = static actual => new ExceptionCodec(actual) });

    /// <summary>A value type with the codec that a function makes for it.</summary>
    public void Value(Type type, Func<Type, object> make) => Add(new Entry { Type = type, Kind = EntryKind.Value, Create = make });

    /// <summary>A value type that is rebuilt through its public API.</summary>
    public void Value<T>(Action<GraphWriter, T> write, Func<GraphReader, T> read, int leastBytes = 1) =>
        Value(typeof(T), _ => new ApiValueCodec<T>(write, read, leastBytes));

    /// <summary>A value type that travels as it lies in memory, and is looked at when it arrives.</summary>
    public void Checked<T>(CheckedCodec<T>.Check isValue)
        where T : unmanaged => Value(typeof(T), _ => new CheckedCodec<T>(isValue));

    /// <summary>A class that is rebuilt as a whole.</summary>
    /// <param name="write">Writes it.</param>
    /// <param name="read">Makes it.</param>
    /// <param name="isFamily">Whether internal classes below it travel as it.</param>
    /// <param name="restore">Of a class that changes: reads it into an object that is there.</param>
    /// <param name="isFixed">Of a class that may change: whether this one does not. Null where <paramref name="restore"/> tells.</param>
    public void Whole<T>(
        Action<GraphWriter, T> write, Func<GraphReader, T> read, bool isFamily = false, Action<GraphReader, T>? restore = null, Predicate<T>? isFixed = null)
        where T : class => Add(new Entry
        {
            Type = typeof(T),
            Kind = EntryKind.Object,
            IsFamily = isFamily,
            Create = type => new WholeCodec<T>(type, write, read, restore, isFixed),
        });

    /// <summary>The same, and user classes below it cross where they are static instances of their own.</summary>
    public void WholeWithStatics<T>(Action<GraphWriter, T> write, Func<GraphReader, T> read)
        where T : class => Add(new Entry
        {
            Type = typeof(T),
            Kind = EntryKind.Object,
            IsBase = true,
            Create = type => type == typeof(T) || StaticInstances.Of(type) is not null
                ? new WholeCodec<T>(type, write, read)
                : new RefusedObjectCodec(type, $"what a class below '{TypeNames.Short(typeof(T))}' adds is not known"),
        });

    /// <summary>A class with the codec that a function makes for it.</summary>
    public void Object(Type type, Func<Type, object> make, bool isFamily = false, bool isBase = false) =>
        Add(new Entry { Type = type, Kind = EntryKind.Object, Create = make, IsFamily = isFamily, IsBase = isBase });

    /// <summary>A generic class whose codec is a generic class with the same parameters.</summary>
    /// <param name="type">The definition of the class.</param>
    /// <param name="codec">The definition of the codec, also in <see cref="SharedCodecs"/>.</param>
    /// <param name="isFamily">Whether internal classes below it travel as it.</param>
    /// <param name="isBase">Whether user classes may derive from it.</param>
    /// <param name="isPlainBase">Whether user classes derive from it that have nothing of its state.</param>
    public void Generic(
        Type type, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type codec,
        bool isFamily = false, bool isBase = false, bool isPlainBase = false) => Add(new Entry
    {
        IsPlainBase = isPlainBase,
        Type = type,
        Kind = EntryKind.Object,
        IsFamily = isFamily,
        IsBase = isBase,
        Codec = codec,
    });

    /// <summary>A generic value type whose codec is a generic class with the same parameters.</summary>
    public void GenericValue(
        Type type, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type codec) =>
        Add(new Entry { Type = type, Kind = EntryKind.Value, Codec = codec });

    public void Add(Entry entry)
    {
        if (Numbers.TryAdd(entry.Type, Entries.Count))
        {
            Entries.Add(entry);
        }
    }

    private static Type[] ArgumentsOf(Type actual, Type definition)
    {
        Type at = actual;
        while (!at.IsGenericType || at.GetGenericTypeDefinition() != definition)
        {
            at = at.BaseType!;
        }

        return at.GetGenericArguments();
    }

    private void AddAll(EntryKind kind, Type[] types)
    {
        foreach (Type type in types)
        {
            Add(new Entry { Type = type, Kind = kind });
        }
    }

    internal sealed class Entry
    {
        public required Type Type { get; init; }

        public required EntryKind Kind { get; init; }

        public Func<Type, object>? Create { get; init; }

        /// <summary>In place of a function: the definition of the codec.</summary>
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)]
        public Type? Codec { get; init; }

        /// <summary>Whether internal classes of the base library below it travel as it.</summary>
        public bool IsFamily { get; init; }

        /// <summary>Whether user classes may derive from it.</summary>
        public bool IsBase { get; init; }

        /// <summary>Whether user classes derive from it that have nothing of its state.</summary>
        public bool IsPlainBase { get; set; }

        public T? Make<T>(Type type)
            where T : class => Codec is null ? Create?.Invoke(type) as T
            : (T)(Kind == EntryKind.Value
                ? TypeMaker.NewCodec(Codec, type.GetGenericArguments(), type) : TypeMaker.NewCodec(Codec, ArgumentsOf(type, Type), type, type));
    }
}

/// <summary>Objects that are made at once, of all that they consist of.</summary>
internal sealed class WholeCodec<T>(
    Type type, Action<GraphWriter, T> write, Func<GraphReader, T> read, Action<GraphReader, T>? restore = null, Predicate<T>? isFixed = null)
    : ObjectCodec(type)
    where T : class
{
    public override bool IsWhole => true;

    public override Returning ReturningOf(object value) =>
        isFixed?.Invoke((T)value) ?? restore is null ? Returning.Unchanged : restore is null ? Returning.Refused : Returning.InPlace;

    public override void Restore(GraphReader reader, object value) => restore!(reader, (T)value);

    public override StaticInstances? Statics { get; } = BaseLibrary.Contains(type.Assembly) ? null : StaticInstances.Of(type);

    public override void WriteHeader(GraphWriter writer, object value)
    {
        if (Statics is not null)
        {
            throw new CannotCrossException($"what a class below '{TypeNames.Short(typeof(T))}' adds is not known", value.GetType());
        }

        write(writer, (T)value);
    }

    public override object Create(GraphReader reader) =>
        Statics is null ? read(reader) : throw GraphReader.Invalid($"A '{Type}' is no static instance.");
}
