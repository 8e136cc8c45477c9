using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Analyzers.Tests.Harness;

namespace ProcessIsolate.Analyzers.Tests.Calls;

/// <summary>Code as it is while a user types it: an analyzer that throws fails the test.</summary>
[TestClass]
public sealed class HalfTypedTests
{
    private const int Step = 23;

    private const string Members = """
        static Func<int, int> field = Jobs.Square;
        async Task<int[]> F(ProcessPool pool, int[] xs, CancellationToken stop)
        {
            Func<int, int> f = f ?? Jobs.Square, g = x => f(x);
            var list = new List<int>();
            foreach (var x in xs) { list.Add(Jobs.Square(x)); }
            for (int i = 0; i < xs.Length; i++) { xs[i] = Jobs.Square(xs[i]); }
            await Jobs.SquareAsync(y: 3, 4, nothing: stop); Jobs.WorkAsync(); Jobs.Slow(); Jobs.Square(); "a".Size(1);
            pool.Run(f, 3); pool.Run(g); pool.Map(Jobs.Unmarked, ); pool.RunAsync(); pool.Run(nothing, 3); pool.Run(Jobs.Nothing, 3);
            typeof(Jobs).GetMethod("Square", ).Invoke(); dynamic d = 1; Jobs.Square(d);
            Expression<Func<int>> tree = () => Jobs.Square(); Action a = Jobs.Square; var v = Jobs.Square; v += Jobs.; a -= Jobs.Work;
            return xs.Select(x => Jobs.Square(x)).Select(Jobs.Square).ToArray();
        }
        """;

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    public void NoAnalyzerThrows(int part)
    {
        var setup = CallCode.Setup with { AllowsErrors = true };
        for (var length = Members.Length - (part * Step); length > 0; length -= 4 * Step)
        {
            var parsed = Markup.Parse(CallCode.Members(Members[..length]));
            _ = Analysis.Run(Analysis.Compile(parsed.Files, setup), setup);
        }
    }

    [TestMethod]
    public void NothingIsReportedInAProjectWithoutMarks() => Analysis.Verify(
        """
        class C
        {
            static int Square(int x) => x;
            Func<int, int> F() => Square;
            async Task<int[]> G(int[] xs) { await Task.Yield(); return xs.Select(x => Square(x)).ToArray(); }
            int H(ProcessPool pool, dynamic d) => pool.Run({|PISO204:Square|}, 3) + Square(d);
        }
        """,
        CallCode.Setup);

    [TestMethod]
    public void NothingIsReportedInCodeOfTheGenerator()
    {
        var parsed = Markup.Parse(CallCode.Members("[RunInProcess] private static int Own(int x) => x; int F() => Own(3);"));
        var reports = Analysis.Run(Analysis.Compile(parsed.Files, Setup.Default), Setup.Default);
        Assert.AreEqual("", string.Join("\n", reports.Where(each => each.Severity is not DiagnosticSeverity.Hidden)));
    }
}
