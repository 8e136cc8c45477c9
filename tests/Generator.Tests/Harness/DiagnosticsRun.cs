using System.Collections.Generic;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Analyzers;

namespace ProcessIsolate.Generator.Tests.Harness;

/// <summary>Runs generator and analyzers on a source whose expected reports are marked inline: <c>{|PISO103:code|}</c>.</summary>
internal static class DiagnosticsRun
{
    /// <summary>Fails unless exactly the marked spans are reported.</summary>
    /// <returns>The messages in order of place.</returns>
    public static IReadOnlyList<string> Verify(string markup) => Verify(markup, Compilations.ParseOptions, []);

    /// <summary>The same with other options or further references.</summary>
    public static IReadOnlyList<string> Verify(string markup, CSharpParseOptions options, IEnumerable<MetadataReference> references)
    {
        var (source, expected) = Parse(markup);
        var compilation = Compilations.Create(options, OutputKind.DynamicallyLinkedLibrary, source).AddReferences(references);
        return Verify(source, expected, GenerationRun.WithoutChecks(compilation).Output);
    }

    /// <summary>The same where the generator did not run.</summary>
    public static IReadOnlyList<string> VerifyWithoutGenerator(string markup)
    {
        var (source, expected) = Parse(markup);
        return Verify(source, expected, Compilations.Create(source));
    }

    private static IReadOnlyList<string> Verify(string source, List<(string Id, TextSpan Span)> expected, Compilation output)
    {
        var reported = Analyze(output);
        Assert.AreEqual(
            string.Join("\n", expected.Select(each => Describe(source, each.Id, each.Span))),
            string.Join("\n", reported.Select(each => Describe(source, each.Id, each.Location.SourceSpan))),
            string.Join("\n", reported));
        return [.. reported.Select(each => each.GetMessage())];
    }

    /// <summary>What the analyzers report on a compilation, in order of place.</summary>
    public static IReadOnlyList<Diagnostic> Analyze(Compilation output)
    {
        var analysis = new CompilationWithAnalyzers(
            output.WithOptions(output.Options.WithGeneralDiagnosticOption(ReportDiagnostic.Default)),
            [new ContractAnalyzer(), new CallAnalyzer()],
            new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), (exception, _, _) => throw exception, true, false));
        return [.. analysis.GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult()
            .OrderBy(each => each.Location.SourceSpan.Start).ThenBy(each => each.Id)];
    }

    private static string Describe(string source, string id, TextSpan span) => $"{id} at {span}: {source.Substring(span.Start, span.Length)}";

    private static (string Source, List<(string Id, TextSpan Span)> Expected) Parse(string markup)
    {
        var text = new StringBuilder();
        var open = new Stack<(string Id, int Start)>();
        var expected = new List<(string Id, TextSpan Span)>();
        for (var index = 0; index < markup.Length; index++)
        {
            if (markup[index] == '{' && index + 1 < markup.Length && markup[index + 1] == '|')
            {
                var colon = markup.IndexOf(':', index);
                open.Push((markup[(index + 2)..colon], text.Length));
                index = colon;
            }
            else if (markup[index] == '|' && index + 1 < markup.Length && markup[index + 1] == '}')
            {
                var (id, start) = open.Pop();
                expected.Add((id, TextSpan.FromBounds(start, text.Length)));
                index++;
            }
            else
            {
                text.Append(markup[index]);
            }
        }

        return (text.ToString(), [.. expected.OrderBy(each => each.Span.Start).ThenBy(each => each.Id)]);
    }
}
