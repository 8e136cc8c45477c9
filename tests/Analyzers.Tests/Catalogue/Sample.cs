using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using ProcessIsolate.Analyzers.Tests.Harness;

namespace ProcessIsolate.Analyzers.Tests.Catalogue;

/// <summary>A file of <c>samples/Rules</c>: what breaks a rule where <c>WRONG</c> is defined, else what to write instead.</summary>
/// <remarks>The rules broken in a line are named in the comment that ends it. A first line <c>// PublishAot=true</c> sets an MSBuild
/// property, which the sample project does not have.</remarks>
internal sealed partial class Sample
{
    private const string Implicit = "global using System; global using System.Collections.Generic; global using System.IO; "
        + "global using System.Linq; global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;";

    private readonly string text;
    private readonly Setup setup = Setup.Default with { HasGlobalUsings = false };

    private Sample(string path)
    {
        Id = Path.GetFileNameWithoutExtension(path);
        text = File.ReadAllText(path).ReplaceLineEndings("\n");
        var property = Property().Match(text);
        if (property.Success)
        {
            setup = setup.With(property.Groups[1].Value, property.Groups[2].Value);
        }
    }

    /// <summary>Where the samples are.</summary>
    public static string Folder { get; } = Path.Combine(Repository.Root, "samples", "Rules");

    /// <summary>The rule it is about.</summary>
    public string Id { get; }

    /// <summary>All samples by rule.</summary>
    public static ImmutableSortedDictionary<string, Sample> All { get; } =
        Directory.GetFiles(Folder, "PISO*.cs").Select(path => new Sample(path)).ToImmutableSortedDictionary(each => each.Id, each => each);

    /// <summary>The code of one side as its page shows it: without namespace, and without reports named in comments.</summary>
    public string Show(bool isWrong)
    {
        var parts = Parts().Match(text);
        var usings = Usings().Replace(parts.Groups["head"].Value, "");
        return usings.TrimStart() + Mark().Replace(parts.Groups[isWrong ? "wrong" : "right"].Value, "");
    }

    /// <summary>What the comments of the wrong side promise, as lines with ids.</summary>
    public IEnumerable<string> Promised() => text.Split('\n')
        .Select((line, index) => (Match: Mark().Match(line), Line: index + 1))
        .Where(each => each.Match.Success)
        .SelectMany(each => each.Match.Groups[1].Value.Split(", ").Select(id => $"{each.Line}: {id}"));

    /// <summary>What is reported on one side, compiler errors included, as lines with ids.</summary>
    public IEnumerable<string> Reported(bool isWrong)
    {
        var options = isWrong ? setup.Options.WithPreprocessorSymbols("WRONG") : setup.Options;
        var compilation = Analysis.Compile([new SourceFile(Id + ".cs", text), new SourceFile("Implicit.cs", Implicit)], setup with { Options = options });
        var promised = Promised().ToHashSet();
        return compilation.GetDiagnostics().Where(each => each.DefaultSeverity is DiagnosticSeverity.Error)
            .Concat(Analysis.Run(compilation, setup))
            .Select(each => (Report: $"{each.Location.GetLineSpan().StartLinePosition.Line + 1}: {each.Id}", each.Severity))
            .Where(each => each.Severity is not DiagnosticSeverity.Hidden || promised.Contains(each.Report))
            .Select(each => each.Report);
    }

    [GeneratedRegex(@"\A// (\w+)=(\w+)\n")]
    private static partial Regex Property();

    [GeneratedRegex(@"\A(?:// \w+=\w+\n)?(?<head>.*)#if WRONG\n(?<wrong>.*)#else\n(?<right>.*)#endif\n\z", RegexOptions.Singleline)]
    private static partial Regex Parts();

    [GeneratedRegex(@"namespace [\w.]+;\n\n")]
    private static partial Regex Usings();

    [GeneratedRegex(" // (PISO[0-9]{3}(?:, PISO[0-9]{3})*)$", RegexOptions.Multiline)]
    private static partial Regex Mark();
}
