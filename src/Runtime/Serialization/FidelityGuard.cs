using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json.Serialization.Metadata;

namespace ProcessIsolate.Serialization;

/// <summary>Refuses, by name, what System.Text.Json would change without a word: members it writes and cannot set again,
/// subclass instances behind a base type, comparers that would be lost.</summary>
/// <remarks>An isolated call gives the same answer as the call in process or a clear exception. The checks per type run
/// once, those per instance only compare two references.</remarks>
internal static class FidelityGuard
{
    public static void Apply(JsonTypeInfo typeInfo)
    {
        if (typeInfo.Kind == JsonTypeInfoKind.Object)
        {
            RefuseLostMembers(typeInfo);
            if (!typeInfo.Type.IsValueType && !typeInfo.Type.IsSealed && typeInfo.PolymorphismOptions is null)
            {
                Type declared = typeInfo.Type;
                typeInfo.OnSerializing = value => RefuseSubclass(declared, value);
            }
        }
        else if (typeInfo.Kind is JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary)
        {
            RefuseReordered(typeInfo.Type);
            if (ComparerGuard.Concerns(typeInfo.Type))
            {
                typeInfo.OnSerializing = ComparerGuard.Refuse;
            }
        }
    }

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "Used with the reflection resolver, where nothing was trimmed.")]
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "Used with the reflection resolver, where nothing was trimmed.")]
    private static void RefuseLostMembers(JsonTypeInfo typeInfo)
    {
        HashSet<string> constructorParameters = new(StringComparer.OrdinalIgnoreCase);
        foreach (ConstructorInfo constructor in typeInfo.Type.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance))
        {
            foreach (ParameterInfo parameter in constructor.GetParameters())
            {
                constructorParameters.Add(parameter.Name ?? "");
            }
        }

        foreach (JsonPropertyInfo property in typeInfo.Properties)
        {
            // A get-only property without storage of its own is computed and needs no setting.
            if (property is { Get: not null, Set: null, AttributeProvider: PropertyInfo member }
                && !constructorParameters.Contains(member.Name)
                && member.DeclaringType!.GetField($"<{member.Name}>k__BackingField", BindingFlags.NonPublic | BindingFlags.Instance) is not null)
            {
                throw new NotSupportedException(
                    $"'{typeInfo.Type}' cannot cross to another process: '{member.Name}' can be read but not set again. "
                    + "Give it a setter, an init accessor or a constructor parameter of its name, or mark it [JsonIgnore].");
            }
        }
    }

    private static void RefuseSubclass(Type declared, object value)
    {
        if (value.GetType() != declared)
        {
            throw new NotSupportedException(
                $"An instance of '{value.GetType()}' stands where '{declared}' is declared and would lose what the subclass adds. "
                + $"Declare '{value.GetType()}', or name it with [JsonDerivedType] on '{declared}'.");
        }
    }

    private static void RefuseReordered(Type type)
    {
        for (Type? current = type; current is not null; current = current.BaseType)
        {
            if (current.IsGenericType && (current.GetGenericTypeDefinition() == typeof(Stack<>)
                || current.GetGenericTypeDefinition() == typeof(System.Collections.Concurrent.ConcurrentStack<>)))
            {
                throw new NotSupportedException($"'{type}' cannot cross to another process: its order would be reversed. Pass an array or list.");
            }
        }
    }
}
