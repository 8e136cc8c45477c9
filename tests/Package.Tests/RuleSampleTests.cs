using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
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

    /// <summary>Hidden, or about publishing: no build of this project reports it.</summary>
    private static readonly string[] Silent = ["PISO002", "PISO401"];

    private const int MaxPasses = 6;

    /// <summary>Samples with a violation that only their author can resolve (a lambda given to a pool, a process nobody waits for), and
    /// loops, whose fix editors apply but dotnet format leaves undone.</summary>
    private static readonly string[] PartlyFixed = ["PISO204.cs", "PISO205.cs", "PISO304.cs"];

    [TestMethod]
    public void EachSampleIsReportedWhereItSays_AndRunsOnceItIsFixed()
    {
        Consumer consumer = Consumer.Copy("Rules");
        Outcome built = Dotnet(consumer, Broken, "build", "-v", "minimal", "--nologo");
        Assert.AreNotEqual(0, built.ExitCode, built.All);
        string[] promised = [.. Samples(consumer).SelectMany(Promised).Order(StringComparer.Ordinal)];
        CollectionAssert.AreEqual(promised, Reported(consumer), string.Join('\n', Reported(consumer)));

        // What has no fix is written anew, as its page shows it; the rest is left to the fixes.
        string[] fixable = [.. FixableRules()];
        WriteAnew(Samples(consumer).Where(path => !fixable.Contains(Path.GetFileNameWithoutExtension(path))));

        // Several times: within one run, dotnet format lets the fix of one rule keep it from another's, not always from the same.
        string[] left = [];
        for (int pass = 0; pass < MaxPasses && (pass == 0 || left.Except(PartlyFixed).Any()); pass++)
        {
            Outcome formatted = Dotnet(consumer, Broken, ["format", "analyzers", "--severity", "info", "--no-restore", "--diagnostics", .. fixable]);
            Assert.AreEqual(0, formatted.ExitCode, formatted.All);
            _ = Dotnet(consumer, Broken, "build", "-v", "minimal", "--nologo");
            left = [.. Reported(consumer).Select(text => text[..text.IndexOf('(', StringComparison.Ordinal)]).Distinct()];
        }

        CollectionAssert.IsSubsetOf(left, PartlyFixed, string.Join('\n', Reported(consumer)));
        WriteAnew(left.Select(file => Path.Combine(consumer.Folder, file)));
        Outcome rebuilt = Dotnet(consumer, Broken, "build", "-v", "minimal", "--nologo", "-warnaserror");
        Assert.AreEqual(0, rebuilt.ExitCode, rebuilt.All);
        CollectionAssert.AreEqual(Array.Empty<string>(), Reported(consumer), string.Join('\n', Reported(consumer)));

        Outcome ran = Dotnet(consumer, Broken, "run", "--no-build");
        string[] processes = [.. ProcessId().Matches(ran.Output).Select(match => match.Value).Distinct()];
        Assert.HasCount(2, processes, ran.All);
        Assert.Contains("got 9", ran.Output);
    }

    private static Outcome Dotnet(Consumer consumer, IReadOnlyDictionary<string, string?> environment, params string[] arguments) =>
        Commands.Run(consumer.Folder, "dotnet", arguments, environment);

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

    private static IEnumerable<string> Promised(string path) => File.ReadLines(path)
        .Select((line, index) => (Match: Mark().Match(line), Line: index + 1))
        .Where(each => each.Match.Success)
        .SelectMany(each => each.Match.Groups[1].Value.Split(", ").Except(Silent).Select(id => $"{Path.GetFileName(path)}({each.Line}): {id}"));

    private static string[] Reported(Consumer consumer)
    {
        using JsonDocument log = JsonDocument.Parse(File.ReadAllText(Path.Combine(consumer.Folder, "reports.sarif")));
        return
        [
            .. log.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray()
                .Where(result => !result.TryGetProperty("suppressions", out _))
                .Where(result => result.GetProperty("ruleId").GetString()!.StartsWith("PISO", StringComparison.Ordinal))
                .Select(Describe).Where(text => !Silent.Any(id => text.EndsWith(id, StringComparison.Ordinal)))
                .Distinct().Order(StringComparer.Ordinal),
        ];
    }

    private static string Describe(JsonElement result)
    {
        JsonElement place = result.GetProperty("locations")[0].GetProperty("physicalLocation");
        string file = Path.GetFileName(place.GetProperty("artifactLocation").GetProperty("uri").GetString()!);
        return $"{file}({place.GetProperty("region").GetProperty("startLine").GetInt32()}): {result.GetProperty("ruleId").GetString()}";
    }

    [GeneratedRegex(" // (PISO[0-9]{3}(?:, PISO[0-9]{3})*)$")]
    private static partial Regex Mark();

    [GeneratedRegex(@"^\| \[(PISO[0-9]{3})\].*\| yes \|", RegexOptions.Multiline)]
    private static partial Regex FixedRow();

    [GeneratedRegex(@"#if WRONG\n.*#else\n(.*)#endif\n", RegexOptions.Singleline)]
    private static partial Regex WrongSide();

    [GeneratedRegex("process [0-9]+")]
    private static partial Regex ProcessId();
}
