using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Reflection;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.Calls;
using ProcessIsolate.Serialization;
using ProcessIsolate.Workers;

namespace ProcessIsolate.CompilerServices;

/// <summary>The contract of one isolated method: what generated code derives from.</summary>
/// <remarks>
/// Called by generated interceptors (<see cref="RemoteMethod{TArgs,TResult}"/>) and by
/// <see cref="ProcessPool"/>, which finds a contract by its method. Instances are immutable and safe to share.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class RemoteMethod
{
    // Found once; two threads that find it at the same time find the same.
    private IReadOnlyList<RemoteModule>? requiredModules;

    private protected RemoteMethod(RemoteModule module, string id, RemoteMethodOptions options)
    {
        Module = module;
        Id = id;
        Options = options;
        WireName = JsonEncodedText.Encode(module.Name + "/" + id, QuickEncoder.Instance);
    }

    /// <summary>The compilation that holds the contract.</summary>
    public RemoteModule Module { get; }

    /// <summary>Names the method within its module: declaring type, method name and parameter types.</summary>
    public string Id { get; }

    /// <summary>The method's name in requests: the module's name, a slash, the id.</summary>
    internal JsonEncodedText WireName { get; }

    /// <summary>The mark's values.</summary>
    public RemoteMethodOptions Options { get; }

    /// <summary>The modules a worker needs for a call: the contract's own, and the one of the assembly that declares the
    /// method where that is another, for its initializers and contexts.</summary>
    internal IReadOnlyList<RemoteModule> RequiredModules => requiredModules ??=
        FindMethod()?.Module.Assembly is { } declaring && declaring != Module.Assembly && ModuleRegistry.Find(declaring) is { } other
            ? [other, Module]
            : [Module];

    /// <summary>The method itself, so that a delegate made from it leads to its contract.</summary>
    /// <returns>Null when trimming removed it.</returns>
    public abstract MethodInfo? FindMethod();

    /// <summary>A generic method with type arguments.</summary>
    /// <returns>Null when trimming removed it.</returns>
    [UnconditionalSuppressMessage("Trimming", "IL2060", Justification = "Generated code calls the method with these type arguments.")]
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "Without the method there is no way from a delegate to its contract, which a message says.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Generated code calls the method with these type arguments.")]
    protected static MethodInfo? FindGenericMethod(Type type, string name, Type[] typeArguments, Type[] parameters)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(typeArguments);
        const BindingFlags Flags = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        foreach (MethodInfo each in type.GetMethods(Flags))
        {
            if (each.Name == name && each.IsGenericMethodDefinition && each.GetGenericArguments().Length == typeArguments.Length
                && TryMake(each, typeArguments) is { } made
                && made.GetParameters().Select(static parameter => parameter.ParameterType).SequenceEqual(parameters))
            {
                return made;
            }
        }

        return null;
    }

    // Overloads may have other constraints.
    [UnconditionalSuppressMessage("Trimming", "IL2060", Justification = "See FindGenericMethod.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "See FindGenericMethod.")]
    private static MethodInfo? TryMake(MethodInfo method, Type[] typeArguments)
    {
        try
        {
            return method.MakeGenericMethod(typeArguments);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Calls with boxed arguments, for delegate types that differ from the method's by variance and for
    /// asynchronous methods given where a plain function is expected.</summary>
    /// <param name="pool">The pool that runs the call; null: the method's own.</param>
    /// <param name="arguments">One per parameter.</param>
    /// <param name="cancellationToken">Cancels an asynchronous method's call, as a token among the arguments does.</param>
    /// <returns>What the method itself would return (a task for an asynchronous one), boxed; null for void.</returns>
    public abstract object? InvokeBoxed(ProcessPool? pool, object?[] arguments, CancellationToken cancellationToken);

    /// <summary>As <see cref="InvokeBoxed"/>, without blocking; the task yields what the method, or its task, yields.</summary>
    internal abstract Task<object?> InvokeBoxedAsync(ProcessPool? pool, object?[] arguments, CancellationToken cancellationToken);

    /// <summary>Refuses a method whose result is computed while it is used, where a process ends with its method's return.</summary>
    /// <exception cref="NotSupportedException">It is one.</exception>
    internal RemoteMethod RequireWholeResult() => Options.Streams
        ? throw new NotSupportedException($"The result of '{Id}' is computed while it is used, and is no result of a process; call it, or use a pool or a lease.")
        : this;

    /// <summary>Worker: reads the arguments, runs the method and writes the response, up to where the call's phase says.</summary>
    internal abstract void Serve(WorkerCall call);

    /// <summary>Worker: runs the method for each item of a batch.</summary>
    internal abstract void ServeBatch(WorkerBatch batch);

    /// <summary>Whether arguments and result may travel raw, many calls in one request.</summary>
    internal abstract bool IsBlittable { get; }
}
