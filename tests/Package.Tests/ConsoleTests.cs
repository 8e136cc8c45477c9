using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace ProcessIsolate.Package.Tests;

/// <summary>One console app, started in all the ways a user, a script or a service manager may start it. Its path has
/// spaces and letters outside ASCII.</summary>
[TestClass]
[FullRunOnly]
public sealed class ConsoleTests
{
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
    [DataRow("/proc", DisplayName = "nobody can write there")]
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
