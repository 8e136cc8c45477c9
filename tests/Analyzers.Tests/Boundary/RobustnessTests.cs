using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Analyzers.Tests.Harness;

namespace ProcessIsolate.Analyzers.Tests.Boundary;

/// <summary>The rules on bodies never throw, whatever stands there, and say nothing where nothing is marked.</summary>
[TestClass]
public sealed class RobustnessTests
{
    private const int Steps = 12;

    private static readonly Setup Broken = Setup.Default with { AllowsErrors = true, RunsGenerator = false };

    public static IEnumerable<object[]> Samples => Directory
        .GetFiles(Path.Combine(Repository.Root, "samples", "Rules"), "PISO3*.cs").Order().Select(path => new object[] { Path.GetFileName(path) });

    [TestMethod]
    [DynamicData(nameof(Samples))]
    public void HalfTypedCodeIsTaken(string file)
    {
        var text = "#define WRONG\n" + File.ReadAllText(Path.Combine(Repository.Root, "samples", "Rules", file));
        for (var step = 1; step <= Steps; step++)
        {
            // Run fails when an analyzer throws.
            var compilation = Analysis.Compile([new SourceFile(file, text[..(text.Length * step / Steps)])], Broken);
            Assert.AreEqual("", string.Join("\n", Analysis.Run(compilation, Broken).Where(each => each.Id == "AD0001")));
        }
    }

    [TestMethod]
    [DataRow("[RunInProcess] static int F(Missing m) { m.X = 1; return Missing.Y++; }", DisplayName = "unknown types")]
    [DataRow("[RunInProcess] static int F(int[] a) { a[] = ; a. = 1; return; }", DisplayName = "holes")]
    [DataRow("[RunInProcess(MaxRetries = )] static int F(int[] a) => ", DisplayName = "no body")]
    [DataRow("[RunInProcess] static void F() { var q = new ProcessQueue<>(; Start(q; } using", DisplayName = "channel in the making")]
    [DataRow("[RunInProcess] static void F(Shared<int> s) { s.Value++ s.Value = s. ; s[0] += ; ref var r = ref s.; r++; }", DisplayName = "update in the making")]
    [DataRow("[RunInProcess] static void F() => F(F(F())); static int F => F; static int F() => 1; [RunInProcess] static void F();", DisplayName = "one name for all")]
    [DataRow("[RunInProcess] static partial void F(int[] a); static partial void F(int[] a) { a[0] = F2; } static int F2 { get; set { field = value; } }", DisplayName = "parts")]
    [DataRow("static int x = y; static int y = x++; [RunInProcess] static int F() => x + y + (C.x = 1) + C.C.x;", DisplayName = "circle")]
    public void BrokenCodeIsTaken(string member) => _ = Analysis.Run(
        Analysis.Compile([new SourceFile("File0.cs", "partial class C { " + member + " }")], Broken), Broken);

    [TestMethod]
    public void NewConstructsAreTaken() => Analysis.Verify(
        """
        static class Extensions
        {
            private static int count;
            extension(int[] values)
            {
                internal void Fill() { values[0] = ++count; }
                internal int Total => values.Sum() + count;
            }
        }

        class Settings { public int Level { get; set => field = value < 0 ? 0 : value; } public List<int>? Marks { get; set; } }

        static class C
        {
            [RunInProcess] internal static void F(int[] a) => {|PISO301:{|PISO302:a.Fill|}|}();
            [RunInProcess] internal static int G(int[] a) => {|PISO301:a.Total|};
            [RunInProcess] internal static void H(Settings a) { {|PISO302:a.Level = 3|}; a?{|PISO302:.Marks = [1]|}; a?.Marks?{|PISO302:.Add|}(2); }
            [RunInProcess] internal static int I(int[] a) => a is [var first, .. var rest] ? first + rest.Length : 0;
            [RunInProcess] internal static int J(params int[] a) { Func<int, int> twice = static (x) => x * 2; return a.Select(twice).Sum(); }
        }
        """,
        Setup.Default.Comparing("PISO301", "PISO302"));

    [TestMethod]
    public void NothingIsSaidWhereNothingIsMarked() => Analysis.Verify(
        """
        static class C
        {
            private static readonly object Gate = new();
            private static int count;
            internal static void F(int[] a) { lock (Gate) { a[0] = count++; Console.ReadLine(); File.AppendAllText(Environment.CurrentDirectory, ""); } }
        }
        """);
}
