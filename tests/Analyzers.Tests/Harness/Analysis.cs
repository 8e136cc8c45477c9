using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Generator.Tests.Harness;

namespace ProcessIsolate.Analyzers.Tests.Harness;

/// <summary>Runs the generator and all rules of the package on sources.</summary>
internal static class Analysis
{
    /// <summary>One of each analyzer in the package.</summary>
    public static ImmutableArray<DiagnosticAnalyzer> Analyzers { get; } =
    [
        .. typeof(ContractAnalyzer).Assembly.GetTypes()
            .Where(type => type.GetCustomAttribute<DiagnosticAnalyzerAttribute>() is not null)
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
    ];

    /// <summary>Fails unless exactly the marked spans are reported.</summary>
    /// <returns>The messages in order of place.</returns>
    public static IReadOnlyList<string> Verify(string markup, Setup? setup = null)
    {
        setup ??= Setup.Default;
        var parsed = Markup.Parse(markup);
        return Verify(parsed, Compile(parsed.Files, setup), setup);
    }

    /// <summary>The same for a compilation that exists.</summary>
    public static IReadOnlyList<string> Verify(Markup markup, Compilation compilation, Setup setup)
    {
        if (!setup.AllowsErrors)
        {
            var errors = compilation.GetDiagnostics().Where(each => each.DefaultSeverity is DiagnosticSeverity.Error);
            Assert.AreEqual("", string.Join("\n", errors), "The sources of a test must compile.");
        }

        var marked = markup.Expected.Select(each => each.Id).ToHashSet();
        var reported = Run(compilation, setup)
            .Where(each => each.Severity is not DiagnosticSeverity.Hidden || marked.Contains(each.Id))
            .Where(each => setup.Only.IsEmpty || setup.Only.Contains(each.Id)).ToList();
        Assert.AreEqual(
            string.Join("\n", markup.Expected.Select(each => Describe(markup, each)).Order(StringComparer.Ordinal)),
            string.Join("\n", reported.Select(each => Describe(markup, ToExpected(each))).Order(StringComparer.Ordinal)),
            string.Join("\n", reported));
        return [.. reported.Select(each => each.GetMessage())];
    }

    /// <summary>What the compiler sees after the generator has run.</summary>
    public static Compilation Compile(IEnumerable<SourceFile> files, Setup setup)
    {
        Compilation compilation = Compilations.Create(setup.Options, setup.Kind)
            .AddSyntaxTrees(setup.Complete(files).Select(file => Compilations.Parse(file.Text, file.Path, setup.Options)))
            .AddReferences(setup.References);
        if (setup.RunsGenerator)
        {
            CSharpGeneratorDriver.Create(Generators.Make(), parseOptions: setup.Options)
                .RunGeneratorsAndUpdateCompilation(compilation, out compilation, out var problems);
            Assert.AreEqual("", string.Join("\n", problems));
        }

        return compilation;
    }

    /// <summary>All reports in order of place; fails when an analyzer throws.</summary>
    public static ImmutableArray<Diagnostic> Run(Compilation compilation, Setup setup)
    {
        var thrown = new ConcurrentQueue<Exception>();
        var analysis = new CompilationWithAnalyzers(
            compilation.WithOptions(compilation.Options.WithGeneralDiagnosticOption(ReportDiagnostic.Default)),
            Analyzers,
            new CompilationWithAnalyzersOptions(
                new AnalyzerOptions([], new Properties(setup.Properties)), (exception, _, _) => thrown.Enqueue(exception), true, false));
        var reports = analysis.GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult();
        Assert.AreEqual("", string.Join("\n", thrown), "An analyzer threw.");
        return
        [
            .. reports.OrderBy(each => each.Location.SourceTree?.FilePath, StringComparer.Ordinal)
                .ThenBy(each => each.Location.SourceSpan.Start).ThenBy(each => each.Id, StringComparer.Ordinal),
        ];
    }

    private static ExpectedReport ToExpected(Diagnostic report) =>
        new(report.Location.SourceTree?.FilePath ?? "", report.Id, report.Location.SourceSpan);

    private static string Describe(Markup markup, ExpectedReport report)
    {
        var text = markup.Files.FirstOrDefault(each => each.Path == report.Path)?.Text.Substring(report.Span.Start, report.Span.Length);
        return $"{report.Path} {report.Span.Start:D6} {report.Id}: {text}";
    }

    private sealed class Properties(ImmutableDictionary<string, string> properties) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Options(properties);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;
    }

    private sealed class Options(ImmutableDictionary<string, string> properties) : AnalyzerConfigOptions
    {
        private const string Prefix = "build_property.";

        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value)
        {
            value = null;
            return key.StartsWith(Prefix, StringComparison.Ordinal) && properties.TryGetValue(key[Prefix.Length..], out value);
        }
    }
}
