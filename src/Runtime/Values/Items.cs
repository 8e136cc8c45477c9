using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ProcessIsolate.Values;

/// <summary>Elements of collections.</summary>
internal static class Items<T>
{
    private static readonly ValueCodec Codec = ValueCodec.Of<T>();

    /// <summary>Whether comparing such values runs no code of the user: they can be keys before the whole graph stands.</summary>
    public static bool AreSimple { get; } = Codec is PlainCodec or TextCodec
        || (typeof(T).IsValueType && !typeof(T).IsGenericType && BaseLibrary.Contains(typeof(T).Assembly));

    public static int Size => Unsafe.SizeOf<T>();

    public static int LeastBytes => Codec.LeastBytes;

    public static void WriteOne(GraphWriter writer, T item) => Codec.Write(writer, ref Unsafe.As<T, byte>(ref item));

    public static T ReadOne(GraphReader reader)
    {
        T item = default!;
        Codec.Read(reader, ref Unsafe.As<T, byte>(ref item));
        return item;
    }

    public static void WriteAll(GraphWriter writer, ReadOnlySpan<T> items)
    {
        writer.WriteCount(items.Length);
        WriteElements(writer, items);
    }

    public static void WriteElements(GraphWriter writer, ReadOnlySpan<T> items) =>
        ElementLoop.Write(writer, ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(items)), items.Length, Codec, Unsafe.SizeOf<T>());

    public static void ReadElements(GraphReader reader, Span<T> items) =>
        ElementLoop.Read(reader, ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(items)), items.Length, Codec, Unsafe.SizeOf<T>());

    public static T[] ReadAll(GraphReader reader)
    {
        int count = reader.ReadCount(Codec.LeastBytes);
        reader.Charge((long)count * Unsafe.SizeOf<T>());
        T[] items = new T[count];
        ReadElements(reader, items);
        return items;
    }
}

/// <summary>Comparers of collections; the default one as null.</summary>
internal static class Comparers<T>
{
    public static void Write(GraphWriter writer, IEqualityComparer<T>? comparer) =>
        writer.WriteNested(ReferenceEquals(comparer, EqualityComparer<T>.Default) ? null : comparer);

    public static void Write(GraphWriter writer, IComparer<T>? comparer) =>
        writer.WriteNested(ReferenceEquals(comparer, Comparer<T>.Default) ? null : comparer);

    /// <summary>Whether keys can be compared before the whole graph stands.</summary>
    public static bool IsSimple(object? comparer) =>
        Items<T>.AreSimple && (comparer is null || BaseLibrary.Contains(comparer.GetType().Assembly));
}
