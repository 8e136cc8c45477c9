using System;
using System.Collections.Generic;
using System.Reflection;
using System.Runtime.CompilerServices;
using ProcessIsolate.CompilerServices;

namespace ProcessIsolate.Calls;

/// <summary>Every module with contracts that is loaded, and the way from a delegate to its contract.</summary>
/// <remarks>Static because module initializers fill it; it only grows.</remarks>
internal static class ModuleRegistry
{
    private static readonly object Gate = new();
    private static readonly List<RemoteModule> Modules = [];
    private static readonly Dictionary<MethodInfo, RemoteMethod> ByMethod = [];

    // Keyed by reference: the hash code of every static delegate of one type is the same. The compiler caches the
    // delegate of a static method group, so a second look-up from the same place ends here.
    private static readonly ConditionalWeakTable<Delegate, RemoteMethod> ByDelegate = [];

    private static int indexedModules;
    private static int modulesWithExceptionsAdded;

    public static void Add(RemoteModule module)
    {
        lock (Gate)
        {
            Modules.Add(module);
        }
    }

    /// <summary>Adds the exceptions of modules that came since the last time.</summary>
    public static void AddExceptionsTo(ExceptionFactories factories)
    {
        lock (Gate)
        {
            while (modulesWithExceptionsAdded < Modules.Count)
            {
                Modules[modulesWithExceptionsAdded++].AddExceptions(factories);
            }
        }
    }

    public static RemoteModule[] Snapshot()
    {
        lock (Gate)
        {
            return [.. Modules];
        }
    }

    public static RemoteModule? Find(string name)
    {
        lock (Gate)
        {
            return Modules.Find(module => module.Name == name);
        }
    }

    public static RemoteModule? Find(Assembly assembly)
    {
        RuntimeHelpers.RunModuleConstructor(assembly.ManifestModule.ModuleHandle);
        lock (Gate)
        {
            return Modules.Find(module => module.Assembly == assembly);
        }
    }

    /// <exception cref="ArgumentException">No contract belongs to the delegate; the message says what to mark.</exception>
    public static RemoteMethod Require(Delegate function)
    {
        ArgumentNullException.ThrowIfNull(function);
        if (ByDelegate.TryGetValue(function, out RemoteMethod? known))
        {
            return known;
        }

        RemoteMethod found = Find(function) ?? throw new ArgumentException(Explain(function), nameof(function));
        ByDelegate.AddOrUpdate(function, found);
        return found;
    }

    private static RemoteMethod? Find(Delegate function)
    {
        if (!function.HasSingleTarget())
        {
            return null;
        }

        MethodInfo method = function.Method;
        RemoteMethod? known = Find(method);
        if (known is not null || !ForwardedMethods.IsMade(method))
        {
            return known;
        }

        // A closure that only forwards, as F# makes one: looked into once, without the lock.
        RemoteMethod? forwarded = ForwardedMethods.Find(method) is { } meant ? Find(meant) : null;
        if (forwarded is not null)
        {
            lock (Gate)
            {
                ByMethod.TryAdd(method, forwarded);
            }
        }

        return forwarded;
    }

    private static RemoteMethod? Find(MethodInfo method)
    {
        // The declaring assembly may not have run its module initializer yet: making a delegate does not.
        RuntimeHelpers.RunModuleConstructor(method.Module.ModuleHandle);
        lock (Gate)
        {
            if (ByMethod.TryGetValue(method, out RemoteMethod? known))
            {
                return known;
            }

            // Looking for a method by reflection takes as long as a call: those of other names wait until one is not found so.
            string name = method.Name;
            for (int i = indexedModules; i < Modules.Count; i++)
            {
                Index(Modules[i], name);
            }

            if (!ByMethod.TryGetValue(method, out known))
            {
                while (indexedModules < Modules.Count)
                {
                    Index(Modules[indexedModules++], name: null);
                }

                known = ByMethod.GetValueOrDefault(method);
            }

            return known;
        }
    }

    private static void Index(RemoteModule module, string? name)
    {
        foreach (RemoteMethod contract in module.Methods)
        {
            if ((name is null || contract.Id.Contains(name, StringComparison.Ordinal)) && contract.FindMethod() is { } target)
            {
                ByMethod.TryAdd(target, contract);
            }
        }
    }

    private static bool HasSingleTarget(this Delegate function) => function.GetInvocationList().Length == 1;

    private static string Explain(Delegate function)
    {
        MethodInfo method = function.Method;
        if (ForwardedMethods.IsMade(method))
        {
            method = ForwardedMethods.Find(method) ?? method;
        }

        string name = $"{method.DeclaringType?.Name}.{method.Name}";
        return ForwardedMethods.IsMade(method) || (function.Target is not null && method == function.Method)
            ? "A lambda or an instance method cannot run in another process. Put the code into a static method marked [RunInProcess] "
                + "and pass that method by name."
            : $"'{name}' is not marked. Put [RunInProcess] on the method, or [assembly: RunInProcess(typeof({method.DeclaringType?.Name}), "
                + $"nameof({name}))] into this project when the method is not yours.";
    }
}
