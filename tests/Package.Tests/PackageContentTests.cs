using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace ProcessIsolate.Package.Tests;

[TestClass]
public sealed class PackageContentTests
{
    [TestMethod]
    public void Pack_MakesOnePackageWithEverything()
    {
        string[] packages = Directory.GetFiles(PackageFeed.Folder, "ProcessIsolate*");
        CollectionAssert.AreEqual((string[])[PackageFeed.PackageFile], packages);

        using ZipArchive package = ZipFile.OpenRead(PackageFeed.PackageFile);
        string[] files = [.. package.Entries.Select(entry => entry.FullName)
            .Where(name => !name.StartsWith("_rels", StringComparison.Ordinal) && !name.StartsWith("package/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];
        CollectionAssert.AreEqual(
            (string[])
            [
                "ProcessIsolate.nuspec",
                "README.md",
                "[Content_Types].xml",
                "analyzers/dotnet/cs/ProcessIsolate.Analyzers.dll",
                "analyzers/dotnet/cs/ProcessIsolate.CodeFixes.dll",
                "analyzers/dotnet/cs/ProcessIsolate.Generator.dll",
                "build/ProcessIsolate.Pages.props",
                "build/ProcessIsolate.Trimming.xml",
                "build/ProcessIsolate.props",
                "build/ProcessIsolate.targets",
                "buildTransitive/ProcessIsolate.Pages.props",
                "buildTransitive/ProcessIsolate.Trimming.xml",
                "buildTransitive/ProcessIsolate.props",
                "buildTransitive/ProcessIsolate.targets",
                "lib/net10.0/ProcessIsolate.Worker.dll",
                "lib/net10.0/ProcessIsolate.dll",
                "lib/net10.0/ProcessIsolate.xml",
                "lib/net8.0/ProcessIsolate.dll",
                "lib/net8.0/ProcessIsolate.xml",
                "runtimes/linux-arm64/lib/net10.0/ProcessIsolate.dll",
                "runtimes/linux-musl-x64/lib/net10.0/ProcessIsolate.dll",
                "runtimes/linux-x64/lib/net10.0/ProcessIsolate.dll",
                "runtimes/osx-arm64/lib/net10.0/ProcessIsolate.dll",
                "runtimes/win-x64/lib/net10.0/ProcessIsolate.dll",
            ],
            files,
            string.Join('\n', files));
    }

    [TestMethod]
    public void Images_AreTheLibraryCompiledAheadOfTimeForTheirSystems()
    {
        using ZipArchive package = ZipFile.OpenRead(PackageFeed.PackageFile);
        Guid portable = Read("lib/net10.0/ProcessIsolate.dll", out bool isCompiled, out _);
        Assert.IsFalse(isCompiled);
        Dictionary<string, ushort> machines = [];
        foreach (ZipArchiveEntry entry in package.Entries.Where(entry => entry.FullName.StartsWith("runtimes/", StringComparison.Ordinal)))
        {
            Assert.AreEqual(portable, Read(entry.FullName, out isCompiled, out ushort machine), entry.FullName);
            Assert.IsTrue(isCompiled, entry.FullName);
            machines.Add(entry.FullName.Split('/')[1], machine);
        }

        // The same processor under another system is another machine to the runtime; musl is no other system.
        Assert.AreEqual(machines["linux-x64"], machines["linux-musl-x64"]);
        Assert.HasCount(4, machines.Values.Distinct());

        Guid Read(string name, out bool isCompiledAhead, out ushort machine)
        {
            using Stream stream = package.GetEntry(name)!.Open();
            using MemoryStream copy = new();
            stream.CopyTo(copy);
            copy.Position = 0;
            using PEReader image = new(copy);
            isCompiledAhead = image.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0;
            machine = (ushort)image.PEHeaders.CoffHeader.Machine;
            MetadataReader metadata = image.GetMetadataReader();
            return metadata.GetGuid(metadata.GetModuleDefinition().Mvid);
        }
    }

    [TestMethod]
    public void Package_DependsOnLoggersAloneAndNamesItsLicense()
    {
        using ZipArchive package = ZipFile.OpenRead(PackageFeed.PackageFile);
        using StreamReader reader = new(package.GetEntry("ProcessIsolate.nuspec")!.Open());
        string description = reader.ReadToEnd();
        string[] dependencies = [.. Regex.Matches(description, "<dependency id=\"([^\"]*)\"").Select(static match => match.Groups[1].Value).Distinct()];
        CollectionAssert.AreEqual(new[] { "Microsoft.Extensions.Logging.Abstractions" }, dependencies);
        Assert.Contains("<license type=\"expression\">MIT</license>", description);
    }
}
