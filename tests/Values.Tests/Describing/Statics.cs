using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Reflection;

namespace ProcessIsolate.Values.Tests.Describing;

/// <summary>Instances that a class keeps in static readonly fields of its own type, as smart enums and comparers are: who compares
/// references takes a copy for something else.</summary>
internal static class Statics
{
    private static readonly ConcurrentDictionary<Type, Dictionary<object, string>> Known = new();

    /// <summary>The name of such an instance; null for other objects.</summary>
    public static string? NameOf(object value)
    {
        Type type = value.GetType();
        return type.IsValueType || type.IsArray || Views.Has(type) ? null : Known.GetOrAdd(type, Find).GetValueOrDefault(value);
    }

    // One that any code can make and change is a value like others: what a sender changed in it counts for more than which one it is.
    private static bool CanChange(Type type)
    {
        for (Type? level = type; level is not null; level = level.BaseType)
        {
            if (Array.Exists(
                level.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly),
                static field => !field.IsInitOnly))
            {
                return true;
            }
        }

        return false;
    }

    private static Dictionary<object, string> Find(Type type)
    {
        Dictionary<object, string> found = new(ReferenceEqualityComparer.Instance);
        if (type.GetConstructors().Length > 0 && CanChange(type))
        {
            return found;
        }

        for (Type? level = type; level is not null && level != typeof(object); level = level.BaseType)
        {
            foreach (FieldInfo field in level.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                if (field.IsInitOnly && field.FieldType.IsAssignableFrom(type) && field.FieldType != typeof(object)
                    && field.GetValue(null) is { } instance)
                {
                    found.TryAdd(instance, $"static {TypeName.Of(level)}.{field.Name}");
                }
            }
        }

        return found;
    }
}
