using ProcessIsolate.CompilerServices;

namespace ProcessIsolate.Values;

/// <summary>The codecs whose code serves all classes as type arguments: a compiler ahead of time has to be told of them.
/// Generated code tells it of those for structures.</summary>
internal static class SharedCodecs
{
    public static void Keep()
    {
        TypeShapes.Keep(typeof(ListCodec<object>));
        TypeShapes.Keep(typeof(DictionaryCodec<object, object>));
        TypeShapes.Keep(typeof(HashSetCodec<object>));
        TypeShapes.Keep(typeof(QueueCodec<object>));
        TypeShapes.Keep(typeof(StackCodec<object>));
        TypeShapes.Keep(typeof(LinkedListCodec<object>));
        TypeShapes.Keep(typeof(SortedDictionaryCodec<object, object>));
        TypeShapes.Keep(typeof(SortedListCodec<object, object>));
        TypeShapes.Keep(typeof(SortedSetCodec<object>));
        TypeShapes.Keep(typeof(PriorityQueueCodec<object, object>));
        TypeShapes.Keep(typeof(ConcurrentDictionaryCodec<object, object>));
        TypeShapes.Keep(typeof(ConcurrentQueueCodec<object>));
        TypeShapes.Keep(typeof(ConcurrentStackCodec<object>));
        TypeShapes.Keep(typeof(ConcurrentBagCodec<object>));
        TypeShapes.Keep(typeof(EqualityComparerCodec<object>));
        TypeShapes.Keep(typeof(ComparerCodec<object>));
        TypeShapes.Keep(typeof(ImmutableArrayCodec<object>));
        TypeShapes.Keep(typeof(ImmutableListCodec<object>));
        TypeShapes.Keep(typeof(ImmutableQueueCodec<object>));
        TypeShapes.Keep(typeof(ImmutableStackCodec<object>));
        TypeShapes.Keep(typeof(ImmutableHashSetCodec<object>));
        TypeShapes.Keep(typeof(ImmutableSortedSetCodec<object>));
        TypeShapes.Keep(typeof(ImmutableDictionaryCodec<object, object>));
        TypeShapes.Keep(typeof(ImmutableSortedDictionaryCodec<object, object>));
        TypeShapes.Keep(typeof(FrozenSetCodec<object>));
        TypeShapes.Keep(typeof(FrozenDictionaryCodec<object, object>));
        TypeShapes.Keep(typeof(LazyCodec<object>));
        TypeShapes.Keep(typeof(MemoryCodec<object>));
        TypeShapes.Keep(typeof(ReadOnlyMemoryCodec<object>));
        TypeShapes.Keep(typeof(ArraySegmentCodec<object>));
        TypeShapes.Keep(typeof(IEnumerableCodec<object>));
#if NET9_0_OR_GREATER
        TypeShapes.Keep(typeof(OrderedDictionaryCodec<object, object>));
#endif
    }
}
