using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Reflection;
using Microsoft.CodeAnalysis;
using ProcessIsolate.Generator;

namespace ProcessIsolate.Analyzers.Tests.Harness;

/// <summary>Our generator, and the framework's for JSON contexts, which every project has.</summary>
internal static class Generators
{
    private static readonly Type JsonGenerator = Assembly.LoadFrom(JsonGeneratorFile()).GetTypes()
        .First(type => type.GetCustomAttribute<GeneratorAttribute>()?.Languages.Contains(LanguageNames.CSharp) is true);

    /// <summary>New ones.</summary>
    public static ImmutableArray<ISourceGenerator> Make() =>
        [new RunInProcessGenerator().AsSourceGenerator(), ((IIncrementalGenerator)Activator.CreateInstance(JsonGenerator)!).AsSourceGenerator()];

    /// <summary>Beside the reference assemblies of the SDK that runs the tests.</summary>
    private static string JsonGeneratorFile()
    {
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));
        return Directory.GetFiles(Path.Combine(root, "packs", "Microsoft.NETCore.App.Ref"), "System.Text.Json.SourceGeneration.dll", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).Last();
    }
}
