using System;
using System.Linq;
using System.Reflection;

namespace ProcessIsolate.Values;

/// <summary>Names as the user wrote them, for messages.</summary>
internal static class TypeNames
{
    public static string Short(Type type)
    {
        if (type.IsArray)
        {
            return Short(type.GetElementType()!) + "[" + new string(',', type.GetArrayRank() - 1) + "]";
        }

        if (!type.IsGenericType)
        {
            return type.Name;
        }

        int tick = type.Name.IndexOf('`', StringComparison.Ordinal);
        string name = tick < 0 ? type.Name : type.Name[..tick];
        return name + "<" + string.Join(", ", type.GetGenericArguments().Select(Short)) + ">";
    }

    /// <summary>A property for its backing field, a parameter for what a primary constructor captured.</summary>
    public static string Member(FieldInfo field)
    {
        string name = field.Name;
        int end = name.IndexOf('>', StringComparison.Ordinal);
        return name.StartsWith('<') && end > 1 ? name[1..end] : name;
    }
}
