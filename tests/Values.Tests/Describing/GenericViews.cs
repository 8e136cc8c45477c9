using System;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Linq;
using System.Reflection;

namespace ProcessIsolate.Values.Tests.Describing;

/// <summary>Views of the generic collections. Those that are ordered by hash codes, which differ between processes, are described without their
/// order.</summary>
internal static class GenericViews
{
    public static void View<T>(Describer to, List<T> value) => to.Items(value);

    public static void View<T>(Describer to, LinkedList<T> value) => to.Items(value);

    public static void View<T>(Describer to, Queue<T> value) => to.Items(value);

    public static void View<T>(Describer to, Stack<T> value) => to.Items(value);

    public static void View<T>(Describer to, HashSet<T> value) => to.Named("Comparer", value.Comparer).Items(value);

    public static void View<T>(Describer to, SortedSet<T> value) => to.Named("Comparer", value.Comparer).Items(value);

    public static void View<TKey, T>(Describer to, Dictionary<TKey, T> value)
        where TKey : notnull => to.Named("Comparer", value.Comparer).Items(value);

    public static void View<TKey, T>(Describer to, OrderedDictionary<TKey, T> value)
        where TKey : notnull => to.Named("Comparer", value.Comparer).Items(value);

    public static void View<TKey, T>(Describer to, SortedDictionary<TKey, T> value)
        where TKey : notnull => to.Named("Comparer", value.Comparer).Items(value);

    public static void View<TKey, T>(Describer to, SortedList<TKey, T> value)
        where TKey : notnull => to.Named("Comparer", value.Comparer).Items(value);

    public static void View<T, TPriority>(Describer to, PriorityQueue<T, TPriority> value) =>
        to.Named("Comparer", value.Comparer).Items(value.UnorderedItems);

    public static void View<TKey, T>(Describer to, ConcurrentDictionary<TKey, T> value)
        where TKey : notnull => to.Named("Comparer", value.Comparer).Unordered(value);

    public static void View<T>(Describer to, ConcurrentBag<T> value) => to.Items(value);

    public static void View<T>(Describer to, ConcurrentQueue<T> value) => to.Items(value);

    public static void View<T>(Describer to, ConcurrentStack<T> value) => to.Items(value);

    public static void View<T>(Describer to, ImmutableList<T> value) => to.Items(value);

    public static void View<T>(Describer to, ImmutableQueue<T> value) => to.Items(value);

    public static void View<T>(Describer to, ImmutableStack<T> value) => to.Items(value);

    public static void View<T>(Describer to, ImmutableHashSet<T> value) => to.Named("Comparer", value.KeyComparer).Unordered(value);

    public static void View<T>(Describer to, ImmutableSortedSet<T> value) => to.Named("Comparer", value.KeyComparer).Items(value);

    public static void View<TKey, T>(Describer to, ImmutableDictionary<TKey, T> value)
        where TKey : notnull =>
        to.Named("Comparer", value.KeyComparer).Named("Values", value.ValueComparer).Unordered(value);

    public static void View<TKey, T>(Describer to, ImmutableSortedDictionary<TKey, T> value)
        where TKey : notnull => to.Named("Comparer", value.KeyComparer).Named("Values", value.ValueComparer).Items(value);

    public static void View<T>(Describer to, FrozenSet<T> value) => to.Named("Comparer", value.Comparer).Unordered(value);

    public static void View<TKey, T>(Describer to, FrozenDictionary<TKey, T> value)
        where TKey : notnull => to.Named("Comparer", value.Comparer).Unordered(value);

    public static void View<T>(Describer to, ObservableCollection<T> value) => to.Items(value);

    public static void View<TKey, T>(Describer to, KeyedCollection<TKey, T> value)
        where TKey : notnull => to.Named("Comparer", value.Comparer).Items(value);

    public static void View<TKey, T>(Describer to, ReadOnlyDictionary<TKey, T> value)
        where TKey : notnull => to.Named("Of", Field(value, typeof(ReadOnlyDictionary<TKey, T>), "m_dictionary"));

    public static void View<TKey, T>(Describer to, Lookup<TKey, T> value) =>
        to.Items(value.Select(static group => KeyValuePair.Create(group.Key, group.ToArray())));

    public static void View<T>(Describer to, Lazy<T> value) => to.Slot(typeof(T), value.Value);

    public static void View<T>(Describer to, Memory<T> value) => to.Items(value.ToArray());

    public static void View<T>(Describer to, ReadOnlyMemory<T> value) => to.Items(value.ToArray());

    private static object? Field(object value, Type type, string name) =>
        type.GetField(name, BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(value);
}
