using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace ProcessIsolate.Values;

/// <summary>Looks at keys before they are compared. Records, tuples and structs compare part by part, so one that contains itself, or is very
/// deep, would overflow the stack and end this process; one that has the same part again and again would take for ever.</summary>
/// <remarks>What a class's hand-written comparison does with its parts is not known here.</remarks>
internal static class KeyGuard
{
    private const int MaxDepth = 500;
    private const int MaxParts = 100_000;

    private static readonly ConcurrentDictionary<Type, FieldInfo[]> Deep = new();
    private static readonly ConcurrentDictionary<Type, bool> Looking = new();

    /// <summary>Fails for a key that cannot be compared in bounded stack and time.</summary>
    /// <exception cref="Rpc.InvalidMessageException">It is such a key.</exception>
    public static void Check<T>(T key)
    {
        if (typeof(T) == typeof(string) || typeof(T).IsPrimitive || key is null || DeepFields(key.GetType()).Length == 0)
        {
            return;
        }

        int parts = 0;
        Visit(key, 0, ref parts);
    }

    /// <summary>Whether a key is compared by what it consists of: its class, or the comparer, has code for that.</summary>
    public static bool LooksInside(object? key) => key is not (null or string) && Looking.GetOrAdd(key.GetType(), static type =>
        TypeParts.HasEquality(type) || typeof(IComparable).IsAssignableFrom(type));

    private static void Visit(object part, int depth, ref int parts)
    {
        if (depth > MaxDepth || ++parts > MaxParts)
        {
            throw GraphReader.Invalid("A key is too deep to be compared, or contains itself.");
        }

        foreach (FieldInfo field in DeepFields(part.GetType()))
        {
            if (field.GetValue(part) is { } inner)
            {
                Visit(inner, depth + 1, ref parts);
            }
        }
    }

    // The fields behind which another such comparison may go on.
    private static FieldInfo[] DeepFields(Type type) => Deep.TryGetValue(type, out FieldInfo[]? fields) ? fields : Deep.GetOrAdd(type, Find);

    private static FieldInfo[] Find(Type type)
    {
        List<FieldInfo> found = [];
        if (ComparesParts(type))
        {
            for (Type? at = type; at is not null && at != typeof(object) && at != typeof(ValueType); at = at.BaseType)
            {
                foreach (FieldInfo field in TypeParts.FoundFields(at))
                {
                    if (MayGoOn(field.FieldType, 0))
                    {
                        found.Add(field);
                    }
                }
            }
        }

        return [.. found];
    }

    private static bool MayGoOn(Type type, int depth)
    {
        if (type.IsPrimitive || type.IsEnum || type.IsPointer || type == typeof(string))
        {
            return false;
        }

        if (!type.IsValueType)
        {
            return type == typeof(object) || type.IsInterface || ComparesParts(type);
        }

        // A structure cannot contain itself; what it refers to can.
        return depth > MaxDepth || Array.Exists(TypeParts.FoundFields(type), field => MayGoOn(field.FieldType, depth + 1));
    }

    // Records, anonymous types and tuples; structures, whose base class compares their fields.
    private static bool ComparesParts(Type type) => !type.IsArray
        && ((type.IsValueType && !type.IsPrimitive && !type.IsEnum)
            || typeof(ITuple).IsAssignableFrom(type)
            || (type.Namespace is null && type.IsDefined(typeof(CompilerGeneratedAttribute), false))
            || TypeParts.IsRecord(type));
}
