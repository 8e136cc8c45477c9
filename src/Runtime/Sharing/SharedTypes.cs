using System;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace ProcessIsolate.Sharing;

/// <summary>The types of shared objects in use, each with the way it travels. Filled by their static constructors.</summary>
/// <remarks>So a closed generic type such as a queue of integers brings its own code, and nothing is made by reflection.</remarks>
internal static class SharedTypes
{
    private static readonly ConcurrentDictionary<Type, Entry> Known = new();

    public static void Register<T>(SharedKind kind, Func<SegmentEntry, int, T> open)
        where T : SharedObject => Known[typeof(T)] = new Entry<T>(kind, open);

    /// <summary>How a type travels; null when it is no shared object.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2059", Justification = "A static constructor is kept where its type is.")]
    [UnconditionalSuppressMessage("Trimming", "IL2072", Justification = "A static constructor is kept where its type is.")]
    [UnconditionalSuppressMessage("Trimming", "IL2067", Justification = "A static constructor is kept where its type is.")]
    public static Entry? Find(Type type)
    {
        if (!typeof(SharedObject).IsAssignableFrom(type) || type.IsAbstract)
        {
            return null;
        }

        RuntimeHelpers.RunClassConstructor(type.TypeHandle);
        return Known.TryGetValue(type, out Entry? entry) ? entry : null;
    }

    internal abstract class Entry
    {
        public abstract JsonConverter Converter { get; }

        public abstract JsonTypeInfo CreateInfo(JsonSerializerOptions options);
    }

    private sealed class Entry<T>(SharedKind kind, Func<SegmentEntry, int, T> open) : Entry
        where T : SharedObject
    {
        private readonly SharedObjectConverter<T> converter = new(kind, open);

        public override JsonConverter Converter => converter;

        public override JsonTypeInfo CreateInfo(JsonSerializerOptions options) => JsonMetadataServices.CreateValueInfo<T>(options, converter);
    }
}

/// <summary>Gives System.Text.Json the shared types, so that neither reflection nor a context has to know them.</summary>
internal sealed class SharedTypeResolver : IJsonTypeInfoResolver
{
    public static SharedTypeResolver Instance { get; } = new();

    public JsonTypeInfo? GetTypeInfo(Type type, JsonSerializerOptions options) => SharedTypes.Find(type)?.CreateInfo(options);
}
