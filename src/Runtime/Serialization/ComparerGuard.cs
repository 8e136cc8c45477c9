using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace ProcessIsolate.Serialization;

/// <summary>Refuses collections whose comparer would be lost on the way: the copy would find other entries.</summary>
/// <remarks>Asked for each collection that crosses, by the type it really has: a dictionary may stand behind an interface
/// or be a subclass. What to look at is found once per type.</remarks>
internal static class ComparerGuard
{
    private static readonly string[] Names = ["Comparer", "KeyComparer", "ValueComparer"];
    private static readonly ConditionalWeakTable<Type, PropertyInfo[]> ByType = [];

    /// <summary>Whether values declared with this type can carry a comparer that matters.</summary>
    public static bool Concerns(Type declared)
    {
        if (declared.IsGenericType && declared.GetGenericTypeDefinition() is { } definition
            && (definition == typeof(IEnumerable<>) || definition == typeof(IReadOnlyCollection<>)))
        {
            // Through these the copy can only be enumerated, which asks no comparer.
            return false;
        }

        return !(declared.IsSealed || declared.IsValueType) || ComparersOf(declared).Length > 0;
    }

    public static void Refuse(object value)
    {
        foreach (PropertyInfo property in ComparersOf(value.GetType()))
        {
            if (property.GetValue(value) is { } comparer && !IsDefault(comparer, property.PropertyType))
            {
                throw new NotSupportedException(
                    $"A '{value.GetType()}' with the comparer '{comparer.GetType()}' cannot cross to another process: the comparer would be lost. "
                    + "Pass the entries and build the collection on the other side.");
            }
        }
    }

    private static PropertyInfo[] ComparersOf(Type type) => ByType.GetValue(type, FindComparers);

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "Used with the reflection resolver, where nothing was trimmed.")]
    private static PropertyInfo[] FindComparers(Type type)
    {
        List<PropertyInfo> found = [];
        foreach (string name in Names)
        {
            if (type.GetProperty(name) is { PropertyType: { IsGenericType: true } comparer } property
                && (comparer.GetGenericTypeDefinition() == typeof(IEqualityComparer<>) || comparer.GetGenericTypeDefinition() == typeof(IComparer<>)))
            {
                found.Add(property);
            }
        }

        return [.. found];
    }

    [UnconditionalSuppressMessage("Trimming", "IL2055", Justification = "Used with the reflection resolver, where nothing was trimmed.")]
    [UnconditionalSuppressMessage("Trimming", "IL2080", Justification = "Used with the reflection resolver, where nothing was trimmed.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Used with the reflection resolver, where nothing was trimmed.")]
    private static bool IsDefault(object comparer, Type declared)
    {
        bool equality = declared.GetGenericTypeDefinition() == typeof(IEqualityComparer<>);
        // Texts are equal by default exactly when they are equal by ordinal; their default order is another.
        if (equality && ReferenceEquals(comparer, StringComparer.Ordinal))
        {
            return true;
        }

        Type generic = equality ? typeof(EqualityComparer<>) : typeof(Comparer<>);
        object? standard = generic.MakeGenericType(declared.GetGenericArguments()[0]).GetProperty("Default")!.GetValue(null);
        return comparer is not StringComparer && Equals(standard, comparer);
    }
}
