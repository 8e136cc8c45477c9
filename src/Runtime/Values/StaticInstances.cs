using System;
using System.Collections.Generic;
using System.Reflection;

namespace ProcessIsolate.Values;

/// <summary>The objects in static readonly fields of their own type or a base class: smart enums, empty and default ones.
/// They are compared by reference, so they stay themselves.</summary>
/// <remarks>Only of types that cannot change: one that the sender has changed must arrive changed.</remarks>
internal sealed class StaticInstances
{
    private readonly List<object?> values;

    private StaticInstances(List<object?> values) => this.values = values;

    public static StaticInstances? Of(Type type)
    {
        List<FieldInfo> fields = [];
        for (Type? at = type; at is not null && at != typeof(object); at = at.BaseType)
        {
            if (!IsReadOnly(at))
            {
                return null;
            }

            foreach (FieldInfo field in TypeParts.StaticFields(at))
            {
                if (field.IsInitOnly && !field.FieldType.IsValueType && field.FieldType != typeof(object)
                    && (field.FieldType.IsAssignableFrom(type) || type.IsAssignableFrom(field.FieldType)) && IsOwn(field.FieldType, type))
                {
                    fields.Add(field);
                }
            }
        }

        if (fields.Count == 0)
        {
            return null;
        }

        List<object?> values = [];
        foreach (FieldInfo field in fields)
        {
            values.Add(field.GetValue(null) is { } value && value.GetType() == type ? value : null);
        }

        return values.Exists(static value => value is not null) ? new StaticInstances(values) : null;
    }

    public int IndexOf(object value)
    {
        for (int i = 0; i < values.Count; i++)
        {
            if (ReferenceEquals(values[i], value))
            {
                return i;
            }
        }

        return -1;
    }

    public object? Find(int index) => index < values.Count ? values[index] : null;

    private static bool IsOwn(Type field, Type type) => !field.IsInterface && (type == field || type.IsSubclassOf(field));

    // Or of types whose instances only they themselves make.
    private static bool IsReadOnly(Type type) => BaseLibrary.Contains(type.Assembly)
        || Array.TrueForAll(TypeParts.Fields(type), static field => field.IsInitOnly)
        || type.IsNestedPrivate
        || TypeParts.MakesItself(type);
}
