using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Analyzers.Tests.Harness;

namespace ProcessIsolate.Analyzers.Tests;

/// <summary>What the rules cost a project, as a part of the time that compiling it takes.</summary>
[TestClass]
[DoNotParallelize]
public sealed class CostTests
{
    // The figures of the record are those of 500 files; what is asserted does not need as many.
    private static readonly int Files = int.Parse(Environment.GetEnvironmentVariable("PROCESSISOLATE_COST_FILES") ?? "60", CultureInfo.InvariantCulture);

    private const int FilesForEachMark = 50;
    private const int Rounds = 3;

    // The aim is 2 %. Room is left for machines that do other things meanwhile, not for a rule that looks at all code.
    private const double Limit = 0.06;

    public required TestContext TestContext { get; set; }

    [TestMethod]
    public void ProjectThatMarksNothingPaysNextToNothing()
    {
        var compilation = Analysis.Compile(Enumerable.Range(0, Files).Select(Generate), Setup.Default with { RunsGenerator = false });
        Assert.IsLessThan(Limit, Measure(compilation, "and no mark"));

        // What cannot vary at all is that the rules on marks ask to see no code, attributes excepted.
        var analysis = new CompilationWithAnalyzers(
            compilation, Analysis.Analyzers, new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), null, concurrentAnalysis: false, logAnalyzerExecutionTime: true));
        var result = analysis.GetAnalysisResultAsync(CancellationToken.None).GetAwaiter().GetResult();
        Assert.IsEmpty(result.GetAllDiagnostics());
        var onMarks = result.AnalyzerTelemetryInfo.Where(pair => pair.Key.SupportedDiagnostics.All(DiagnosticDescriptors.Marks.Contains)).ToList();
        Assert.IsNotEmpty(onMarks);
        foreach (var (analyzer, info) in onMarks)
        {
            var asked = info.OperationActionsCount + info.OperationBlockActionsCount + info.OperationBlockStartActionsCount
                + info.SymbolActionsCount + info.SymbolStartActionsCount + info.SemanticModelActionsCount + info.SyntaxTreeActionsCount
                + info.CodeBlockActionsCount + info.CodeBlockStartActionsCount
                + (analyzer is ContractAnalyzer ? 0 : info.SyntaxNodeActionsCount);
            Assert.AreEqual(0, asked, analyzer.GetType().Name);
        }
    }

    [TestMethod]
    public void ProjectWithAFewMarksPaysLittle()
    {
        var marks = Files / FilesForEachMark;
        var files = Enumerable.Range(0, Files).Select(Generate).Concat(Enumerable.Range(0, marks).Select(GenerateMarked));
        Assert.IsLessThan(Limit, Measure(Analysis.Compile(files, Setup.Default), $"and {marks} marks"));
    }

    /// <summary>The shortest of several times on both sides: whatever else the machine does only makes one longer.</summary>
    private double Measure(Compilation compilation, string description)
    {
        compilation = compilation.WithOptions(((CSharpCompilationOptions)compilation.Options).WithConcurrentBuild(false));
        var compileTime = TimeSpan.MaxValue;
        var times = new Dictionary<DiagnosticAnalyzer, TimeSpan>();
        var options = new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), null, concurrentAnalysis: false, logAnalyzerExecutionTime: true);
        for (var round = 0; round < Rounds; round++)
        {
            var stopwatch = Stopwatch.StartNew();
            Assert.IsTrue(compilation.Clone().Emit(Stream.Null).Success);
            compileTime = Min(compileTime, stopwatch.Elapsed);
            var analysis = new CompilationWithAnalyzers(compilation.Clone(), Analysis.Analyzers, options);
            foreach (var (analyzer, info) in analysis.GetAnalysisResultAsync(CancellationToken.None).GetAwaiter().GetResult().AnalyzerTelemetryInfo)
            {
                times[analyzer] = Min(times.GetValueOrDefault(analyzer, TimeSpan.MaxValue), info.ExecutionTime);
            }
        }

        var total = times.Values.Aggregate(TimeSpan.Zero, (sum, each) => sum + each);
        TestContext.WriteLine($"The rules took {total / compileTime:P2} of the compile time of {Files} files {description}, most of it:");
        foreach (var (analyzer, time) in times.OrderByDescending(pair => pair.Value).Take(3))
        {
            TestContext.WriteLine($"{analyzer.GetType().Name} {time / compileTime:P2}");
        }

        return total / compileTime;
    }

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;

    private static SourceFile GenerateMarked(int number) => new($"Marked{number}.cs", $$"""
        namespace Large;

        internal static class Marked{{number}}
        {
            private static readonly Dictionary<int, int> Known = [];

            [RunInProcess]
            public static int Work(int x, string[] keys)
            {
                var made = new Class{{number * FilesForEachMark}}();
                var sum = Class{{number}}.Twice(x);
                foreach (var key in keys)
                {
                    sum += made.Find(key, x).Sum();
                }

                return Known.TryGetValue(sum, out var known) ? known : sum;
            }

            public static int Use() => Work({{number}}, ["a"]);
        }
        """);

    private static SourceFile Generate(int number) => new($"File{number}.cs", $$"""
        namespace Large;

        [Serializable, System.Diagnostics.DebuggerDisplay("{Name}")]
        public sealed class Class{{number}}
        {
            private readonly Dictionary<string, List<int>> table = new(StringComparer.OrdinalIgnoreCase);

            [Obsolete("Shows an attribute.")]
            public string Name { get; set; } = "";

            public IEnumerable<int> Find(string key, int limit) =>
                table.TryGetValue(key, out var found) ? found.Where(each => each < limit).OrderBy(each => each).Select(each => each + {{number}}) : [];

            public async Task<int> AddAsync(string key, CancellationToken token)
            {
                await Task.Yield();
                token.ThrowIfCancellationRequested();
                for (int index = 0; index < key.Length; index++)
                {
                    if (!table.TryGetValue(key[..index], out var list))
                    {
                        table[key[..index]] = list = [];
                    }

                    list.Add(index + Class{{Math.Max(0, number - 1)}}.Twice(index));
                }

                return table.Values.Sum(list => list.Sum());
            }

            public static int Twice(int x) => x switch { 0 => 0, > 100 => checked(x * 2), _ => x + x };
        }
        """);
}
