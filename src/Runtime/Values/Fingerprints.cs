using System;
using System.Collections.Generic;
using System.Reflection;

namespace ProcessIsolate.Values;

/// <summary>One number for the builds of all assemblies whose fields a declared type's values are copied by.</summary>
internal static class Fingerprints
{
    public static uint Of(Type type)
    {
        HashSet<Type> seen = [];
        HashSet<Assembly> assemblies = [typeof(Fingerprints).Assembly, typeof(object).Assembly];
        Collect(type, seen, assemblies);
        // A sum: the order of a set is not the same in each process.
        uint sum = 0;
        foreach (Assembly assembly in assemblies)
        {
            uint one = 0;
            foreach (byte part in assembly.IsDynamic ? [] : assembly.ManifestModule.ModuleVersionId.ToByteArray())
            {
                one = (one + part) * 0x9E3779B1;
            }

            sum += one;
        }

        return sum;
    }

    private static void Collect(Type type, HashSet<Type> seen, HashSet<Assembly> assemblies)
    {
        if (!seen.Add(type))
        {
            return;
        }

        if (type.HasElementType)
        {
            Collect(type.GetElementType()!, seen, assemblies);
            return;
        }

        foreach (Type argument in type.GetGenericArguments())
        {
            Collect(argument, seen, assemblies);
        }

        if (BaseLibrary.Contains(type.Assembly))
        {
            return;
        }

        assemblies.Add(type.Assembly);
        for (Type? at = type; at is not null && at != typeof(object); at = at.BaseType)
        {
            assemblies.Add(at.Assembly);
            foreach (FieldInfo field in TypeParts.FoundFields(at))
            {
                Collect(field.FieldType, seen, assemblies);
            }
        }
    }
}
