using System;
using System.IO;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace ProcessIsolate.Package.Tests;

/// <summary>A user's program in a folder of its own, copied from <c>Consumers</c>.</summary>
internal sealed class Consumer
{
    private const string TestFrameworkVersion = "4.5.2";
    private const string TestSdkVersion = "18.0.1";

    private Consumer(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>Copies a program.</summary>
    /// <param name="name">Its folder in <c>Consumers</c>.</param>
    /// <param name="parent">A folder name to put it under, for paths that are hard to handle.</param>
    public static Consumer Copy(string name, string parent = "")
    {
        string source = Path.Combine(AppContext.BaseDirectory, "Consumers", name);
        string folder = Path.Combine(PackageFeed.Root, "consumers", parent, name + "-" + Guid.NewGuid().ToString("N")[..6]);
        foreach (string file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(folder, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.WriteAllText(target, File.ReadAllText(file)
                .Replace("PACKAGE_VERSION", PackageFeed.Version, StringComparison.Ordinal)
                .Replace("MSTEST_VERSION", TestFrameworkVersion, StringComparison.Ordinal)
                .Replace("TESTSDK_VERSION", TestSdkVersion, StringComparison.Ordinal));
        }

        return new Consumer(folder);
    }

    public Consumer Build(string project = "")
    {
        Outcome built = TryBuild(project);
        Assert.AreEqual(0, built.ExitCode, built.All);
        return this;
    }

    public Outcome TryBuild(string project = "", params string[] more) =>
        Commands.Dotnet(Path.Combine(Folder, project), ["build", "-v", "quiet", "--nologo", .. more]);

    /// <summary>The folder with the built program.</summary>
    public string Output(string project = "", string framework = "net10.0") =>
        Path.Combine(Folder, project, "bin", "Debug", framework);
}
