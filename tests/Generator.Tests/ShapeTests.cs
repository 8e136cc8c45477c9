using System.IO;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Generator.Tests.Harness;

namespace ProcessIsolate.Generator.Tests;

/// <summary>What the build tells a compiler ahead of time of the types that cross.</summary>
[TestClass]
public sealed class ShapeTests
{
    private const string Library = """
        namespace Lib;
        public sealed class Box { private Inner inner = new(); private System.Collections.Generic.List<Part> parts = []; private class Inner { int x; } private struct Part { int y; } }
        public abstract class Animal { private class Cat : Animal { int lives; } }
        """;

    [TestMethod]
    [DataRow("class P { private class Q { int a; string b = \"\"; public int C { get; set; } static int d; } }", "\"P+Q\", 3, default")]
    [DataRow("record R(int X);", "\"R\", 1, global::ProcessIsolate.CompilerServices.TypeTraits.Record | global::ProcessIsolate.CompilerServices.TypeTraits.Equality")]
    [DataRow("class P { ~P() { } }", "\"P\", 0, global::ProcessIsolate.CompilerServices.TypeTraits.Finalizer")]
    [DataRow("class P { private P() { } public static readonly P One = new(); }", "\"P\", 0, global::ProcessIsolate.CompilerServices.TypeTraits.MakesItself")]
    [DataRow("namespace N; class G<T> { T? item; }", "\"N.G`1\", 1, default")]
    [DataRow("enum E { A }", "\"E\", 0, default")]
    public void TypesAreListedWithWhatReflectionMayNotFind(string source, string expected) =>
        Assert.Contains($"shapes.Add({expected});", Shapes(source));

    [TestMethod]
    [DataRow("static class P { }")]
    [DataRow("class P : System.IO.MemoryStream { }")]
    [DataRow("ref struct P { }")]
    [DataRow("interface P { }")]
    public void WhatCannotCrossIsNot(string source) => Assert.DoesNotContain("shapes.Add(\"P\"", Shapes(source));

    [TestMethod]
    [DataRow("struct S { } class P { System.Collections.Generic.List<S>? a; }", "ListCodec`1, ProcessIsolate\")!.MakeGenericType(typeof(global::S))")]
    [DataRow("class P { private struct S { } System.Collections.Generic.List<S>? a; }", "ListCodec`1, ProcessIsolate\")!.MakeGenericType(global::System.Type.GetType(\"P+S, Sample\")!)")]
    [DataRow("class P { System.Collections.Generic.IReadOnlyDictionary<string, int>? a; }", "DictionaryCodec`2, ProcessIsolate\")!.MakeGenericType(typeof(string), typeof(int))")]
    [DataRow("class G<T> { System.Collections.Generic.HashSet<T>? a; } class P { G<long>? b; }", "HashSetCodec`1, ProcessIsolate\")!.MakeGenericType(typeof(long))")]
    [DataRow("class P { [ProcessIsolate.RunInProcess] static int F(System.Collections.Generic.IEnumerable<int> x) => 1; }", "IEnumerableCodec`1, ProcessIsolate\")!.MakeGenericType(typeof(int))")]
    [DataRow("[assembly: ProcessIsolate.RunInProcessKnownType(typeof(System.Collections.Generic.SortedSet<int>))]", "SortedSetCodec`1, ProcessIsolate\")!.MakeGenericType(typeof(int))")]
    public void CodecsForStructuresAreKept(string source, string expected) => Assert.Contains(expected, Shapes(source));

    [TestMethod]
    public void CodecsForClassesAreShared() =>
        Assert.DoesNotContain("ListCodec", Shapes("class P { System.Collections.Generic.List<string>? a; }"));

    [TestMethod]
    public void PrivateTypesOfLibrariesAreFollowed()
    {
        string shapes = Shapes("class P { [ProcessIsolate.RunInProcess] static int F(Lib.Box x, Lib.Animal y) => 1; }", Compiled());
        Assert.Contains("shapes.Add(\"Lib\", \"Lib.Box+Inner\", 1, default);", shapes);
        Assert.Contains("GetType(\"Lib.Box+Part, Lib\"));", shapes);
        Assert.Contains("ListCodec`1, ProcessIsolate\")!.MakeGenericType(global::System.Type.GetType(\"Lib.Box+Part, Lib\")!)", shapes);
        Assert.Contains("\"Lib.Animal+Cat\"", shapes);
    }

    [TestMethod]
    public void CompletionsAreKeptWhereNoCodeCallsThem() => Assert.Contains(
        "DynamicDependency(\"Done\", \"P\", \"Sample\")",
        Shapes("class P { [System.Runtime.Serialization.OnDeserialized] void Done(System.Runtime.Serialization.StreamingContext c) { } }"));

    [TestMethod]
    public void OrdinaryProgramHasNone() => Assert.DoesNotContain(
        "Shapes.g.cs",
        string.Join(" ", GenerationRun.Of(Compilations.Create(
            Compilations.ParseOptions, OutputKind.ConsoleApplication, "class P { static void Main() { } }")).Files.Keys));

    private static string Shapes(string source, params MetadataReference[] more) =>
        GenerationRun.WithoutChecks(Compilations.Create(source).AddReferences(more)).Files["Shapes.g.cs"];

    private static PortableExecutableReference Compiled()
    {
        using MemoryStream image = new();
        Assert.IsTrue(Compilations.Create(Library).WithAssemblyName("Lib")
            .WithOptions(new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)).Emit(image).Success);
        return MetadataReference.CreateFromImage(image.ToArray());
    }
}
