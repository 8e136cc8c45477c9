using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Analyzers.Tests.Harness;
using ProcessIsolate.Generator.Tests.Harness;

namespace ProcessIsolate.Analyzers.Tests;

/// <summary>What is reported about marks, and where.</summary>
[TestClass]
public sealed class RuleTests
{
    private const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Linq;
        using System.Threading;
        using System.Threading.Tasks;
        using ProcessIsolate;

        """;

    [TestMethod]
    [DataRow("class C { [RunInProcess] static int F(int x) => x; int G() => F(1); }")]
    [DataRow("class C { [RunInProcess] static void F() { } [WorkerInitializer] static void G() { } [WorkerShutdown] static Task H() => Task.CompletedTask; }")]
    [DataRow("class C { [RunInProcess] internal static extern int F(int x); }")]
    [DataRow("class C { [RunInProcess] static int F(ref int x, out string y, in long z, ref readonly DateTime u) { y = \"\"; return 1; } }")]
    [DataRow("class C { [RunInProcess] static Task F(in int x) => Task.CompletedTask; }")]
    [DataRow("class C { } static class E { extension(C c) { [RunInProcess] public static int F() => 1; [RunInProcess] public int G() => 1; } static int H(C c) => C.F() + c.G(); }")]
    [DataRow("class C { [RunInProcess] static async IAsyncEnumerable<int> F() { await Task.Yield(); yield return 1; } [RunInProcess] static Task<Stream> G() => null!; }")]
    [DataRow("class C { [RunInProcess] static IEnumerable<int> F() { yield return 1; } [RunInProcess] static Task<IEnumerable<int>> G() => null!; }")]
    public void NothingIsReportedWhereAllIsWell(string source) => Analysis.Verify(Usings + source);

    [TestMethod]
    [DataRow("class C { [RunInProcess] int {|PISO101:F|}() => 1; }")]
    [DataRow("class C { void F() { [RunInProcess] static int {|PISO101:G|}() => 1; G(); } }")]
    [DataRow("class C { Func<int> F() => [RunInProcess] () {|PISO101:=>|} 1; }")]
    [DataRow("class C { [RunInProcess] public static C operator {|PISO101:+|}(C a, C b) => a; }")]
    [DataRow("class C { static int P { [RunInProcess] {|PISO101:get|} => 1; } }")]
    [DataRow("interface I { [RunInProcess] static abstract int {|PISO101:F|}(); }")]
    [DataRow("interface I { [RunInProcess] static virtual int {|PISO101:F|}() => 1; }")]
    [DataRow("class C { public static C operator +(C a, C b) => a; [RunInProcess] public static implicit operator {|PISO101:int|}(C a) => 1; }")]
    public void OnlyAStaticNamedMethodCanBeMarked(string source) => Analysis.Verify(Usings + source);

    [TestMethod]
    [DataRow("file class C { [RunInProcess] internal static int {|PISO102:F|}() => 1; }")]
    [DataRow("class A { private class C { [RunInProcess] internal static int {|PISO102:F|}() => 1; } }")]
    [DataRow("class A { protected class C { [RunInProcess] internal static int {|PISO102:F|}() => 1; } }")]
    [DataRow("class A { private record R(int X); [RunInProcess] static int {|PISO102:F|}(R r) => 1; }")]
    [DataRow("class A { private enum E { X } [RunInProcess] static List<E> {|PISO102:F|}() => []; }")]
    [DataRow("interface I { [RunInProcess] private static int {|PISO102:F|}() => 1; }")]
    public void GeneratedCodeMustReachTheMethod(string source) => Analysis.Verify(Usings + source);

    [TestMethod]
    [DataRow("[RunInProcess] public static Task F(ref {|PISO104:int|} x) => Task.CompletedTask;")]
    [DataRow("[RunInProcess] public static ValueTask<int> F(out {|PISO104:int|} x) { x = 1; return default; }")]
    [DataRow("[RunInProcess] public static IAsyncEnumerable<int> F(out {|PISO104:int|} x) { x = 1; return null!; }")]
    [DataRow("[RunInProcess] public static IAsyncEnumerable<int> F({|PISO104:ReadOnlySpan<int>|} x) => null!;")]
    [DataRow("[RunInProcess] public static Task<Stream> F({|PISO104:ReadOnlySpan<int>|} x) => null!;")]
    [DataRow("[RunInProcess(CopyBack = true)] public static Stream F(int y, {|PISO104:List<int>|} x) => null!;")]
    [DataRow("[RunInProcess] public static void F(ref {|PISO104:CancellationToken|} x) { }")]
    [DataRow("[RunInProcess] public static void F(in {|PISO104:ReadOnlySpan<int>|} x) { }")]
    [DataRow("[RunInProcess] public static void F(ref {|PISO103:Stream|} x) { }")]
    [DataRow("[RunInProcess] public static void F(out {|PISO103:Action|} x) => x = null!;")]
    [DataRow("[RunInProcess] public static void F(ref {|PISO104:Span<int>|} x) { }")]
    [DataRow("[RunInProcess] public static void F({|PISO104:ReadOnlySpan<string>|} x) { }")]
    [DataRow("[RunInProcess] public static void F({|PISO104:Span<int?>|} x) { }")]
    [DataRow("[RunInProcess] public static Task F({|PISO104:Span<int>|} x) => Task.CompletedTask;")]
    [DataRow("ref struct R { } [RunInProcess] private static void F({|PISO104:R|} x) { }")]
    [DataRow("[RunInProcess] public static {|PISO104:ReadOnlySpan<char>|} F() => default;")]
    [DataRow("static int field; [RunInProcess] public static {|PISO104:ref int|} F() => ref field;")]
    [DataRow("[RunInProcess] public static T F<T>(T x) => x; static T G<T>(T x) => {|PISO105:F(x)|};")]
    [DataRow("public class G<T> { [RunInProcess] public static int F() => 1; int H() => {|PISO105:F()|}; int I() => G<int>.F(); }")]
    [DataRow("[RunInProcess] public static int F<T>(T x) => 1; int G() => F(1) + F(\"\") + {|PISO103:F(Console.Out)|};")]
    [DataRow("[RunInProcess] private static int {|PISO102:F|}<T>(T x) => 1;")]
    [DataRow("[RunInProcess] public static int F<T>(T x, ReadOnlySpan<T> y) => 1; int G() => F(1, []) + {|PISO104:F(\"\", [])|};")]
    [DataRow("[RunInProcess] public static int F<T>(T x, {|PISO103:Action<T>|} y) => 1;")]
    [DataRow("[RunInProcess] public static {|PISO106:IEnumerator<int>|} F() { yield return 1; }")]
    [DataRow("[RunInProcess] public static {|PISO106:IOrderedEnumerable<int>|} F() => null!;")]
    [DataRow("[RunInProcess] public static {|PISO106:IQueryable<int>|} F() => null!;")]
    [DataRow("[RunInProcess] public static {|PISO106:Task<IAsyncEnumerable<int>>|} F() => null!;")]
    [DataRow("[RunInProcess] public static {|PISO106:Task<IEnumerator<int>>|} F() => null!;")]
    [DataRow("[RunInProcess] public static async void {|PISO107:F|}() => await Task.Yield();")]
    [DataRow("[WorkerInitializer] public static void {|PISO110:F|}(int x) { }")]
    [DataRow("[WorkerInitializer] public static int {|PISO110:F|}() => 1;")]
    [DataRow("[WorkerShutdown] public void {|PISO110:F|}() { }")]
    [DataRow("[WorkerShutdown] public static async void {|PISO110:F|}() => await Task.Yield();")]
    [DataRow("public static int P { [WorkerInitializer] {|PISO110:get|} => 1; }")]
    public void ShapeOfTheMethodIsJudged(string member) => Analysis.Verify(Usings + "public class C { " + member + " }");

    [TestMethod]
    public void AllProblemsOfOneMethodAreReported() => Analysis.Verify(Usings
        + "class C { [RunInProcess] static {|PISO103:FileStream|} F(ref {|PISO104:CancellationToken|} a, {|PISO103:Action|} b) => null!; }");

    [TestMethod]
    public void ExpectedReportThatIsMissingFailsTheTest() =>
        Assert.ThrowsExactly<AssertFailedException>(() => Analysis.Verify("class {|PISO101:C|} { }"));

    [TestMethod]
    [DataRow("[assembly: {|PISO109:RunInProcess(typeof(Math), \"Nowhere\")|}]")]
    [DataRow("[assembly: {|PISO109:RunInProcess(typeof(List<int>))|}]")]
    [DataRow("[assembly: {|PISO109:RunInProcess(typeof(Task), \"WaitAll\")|}]")]
    [DataRow("[assembly: {|PISO109:RunInProcess|}]")]
    [DataRow("[assembly: RunInProcess(typeof(Math), \"Abs\")]")]
    public void MarkOnTheAssemblyMustIsolateSomething(string source) => Analysis.Verify(Usings + source);

    [TestMethod]
    public void OverloadThatAMarkOnTheAssemblyNamesMustQualifyWhereItIsCalled() => Analysis.Verify(Usings + """
        [assembly: RunInProcess(typeof(System.Text.RegularExpressions.Regex), "IsMatch")]
        [assembly: RunInProcess(typeof(System.Text.RegularExpressions.Regex), "Replace")]
        class C
        {
            bool F() => System.Text.RegularExpressions.Regex.IsMatch("a", "b");
            bool G() => System.Text.RegularExpressions.Regex.IsMatch(System.MemoryExtensions.AsSpan("a"), "b");
            string I() => {|PISO103:System.Text.RegularExpressions.Regex.Replace("a", "b", m => m.Value)|};
            bool H() => new System.Text.RegularExpressions.Regex("a").IsMatch("b");
        }
        """);

    [TestMethod]
    public void MarkWithoutNameLeavesOutWhatDoesNotQualify() => Analysis.Verify(Usings + """
        [assembly: {|PISO113:RunInProcess(typeof(System.Text.RegularExpressions.Regex))|}]
        class C { string G() => System.Text.RegularExpressions.Regex.Replace("a", "b", m => m.Value); }
        """);

    [TestMethod]
    [DataRow(null)]
    [DataRow("Other.Namespace")]
    public void InterceptorsMustBeEnabled(string? namespaces)
    {
        var options = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.CSharp14);
        if (namespaces is not null)
        {
            options = options.WithFeatures([new("InterceptorsNamespaces", namespaces)]);
        }

        var messages = Analysis.Verify(Usings + "class C { [RunInProcess] static int {|PISO001:F|}() => 1; }", Setup.Default with { Options = options });
        Assert.Contains("<InterceptorsNamespaces>$(InterceptorsNamespaces);ProcessIsolate.Generated</InterceptorsNamespaces>", messages.Single());
    }

    [TestMethod]
    public void LanguageMustKnowInterceptors()
    {
        var messages = Analysis.Verify(
            Usings + "class C { [RunInProcess] static int {|PISO001:F|}() { return 1; } }", Setup.Default.In(LanguageVersion.CSharp10));
        Assert.Contains("LangVersion", messages.Single());
    }

    [TestMethod]
    [DataRow("ProcessIsolate")]
    [DataRow("A; ProcessIsolate.Generated ;B")]
    public void EveryWayToEnableInterceptorsIsUnderstood(string namespaces) => Analysis.Verify(
        Usings + "class C { [RunInProcess] static int F() => 1; }",
        Setup.Default with
        {
            Options = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.CSharp14).WithFeatures([new("InterceptorsNamespaces", namespaces)]),
        });

    [TestMethod]
    public void CallOfALibraryMethodThatCannotBeHandledIsReportedAtTheCall()
    {
        var library = Compilations.Create(Usings + """
            namespace Lib;
            public static class Jobs
            {
                [RunInProcess] public static int Good(int x) => x;
                [RunInProcess] public static T Bad<T>(T x) => x;
                [RunInProcess] public static int Worse(Action x) => 1;
            }
            """).WithAssemblyName("Lib");
        using var image = new System.IO.MemoryStream();
        Assert.IsTrue(library.Emit(image).Success);
        Analysis.Verify(
            "using Lib; class C { int F() => Jobs.Good(1) + Jobs.Bad(2) + {|PISO103:Jobs.Worse(() => { })|}; }",
            Setup.Default with { References = [MetadataReference.CreateFromImage(image.ToArray())] });
        Analysis.Verify(
            "using Lib; class C { int F() => {|PISO001:Jobs.Good(1)|}; }",
            Setup.Default with
            {
                Options = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.CSharp14),
                References = [MetadataReference.CreateFromImage(image.ToArray())],
            });
    }

    [TestMethod]
    public void CallThatTheGeneratorDidNotSeeIsReported()
    {
        // Another generator's type made the call ambiguous when ours looked at it: two overloads, unknown argument.
        var (source, call) = (Usings + """
            class C
            {
                [RunInProcess] static int F(int x) => x;
                [RunInProcess] static int F(string x) => 1;
                int G() => F(1);
                int H() => F(Elsewhere.Value);
            }
            """, "F(Elsewhere.Value)");
        var output = Analysis.Compile([new SourceFile("File0.cs", source)], Setup.Default);
        output = output.AddSyntaxTrees(Compilations.Parse("static class Elsewhere { public static string Value => \"\"; }", "Other.g.cs", Compilations.ParseOptions));
        var report = Analysis.Run(output, Setup.Default).Single(each => each.Severity is not DiagnosticSeverity.Hidden);
        Assert.AreEqual("PISO111", report.Id);
        Assert.AreEqual(source.IndexOf(call, StringComparison.Ordinal), report.Location.SourceSpan.Start);
    }

    [TestMethod]
    [DataRow("Expression<Func<int, int>> G() => x => {|PISO207:F(x)|};")]
    [DataRow("int G() => F(F(1));")]
    [DataRow("Func<int, int> G() => {|PISO201:F|};")]
    public void CallThatIsInterceptedOrCannotBeIsNotLost(string member) => Analysis.Verify(
        "using System.Linq.Expressions;\n" + Usings + "partial class C { [RunInProcess] static int F(int x) => x; int A() => F(0); " + member + " }");

    [TestMethod]
    [DataRow(LanguageVersion.CSharp12)]
    [DataRow(LanguageVersion.CSharp14)]
    public void ForwardingMemberIsNotReported(LanguageVersion version) => Analysis.Verify(
        Usings + "static partial class C { [RunInProcess] private static int F(int x) => x; static int G() => F(0); }", Setup.Default.In(version));

    [TestMethod]
    public void AwaitableOfOnesOwnIsNoResult() => Analysis.Verify(Usings
        + "struct Later { public System.Runtime.CompilerServices.TaskAwaiter GetAwaiter() => default; } class C { [RunInProcess] static {|PISO106:Later|} F() => default; }");
}
