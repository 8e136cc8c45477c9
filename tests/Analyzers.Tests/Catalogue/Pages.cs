using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Analyzers.Tests.Harness;

namespace ProcessIsolate.Analyzers.Tests.Catalogue;

/// <summary>The pages of <c>docs/rules</c>: text written by hand around code and tables made here.</summary>
/// <remarks>With <c>PROCESSISOLATE_UPDATE_DOCS=1</c> in the environment stale files are written anew. Otherwise they fail the test,
/// which leaves <c>Name.received.md</c> beside them.</remarks>
internal static partial class Pages
{
    /// <summary>Where the pages are.</summary>
    public static string Folder { get; } = Path.Combine(Repository.Root, "docs", "rules");

    /// <summary>The rules in order of their ids.</summary>
    public static IEnumerable<DiagnosticDescriptor> Rules => DiagnosticDescriptors.ById.Values.OrderBy(rule => rule.Id, StringComparer.Ordinal);

    /// <summary>The text of a rule's page.</summary>
    public static string Read(string id) => File.ReadAllText(Path.Combine(Folder, id + ".md")).ReplaceLineEndings("\n");

    /// <summary>The page with the code of the rule's sample in the sections that show it.</summary>
    public static string WithCode(string page, Sample sample) => Code().Replace(page, match =>
        $"## {match.Groups[1].Value}\n{match.Groups[2].Value}```csharp\n{sample.Show(isWrong: match.Groups[1].Value == "Violation")}```\n");

    /// <summary>Fails unless the file holds the text.</summary>
    public static void Match(string name, string expected)
    {
        var file = Path.Combine(Folder, name + ".md");
        var received = Path.Combine(Folder, name + ".received.md");
        if (Environment.GetEnvironmentVariable("PROCESSISOLATE_UPDATE_DOCS") == "1")
        {
            File.WriteAllText(file, expected);
        }

        if (File.Exists(file) && File.ReadAllText(file).ReplaceLineEndings("\n") == expected)
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, expected);
        Assert.Fail($"{name}.md is not what the rules and their samples make of it; {name}.received.md is. Set PROCESSISOLATE_UPDATE_DOCS=1 to update.");
    }

    /// <summary>The list of all rules.</summary>
    public static string Index()
    {
        var page = new StringBuilder("""
            # Rules

            What the compiler says about code that would not run as it reads. An error stops the build because the call would silently run in
            this process, or could not run at all. A warning marks code that runs but may not do what its author expects. Each page says
            why, shows code that breaks the rule and code that does not, and how to suppress it where one knows better.


            """.ReplaceLineEndings("\n"));
        foreach (var topic in Rules.GroupBy(rule => rule.Id[4]))
        {
            page.Append("## ").Append(Topics[topic.Key]).Append("\n\n| Id | Severity | Fix | Rule |\n|---|---|---|---|\n");
            foreach (var rule in topic)
            {
                var fix = Fixing.FixableIds.Contains(rule.Id) ? "yes" : "";
                page.Append($"| [{rule.Id}]({rule.Id}.md) | {rule.DefaultSeverity} | {fix} | {rule.Title} |\n");
            }

            page.Append('\n');
        }

        return page.Append("""
            A severity is changed as for any rule of the compiler, for a file or a project:

            ```ini
            [*.cs]
            dotnet_diagnostic.PISO202.severity = warning
            ```

            In a generated project of 500 files that marks nothing, the rules take well under 1 % of the compile time (measured: 0.3 %), since they
            look at the names of attributes and search the text for names of channels, and do nothing else. `dotnet test tests/Analyzers.Tests
            --filter CostTests -v normal` measures it again. How channels, shared values and locks are used is looked at wherever a file names one,
            whether or not a method is marked.

            All samples are one project, [samples/Rules](../../samples/Rules/README.md). This page is made from the list of rules.

            """.ReplaceLineEndings("\n")).ToString();
    }

    private static readonly Dictionary<char, string> Topics = new()
    {
        ['0'] = "The project",
        ['1'] = "What is marked",
        ['2'] = "How it is called",
        ['3'] = "What the process boundary changes",
        ['4'] = "Publishing",
    };

    [GeneratedRegex("## (Violation|Resolution)\n((?:(?!##|```)[^\n]*\n)*)```csharp\n[^`]*```\n")]
    private static partial Regex Code();
}
