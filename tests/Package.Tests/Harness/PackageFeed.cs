using System;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Security;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace ProcessIsolate.Package.Tests;

/// <summary>The package, packed once for all tests into a folder of its own, and the package source made of it.</summary>
/// <remarks>The version is a new one each time and restored packages go into the same temporary folder: neither can an
/// older package be found in a cache, nor does this one stay in it.</remarks>
[TestClass]
public static class PackageFeed
{
    /// <summary>Where everything of this run lies; outside the repository, whose build files would reach into projects.</summary>
    public static string Root { get; } = Path.Combine(Path.GetTempPath(), "processisolate-package-" + Path.GetRandomFileName());

    public static string Version { get; } = "0.1.0-test." + Guid.NewGuid().ToString("N")[..12];

    /// <summary>The address the package is made with: help links of its rules lead there.</summary>
    public const string RepositoryUrl = "https://example.invalid/processisolate";

    public static string PackageFile => Path.Combine(Folder, $"ProcessIsolate.{Version}.nupkg");

    /// <summary>The local package source.</summary>
    public static string Folder { get; } = Path.Combine(Root, "feed");

    [AssemblyInitialize]
    public static void Pack(TestContext context)
    {
        _ = context;
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Root, "nuget.config"), Configuration());
        Outcome packed = Commands.Dotnet(
            Metadata("RepositoryRoot"), "pack", Path.Combine("src", "Runtime"), "-c", Metadata("Configuration"), "-o", Folder,
            "-p:PackageVersion=" + Version, "-p:RepositoryUrl=" + RepositoryUrl, "-p:NuspecOutputPath=" + Path.Combine(Root, "nuspec"), "-v", "minimal", "--nologo");
        Assert.AreEqual(0, packed.ExitCode, packed.All);
    }

    [AssemblyCleanup]
    public static void RemoveFiles() => Directory.Delete(Root, recursive: true);

    /// <summary>Adds a source to those of the machine and replaces none of them. Packages the machine already has are read
    /// from where they are.</summary>
    private static string Configuration()
    {
        string listed = Commands.Dotnet(Root, "nuget", "locals", "global-packages", "--list").Output;
        string machinePackages = listed[(listed.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        string fallback = Directory.Exists(machinePackages)
            ? $"""<fallbackPackageFolders><add key="machine" value="{SecurityElement.Escape(machinePackages)}" /></fallbackPackageFolders>"""
            : "";
        return $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{SecurityElement.Escape(Path.Combine(Root, "packages"))}" /></config>
              {fallback}
              <packageSources><add key="processisolate-under-test" value="{SecurityElement.Escape(Folder)}" /></packageSources>
            </configuration>
            """;
    }

    public static string Metadata(string key) => typeof(PackageFeed).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == key).Value!;
}
