using System;
using System.Collections.Concurrent;
using System.ComponentModel;
using ProcessIsolate.Calls;
using ProcessIsolate.Rpc;

namespace ProcessIsolate.CompilerServices;

/// <summary>Ways to make exceptions again that crossed a process boundary. Only types listed here come back as
/// themselves: a name from the wire is looked up, never loaded.</summary>
/// <remarks>Thread-safe; grows as assemblies with contracts are loaded.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ExceptionFactories
{
    private readonly ConcurrentDictionary<string, Func<ExceptionParts, Exception>> factories = new(StringComparer.Ordinal);

    internal ExceptionFactories() => KnownExceptions.AddTo(this);

    /// <summary>Those of the base class library and of all modules. Made when an exception arrives: a worker, which sends
    /// them, has no use for it.</summary>
    internal static ExceptionFactories Shared
    {
        get
        {
            ModuleRegistry.AddExceptionsTo(All.Instance);
            return All.Instance;
        }
    }

    /// <summary>Adds a type.</summary>
    /// <typeparam name="T">The exception's exact type.</typeparam>
    /// <param name="create">Makes one from its message and inner exception.</param>
    public void Add<T>(Func<string?, Exception?, T> create)
        where T : Exception
    {
        ArgumentNullException.ThrowIfNull(create);
        factories.TryAdd(KeyOf(typeof(T).FullName, typeof(T).Assembly.GetName().Name), parts => create(parts.Message, parts.Inner));
    }

    internal void Add(Type type, Func<ExceptionParts, Exception> create) =>
        factories[KeyOf(type.FullName, type.Assembly.GetName().Name)] = create;

    internal void AddByName(string fullName, string assembly, Func<ExceptionParts, Exception> create) =>
        factories[KeyOf(fullName, assembly)] = create;

    internal Func<ExceptionParts, Exception>? Find(string? typeName, string? assembly) =>
        factories.TryGetValue(KeyOf(typeName, assembly), out Func<ExceptionParts, Exception>? create) ? create : null;

    private static string KeyOf(string? typeName, string? assembly) => typeName + ", " + assembly;

    private static class All
    {
        public static readonly ExceptionFactories Instance = new();
    }
}
