using System;
using System.Reflection;
using ProcessIsolate;

namespace Sandbox;

/// <summary>Runs the plugins.</summary>
internal static class PluginHost
{
    /// <summary>Loads an assembly that is not to be trusted, and calls it.</summary>
    [RunInProcess(Sandbox = SandboxProfile.Restricted, TimeoutMilliseconds = 4000)]
    public static string Run(byte[] assembly, string text)
    {
        MethodInfo method = Assembly.Load(assembly).GetType("Plugin", throwOnError: true)!.GetMethod("Run")!;
        return method.CreateDelegate<Func<string, string>>()(text);
    }
}
