using System.Collections.Generic;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Host.Mef;
using Microsoft.CodeAnalysis.Text;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Generator.Tests.Harness;

namespace ProcessIsolate.Analyzers.Tests.Harness;

/// <summary>The sources of a test as an editor holds them, with the generator as one of the project's analyzers.</summary>
internal static class TestWorkspace
{
    /// <summary>A project of the files.</summary>
    public static Project Create(IEnumerable<SourceFile> files, Setup setup)
    {
        var model = Compilations.Create(setup.Options, setup.Kind).AddReferences(setup.References);
        var workspace = new AdhocWorkspace(MefHostServices.DefaultHost, setup.Workspace);
        var id = ProjectId.CreateNewId();
        var solution = workspace.CurrentSolution
            .AddProject(ProjectInfo.Create(
                id,
                VersionStamp.Default,
                "Sample",
                "Sample",
                LanguageNames.CSharp,
                compilationOptions: model.Options,
                parseOptions: setup.Options,
                metadataReferences: model.References,
                analyzerReferences: setup.RunsGenerator ? [new GeneratorReference()] : []));
        foreach (var file in setup.Complete(files))
        {
            solution = solution.AddDocument(DocumentId.CreateNewId(id), file.Path, SourceText.From(file.Text, System.Text.Encoding.UTF8), filePath: file.Path);
        }

        return solution.GetProject(id)!;
    }

    /// <summary>The project's compilation, generated files included.</summary>
    public static Compilation Compile(Project project)
    {
        var compilation = project.GetCompilationAsync().GetAwaiter().GetResult();
        Assert.IsNotNull(compilation);
        return compilation;
    }

    private sealed class GeneratorReference : AnalyzerReference
    {
        // The workspace knows a generator by its instance.
        private readonly ImmutableArray<ISourceGenerator> generators = Generators.Make();

        public override string FullPath => "ProcessIsolate.Generator.dll";

        public override object Id => this;

        public override ImmutableArray<DiagnosticAnalyzer> GetAnalyzers(string language) => [];

        public override ImmutableArray<DiagnosticAnalyzer> GetAnalyzersForAllLanguages() => [];

        public override ImmutableArray<ISourceGenerator> GetGenerators(string language) => generators;

        public override ImmutableArray<ISourceGenerator> GetGeneratorsForAllLanguages() => generators;
    }
}
