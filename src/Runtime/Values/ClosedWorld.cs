using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Reflection;
using ProcessIsolate.Calls;
using ProcessIsolate.CompilerServices;

namespace ProcessIsolate.Values;

/// <summary>Which types may stand where another one is declared.</summary>
/// <remarks>Those of the base library's table, of compilations with marked methods, of the declared type's own assembly, and
/// those named by <see cref="RunInProcessKnownTypeAttribute"/>. Only grows.</remarks>
internal static class ClosedWorld
{
    private static readonly ConcurrentDictionary<Assembly, bool> Compilations = new();
    private static readonly ConcurrentDictionary<Type, bool> Named = new();

    /// <summary>Adds a compilation with the types that it names.</summary>
    public static void Add(Assembly assembly)
    {
        if (Compilations.TryAdd(assembly, true))
        {
            foreach (RunInProcessKnownTypeAttribute known in assembly.GetCustomAttributes<RunInProcessKnownTypeAttribute>())
            {
                Type type = known.Type;
                Named.TryAdd(type.IsGenericType ? type.GetGenericTypeDefinition() : type, true);
            }
        }
    }

    /// <summary>Whether objects of a type may stand where another one is declared that they are assignable to.</summary>
    public static bool Admits(Type type, Type declared)
    {
        // Asked for here, so that a worker that copies no graph never comes by.
        foreach (RemoteModule module in ModuleRegistry.Snapshot())
        {
            Add(module.Assembly);
        }

        HashSet<Assembly> own = [];
        AddAssemblies(declared, own);
        return AdmitsAll(type, own);
    }

    private static bool AdmitsAll(Type type, HashSet<Assembly> own)
    {
        if (type.HasElementType)
        {
            return AdmitsAll(type.GetElementType()!, own);
        }

        foreach (Type argument in type.GetGenericArguments())
        {
            if (!AdmitsAll(argument, own))
            {
                return false;
            }
        }

        return BaseLibrary.Contains(type.Assembly)
            || IsOurs(type)
            || Compilations.ContainsKey(type.Assembly)
            || own.Contains(type.Assembly)
            || IsNamed(type);
    }

    // What is nested in a named type is a part of it, and often private, so that no attribute can name it.
    private static bool IsNamed(Type type)
    {
        for (Type? at = type; at is not null; at = at.DeclaringType)
        {
            if (Named.ContainsKey(at.IsGenericType ? at.GetGenericTypeDefinition() : at))
            {
                return true;
            }
        }

        return false;
    }

    // Queues, locks and the like, which are known by a number, and exceptions.
    private static bool IsOurs(Type type) => type.Assembly == typeof(ClosedWorld).Assembly
        && (Sharing.SharedTypes.Find(type) is not null || (type.IsPublic && typeof(Exception).IsAssignableFrom(type)));

    private static void AddAssemblies(Type type, HashSet<Assembly> assemblies)
    {
        if (type.HasElementType)
        {
            AddAssemblies(type.GetElementType()!, assemblies);
            return;
        }

        assemblies.Add(type.Assembly);
        foreach (Type argument in type.GetGenericArguments())
        {
            AddAssemblies(argument, assemblies);
        }
    }
}
