using System;
using System.Linq;

namespace ProcessIsolate.Values.Tests.Describing;

/// <summary>Names of types, short enough to read and long enough to tell them apart.</summary>
internal static class TypeName
{
    public static string Of(Type type)
    {
        if (type.IsArray)
        {
            return Of(type.GetElementType()!) + "[" + (type.IsSZArray ? "" : new string(',', type.GetArrayRank() - 1) + "*") + "]";
        }

        string name = type.IsGenericParameter ? type.Name : (type.Namespace is "System" ? "" : type.Namespace + ".") + Nested(type);
        return type.IsGenericType ? $"{name}<{string.Join(",", type.GetGenericArguments().Select(Of))}>" : name;
    }

    private static string Nested(Type type) => type.DeclaringType is { } outer ? $"{Nested(outer)}+{type.Name}" : type.Name;
}
