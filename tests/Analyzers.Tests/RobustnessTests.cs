using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Analyzers.Tests.Harness;
using ProcessIsolate.Generator.Tests.Harness;

namespace ProcessIsolate.Analyzers.Tests;

/// <summary>Real and broken code: nothing is said where nothing is marked, and no analyzer ever throws.</summary>
[TestClass]
public sealed class RobustnessTests
{
    private const int Cuts = 6;

    private static readonly Setup Loose = Setup.Default with
    {
        AllowsErrors = true,
        Options = Compilations.ParseOptions.WithPreprocessorSymbols("WRONG"),
        References =
        [
            .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
                .Where(path => Path.GetFileName(path).StartsWith("Microsoft.", StringComparison.Ordinal) || Path.GetFileName(path).StartsWith("MSTest", StringComparison.Ordinal))
                .Select(path => MetadataReference.CreateFromFile(path)),
        ],
    };

    [TestMethod]
    [DataRow("src/Runtime", "")]
    [DataRow("src/Generator", "")]
    [DataRow("src/Analyzers", "")]
    [DataRow("tests/Analyzers.Tests", "")]
    [DataRow("tests/Generator.Tests", "")]
    [DataRow("tests/Runtime.Tests", "QueueTests.cs PISO103 SharedTests.cs PISO103", DisplayName = "tests of what happens with items that cannot cross")]
    public void SourcesWithoutMarksAreNotReported(string folder, string expected)
    {
        var setup = Loose with { RunsGenerator = false, HasGlobalUsings = false };
        var files = Files(folder).ToList();
        Assert.IsGreaterThan(5, files.Count);
        var reports = Analysis.Run(Analysis.Compile(files, setup), setup);
        Assert.AreEqual(
            expected,
            string.Join(" ", reports.Select(each => Path.GetFileName(each.Location.SourceTree?.FilePath) + " " + each.Id).Distinct()),
            string.Join("\n", reports));
    }

    [TestMethod]
    [DataRow("samples/Rules/PISO103.cs")]
    [DataRow("samples/Rules/PISO106.cs")]
    [DataRow("tests/HostApp/Work.cs")]
    [DataRow("tests/Integration.Tests/Pools/PoolJobs.cs")]
    public void HalfTypedCodeIsSurvived(string path)
    {
        // Cut off at many places, as while one types, and with one piece left out, as while one edits.
        var text = File.ReadAllText(Path.Combine(Repository.Root, path));
        for (var cut = 1; cut <= Cuts; cut++)
        {
            var position = (int)((long)text.Length * cut / (Cuts + 1));
            _ = Analysis.Run(Analysis.Compile([new SourceFile("Cut.cs", text[..position])], Loose), Loose);
            var gap = text[..position] + text[Math.Min(text.Length, position + 12)..];
            _ = Analysis.Run(Analysis.Compile([new SourceFile("Gap.cs", gap)], Loose), Loose);
        }
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void EveryConstructOfTheLanguageIsSurvived(bool isMarked)
    {
        // With the marks taken out nothing is said at all; with them at least what a method cannot be.
        var text = File.ReadAllText(Path.Combine(Repository.Root, "tests", "Analyzers.Tests", "Inputs", "Constructs.txt"));
        var source = isMarked ? text : text.Replace("[RunInProcess]", "", StringComparison.Ordinal);
        var reports = Analysis.Run(Analysis.Compile([new SourceFile("Constructs.cs", source)], Loose), Loose)
            .Where(each => each.Severity is not DiagnosticSeverity.Hidden).Select(each => each.Id).Distinct();
        if (isMarked)
        {
            Assert.IsGreaterThan(2, reports.Count());
        }
        else
        {
            Assert.AreEqual("", string.Join(" ", reports));
        }
    }

    private static IEnumerable<SourceFile> Files(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Replace('\\', '/').Contains("/obj/", StringComparison.Ordinal) && !path.Replace('\\', '/').Contains("/bin/", StringComparison.Ordinal))
            .Where(path => !path.EndsWith(".verified.cs", StringComparison.Ordinal) && !path.EndsWith(".received.cs", StringComparison.Ordinal))
            .Select(path => new SourceFile(path, File.ReadAllText(path)));
}
