using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace ProcessIsolate.Generator.Tests.Harness;

/// <summary>Makes compilations as a project that uses the package has them.</summary>
internal static class Compilations
{
    private static readonly MetadataReference[] Framework =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal)
                || Path.GetFileName(path) is "mscorlib.dll" or "netstandard.dll" or "ProcessIsolate.dll")
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>The language as the newest compiler speaks it, with the package's property set.</summary>
    public static CSharpParseOptions ParseOptions { get; } = Language(LanguageVersion.CSharp14);

    /// <summary>The package's property set for another language version.</summary>
    public static CSharpParseOptions Language(LanguageVersion version) => CSharpParseOptions.Default
        .WithLanguageVersion(version)
        .WithFeatures([new KeyValuePair<string, string>("InterceptorsNamespaces", "ProcessIsolate.Generated")]);

    /// <summary>A library of the given files; a first line of usings is added to each.</summary>
    public static CSharpCompilation Create(params string[] sources) => Create(ParseOptions, OutputKind.DynamicallyLinkedLibrary, sources);

    /// <summary>A compilation of the given files.</summary>
    public static CSharpCompilation Create(CSharpParseOptions options, OutputKind kind, params string[] sources) => CSharpCompilation.Create(
        "Sample",
        sources.Select((source, index) => Parse(source, $"File{index}.cs", options)),
        Framework,
        new CSharpCompilationOptions(kind, nullableContextOptions: NullableContextOptions.Enable, generalDiagnosticOption: ReportDiagnostic.Error));

    /// <summary>A file.</summary>
    public static SyntaxTree Parse(string source, string path, CSharpParseOptions options) =>
        CSharpSyntaxTree.ParseText(SourceText.From(source, Encoding.UTF8), options, path);
}
