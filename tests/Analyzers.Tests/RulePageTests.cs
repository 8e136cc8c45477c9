using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Analyzers.Tests.Harness;

namespace ProcessIsolate.Analyzers.Tests;

/// <summary>Every rule has a page, and what the page shows is what the rule says.</summary>
[TestClass]
public sealed partial class RulePageTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "docs", "rules");

    public static IEnumerable<object[]> Rules => DiagnosticDescriptors.ById.Values.Select(rule => new object[] { rule.Id, rule.Title.ToString() });

    [TestMethod]
    [DynamicData(nameof(Rules))]
    public void PageShowsViolationAndResolution(string id, string title)
    {
        var page = File.ReadAllText(Path.Combine(Folder, id + ".md")).ReplaceLineEndings("\n");
        Assert.StartsWith($"# {id}: {title}\n", page);
        Assert.Contains("## Resolution", page);
        var samples = Sample().Matches(page).Select(match => match.Groups[1].Value).ToList();

        // Two rules are about the project around the code; their pages show none.
        Assert.HasCount(id is "PISO001" or "PISO111" ? 0 : 2, samples);
        if (samples is [var violation, var resolution])
        {
            Assert.AreEqual(id, string.Join(" ", Ids(violation)));
            Assert.AreEqual("", string.Join(" ", Ids(resolution)));
        }
    }

    [TestMethod]
    public void EveryPageHasARule()
    {
        var pages = Directory.GetFiles(Folder, "PISO*.md").Select(Path.GetFileNameWithoutExtension);
        Assert.IsEmpty(pages.Except(Rules.Select(rule => (string?)rule[0])));
    }

    private static IEnumerable<string> Ids(string source)
    {
        var setup = Setup.Default with { HasChannels = true };
        return Analysis.Run(Analysis.Compile([new SourceFile("Page.cs", source)], setup), setup).Select(report => report.Id).Distinct();
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Sample();
}
