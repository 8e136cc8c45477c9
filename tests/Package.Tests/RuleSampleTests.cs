using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace ProcessIsolate.Package.Tests;

/// <summary>A program that breaks every rule once, built with the packed analyzers: reported where it says so, and clean and
/// running once everything is fixed.</summary>
[TestClass]
[FullRunOnly]
public sealed partial class RuleSampleTests
{
    private static readonly Dictionary<string, string?> Broken = new() { ["BreakRules"] = "true" };

    /// <summary>Samples with a violation that only their author can resolve: a lambda given to a pool, a process that is not waited for.</summary>
    private static readonly string[] PartlyFixed = ["PISO204.cs", "PISO304.cs"];

    [TestMethod]
    public void EachSampleIsReportedWhereItSays_AndRunsOnceItIsFixed()
    {
        Consumer consumer = Consumer.Copy("Rules");
        string[] promised =
        [
            .. Samples(consumer).SelectMany(RuleReports.Promised).Order(StringComparer.Ordinal),
        ];

        // Comments in code that a fix replaces would keep it from being offered.
        Samples(consumer).ToList().ForEach(RuleReports.Strip);
        AssertReported(consumer, promised, Build(consumer));
        Assert.AreEqual(
            "'Square': 1 of 2 calls are intercepted; in this process run PISO002.cs(13,85)", RuleReports.Messages(consumer, "PISO002").Single());

        // What has no fix is written anew, as its page shows it; the rest is left to the fixes.
        string[] fixable = [.. FixableRules()];
        WriteAnew(Samples(consumer).Where(path => !fixable.Contains(Path.GetFileNameWithoutExtension(path))));
        Outcome formatted = Dotnet(consumer, ["format", "analyzers", "--severity", "info", "--no-restore", "--diagnostics", .. fixable]);
        Assert.AreEqual(0, formatted.ExitCode, formatted.All);
        Outcome rebuilt = Build(consumer);
        string[] left = [.. RuleReports.Of(consumer).Select(text => text[..text.IndexOf('(', StringComparison.Ordinal)]).Distinct()];
        CollectionAssert.AreEqual(PartlyFixed, left, formatted.All + rebuilt.All);

        WriteAnew(PartlyFixed.Select(file => Path.Combine(consumer.Folder, file)));
        Outcome clean = Build(consumer, "-warnaserror");
        Assert.AreEqual(0, clean.ExitCode, clean.All);
        AssertReported(consumer, [], clean);

        Outcome ran = Dotnet(consumer, ["run", "--no-build"]);
        string[] processes = [.. ProcessId().Matches(ran.Output).Select(match => match.Value).Distinct()];
        Assert.HasCount(2, processes, ran.All);
        Assert.Contains("got 9", ran.Output);
    }

    private static Outcome Dotnet(Consumer consumer, string[] arguments) => Commands.Run(consumer.Folder, "dotnet", arguments, Broken);

    private static Outcome Build(Consumer consumer, params string[] more) => Dotnet(consumer, ["build", "-v", "minimal", "--nologo", .. more]);

    private static void AssertReported(Consumer consumer, string[] expected, Outcome built) =>
        CollectionAssert.AreEqual(expected, RuleReports.Of(consumer), string.Join('\n', RuleReports.Of(consumer)) + built.All);

    /// <summary>Rules that the index says have a fix.</summary>
    private static IEnumerable<string> FixableRules() => FixedRow()
        .Matches(File.ReadAllText(Path.Combine(PackageFeed.Metadata("RepositoryRoot"), "docs", "rules", "index.md"))).Select(match => match.Groups[1].Value);

    private static void WriteAnew(IEnumerable<string> samples)
    {
        foreach (string sample in samples)
        {
            File.WriteAllText(sample, WrongSide().Replace(File.ReadAllText(sample).ReplaceLineEndings("\n"), "$1"));
        }
    }

    private static IEnumerable<string> Samples(Consumer consumer) => Directory.GetFiles(consumer.Folder, "PISO*.cs");

    [GeneratedRegex(@"^\| \[(PISO[0-9]{3})\].*\| yes \|", RegexOptions.Multiline)]
    private static partial Regex FixedRow();

    [GeneratedRegex(@"#if WRONG\n.*#else\n(.*)#endif\n", RegexOptions.Singleline)]
    private static partial Regex WrongSide();

    [GeneratedRegex("process [0-9]+")]
    private static partial Regex ProcessId();
}
