using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using System.Text.Json;
using ProcessIsolate.Calls;
using ProcessIsolate.CompilerServices;

namespace ProcessIsolate.Workers;

/// <summary>Worker: loads the assemblies whose methods the host will call, and makes sure they are the same builds.</summary>
/// <remarks>Assembly names come from the host, which the worker trusts: the host started it.</remarks>
internal static class ModuleLoader
{
    /// <exception cref="WorkerStartException">An assembly is missing or differs; the message names it.</exception>
    public static void Load(List<RequestedModule> requested, MethodTable methods)
    {
        foreach (RequestedModule entry in requested)
        {
            string name = entry.Name ?? throw new WorkerStartException("A module without a name was requested.");
            RemoteModule module = Load(name, entry.FullName ?? name, entry.Path);
            if (entry.Version is { } version && (!Guid.TryParse(version, out Guid wanted) || wanted != module.Version))
            {
                throw new WorkerStartException(
                    $"The worker loaded another build of '{name}' than the host: {module.Version:D} from '{LocationOf(module.Assembly)}', "
                    + $"the host has {version} from '{entry.Path}'. Build again, so that both use one file.");
            }

            if (!methods.Allows(module))
            {
                methods.Allow(module);
                module.InitializeWorker();
            }
        }
    }

    private static RemoteModule Load(string name, string fullName, string? path)
    {
        if (ModuleRegistry.Find(name) is { } known)
        {
            return known;
        }

        Assembly assembly = LoadAssembly(fullName, path);
        RuntimeHelpers.RunModuleConstructor(assembly.ManifestModule.ModuleHandle);
        return ModuleRegistry.Find(name)
            ?? throw new WorkerStartException($"'{name}' from '{LocationOf(assembly)}' contains no isolated methods.");
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The assembly is one the host runs; in a trimmed app its module is registered already.")]
    private static Assembly LoadAssembly(string fullName, string? path)
    {
        try
        {
            return Assembly.Load(new AssemblyName(fullName));
        }
        catch (Exception exception) when (exception is FileNotFoundException or FileLoadException && File.Exists(path))
        {
            return LoadPlugIn(path);
        }
    }

    // A plug-in outside the app's own folder: its neighbours are where it is.
    [RequiresUnreferencedCode("Loads a file by its path.")]
    private static Assembly LoadPlugIn(string path)
    {
        string folder = Path.GetDirectoryName(path)!;
        AssemblyLoadContext.Default.Resolving += (context, wanted) =>
            Path.Combine(folder, wanted.Name + ".dll") is var file && File.Exists(file) ? context.LoadFromAssemblyPath(file) : null;
        return AssemblyLoadContext.Default.LoadFromAssemblyPath(path);
    }

    [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "Only shown to people.")]
    private static string LocationOf(Assembly assembly) => assembly.Location;

    /// <summary>Host: writes the list that <see cref="InitializeParams"/> reads.</summary>
    [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "An empty path means that the worker finds the module by name.")]
    public static void Write(Utf8JsonWriter json, IEnumerable<RemoteModule> modules)
    {
        json.WriteStartArray("modules"u8);
        foreach (RemoteModule module in modules)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, module.Name);
            json.WriteString("fullName"u8, module.Assembly.FullName);
            json.WriteString("version"u8, module.Version.ToString("D"));
            json.WriteString("path"u8, module.Assembly.Location);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
