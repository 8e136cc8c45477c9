using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ProcessIsolate.Generator.Tests.Harness;

namespace ProcessIsolate.Analyzers.Tests.Harness;

/// <summary>The project around the sources of a test.</summary>
internal sealed record Setup
{
    /// <summary>A library in the newest language whose files see common namespaces.</summary>
    public static Setup Default { get; } = new();

    /// <summary>Language version and features.</summary>
    public CSharpParseOptions Options { get; init; } = Compilations.ParseOptions;

    /// <summary>What is built.</summary>
    public OutputKind Kind { get; init; } = OutputKind.DynamicallyLinkedLibrary;

    /// <summary>MSBuild properties that analyzers can see, such as <c>PublishAot</c>, without prefix.</summary>
    public ImmutableDictionary<string, string> Properties { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Assemblies besides the framework and the runtime.</summary>
    public ImmutableArray<MetadataReference> References { get; init; } = [];

    /// <summary>Whether the generator runs before the analyzers.</summary>
    public bool RunsGenerator { get; init; } = true;

    /// <summary>Whether a file of global usings is added.</summary>
    public bool HasGlobalUsings { get; init; } = true;

    /// <summary>Whether the sources may fail to compile.</summary>
    public bool AllowsErrors { get; init; }

    /// <summary>The workspace that holds the project while a fix is applied.</summary>
    public string Workspace { get; init; } = "Custom";

    /// <summary>Ids that are compared; empty for all but hidden ones that the test does not mark.</summary>
    public ImmutableArray<string> Only { get; init; } = [];

    /// <summary>The same in another language version.</summary>
    public Setup In(LanguageVersion version) => this with { Options = Compilations.Language(version) };

    /// <summary>The same with an MSBuild property.</summary>
    public Setup With(string property, string value) => this with { Properties = Properties.SetItem(property, value) };

    /// <summary>The same where only reports of the named rules are compared.</summary>
    public Setup Comparing(params string[] ids) => this with { Only = [.. ids] };

    /// <summary>The files, global usings included.</summary>
    public IEnumerable<SourceFile> Complete(IEnumerable<SourceFile> files)
    {
        return HasGlobalUsings
            ? files.Append(new SourceFile("Usings.cs", string.Concat(Namespaces.Select(each => $"global using {each};\n"))))
            : files;
    }

    private static readonly ImmutableArray<string> Namespaces =
    [
        "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Linq.Expressions", "System.Text",
        "System.Threading", "System.Threading.Tasks", "ProcessIsolate",
    ];
}
