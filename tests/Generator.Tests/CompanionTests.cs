using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Generator.Tests.Harness;

namespace ProcessIsolate.Generator.Tests;

/// <summary>Asynchronous companions of synchronous methods.</summary>
[TestClass]
public sealed class CompanionTests
{
    private const string Usings = "using System.Threading;\nusing System.Threading.Tasks;\nusing ProcessIsolate;\n";

    [TestMethod]
    [DataRow("public static int F(int x)", "public static global::System.Threading.Tasks.Task<int> FAsync(int x, global::System.Threading.CancellationToken cancellationToken = default)")]
    [DataRow("public static int F()", "Task<int> FAsync(global::System.Threading.CancellationToken cancellationToken = default)")]
    [DataRow("public static void F(int x)", "global::System.Threading.Tasks.Task FAsync(int x,")]
    [DataRow("internal static int F(int x)", "internal static global::System.Threading.Tasks.Task<int> FAsync")]
    [DataRow("private static int F(int x)", "internal static global::System.Threading.Tasks.Task<int> FAsync")]
    [DataRow("public static int F(Hidden x)", "internal static global::System.Threading.Tasks.Task<int> FAsync")]
    [DataRow("public static int F(int x = 3, string? s = null)", "FAsync(int x = 3, string? s = default, global")]
    [DataRow("public static int F(params int[] xs)", "FAsync(int[] xs, global")]
    [DataRow("public static int F(int x = 3, params int[] xs)", "FAsync(int x, int[] xs, global")]
    [DataRow("public static int F(params System.ReadOnlySpan<int> xs)", "FAsync(global::System.ReadOnlyMemory<int> xs, global")]
    [DataRow("public static int F(CancellationToken stop, params System.ReadOnlySpan<int> xs)", "stop, global::System.ReadOnlyMemory<int> xs)")]
    [DataRow("public static int F(CancellationToken stop, params int[] xs)", "FAsync(global::System.Threading.CancellationToken stop, params int[] xs)")]
    [DataRow("public static int F(int x, CancellationToken stop = default)", "FAsync(int x, global::System.Threading.CancellationToken stop = default)")]
    [DataRow("public static int F(string cancellationToken)", "FAsync(string cancellationToken, global::System.Threading.CancellationToken cancellationToken_ = default)")]
    [DataRow("public static int F(double d = double.NaN, Color c = Color.Green, decimal m = 1.5m)", "FAsync(double d = double.NaN, global::Color c = unchecked((global::Color)(1)), decimal m = 1.5M,")]
    [DataRow("public static int F([System.Runtime.CompilerServices.CallerMemberName] string name = \"\")", "FAsync([global::System.Runtime.CompilerServices.CallerMemberNameAttribute()] string name = \"\",")]
    public void CompanionFollowsTheSignature(string signature, string expected)
    {
        var run = GenerationRun.Of(Usings
            + "enum Hidden { A }\npublic enum Color { Red, Green }\npublic class Jobs { [RunInProcess] "
            + signature.Replace("public static int F(Hidden", "internal static int F(Hidden") + " => throw new System.InvalidOperationException(); }");
        Assert.Contains(expected, run.Text);
    }

    [TestMethod]
    public void CompanionIsCallableFromAnotherNamespace() => GenerationRun.Of(
        Usings + "namespace A { public static class Jobs { [RunInProcess] private static int F(int x) => x; } }",
        Usings + "namespace B { class C { Task<int> G() => A.Jobs.FAsync(3); Task<int> H(CancellationToken t) => A.Jobs.FAsync(3, t); } }");

    [TestMethod]
    [DataRow("[RunInProcess] public static int F(int x) => x; public static int FAsync() => 1;")]
    [DataRow("[RunInProcess] public static int F(int x) => x; public int FAsync { get; set; }")]
    [DataRow("[RunInProcess] public static Task<int> F(int x) => Task.FromResult(x);")]
    [DataRow("[RunInProcess] public static ValueTask F(int x) => default;")]
    [DataRow("[RunInProcess] public static int F(System.Span<int> x) => 1;")]
    public void NoCompanionWhereItsNameIsTakenOrTheMethodIsAsynchronous(string members) =>
        Assert.DoesNotContain("_Extensions", GenerationRun.Of(Usings + "public class Jobs { " + members + " }").Text);

    [TestMethod]
    public void NoCompanionOverAnInheritedMember() => Assert.DoesNotContain("_Extensions", GenerationRun.Of(
        Usings + "public class Base { public static int FAsync() => 1; } public class Jobs : Base { [RunInProcess] public static int F(int x) => x; }").Text);

    [TestMethod]
    public void OverloadsThatDifferByATokenShareACompanion()
    {
        var run = GenerationRun.Of(Usings + """
            public class Jobs
            {
                [RunInProcess] public static int F(int x) => x;
                [RunInProcess] public static int F(int x, CancellationToken stop) => x;
                public static Task<int> Use(CancellationToken t) => Jobs.FAsync(1, t);
            }
            """);
        Assert.DoesNotContain("cancellationToken = default", run.Text);
    }

    [TestMethod]
    [DataRow("partial class Jobs", true)]
    [DataRow("partial record Jobs", true)]
    [DataRow("partial struct Jobs", true)]
    [DataRow("partial record struct Jobs", true)]
    [DataRow("class Jobs", false)]
    public void OlderLanguageGetsAMemberOfAPartialType(string header, bool hasCompanion)
    {
        var run = GenerationRun.Of(Compilations.Create(
            Compilations.Language(LanguageVersion.CSharp12),
            OutputKind.DynamicallyLinkedLibrary,
            Usings + "namespace N { public " + header + " { [RunInProcess] protected internal static int F(int x) => x; } }".Replace("protected internal", "public")));
        Assert.AreEqual(hasCompanion, run.Text.Contains("public static global::System.Threading.Tasks.Task<int> FAsync("));
    }
}
