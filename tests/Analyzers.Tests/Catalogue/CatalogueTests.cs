using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Analyzers.Tests.Harness;

namespace ProcessIsolate.Analyzers.Tests.Catalogue;

/// <summary>Every rule has an analyzer, a line in the release file, a sample, a page and a place in the index, and none of these is without a rule.</summary>
[TestClass]
public sealed partial class CatalogueTests
{
    /// <summary>Broken by what surrounds the code, which no file shows.</summary>
    private static readonly HashSet<string> WithoutSample = ["PISO001", "PISO111", "PISO112", "PISO401"];

    /// <summary>The address the rules were built with; a build without one has no links.</summary>
    private static readonly string? PagesUrl = typeof(DiagnosticDescriptors).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(each => each.Key == "RulePagesUrl").Value;

    public static IEnumerable<object[]> Ids => Pages.Rules.Select(rule => new object[] { rule.Id });

    [TestMethod]
    public void EachRuleIsInEachPlace()
    {
        var ids = Pages.Rules.Select(rule => rule.Id).ToList();
        CollectionAssert.AreEqual(ids, Pages.Rules.Select(rule => rule.Id).Distinct().ToList());
        CollectionAssert.AreEquivalent(ids, Analysis.Analyzers.SelectMany(each => each.SupportedDiagnostics).Select(rule => rule.Id).Distinct().ToList());
        CollectionAssert.AreEqual(ids, Named(Pages.Folder, "PISO*.md"));
        CollectionAssert.AreEqual(ids.Except(WithoutSample).ToList(), Named(Sample.Folder, "PISO*.cs"));
        CollectionAssert.IsSubsetOf(Fixing.FixableIds.ToList(), ids);
    }

    [TestMethod]
    public void ReleaseFileTellsWhatTheCatalogueTells()
    {
        var folder = Path.Combine(Repository.Root, "src", "Analyzers", "Rules");
        var rows = new[] { "Shipped", "Unshipped" }
            .SelectMany(kind => File.ReadLines(Path.Combine(folder, $"AnalyzerReleases.{kind}.md")))
            .Where(line => line.StartsWith("PISO", StringComparison.Ordinal));
        Assert.AreEqual(
            string.Join("\n", Pages.Rules.Select(rule => $"{rule.Id} | {rule.Category} | {rule.DefaultSeverity} | {rule.Title}")),
            string.Join("\n", rows));
    }

    [TestMethod]
    [DynamicData(nameof(Ids))]
    public void PageSaysWhyAndShowsTheSample(string id)
    {
        var rule = DiagnosticDescriptors.ById[id];
        Assert.AreEqual(PagesUrl is { Length: > 0 } ? PagesUrl + id + ".md" : "", rule.HelpLinkUri);
        var page = Pages.Read(id);
        var headings = Heading().Matches(page).Select(match => match.Value).ToList();
        string[] expected = WithoutSample.Contains(id)
            ? [$"# {id}: {rule.Title}", "## Why it matters", "## Resolution", "## How to suppress"]
            : [$"# {id}: {rule.Title}", "## Why it matters", "## Violation", "## Resolution", "## How to suppress"];
        CollectionAssert.AreEqual(expected, headings, string.Join("\n", headings));
        Assert.Contains(id, page[page.IndexOf(expected[^1], StringComparison.Ordinal)..]);
        if (Sample.All.TryGetValue(id, out var sample))
        {
            Assert.AreEqual(2, page.Split("```csharp").Length - 1, "A page shows the two sides of its sample.");
            Pages.Match(id, Pages.WithCode(page, sample));
        }
    }

    [TestMethod]
    public void IndexListsAllRules() => Pages.Match("index", Pages.Index());

    private static List<string> Named(string folder, string pattern) =>
    [
        .. Directory.GetFiles(folder, pattern).Where(path => !path.EndsWith(".received.md", StringComparison.Ordinal))
            .Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal),
    ];

    [GeneratedRegex("^##? .*$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
