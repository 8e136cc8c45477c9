using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Runtime.Versioning;
using ProcessIsolate.Platform;

namespace ProcessIsolate.Sandboxing;

/// <summary>What a worker's runtime and app consist of, which every sandbox leaves open to it.</summary>
[SupportedOSPlatform("linux")]
internal static class RuntimePaths
{
    // The whole of /proc: the worker's own folder there has no name before it is started, and without it no runtime starts. What belongs to
    // other processes is held back by the kernel's rule for looking into them.
    private static readonly string[] Readable =
    [
        "/proc", "/sys/fs/cgroup", "/sys/devices/system/cpu", "/sys/devices/system/node", "/usr/share/zoneinfo", "/usr/share/icu",
        "/usr/lib/locale", "/etc/localtime", "/etc/timezone", "/etc/ld.so.cache", "/etc/ld.so.preload", "/etc/ssl/openssl.cnf", "/etc/ssl/certs",
        "/etc/pki/tls/openssl.cnf", "/etc/pki/tls/certs", "/etc/pki/ca-trust/extracted", "/etc/crypto-policies", "/dev/zero", "/dev/random",
        "/dev/urandom",
    ];

    // With the loader of programs, which is run with each.
    private static readonly string[] Libraries = ["/lib", "/lib64", "/lib32", "/usr/lib", "/usr/lib64", "/usr/local/lib"];

    private static readonly string[] ForNetwork =
    [
        "/etc/resolv.conf", "/etc/hosts", "/etc/host.conf", "/etc/nsswitch.conf", "/etc/gai.conf", "/etc/services", "/etc/protocols", "/run/systemd/resolve",
        "/etc/passwd", "/etc/group",
    ];

    /// <param name="program">What is started.</param>
    /// <param name="allowsNetwork">Whether names of hosts are looked up.</param>
    public static IEnumerable<(string Path, PathUse Use)> For(string program, bool allowsNetwork)
    {
        foreach (string path in Readable)
        {
            yield return (path, PathUse.Read);
        }

        foreach (string path in Libraries)
        {
            yield return (path, PathUse.ReadAndRun);
        }

        foreach (string path in allowsNetwork ? ForNetwork : [])
        {
            yield return (path, PathUse.Read);
        }

        foreach (string folder in AppFolders())
        {
            yield return (folder, PathUse.Read);
        }

        yield return ("/dev/null", PathUse.ReadAndWrite);
        yield return (program, PathUse.ReadAndRun);
        // The folder of the program that hosts .NET has the parts that find a runtime.
        if (Path.GetFileName(program) == "dotnet" && Path.GetDirectoryName(program) is { } root)
        {
            yield return (Path.Combine(root, "host"), PathUse.Read);
            yield return (Path.Combine(root, "shared"), PathUse.Read);
        }
    }

    // Of all assemblies and native libraries that the host runs with, wherever they lie.
    private static HashSet<string> AppFolders()
    {
        HashSet<string> folders = new(StringComparer.Ordinal);
        if (AppContext.BaseDirectory is { Length: > 1 } own)
        {
            folders.Add(own);
        }

        foreach (string file in Split("TRUSTED_PLATFORM_ASSEMBLIES"))
        {
            if (Path.GetDirectoryName(file) is { Length: > 1 } folder)
            {
                folders.Add(folder);
            }
        }

        folders.UnionWith(Split("NATIVE_DLL_SEARCH_DIRECTORIES"));
        AddFolderOf(typeof(RuntimePaths).Assembly, folders);
        return folders;
    }

    private static string[] Split(string name) =>
        (AppContext.GetData(name) as string)?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) ?? [];

    [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "An empty location is a single file's, whose folder is the app's.")]
    private static void AddFolderOf(System.Reflection.Assembly assembly, HashSet<string> folders)
    {
        if (Path.GetDirectoryName(assembly.Location) is { Length: > 1 } folder)
        {
            folders.Add(folder);
        }
    }
}
