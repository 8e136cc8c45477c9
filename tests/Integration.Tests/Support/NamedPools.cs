using System;
using System.Collections.Concurrent;
using System.Reflection;

namespace ProcessIsolate.Integration.Tests.Support;

/// <summary>Names of pools that only marks mention.</summary>
internal static class PoolNames
{
    public const string Named = "named-by-a-mark";
    public const string Configured = "configured";

    public static readonly string[] All = [Named, Configured];
}

/// <summary>Reaches named pools, which the public surface does not give, to end them before the survivors are counted.</summary>
internal static class NamedPools
{
    public static void Dispose(string name)
    {
        FieldInfo field = typeof(ProcessPool).GetField("Named", BindingFlags.NonPublic | BindingFlags.Static)
            ?? throw new InvalidOperationException("The table of named pools moved.");
        if (((ConcurrentDictionary<string, Lazy<ProcessPool>>)field.GetValue(null)!).TryGetValue(name, out Lazy<ProcessPool>? pool))
        {
            pool.Value.Dispose();
        }
    }
}
