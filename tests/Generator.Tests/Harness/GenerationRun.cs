using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace ProcessIsolate.Generator.Tests.Harness;

/// <summary>One run of the generator, whose output has been compiled without a warning and found again in the cache.</summary>
internal sealed partial class GenerationRun
{
    private GenerationRun(GeneratorDriver driver, CSharpCompilation input, CSharpCompilation output)
    {
        Driver = driver;
        Input = input;
        Output = output;
    }

    /// <summary>What was compiled.</summary>
    public CSharpCompilation Input { get; }

    /// <summary>The same with generated files.</summary>
    public CSharpCompilation Output { get; }

    /// <summary>The generated files by name.</summary>
    public ImmutableDictionary<string, string> Files => Result.GeneratedSources
        .ToImmutableDictionary(source => source.HintName, source => Scrub(source.SourceText.ToString()));

    /// <summary>All generated text.</summary>
    public string Text => string.Join("\n", Files.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"// {pair.Key}\n{pair.Value}"));

    /// <summary>The module class.</summary>
    public string Module => Files["Module.g.cs"];

    private GeneratorDriver Driver { get; }

    private GeneratorRunResult Result => Driver.GetRunResult().Results.Single();

    /// <summary>Runs on a library of the given files.</summary>
    public static GenerationRun Of(params string[] sources) => Of(Compilations.Create(sources));

    /// <summary>Runs, compiles, and runs again.</summary>
    public static GenerationRun Of(CSharpCompilation input)
    {
        var run = WithoutChecks(input);
        run.AssertCompiles();
        var again = run.Driver.RunGenerators(input.Clone());
        var fresh = Steps(again.GetRunResult().Results.Single())
            .Where(step => step.Reason is not (IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged));
        Assert.AreEqual("", string.Join(", ", fresh), "A second run on the same input must find everything in the cache.");
        return run;
    }

    /// <summary>Runs on input that does not compile or whose output is not of interest.</summary>
    public static GenerationRun WithoutChecks(CSharpCompilation input)
    {
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new RunInProcessGenerator().AsSourceGenerator()],
            parseOptions: (CSharpParseOptions)input.SyntaxTrees[0].Options,
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        driver = driver.RunGeneratorsAndUpdateCompilation(input, out var output, out var diagnostics);
        Assert.IsEmpty(diagnostics);
        Assert.IsNull(driver.GetRunResult().Results.Single().Exception);
        return new GenerationRun(driver, input, (CSharpCompilation)output);
    }

    /// <summary>Replaces a text in one file and runs again with the same caches.</summary>
    public GenerationRun Edit(int file, string old, string replacement)
    {
        var tree = Input.SyntaxTrees[file];
        var source = tree.ToString();
        Assert.Contains(old, source);
        var edited = Input.ReplaceSyntaxTree(tree, Compilations.Parse(source.Replace(old, replacement), tree.FilePath, (CSharpParseOptions)tree.Options));
        var driver = Driver.RunGeneratorsAndUpdateCompilation(edited, out var output, out _);
        var run = new GenerationRun(driver, edited, (CSharpCompilation)output);
        run.AssertCompiles();
        return run;
    }

    /// <summary>Why the step's outputs are what they are in this run.</summary>
    public IReadOnlyList<IncrementalStepRunReason> Reasons(string step) =>
        [.. Steps(Result).Where(each => each.Name == step).Select(each => each.Reason)];

    /// <summary>Whether every generated file but the named ones came out of the cache.</summary>
    public bool IsCachedOrUnchanged(string step)
    {
        var reasons = Reasons(step);
        Assert.IsNotEmpty(reasons, $"No step {step} ran.");
        return reasons.All(reason => reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged);
    }

    /// <summary>The interceptor of each call with the given text.</summary>
    public IReadOnlyList<string?> Interceptors(string call)
    {
        var found = Output.SyntaxTrees.Take(Input.SyntaxTrees.Length).SelectMany(tree =>
        {
            var model = Output.GetSemanticModel(tree);
            return tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>()
                .Where(invocation => invocation.ToString() == call)
                .Select(invocation => model.GetInterceptorMethod(invocation)?.Name);
        }).ToList();
        Assert.IsNotEmpty(found, $"No call {call}.");
        return found;
    }

    /// <summary>Asserts that every call with the given text is intercepted.</summary>
    public GenerationRun Intercepts(params string[] calls)
    {
        foreach (var call in calls)
        {
            Assert.DoesNotContain((string?)null, Interceptors(call), $"{call} runs in this process.");
        }

        return this;
    }

    /// <summary>The output as another compilation references it.</summary>
    public MetadataReference ToReference()
    {
        using var image = new MemoryStream();
        Assert.IsTrue(Output.Emit(image).Success);
        return MetadataReference.CreateFromImage(image.ToArray());
    }

    private static IEnumerable<(string Name, IncrementalStepRunReason Reason)> Steps(GeneratorRunResult result) =>
        result.TrackedSteps.Where(pair => TrackedNames.Contains(pair.Key))
            .SelectMany(pair => pair.Value.SelectMany(step => step.Outputs.Select(output => (pair.Key, output.Reason))));

    private static readonly ImmutableHashSet<string> TrackedNames =
    [
        .. typeof(Common.TrackingNames).GetFields().Select(field => (string)field.GetRawConstantValue()!),
    ];

    private void AssertCompiles()
    {
        using var image = new MemoryStream();
        var result = Output.Emit(image);
        var problems = result.Diagnostics.Where(each => each.Severity >= DiagnosticSeverity.Warning).Select(each => each.ToString());
        Assert.AreEqual("", string.Join("\n", problems), Text);
    }

    private static string Scrub(string text) =>
        VersionPattern().Replace(TokenPattern().Replace(text, "InterceptsLocation(1, \"{token}\")"), "GeneratedCode(\"ProcessIsolate\", \"{version}\")");

    [GeneratedRegex("InterceptsLocation\\(1, \"[^\"]*\"\\)")]
    private static partial Regex TokenPattern();

    [GeneratedRegex("GeneratedCode\\(\"ProcessIsolate\", \"[^\"]*\"\\)")]
    private static partial Regex VersionPattern();
}
