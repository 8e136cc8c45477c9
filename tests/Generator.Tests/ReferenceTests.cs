using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Generator.Tests.Harness;

namespace ProcessIsolate.Generator.Tests;

/// <summary>Parameters passed by reference, and arguments that are changed in place.</summary>
[TestClass]
public sealed class ReferenceTests
{
    [TestMethod]
    public void VariablesTravelInObjectsThatComeBack()
    {
        var run = GenerationRun.Of("""
            using System.Collections.Generic;
            using System.Runtime.InteropServices;
            using ProcessIsolate;
            public static class Jobs
            {
                [RunInProcess] public static bool TryTake(ref int left, in long many, out string? text, ref int right) { text = ""; return true; }
                [RunInProcess] public static void Sort(int step, [In, Out] List<int> items, int[] others) { }
                public static void Use(int x) { TryTake(ref x, 2, out _, ref x); Sort(1, [], []); }
            }
            """).Intercepts("TryTake(ref x, 2, out _, ref x)", "Sort(1, [], [])");
        Snapshot.Match(nameof(VariablesTravelInObjectsThatComeBack), run.Text);
    }

    [TestMethod]
    [DataRow("static void F(ref int a)", "F(ref x)")]
    [DataRow("static int F(out string a)", "F(out _)")]
    [DataRow("static int F(in int a)", "F(x)")]
    [DataRow("static int F(in int a, ref readonly int b)", "F(x, in x)")]
    [DataRow("static int F(ref int a, out int b, System.Span<int> c)", "F(ref x, out _, default)")]
    [DataRow("static string? F(ref string? a, ref int? b, out System.Guid c)", "F(ref s, ref n, out _)")]
    [DataRow("static System.Threading.Tasks.Task F(in int a)", "F(x)")]
    [DataRow("static System.Threading.Tasks.Task F([System.Runtime.InteropServices.Out] int[] a)", "F([])")]
    [DataRow("static void F(out int @out, System.Threading.CancellationToken t, params int[] a)", "F(out _, default, 1, 2)")]
    [DataRow("static int F(this ref System.Guid a)", "g.F()")]
    [DataRow("static int F(in System.Threading.CancellationToken t)", "F(default)")]
    [DataRow("static (int, string[]?) F(ref (int A, string[]? B) a)", "F(ref t)")]
    public void EveryShapeCompiles(string signature, string call) => GenerationRun.Of(
        "using ProcessIsolate; public static class Jobs { [RunInProcess] public " + signature + " => throw new System.InvalidOperationException();"
        + " static void Use(int x, string? s, int? n, System.Guid g, (int, string[]?) t) { " + call + "; } }").Intercepts(call);

    [TestMethod]
    public void PrivateMethodsAreReachedWithTheirReferences() => GenerationRun.Of("""
        using ProcessIsolate;
        class A { [RunInProcess] private static void F(ref int a, in int b) { } static void Use(int x) { F(ref x, 1); } }
        partial class B { [RunInProcess] private static int F(out int a, ref readonly int b) => a = 1; static void Use(int x) { F(out x, in x); } }
        static partial class C { [RunInProcess] private static int F(out int a) => a = 1; static void Use(int x) { F(out x); } }
        """).Intercepts("F(ref x, 1)", "F(out x, in x)", "F(out x)");

    [TestMethod]
    public void CopyBackOfAllLeavesOutWhatHasNoObjects()
    {
        var text = GenerationRun.Of("""
            using System.Collections.Generic;
            using ProcessIsolate;
            public static class Jobs { [RunInProcess(CopyBack = true)] public static void F(int a, List<string> b, string c, KeyValuePair<int, object> d) { } }
            """).Text;
        StringAssert.Contains(text, """
                        writer.BeginCopied();
                        writer.WriteValue<global::System.Collections.Generic.List<string>>(arguments.Item2!, Module);
                        writer.WriteValue<global::System.Collections.Generic.KeyValuePair<int, object>>(arguments.Item4, Module);
                        writer.EndCopied();
                        writer.Write(arguments.Item1);
                        writer.Write(arguments.Item3);
            """.Replace("            writer", "            writer"));
    }

    [TestMethod]
    public void CopyBackWithoutObjectsIsAPlainCall() =>
        Assert.DoesNotContain("CopiesBack", GenerationRun.Of(
            "using ProcessIsolate; public static class Jobs { [RunInProcess(CopyBack = true)] public static void F(int a, string b) { } }").Text);

    /// <summary>A reference cannot wait for a task: the companion is there to say so, as an error where it is called.</summary>
    [TestMethod]
    public void CompanionOfAWriterIsAnError()
    {
        var text = GenerationRun.Of(
            "using ProcessIsolate; public static class Jobs { [RunInProcess] public static int F(ref int a, out string b) { b = \"\"; return 1; } }").Text;
        StringAssert.Contains(text, "[global::System.Obsolete(\"'F' writes a variable of its caller");
        StringAssert.Contains(text, "FAsync(ref int a, out string b, global::System.Threading.CancellationToken cancellationToken = default) => throw");
    }
}
