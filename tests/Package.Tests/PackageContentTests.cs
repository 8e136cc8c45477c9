using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
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
                "build/ProcessIsolate.Trimming.xml",
                "build/ProcessIsolate.props",
                "build/ProcessIsolate.targets",
                "buildTransitive/ProcessIsolate.Trimming.xml",
                "buildTransitive/ProcessIsolate.props",
                "buildTransitive/ProcessIsolate.targets",
                "lib/net10.0/ProcessIsolate.dll",
                "lib/net10.0/ProcessIsolate.xml",
                "lib/net8.0/ProcessIsolate.dll",
                "lib/net8.0/ProcessIsolate.xml",
            ],
            files,
            string.Join('\n', files));
    }

    [TestMethod]
    public void Package_DependsOnNothingAndNamesItsLicense()
    {
        using ZipArchive package = ZipFile.OpenRead(PackageFeed.PackageFile);
        using StreamReader reader = new(package.GetEntry("ProcessIsolate.nuspec")!.Open());
        string description = reader.ReadToEnd();
        Assert.DoesNotContain("<dependency ", description);
        Assert.Contains("<license type=\"expression\">MIT</license>", description);
    }
}
