using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Analyzers.Tests.Harness;

namespace ProcessIsolate.Analyzers.Tests;

/// <summary>What the rules cost a project that marks nothing.</summary>
[TestClass]
public sealed class CostTests
{
    // The figure of the record is that of 500 files; what is asserted does not need as many.
    private static readonly int Files = int.Parse(Environment.GetEnvironmentVariable("PROCESSISOLATE_COST_FILES") ?? "60", CultureInfo.InvariantCulture);

    public required TestContext TestContext { get; set; }

    [TestMethod]
    public void ProjectThatMarksNothingPaysNextToNothing()
    {
        var setup = Setup.Default with { RunsGenerator = false };
        var compilation = Analysis.Compile(Enumerable.Range(0, Files).Select(Generate), setup);
        var stopwatch = Stopwatch.StartNew();
        Assert.IsTrue(compilation.Emit(Stream.Null).Success);
        var compileTime = stopwatch.Elapsed;

        var options = new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), null, concurrentAnalysis: false, logAnalyzerExecutionTime: true);
        var analysis = new CompilationWithAnalyzers(compilation.Clone(), Analysis.Analyzers, options);
        var result = analysis.GetAnalysisResultAsync(CancellationToken.None).GetAwaiter().GetResult();
        Assert.IsEmpty(result.GetAllDiagnostics());
        var total = result.AnalyzerTelemetryInfo.Values.Aggregate(TimeSpan.Zero, (sum, each) => sum + each.ExecutionTime);
        TestContext.WriteLine($"The rules took {total / compileTime:P2} of the compile time of {Files} files.");

        // Time is for people to read; what cannot vary is that the rules on marks ask to see no code, attributes excepted.
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
