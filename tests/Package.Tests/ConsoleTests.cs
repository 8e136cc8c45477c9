using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace ProcessIsolate.Package.Tests;

/// <summary>One console app, started in all the ways a user, a script or a service manager may start it. Its path has
/// spaces and letters outside ASCII.</summary>
[TestClass]
[FullRunOnly]
public sealed class ConsoleTests
{
    private const int MethodsCompiledWithImage = 160;
    private const int MethodsCompiledInHost = 150;

    private static Consumer? console;

    private static string Folder => console!.Output();

    private static string Program => Path.Combine(Folder, "Console");

    [ClassInitialize]
    public static void Build(TestContext context)
    {
        _ = context;
        console = Consumer.Copy("Console", "Größe und Maß 数").Build();
    }

    [TestMethod]
    public void Apphost_AtAPathWithSpacesAndOtherLetters() => Report.AssertIsolated(Commands.Run(Folder, Program));

    [TestMethod]
    public void DotnetDll_FromAnotherWorkingDirectory() =>
        Report.AssertIsolated(Commands.Dotnet("/", Path.Combine(Folder, "Console.dll")));

    [TestMethod]
    public void Workers_UseTheLibraryCompiledForThisSystem()
    {
        Outcome outcome = Commands.Run(Folder, Program, "library");
        Report.AssertIsolated(outcome);
        Assert.Contains("library=" + Path.Combine(Folder, "runtimes", RuntimeInformation.RuntimeIdentifier, "lib"), outcome.Output);
        Assert.IsLessThan(MethodsCompiledWithImage, CountOf(outcome, "compiled="), "The image was not used: the portable library needs hundreds.");
        // Each costs a fifth of a millisecond before the first result, on any machine in the same proportion.
        Assert.IsLessThan(MethodsCompiledInHost, CountOf(outcome, "compiledInHost="), "A host compiles more than it did before its first result.");
    }

    private static int CountOf(Outcome outcome, string name) =>
        int.Parse(outcome.Output.Split(name)[1].Split('\n')[0], CultureInfo.InvariantCulture);

    [TestMethod]
    public void Workers_UseThePortableLibraryWithoutAnImage()
    {
        string copy = Path.Combine(console!.Folder, "elsewhere");
        CopyFolder(Folder, copy);
        string dependencies = Path.Combine(copy, "Console.deps.json");
        // As on a system that the package has no image for.
        File.WriteAllText(dependencies, File.ReadAllText(dependencies).Replace(
            $"\"rid\": \"{RuntimeInformation.RuntimeIdentifier}\"", "\"rid\": \"none-such\"", StringComparison.Ordinal));
        Outcome outcome = Commands.Dotnet(copy, Path.Combine(copy, "Console.dll"), "library");
        Report.AssertIsolated(outcome);
        Assert.Contains("library=" + Path.Combine(copy, "ProcessIsolate.dll"), outcome.Output);
    }

    [TestMethod]
    public void DotnetRun() => Report.AssertIsolated(Commands.Dotnet(console!.Folder, "run", "--no-build"));

    [TestMethod]
    public void Apphost_ThroughALinkToTheFile()
    {
        string link = Path.Combine(PackageFeed.Root, "link-to-program");
        File.CreateSymbolicLink(link, Program);
        Report.AssertIsolated(Commands.Run("/", link));
    }

    [TestMethod]
    public void Apphost_ThroughALinkToTheFolder()
    {
        string link = Path.Combine(PackageFeed.Root, "link-to-folder");
        Directory.CreateSymbolicLink(link, Folder);
        Report.AssertIsolated(Commands.Run("/", Path.Combine(link, "Console")));
    }

    [TestMethod]
    [DataRow("/nonexistent/folder", DisplayName = "no such folder")]
    [DataRow("/proc", DisplayName = "not writable")]
    [DataRow("/tmp/./././././././././././././././././././././././././././././.", DisplayName = "too long for a socket's name")]
    public void TempFolder_ThatIsOfNoUse(string folder) =>
        Report.AssertIsolated(Commands.Run(Folder, Program, [], new Dictionary<string, string?> { ["TMPDIR"] = folder }));

    [TestMethod]
    public void TwoAtOnce()
    {
        Outcome[] outcomes = [.. Enumerable.Range(0, 2).AsParallel().WithDegreeOfParallelism(2).Select(_ => Commands.Run(Folder, Program))];
        Array.ForEach(outcomes, Report.AssertIsolated);
    }

    [TestMethod]
    public void OutputIntoAClosedPipe_EndsAndLeavesNoWorker()
    {
        string marker = Path.Combine(PackageFeed.Root, "after-the-flood");
        Outcome piped = Commands.Run(Folder, "/bin/sh", "-c", "\"$0\" flood \"$1\" | head -1", Program, marker);
        Assert.AreEqual("main", piped.Output.Trim(), piped.All);
        Report.AssertIsolated("main\n" + File.ReadAllText(marker), piped.All);
    }

    private static void CopyFolder(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    [TestMethod]
    public async Task KilledApp_LeavesNoWorker()
    {
        using System.Diagnostics.Process process = Commands.Start(
            Folder, Program, ["wait"], new Dictionary<string, string?>());
        Task<string> error = process.StandardError.ReadToEndAsync();
        List<string> lines = [];
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            lines.Add(line);
            if (line.StartsWith("square", StringComparison.Ordinal))
            {
                process.Kill();
            }
        }

        await process.WaitForExitAsync();
        Report.AssertIsolated(string.Join('\n', lines), await error);
    }
}
