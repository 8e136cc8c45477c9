using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;

namespace ProcessIsolate.Values.Tests.Describing;

/// <summary>Types of the base library that keep caches, hash codes or spare room in their fields: described through what they show.</summary>
internal static class Views
{
    private static readonly string SharedFolder = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    private static readonly Dictionary<Type, MethodInfo> All =
        new[] { typeof(GenericViews), typeof(CollectionViews), typeof(CultureViews), typeof(OtherViews) }
            .SelectMany(static group => group.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly))
            .ToDictionary(static method => Key(method.GetParameters()[1].ParameterType));

    private static readonly ConcurrentDictionary<Type, MethodInfo?> Found = new();

    public static bool Has(Type type) => Find(type) is not null;

    /// <summary>Describes the part of a value that a class of its chain declares, with all that is below, if there is a view of it.</summary>
    public static bool TryDescribe(Describer describer, Type level, object value)
    {
        if (Found.GetOrAdd(level, Find) is not { } view)
        {
            return false;
        }

        view.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [describer, value], null);
        return true;
    }

    // A class of the base library that derives from one with a view shows nothing more.
    private static MethodInfo? Find(Type level)
    {
        for (Type? type = level; type is not null; type = type.BaseType)
        {
            if (All.TryGetValue(Key(type), out MethodInfo? view) && (type == level || Covers(type)))
            {
                return view.IsGenericMethodDefinition ? view.MakeGenericMethod(type.GetGenericArguments()) : view;
            }

            if (!IsOfBaseLibrary(type))
            {
                return null;
            }
        }

        return null;
    }

    // What derives from these is chosen by the base library, or has fields that are theirs to fill.
    private static bool Covers(Type type) => type != typeof(Exception);

    private static bool IsOfBaseLibrary(Type type) => Path.GetDirectoryName(type.Assembly.Location) == SharedFolder;

    private static Type Key(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : type;
}
