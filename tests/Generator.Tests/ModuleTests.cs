using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Generator.Tests.Harness;

namespace ProcessIsolate.Generator.Tests;

/// <summary>What an assembly makes known when it is loaded.</summary>
[TestClass]
public sealed class ModuleTests
{
    [TestMethod]
    public void ExecutableRegistersBeforeItTakesOver()
    {
        var run = GenerationRun.Of(Compilations.Create(Compilations.ParseOptions, OutputKind.ConsoleApplication,
            "using ProcessIsolate; class P { [RunInProcess] static void F() { } static void Main() { } }"));
        // Taking over never returns: a worker that is its own executable must know its contracts by then.
        Assert.IsLessThan(
            run.Module.IndexOf("RemoteModule.RunIfWorker(", System.StringComparison.Ordinal),
            run.Module.IndexOf("RemoteModule.Register(", System.StringComparison.Ordinal));
    }

    [TestMethod]
    public void ExecutableWithoutContractsStillTakesOver()
    {
        var run = GenerationRun.Of(Compilations.Create(Compilations.ParseOptions, OutputKind.ConsoleApplication, "class P { static void Main() { } }"));
        Assert.Contains("RunIfWorker", run.Module);
        Assert.Contains("IsDynamicCodeSupported)\n            {\n                global::ProcessIsolate.CompilerServices.RemoteModule.Register(", run.Module);
    }

    [TestMethod]
    public void LibraryWithoutContractsGetsMarkersAndTellsOfItsTypes()
    {
        var run = GenerationRun.Of("class P { }");
        CollectionAssert.AreEquivalent(new[] { "Interceptors.g.cs", "Marker.g.cs", "Module.g.cs", "Shapes.g.cs" }, run.Files.Keys.ToList());
        Assert.Contains("AssemblyMetadata(\"ProcessIsolate.Generator\"", run.Files["Marker.g.cs"]);
        Assert.Contains("shapes.Add(\"P\", 0, default);", run.Files["Shapes.g.cs"]);
    }

    [TestMethod]
    public void EveryGeneratedTypeIsLeftOutOfCoverage()
    {
        var run = GenerationRun.Of("using ProcessIsolate; public static partial class P { [RunInProcess] private static int F(System.Span<int> x) => 1; static int G() => F(default); [RunInProcess] public static int H() => 1; }");
        var types = run.Output.SyntaxTrees.Skip(1).SelectMany(tree => tree.GetRoot().DescendantNodes().OfType<TypeDeclarationSyntax>())
            .Where(type => type.Parent is BaseNamespaceDeclarationSyntax or CompilationUnitSyntax && !type.Modifiers.Any(SyntaxKind.PartialKeyword));
        Assert.IsGreaterThanOrEqualTo(5, types.Count());
        foreach (var type in types)
        {
            Assert.Contains("ExcludeFromCodeCoverage", type.AttributeLists.ToString(), type.Identifier.Text);
        }
    }

    [TestMethod]
    public void LibraryDoesNotTakeOver() => Assert.DoesNotContain(
        "RunIfWorker", GenerationRun.Of("using ProcessIsolate; class P { [RunInProcess] static void F() { } }").Module);

    [TestMethod]
    public void WithoutTheRuntimeNothingIsGenerated()
    {
        var compilation = Compilations.Create(Compilations.ParseOptions, OutputKind.ConsoleApplication, "class P { static void Main() { } }");
        var runtime = System.Linq.Enumerable.Single(compilation.References, each => each.Display!.EndsWith("ProcessIsolate.dll", System.StringComparison.Ordinal));
        Assert.IsEmpty(GenerationRun.Of(compilation.RemoveReferences(runtime)).Files);
    }

    [TestMethod]
    public void WorkerHooksRunInTheOrderOfTheirNames()
    {
        var run = GenerationRun.Of("""
            using System.Threading.Tasks;
            using ProcessIsolate;
            static class B { [WorkerInitializer] internal static void Open() { } [WorkerShutdown] private static ValueTask Close() => default; }
            class A { [WorkerInitializer] private static Task Open() => Task.CompletedTask; }
            """);
        Snapshot.Match(nameof(WorkerHooksRunInTheOrderOfTheirNames), run.Module);
    }

    [TestMethod]
    public void JsonContextsAreNamedInOrder()
    {
        var run = GenerationRun.WithoutChecks(Compilations.Create("""
            using ProcessIsolate;
            using System.Text.Json.Serialization;
            [assembly: RunInProcessJsonContext(typeof(N.Second))]
            [assembly: RunInProcessJsonContext(typeof(First))]
            namespace N { partial class Second : JsonSerializerContext { } }
            partial class First : JsonSerializerContext { }
            """));
        Assert.Contains("""
                        global::N.Second.Default,
                        global::First.Default,
            """, run.Module);
    }

    [TestMethod]
    [DataRow("throw new Mine(x.ToString());", "factories.Add<global::Mine>(static (message, inner) => new global::Mine(message!, inner!));")]
    [DataRow("throw new MessageOnly(x.ToString());", "new global::MessageOnly(message!)")]
    [DataRow("throw new Empty();", "new global::Empty()")]
    [DataRow("_ = x > 0 ? x : throw new Empty();", "new global::Empty()")]
    [DataRow("Helper();", "new global::Empty()")]
    [DataRow("throw new System.IO.InvalidDataException();", "new global::System.IO.InvalidDataException(message!, inner!)")]
    public void ExceptionThatIsThrownCanBeMadeAgain(string statement, string expected) =>
        Assert.Contains(expected, GenerationRun.Of(Exceptions + $$"""
            static class Jobs
            {
                [RunInProcess] internal static void F(int x) { {{statement}} }
                static void Helper() => throw new Empty();
            }
            """).Module);

    [TestMethod]
    [DataRow("throw new System.ArgumentNullException(nameof(x));")]
    [DataRow("throw new Odd(1);")]
    [DataRow("throw new Of<int>();")]
    [DataRow("throw new NeedsMore { Code = 1 };")]
    [DataRow("throw Make();")]
    public void ExceptionThatCannotBeMadeIsLeftOut(string statement) =>
        Assert.DoesNotContain("AddExceptions", GenerationRun.Of(Exceptions + $$"""
            static class Jobs
            {
                [RunInProcess] internal static void F(int x) { {{statement}} }
                static Base Make() => new Derived();
            }
            """).Module);

    [TestMethod]
    [DataRow(Microsoft.CodeAnalysis.DocumentationMode.None)]
    [DataRow(Microsoft.CodeAnalysis.DocumentationMode.Diagnose)]
    public void DocumentedExceptionCanBeMadeAgain(Microsoft.CodeAnalysis.DocumentationMode mode) =>
        Assert.Contains("factories.Add<global::Mine>", GenerationRun.Of(Compilations.Create(
            Compilations.ParseOptions.WithDocumentationMode(mode),
            OutputKind.DynamicallyLinkedLibrary,
            Exceptions + """
            static class Jobs
            {
                /// <summary>Text.</summary>
                /// <exception cref="Mine">Sometimes.</exception>
                [RunInProcess] internal static void F() { }
            }
            """)).Module);

    private const string Exceptions = """
        using System;
        using ProcessIsolate;
        class Mine(string message, Exception? inner = null) : Exception(message, inner);
        class MessageOnly(string message) : Exception(message);
        class Empty : Exception;
        class Odd(int code) : Exception { internal int Code => code; }
        class Of<T> : Exception;
        class NeedsMore : Exception { public required int Code { get; init; } }
        abstract class Base : Exception;
        class Derived : Base;

        """;
}
