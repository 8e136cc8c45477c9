using System;

namespace ProcessIsolate;

/// <summary>
/// Marks a static method whose direct calls run in a pooled child process, or, on the assembly, static methods of a
/// type one does not own.
/// </summary>
/// <remarks>
/// Read at build time by the generator, which turns each call into one to a generated contract; the runtime never
/// looks for the attribute. Without the generator the attribute does nothing.
/// </remarks>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Assembly, AllowMultiple = true, Inherited = false)]
public sealed class RunInProcessAttribute : Attribute
{
    /// <summary>Marks the static method it stands on.</summary>
    public RunInProcessAttribute()
    {
    }

    /// <summary>On an assembly: isolates this compilation's calls to every public static method of
    /// <paramref name="type"/> that qualifies.</summary>
    /// <param name="type">The type that declares the methods; it may come from any referenced assembly.</param>
    public RunInProcessAttribute(Type type) => Type = type;

    /// <summary>On an assembly: isolates this compilation's calls to the public static methods of
    /// <paramref name="type"/> with the given name; every overload that qualifies.</summary>
    /// <param name="type">The type that declares the methods; it may come from any referenced assembly.</param>
    /// <param name="methodName">The method's name.</param>
    public RunInProcessAttribute(Type type, string methodName)
    {
        Type = type;
        MethodName = methodName;
    }

    /// <summary>The type whose static methods are isolated, when the attribute stands on an assembly.</summary>
    public Type? Type { get; }

    /// <summary>The name of the isolated methods, when the attribute stands on an assembly.</summary>
    public string? MethodName { get; }

    /// <summary>The name of the pool that runs the method.</summary>
    /// <value>Default: null, the shared pool. A pool made current with <see cref="ProcessPool.Use()"/> wins.</value>
    public string? Pool { get; set; }

    /// <summary>The time limit of one call, in milliseconds.</summary>
    /// <value>Default: 0, the pool's <see cref="ProcessPoolOptions.CallTimeout"/>; -1: none.</value>
    public int TimeoutMilliseconds { get; set; }

    /// <summary>How long a call may wait for a worker, the start of one included, in milliseconds.</summary>
    /// <value>Default: 0, the pool's <see cref="ProcessPoolOptions.QueueTimeout"/>; -1: for ever.</value>
    public int QueueTimeoutMilliseconds { get; set; }

    /// <summary>How often a call whose worker died is tried again in another worker.</summary>
    /// <value>Default: 0, the pool's <see cref="ProcessPoolOptions.MaxRetries"/>; -1: never.</value>
    public int MaxRetries { get; set; }

    /// <summary>Which of several waiting calls gets a worker first: the higher one; a step is worth a second of waiting.</summary>
    /// <value>Default: 0. <see cref="CallOptions.Priority"/> wins.</value>
    public int Priority { get; set; }

    /// <summary>Whether what the method changes in its arguments is changed in the caller's objects, too: in all that they refer to, in
    /// place, once the method has ended. For single parameters write <c>[In, Out]</c> or <c>[Out]</c> of
    /// <see cref="System.Runtime.InteropServices"/> on them instead.</summary>
    /// <value>Default: false; the method works on copies.</value>
    public bool CopyBack { get; set; }

    /// <summary>Whether each call gets a fresh process of its own, which ends with the call.</summary>
    /// <value>Default: false.</value>
    public bool Dedicated { get; set; }

    /// <summary>What the method may do beyond computing; the kernel refuses the rest. Its workers run no method without this profile: each pool
    /// keeps them apart.</summary>
    /// <value>Default: <see cref="SandboxProfile.None"/>. A pool whose own <see cref="ProcessPoolOptions.Sandbox"/> holds back as much runs
    /// the method in its own workers.</value>
    public SandboxProfile Sandbox { get; set; }
}
