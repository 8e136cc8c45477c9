using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Generator.Tests.Harness;

namespace ProcessIsolate.Generator.Tests;

/// <summary>Parameters and results that are carried, and not copied.</summary>
[TestClass]
public sealed class CarriedTests
{
    [TestMethod]
    [DataRow("static void F(System.IProgress<int> a)", "F(p)")]
    [DataRow("static int F(int x, System.IProgress<int>? a = null)", "F(1)")]
    [DataRow("static System.Threading.Tasks.Task<int> F(System.Collections.Generic.IAsyncEnumerable<string?> a, System.IO.Stream? b)", "F(null!, null)")]
    [DataRow("static System.Collections.Generic.IAsyncEnumerable<string?> F(System.Threading.CancellationToken t = default)", "F()")]
    [DataRow("static System.Collections.Generic.IAsyncEnumerable<int>? F(int a)", "F(1)")]
    [DataRow("static System.IO.Stream F(int a)", "F(1)")]
    [DataRow("static System.IO.Stream? F(System.IO.Stream a)", "F(null!)")]
    [DataRow("static System.Threading.Tasks.Task<System.IO.Stream> F()", "F()")]
    [DataRow("static System.Threading.Tasks.ValueTask<System.IO.Stream?> F(int @class, System.IProgress<(int A, string? B)> p)", "F(1, null!)")]
    [DataRow("static int F(this System.IO.Stream a)", "s.F()")]
    public void EveryShapeCompiles(string signature, string call) => GenerationRun.Of(
        "using ProcessIsolate; public static class Jobs { [RunInProcess] public " + signature + " => throw new System.InvalidOperationException();"
        + " static void Use(System.IProgress<int> p, System.IO.Stream s) { " + call + "; } }").Intercepts(call);

    [TestMethod]
    public void PrivateMethodsAreReached() => GenerationRun.Of("""
        using System;
        using System.Collections.Generic;
        using System.IO;
        using ProcessIsolate;
        class A { [RunInProcess] private static IAsyncEnumerable<int> F(Stream a) => null!; static void Use(Stream a) { F(a); } }
        partial class B { [RunInProcess] private static Stream F(IProgress<int> a) => null!; static void Use(IProgress<int> a) { F(a); } }
        static partial class C { [RunInProcess] private static Stream? F(IAsyncEnumerable<int> a) => null; static void Use(IAsyncEnumerable<int> a) { _ = F(a); } }
        """).Intercepts("F(a)", "F(a)", "F(a)");

    [TestMethod]
    public void CopyBackLeavesThemOut() => Assert.DoesNotContain("CopiesBack", GenerationRun.Of(
        "using ProcessIsolate; public static class Jobs { [RunInProcess(CopyBack = true)] public static void F(System.IO.Stream a, System.IProgress<int> b) { } }").Text);
}
