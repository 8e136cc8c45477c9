using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Generator.Tests.Harness;

namespace ProcessIsolate.Generator.Tests;

/// <summary>Generic methods, and methods of generic types: a contract for each set of type arguments that a call names.</summary>
[TestClass]
public sealed class GenericTests
{
    private const string Jobs = """
        using System.Collections.Generic;
        using ProcessIsolate;
        public static class Jobs
        {
            [RunInProcess] public static T First<T>(List<T> items) => items[0];
            [RunInProcess] public static TOut Convert<TIn, TOut>(TIn value, ref TOut other) where TOut : new() => other;
            [RunInProcess] public static int Count<T>(this T[] items) => items.Length;
            [RunInProcess] public static IEnumerable<T> All<T>(params T[] items) where T : notnull => items;
        }
        public class Box<T> { [RunInProcess] public static int Put(T value) => 1; public class In<U> { [RunInProcess] public static U? Get(T value) => default; } }

        """;

    [TestMethod]
    [DataRow("int F(List<int> a) => Jobs.First(a);", "Jobs.First(a)")]
    [DataRow("string F(List<string> a) => Jobs.First<string>(a);", "Jobs.First<string>(a)")]
    [DataRow("string? F(List<string?> a) => Jobs.First(a);", "Jobs.First(a)")]
    [DataRow("void F(long a) => Jobs.Convert(\"x\", ref a);", "Jobs.Convert(\"x\", ref a)")]
    [DataRow("int F() => new[] { 1 }.Count();", "new[] { 1 }.Count()")]
    [DataRow("object F() => Jobs.All(1, 2);", "Jobs.All(1, 2)")]
    [DataRow("int F() => Box<string>.Put(\"a\");", "Box<string>.Put(\"a\")")]
    [DataRow("int F() => Box<string>.In<int>.Get(\"a\");", "Box<string>.In<int>.Get(\"a\")")]
    [DataRow("object F() => Jobs.First(new List<(int A, string B)[]>());", "Jobs.First(new List<(int A, string B)[]>())")]
    public void EveryShapeIsIntercepted(string member, string call) => GenerationRun.Of(Jobs + "class C { " + member + " }").Intercepts(call);

    [TestMethod]
    public void EachSetOfArgumentsIsAContract()
    {
        var run = GenerationRun.Of(Jobs + "class C { int F(List<int> a, List<string> b) => Jobs.First(a) + Jobs.First(a) + Jobs.First(b).Length; }");
        Assert.Contains("\"Jobs.First<int>(System.Collections.Generic.List<int>)\" =>", run.Module);
        Assert.Contains("\"Jobs.First<string>(System.Collections.Generic.List<string>)\" =>", run.Module);
        Assert.AreEqual(2, run.Text.Split("FindGenericMethod(").Length - 1);
    }

    [TestMethod]
    public void OpenCallsAreLeftAlone()
    {
        var run = GenerationRun.Of(Jobs + "class C { static T F<T>(List<T> a) => Jobs.First(a); }");
        Assert.IsNull(run.Interceptors("Jobs.First(a)").Single());
        Assert.DoesNotContain("RemoteMethod<", run.Text);
    }

    [TestMethod]
    public void MethodNamedForAPoolHasAContract()
    {
        var run = GenerationRun.Of(Jobs + "class C { int F(ProcessPool a, List<int> b) => a.Run(Jobs.First<int>, b) + a.Run(Box<int>.Put, 1); }");
        Assert.Contains("\"Jobs.First<int>(System.Collections.Generic.List<int>)\" =>", run.Module);
        Assert.Contains("\"Box<int>.Put(int)\" =>", run.Module);
    }

    [TestMethod]
    public void GenericMethodsOfALibraryAreFound()
    {
        var library = GenerationRun.Of(Compilations.Create(Jobs.Replace("public static class Jobs", "namespace Lib; public static class Jobs")).WithAssemblyName("Lib"));
        Assert.Contains("\"All;Convert;Count;First;Get;Put\"", library.Module);
        GenerationRun.Of(Compilations.Create("class C { int F() => Lib.Jobs.First(new System.Collections.Generic.List<int>()); }")
            .AddReferences(library.ToReference())).Intercepts("Lib.Jobs.First(new System.Collections.Generic.List<int>())");
    }

    [TestMethod]
    public void GenericMethodsMarkedOnTheAssembly() => GenerationRun.Of("""
        using System;
        using ProcessIsolate;
        [assembly: RunInProcess(typeof(Array), nameof(Array.IndexOf))]
        class C { int F(int[] a) => Array.IndexOf(a, 1) + Array.IndexOf<int>(a, 2); }
        """).Intercepts("Array.IndexOf(a, 1)", "Array.IndexOf<int>(a, 2)");
}
