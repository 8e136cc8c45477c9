using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Generator.Tests.Harness;

namespace ProcessIsolate.Generator.Tests;

/// <summary>Spans as parameters, and which arrays travel as they lie in memory.</summary>
[TestClass]
public sealed class SpanTests
{
    [TestMethod]
    public void SpansTravelAsCopies()
    {
        var run = GenerationRun.Of("""
            using System;
            using ProcessIsolate;
            public record struct Point(double X, double Y);
            public static class Jobs
            {
                [RunInProcess] public static double Sum(ReadOnlySpan<double> values) => 1;
                [RunInProcess] public static int Move(scoped Span<Point> points, Side side, ReadOnlySpan<bool> where) => 1;
                public static void Use(Span<Point> points) { Sum([1]); Move(points, default, [true]); }
            }
            public enum Side { Left }
            """).Intercepts("Sum([1])", "Move(points, default, [true])");
        Snapshot.Match(nameof(SpansTravelAsCopies), run.Text);
    }

    [TestMethod]
    [DataRow("static void F(Span<int> a)", "F(default)")]
    [DataRow("static void F(Span<char> a, Span<byte> b, ReadOnlySpan<int> @class)", "F(default, default, default)")]
    [DataRow("static Guid F(Span<Guid> a, System.Threading.CancellationToken t)", "F(default, default)")]
    [DataRow("static int F(params ReadOnlySpan<int> a)", "F(1, 2)")]
    [DataRow("static int F(params Span<long> a)", "F(1, 2)")]
    [DataRow("static int F(ReadOnlySpan<char> a)", "F(\"text\")")]
    [DataRow("static int F(ReadOnlySpan<char> a = default)", "F()")]
    [DataRow("static int F(this ReadOnlySpan<int> a)", "F(default)")]
    [DataRow("static System.Threading.Tasks.Task<int> F(ReadOnlySpan<int> a, int b)", "F(default, 1)")]
    [DataRow("static System.Threading.Tasks.ValueTask F(scoped ReadOnlySpan<DateTimeOffset> a)", "F(default)")]
    [DataRow("static string? F(Span<(int, bool)> a)", "F(default)")]
    public void EveryShapeOfSpanCompiles(string signature, string call) => GenerationRun.Of(
        "using System; using ProcessIsolate; public static class Jobs { [RunInProcess] public " + signature
        + " => throw new InvalidOperationException(); static void Use() { " + call + "; } }").Intercepts(call);

    [TestMethod]
    public void PrivateMethodsAreReachedWithTheirSpans() => GenerationRun.Of("""
        using System;
        using ProcessIsolate;
        class A { [RunInProcess] private static void F(Span<int> a) { } static void Use() { F(default); } }
        partial class B { [RunInProcess] private static int F(ReadOnlySpan<int> a) => 1; static void Use() { F([1]); } }
        """).Intercepts("F(default)", "F([1])");

    [TestMethod]
    [DataRow("bool")]
    [DataRow("decimal")]
    [DataRow("DateTime")]
    [DataRow("Guid")]
    [DataRow("TimeSpan")]
    [DataRow("Half")]
    [DataRow("Int128")]
    [DataRow("DayOfWeek")]
    [DataRow("System.Numerics.Vector3")]
    [DataRow("(int, float)")]
    [DataRow("T", "public struct T { public int X; public float Y; }")]
    [DataRow("T", "public record struct T(long A, int B, short C, short D);")]
    [DataRow("T", "public struct T { public U A { get; set; } public U B; public const int Z = 1; } public record struct U(byte X);")]
    [DataRow("T", "public struct T { public Guid Id; public DayOfWeek Day; }")]
    [DataRow("T<double>", "public record struct T<V>(V A, V B);")]
    public void ElementTravelsRaw(string type, string declaration = "") => IsRaw(true, type, declaration);

    [TestMethod]
    [DataRow("DateTimeOffset")]
    [DataRow("int?")]
    [DataRow("string")]
    [DataRow("(int, double)")]
    [DataRow("T", "public record struct T(int A, double B);")]
    [DataRow("T", "public record struct T(double B, int A);")]
    [DataRow("T", "public record struct T(int A, bool B, bool C, bool D, bool E);")]
    [DataRow("T", "public record struct T(decimal A);")]
    [DataRow("T", "public record struct T(DateTime A);")]
    [DataRow("T", "public record struct T(string A);")]
    [DataRow("T", "public record T(int A);")]
    [DataRow("T", "public struct T { public int A; private int b; public int B() => ++b; }")]
    [DataRow("T", "public struct T(int b) { public int A; public int B() => b; }")]
    [DataRow("T", "[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)] public struct T { public int A; }")]
    [DataRow("T", "public struct T { public int A; [System.Text.Json.Serialization.JsonIgnore] public int B; }")]
    [DataRow("T", "public struct T { public int A; [System.Text.Json.Serialization.JsonConverter(typeof(int))] public int B { get; set; } }")]
    [DataRow("T", "[System.Text.Json.Serialization.JsonConverter(typeof(int))] public struct T { public int A; }")]
    public void ElementTravelsAsJson(string type, string declaration = "") => IsRaw(false, type, declaration);

    private static void IsRaw(bool raw, string type, string declaration)
    {
        var text = GenerationRun.Of("using System; using System.Collections.Generic; using ProcessIsolate;\n" + declaration
            + "public static class Jobs { [RunInProcess] public static " + type + "[] F(List<" + type + "> a, ReadOnlyMemory<" + type + "> b) => []; }").Text;
        foreach (var call in new[] { "writer.WriteArray<", "writer.WriteList<", "writer.WriteMemory<", "reader.ReadArray<", "reader.ReadList<", "reader.ReadMemory<" })
        {
            Assert.AreEqual(raw, text.Contains(call), call);
        }
    }
}
