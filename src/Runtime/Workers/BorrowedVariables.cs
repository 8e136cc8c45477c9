using System;
using System.Collections.Generic;
using System.Diagnostics;
using ProcessIsolate.Rpc;

namespace ProcessIsolate.Workers;

/// <summary>Environment variables that set up a worker's runtime and nothing else: the worker removes them first thing, so
/// that processes it starts do not inherit them.</summary>
/// <remarks>
/// Every .NET process keeps three files in the temp folder for debuggers and tracers, and leaves them there when it is
/// killed. Workers are killed as a matter of course, so they do without, unless a debugger is attached to the host or
/// <c>PROCESSISOLATE_DIAGNOSTICS=1</c> asks for them.
/// <para>Background garbage collection keeps pauses short and pays with memory: while it runs, the arrays that calls
/// received keep piling up on memory that has to be fetched from the system. A worker runs one call at a time and no user
/// watches its pauses, so it collects in the foreground, unless the app's configuration says which it wants.</para>
/// <para>What the user has set is not touched.</para>
/// </remarks>
internal static class BorrowedVariables
{
    /// <summary>The most that the garbage collector's heap may take, in bytes, hexadecimal.</summary>
    public const string HeapLimit = "DOTNET_GCHeapHardLimit";

    private const char Separator = ';';

    private const string ConcurrentCollection = "DOTNET_gcConcurrent";

    private static readonly string[] Diagnostics = ["DOTNET_EnableDiagnostics_IPC", "DOTNET_EnableDiagnostics_Debugger"];

    /// <summary>Host: adds the variables to a worker's environment.</summary>
    /// <param name="environment">The worker's.</param>
    /// <param name="further">One more, with its value.</param>
    public static void AddTo(IDictionary<string, string?> environment, KeyValuePair<string, string>? further = null)
    {
        List<string> wanted = [];
        if (!Debugger.IsAttached && !(environment.TryGetValue(ProtocolNames.DiagnosticsVariable, out string? diagnostics) && diagnostics == "1"))
        {
            wanted.AddRange(Diagnostics);
        }

        // Host and worker run with the same configuration.
        if (AppContext.GetData("System.GC.Concurrent") is null)
        {
            wanted.Add(ConcurrentCollection);
        }

        List<string> added = wanted.FindAll(name => environment.TryAdd(name, "0"));
        if (further is { } variable && environment.TryAdd(variable.Key, variable.Value))
        {
            added.Add(variable.Key);
        }

        environment[ProtocolNames.BorrowedVariable] = string.Join(Separator, added);
    }

    /// <summary>Worker: removes them again.</summary>
    /// <param name="remove">Removes one, for .NET and for native code.</param>
    /// <returns>Whether one of them limits the heap.</returns>
    public static bool Return(Action<string> remove)
    {
        string? added = Environment.GetEnvironmentVariable(ProtocolNames.BorrowedVariable);
        if (added is null)
        {
            return false;
        }

        bool limitsHeap = false;

        // By hand: Split prepares tables for searching that would be made here for nothing else.
        for (int start = 0; start < added.Length;)
        {
            int end = added.IndexOf(Separator, start);
            end = end < 0 ? added.Length : end;
            string name = added[start..end];
            limitsHeap |= name == HeapLimit;
            remove(name);
            start = end + 1;
        }

        remove(ProtocolNames.BorrowedVariable);
        return limitsHeap;
    }
}
