using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Generator.Tests.Harness;

namespace ProcessIsolate.Generator.Tests;

/// <summary>Every place and form in which a call may stand.</summary>
[TestClass]
public sealed class CallSiteTests
{
    private const string Jobs = """
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using System.Linq.Expressions;
        using System.Threading.Tasks;
        using ProcessIsolate;
        using Alias = Jobs;
        using static Jobs;
        public static class Jobs
        {
            [RunInProcess] public static int Square(int x) => x * x;
            [RunInProcess] public static int Sum(int start = 0, params int[] rest) => start + rest.Sum();
            [RunInProcess] public static string Say(this string text, int times = 1, string? end = null) => text + times + end;
            [RunInProcess] public static int Factorial(int n) => n < 2 ? 1 : n * Factorial(n - 1);
            [RunInProcess] public static void Nothing() { }
        }

        """;

    [TestMethod]
    [DataRow("int F() => Square(3);", "Square(3)")]
    [DataRow("int F() => Jobs.Square(3);", "Jobs.Square(3)")]
    [DataRow("int F() => global::Jobs.Square(3);", "global::Jobs.Square(3)")]
    [DataRow("int F() => Alias.Square(3);", "Alias.Square(3)")]
    [DataRow("int F() { return Square(3); }", "Square(3)")]
    [DataRow("int F() { int Local() => Square(3); return Local(); }", "Square(3)")]
    [DataRow("Func<int> F() => () => Square(3);", "Square(3)")]
    [DataRow("Func<int> F() => delegate { return Square(3); };", "Square(3)")]
    [DataRow("static readonly int Field = Square(3);", "Square(3)")]
    [DataRow("int Property { get; } = Square(3);", "Square(3)")]
    [DataRow("int Property => Square(3);", "Square(3)")]
    [DataRow("int F(int x = 1) => Sum(Square(x));", "Sum(Square(x))")]
    [DataRow("int F() => Sum(rest: [1, 2], start: 3);", "Sum(rest: [1, 2], start: 3)")]
    [DataRow("int F() => Sum();", "Sum()")]
    [DataRow("int F() => Sum(1, 2, 3);", "Sum(1, 2, 3)")]
    [DataRow("string F() => \"a\".Say();", "\"a\".Say()")]
    [DataRow("string F() => Jobs.Say(\"a\", end: \"b\");", "Jobs.Say(\"a\", end: \"b\")")]
    [DataRow("string? F(string? a) => a?.Say(2);", ".Say(2)")]
    [DataRow("void F() => Nothing();", "Nothing()")]
    [DataRow("async Task F() { await Task.Yield(); Nothing(); }", "Nothing()")]
    [DataRow("IEnumerable<int> F() { yield return Square(3); }", "Square(3)")]
    [DataRow("public static C operator +(C a, C b) { Square(3); return a; }", "Square(3)")]
    [DataRow("public static implicit operator int(C a) => Square(3);", "Square(3)")]
    [DataRow("int this[int x] { get => Square(x); set => Square(4); }", "Square(4)")]
    [DataRow("event Action E { add => Square(3); remove => Square(4); }", "Square(4)")]
    [DataRow("C(int x) => Square(x);", "Square(x)")]
    [DataRow("static C() => Square(3);", "Square(3)")]
    [DataRow("~C() => Square(3);", "Square(3)")]
    [DataRow("string F() => $\"{Square(3)}\";", "Square(3)")]
    [DataRow("int F(int? x) => x is { } y && Square(y) > 3 ? 1 : 0;", "Square(y)")]
    [DataRow("IEnumerable<int> F(int[] xs) => from x in xs where Square(x) > 1 select x;", "Square(x)")]
    [DataRow("unsafe void F() { Square(\r\n 3); }", "Square(\r\n 3)")]
    public void CallIsIntercepted(string member, string call)
    {
        var compilation = Compilations.Create(Jobs + "class C { " + member + " }");
        GenerationRun.Of(compilation.WithOptions(compilation.Options.WithAllowUnsafe(true))).Intercepts(call);
    }

    /// <summary>The compiler would report CS9233 in our file; the rule PISO111 says it in the user's.</summary>
    [TestMethod]
    public void CallsInFilesOfEqualContentAreLeftAlone()
    {
        const string Twin = "file static class Twin { static int F() => Jobs.Square(3); }";
        var run = GenerationRun.Of(Jobs, Twin, Twin, "class C { int F() => Jobs.Square(4); }").Intercepts("Jobs.Square(4)");
        CollectionAssert.AreEqual(new string?[] { null, null }, run.Interceptors("Jobs.Square(3)").ToList());
    }

    [TestMethod]
    public void NestedCallsAreInterceptedEach() =>
        GenerationRun.Of(Jobs + "class C { int F() => Square(Square(2)); }").Intercepts("Square(Square(2))", "Square(2)");

    [TestMethod]
    public void RecursiveCallIsIntercepted() => GenerationRun.Of(Jobs).Intercepts("Factorial(n - 1)");

    [TestMethod]
    public void TopLevelStatementsAreIntercepted() => GenerationRun.Of(Compilations.Create(
        Compilations.ParseOptions,
        OutputKind.ConsoleApplication,
        """
        using ProcessIsolate;
        System.Console.WriteLine(Jobs.Square(3));
        static class Jobs { [RunInProcess] public static int Square(int x) => x * x; }
        """)).Intercepts("Jobs.Square(3)");

    [TestMethod]
    [DataRow("Expression<Func<int, int>> F() => x => Square(x);")]
    [DataRow("IQueryable<int> F(IQueryable<int> xs) => xs.Where(x => Square(x) > 1);")]
    [DataRow("IQueryable<int> F(IQueryable<int> xs) => from x in xs where Square(x) > 1 select x;")]
    [DataRow("IQueryable<int> F(IQueryable<int> xs) => from x in xs orderby Square(x) select x;")]
    [DataRow("IQueryable<int> F(IQueryable<int> xs) => from x in xs select Square(x);")]
    public void ExpressionTreeIsLeftAlone(string member) =>
        Assert.IsNull(GenerationRun.Of(Jobs + "class C { " + member + " }").Interceptors("Square(x)")[0]);

    [TestMethod]
    public void MethodOfTheSameNameIsLeftAlone()
    {
        var run = GenerationRun.Of(Jobs + "class C { static int Square(int x) => x; int F() => Square(3); string G() => nameof(Jobs.Square); }");
        Assert.IsNull(run.Interceptors("Square(3)")[0]);
        Assert.IsNull(run.Interceptors("nameof(Jobs.Square)")[0]);
    }

    [TestMethod]
    public void CallsOfOneShapeShareAnInterceptor()
    {
        var run = GenerationRun.Of(Jobs + "class C { int F() => Square(1) + Square(2); }").Intercepts("Square(1)", "Square(2)");
        Assert.AreEqual(run.Interceptors("Square(1)")[0], run.Interceptors("Square(2)")[0]);
    }

    [TestMethod]
    public void RenamedAttributeIsRecognised() => GenerationRun.Of("""
        using Isolated = ProcessIsolate.RunInProcessAttribute;
        class Jobs { [Isolated] static int Square(int x) => x; int F() => Square(3); }
        """).Intercepts("Square(3)");

    [TestMethod]
    public void ArgumentOfATypeFromAnotherGeneratorIsIntercepted()
    {
        var run = GenerationRun.WithoutChecks(Compilations.Create(Jobs + "class C { int F() => Square(Elsewhere.Value); }"));
        Assert.Contains("InterceptsLocation", run.Files["Interceptors.g.cs"]);
    }
}
