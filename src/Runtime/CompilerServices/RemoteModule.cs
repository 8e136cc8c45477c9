using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading;
using ProcessIsolate.Calls;
using ProcessIsolate.Serialization;
using ProcessIsolate.Workers;

namespace ProcessIsolate.CompilerServices;

/// <summary>The contracts of one compilation; generated code derives one class from it and registers one instance.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class RemoteModule
{
    private JsonSerializerOptions? jsonOptions;

    /// <summary>Initializes the module.</summary>
    /// <param name="assembly">The assembly that holds the generated contracts.</param>
    protected RemoteModule(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        Assembly = assembly;
        Name = assembly.GetName().Name ?? "";
        Version = assembly.ManifestModule.ModuleVersionId;
    }

    /// <summary>The assembly that holds the generated contracts.</summary>
    public Assembly Assembly { get; }

    /// <summary>All contracts; creates those not used yet.</summary>
    public abstract IEnumerable<RemoteMethod> Methods { get; }

    /// <summary>The contexts named with <see cref="RunInProcessJsonContextAttribute"/>, in order.</summary>
    public virtual IReadOnlyList<IJsonTypeInfoResolver> JsonContexts => [];

    /// <summary>The assembly's simple name: the first part of its methods' names on the wire.</summary>
    internal string Name { get; }

    /// <summary>Tells builds apart: host and worker must hold the same one.</summary>
    internal Guid Version { get; }

    /// <summary>The contract with the given <see cref="RemoteMethod.Id"/>; null when there is none.</summary>
    public abstract RemoteMethod? Find(string id);

    /// <summary>Adds the exception types the generator found, each with a way to make one.</summary>
    public virtual void AddExceptions(ExceptionFactories factories)
    {
    }

    /// <summary>Adds what the build knows of the types of the module's assembly; for programs compiled ahead of time.</summary>
    public virtual void AddShapes(TypeShapes shapes)
    {
    }

    /// <summary>Worker: runs the module's <see cref="WorkerInitializerAttribute"/> methods, once, before its first call.</summary>
    public virtual void InitializeWorker()
    {
    }

    /// <summary>Worker: runs the module's <see cref="WorkerShutdownAttribute"/> methods when the worker ends in order.</summary>
    public virtual void ShutDownWorker()
    {
    }

    /// <summary>Makes the module known; called by the generated module initializer.</summary>
    public static void Register(RemoteModule module)
    {
        ArgumentNullException.ThrowIfNull(module);
        ModuleRegistry.Add(module);
        UnseenCallers.Begin();
    }

    /// <summary>Takes this process over when it was started as a worker by its own executable; called by the module
    /// initializer of an executable once its contracts are known. Returns at once in any other process.</summary>
    [DynamicDependency(nameof(StartupHook.Initialize), typeof(StartupHook))]
    public static void RunIfWorker() => WorkerEntry.RunIfWorker();

    /// <summary>How values of <typeparamref name="T"/> travel in this module's calls.</summary>
    /// <exception cref="NotSupportedException">Neither a named context nor reflection can carry the type.</exception>
    public JsonTypeInfo<T> GetTypeInfo<T>()
    {
        // Two threads may build one each at the same time; the first to publish wins and both use that one.
        JsonSerializerOptions options = Volatile.Read(ref jsonOptions)
            ?? Interlocked.CompareExchange(ref jsonOptions, JsonSettings.Create(AllContexts()), null) ?? jsonOptions;
        return (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
    }

    // Own contexts first; then those of other modules, among them the ones that declare methods this module has contracts
    // for.
    private List<IJsonTypeInfoResolver> AllContexts()
    {
        List<IJsonTypeInfoResolver> contexts = [.. JsonContexts];
        foreach (RemoteModule module in ModuleRegistry.Snapshot())
        {
            if (module != this)
            {
                contexts.AddRange(module.JsonContexts);
            }
        }

        return contexts;
    }
}
