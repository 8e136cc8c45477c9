using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Generator.Tests.Harness;

namespace ProcessIsolate.Generator.Tests;

/// <summary>PISO112: lambdas whose results ASP.NET's generator would take for unknown types.</summary>
[TestClass]
public sealed class EndpointTests
{
    private const string Before = """
        using System;
        using System.Threading.Tasks;
        using ProcessIsolate;
        class App { public void MapGet(string path, Delegate handler) { } public void Use(Delegate handler) { } }
        static class Jobs { [RunInProcess] internal static int Square(int x) => x * x; internal static Task<int> OtherAsync(int x) => Task.FromResult(x); }

        """;

    [TestMethod]
    [DataRow("app.MapGet(\"/\", (int n) => Jobs.SquareAsync(n));", DisplayName = "task")]
    [DataRow("app.MapGet(\"/\", async (int n) => await Jobs.SquareAsync(n));", DisplayName = "awaited")]
    [DataRow("app.MapGet(\"/\", async (int n) => { int m = n + 1; return await Jobs.SquareAsync(m); });", DisplayName = "in a body")]
    public void UnknownResultIsReported(string call)
    {
        var reports = Run(call, "Microsoft.AspNetCore.Http.Generated");
        Assert.HasCount(1, reports);
        Assert.AreEqual("PISO112", reports[0].Id);
        Assert.AreEqual("SquareAsync", (Before + Wrap(call)).Substring(reports[0].Location.SourceSpan.Start, reports[0].Location.SourceSpan.Length));
    }

    [TestMethod]
    [DataRow("app.MapGet(\"/\", Task<int> (int n) => Jobs.SquareAsync(n));", DisplayName = "type written out")]
    [DataRow("app.MapGet(\"/\", async Task<int> (int n) => await Jobs.SquareAsync(n));", DisplayName = "type written out, awaited")]
    [DataRow("app.MapGet(\"/\", async (int n) => $\"{await Jobs.SquareAsync(n)}\");", DisplayName = "part of a text")]
    [DataRow("app.MapGet(\"/\", (int n) => Jobs.Square(n));", DisplayName = "plain call")]
    [DataRow("app.MapGet(\"/\", (int n) => Jobs.OtherAsync(n));", DisplayName = "method of the user's")]
    [DataRow("app.Use((int n) => Jobs.SquareAsync(n));", DisplayName = "no endpoint")]
    public void KnownResultIsSilent(string call) => Assert.IsEmpty(Run(call, "Microsoft.AspNetCore.Http.Generated"));

    [TestMethod]
    public void ProjectWithoutThatGeneratorIsSilent() =>
        Assert.IsEmpty(Run("app.MapGet(\"/\", (int n) => Jobs.SquareAsync(n));", "Other"));

    private static string Wrap(string call) => "class C { void F(App app) { " + call + " } }";

    private static IReadOnlyList<Diagnostic> Run(string call, string space)
    {
        var options = Compilations.ParseOptions.WithFeatures(
            [new KeyValuePair<string, string>("InterceptorsNamespaces", "ProcessIsolate.Generated;" + space)]);
        var compilation = Compilations.Create(options, OutputKind.DynamicallyLinkedLibrary, Before + Wrap(call));
        CSharpGeneratorDriver.Create([new RunInProcessGenerator().AsSourceGenerator()], parseOptions: options)
            .RunGeneratorsAndUpdateCompilation(compilation, out _, out var reports);
        return [.. reports.OrderBy(each => each.Location.SourceSpan.Start)];
    }
}
