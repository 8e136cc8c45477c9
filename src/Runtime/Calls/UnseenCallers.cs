using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Reflection;
using System.Reflection.Metadata;
using System.Runtime.CompilerServices;
using System.Threading;
using ProcessIsolate.CompilerServices;

namespace ProcessIsolate.Calls;

/// <summary>Warns of assemblies that were built without the generator, as by a reference to the library's file alone or by another
/// compiler, and that call marked methods: nothing intercepts those calls.</summary>
/// <remarks>Static because module initializers begin it. It looks once per process, away from the caller's thread, and then at each
/// assembly that is loaded. A warning and not an exception: the call has happened by then.</remarks>
internal static class UnseenCallers
{
    /// <summary>What an assembly says of which the generator ran; the package's build files say it for other languages.</summary>
    private const string GeneratorKey = "ProcessIsolate.Generator";

    private const string Library = "ProcessIsolate";

    private static int began;

    /// <summary>Begins to look, in a host that runs compiled assemblies.</summary>
    public static void Begin()
    {
        // Native code has neither references nor metadata to look at; a worker runs what its host runs.
        if (RuntimeFeature.IsDynamicCodeSupported && !WorkerContext.IsWorker && Interlocked.Exchange(ref began, 1) == 0)
        {
            AppDomain.CurrentDomain.AssemblyLoad += static (_, loaded) => Queue([loaded.LoadedAssembly]);
            Queue(null);
        }
    }

    /// <summary>The warning for one assembly; null when there is nothing to say.</summary>
    internal static string? Describe(Assembly assembly)
    {
        if (assembly.IsDynamic || assembly.GetName().Name is not { } name || IsFramework(name) || !MayCall(assembly)
            || assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Any(each => each.Key == GeneratorKey))
        {
            return null;
        }

        return FindCall(assembly) is { } method
            ? $"ProcessIsolate: '{name}' calls '{method}', which is marked, and was built without ProcessIsolate's generator: the call runs in "
                + "this process. Reference the package ProcessIsolate in its C# project; in another language give the method to a pool's Run."
            : null;
    }

    private static void Queue(Assembly[]? assemblies) => ThreadPool.UnsafeQueueUserWorkItem(
        static some =>
        {
            foreach (Assembly assembly in some ?? AppDomain.CurrentDomain.GetAssemblies())
            {
                Look(assembly);
            }
        },
        assemblies,
        preferLocal: false);

    private static void Look(Assembly assembly)
    {
        try
        {
            if (Describe(assembly) is { } warning)
            {
                Console.Error.WriteLine(warning);
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // A courtesy: an assembly without readable metadata, or a closed stderr, must not end the process.
        }
    }

    private static bool IsFramework(string name) => name is Library or "mscorlib" or "netstandard" or "FSharp.Core"
        || name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.", StringComparison.Ordinal);

    /// <summary>Whether the assembly references the library or an assembly with contracts.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "A reference that trimming removed calls nothing.")]
    private static bool MayCall(Assembly assembly)
    {
        HashSet<string> names = [Library, .. ModuleRegistry.Snapshot().Select(static module => module.Name)];
        return assembly.GetReferencedAssemblies().Any(each => each.Name is { } name && names.Contains(name));
    }

    /// <summary>A marked method that the assembly's metadata names, of its own or of an assembly with contracts.</summary>
    private static unsafe string? FindCall(Assembly assembly)
    {
        if (!assembly.TryGetRawMetadata(out byte* blob, out int length))
        {
            return null;
        }

        MetadataReader metadata = new(blob, length);
        foreach (CustomAttributeHandle handle in metadata.CustomAttributes)
        {
            CustomAttribute attribute = metadata.GetCustomAttribute(handle);
            if (attribute.Parent.Kind == HandleKind.MethodDefinition && IsMark(metadata, attribute))
            {
                MethodDefinition method = metadata.GetMethodDefinition((MethodDefinitionHandle)attribute.Parent);
                return metadata.GetString(metadata.GetTypeDefinition(method.GetDeclaringType()).Name) + "." + metadata.GetString(method.Name);
            }
        }

        HashSet<string> marked = [.. ModuleRegistry.Snapshot().SelectMany(static module => module.Methods).Select(FullName).OfType<string>()];
        return metadata.MemberReferences.Select(handle => FullName(metadata, metadata.GetMemberReference(handle)))
            .FirstOrDefault(each => each is not null && marked.Contains(each));
    }

    private static bool IsMark(MetadataReader metadata, CustomAttribute attribute) =>
        attribute.Constructor.Kind == HandleKind.MemberReference
        && metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent is { Kind: HandleKind.TypeReference } parent
        && metadata.GetTypeReference((TypeReferenceHandle)parent) is var type
        && metadata.StringComparer.Equals(type.Name, nameof(RunInProcessAttribute))
        && metadata.StringComparer.Equals(type.Namespace, Library);

    private static string? FullName(RemoteMethod method) =>
        method.FindMethod() is { DeclaringType: { } type } target ? Join(type.Namespace, type.Name, target.Name) : null;

    private static string? FullName(MetadataReader metadata, MemberReference member)
    {
        if (member.Parent.Kind != HandleKind.TypeReference)
        {
            return null;
        }

        TypeReference type = metadata.GetTypeReference((TypeReferenceHandle)member.Parent);
        return Join(metadata.GetString(type.Namespace), metadata.GetString(type.Name), metadata.GetString(member.Name));
    }

    private static string Join(string? space, string type, string method) =>
        string.IsNullOrEmpty(space) ? $"{type}.{method}" : $"{space}.{type}.{method}";
}
