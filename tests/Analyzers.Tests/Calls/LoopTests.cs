using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace ProcessIsolate.Analyzers.Tests.Calls;

/// <summary>PISO205: a loop collects the results of isolated calls.</summary>
[TestClass]
public sealed class LoopTests
{
    [TestMethod]
    [DataRow("void F(int[] xs, List<int> ys) { foreach (var x in xs) { ys.Add({|PISO205:Jobs.Square(x)|}); } }")]
    [DataRow("void F(int[] xs, List<int> ys) { foreach (int x in xs.Where(x => x > 3)) ys.Add({|PISO205:Jobs.Square(x)|}); }")]
    [DataRow("void F(string text, List<char> ys) { foreach (var c in text) { ys.Add({|PISO205:Own(c)|}); } } [RunInProcess] internal static char Own(char c) => c;")]
    [DataRow("void F(string[] xs, List<int> ys) { foreach (var x in xs) { ys.Add({|PISO205:x.Size()|}); } }")]
    [DataRow("int[] F(int[] xs) { var ys = new int[xs.Length]; for (int i = 0; i < xs.Length; i++) { ys[i] = {|PISO205:Jobs.Square(xs[i])|}; } return ys; }")]
    [DataRow("void F(List<int> xs, int[] ys) { for (var i = 0; i < xs.Count; ++i) ys[i] = {|PISO205:Jobs.Square(xs[i])|}; }")]
    [DataRow("int[] F(int[] xs) => xs.Select(x => {|PISO205:Jobs.Square(x)|}).ToArray();")]
    [DataRow("List<int> F(IEnumerable<int> xs) => xs.Where(x => x > 3).Select((int x) => {|PISO205:Jobs.Square(x)|}).ToList();")]
    public void LoopThatAMapReplacesIsReported(string members) => CallCode.Verify(members);

    [TestMethod]
    [DataRow("void F(int[] xs, List<int> ys) { foreach (var x in xs) { ys.Add(Jobs.Unmarked(x)); } }")]
    [DataRow("void F(int[] xs, List<int> ys) { foreach (var x in xs) { ys.Add(Jobs.Square(x + 1)); } }")]
    [DataRow("void F(int[] xs, List<int> ys) { foreach (var x in xs) { ys.Add(Jobs.Square(x) + 1); } }")]
    [DataRow("void F(int[] xs, List<int> ys) { foreach (var x in xs) { Console.WriteLine(x); ys.Add(Jobs.Square(x)); } }")]
    [DataRow("void F(int[] xs) { foreach (var x in xs) { Jobs.Square(x); } }")]
    [DataRow("void F(int[] xs, List<long> ys) { foreach (var x in xs) { ys.Add(Jobs.Square(x)); } }")]
    [DataRow("void F(short[] xs, List<int> ys) { foreach (var x in xs) { ys.Add(Jobs.Square(x)); } }")]
    [DataRow("void F(object[] xs, List<int> ys) { foreach (int x in xs) { ys.Add(Jobs.Square(x)); } }")]
    [DataRow("void F(int[] xs, HashSet<int> ys) { foreach (var x in xs) { ys.Add(Jobs.Square(x)); } }")]
    [DataRow("void F(Span<int> xs, List<int> ys) { foreach (var x in xs) { ys.Add(Jobs.Square(x)); } }")]
    [DataRow("void F(int[] xs, List<int> ys) { foreach (var x in xs) { ys.Add(Jobs.Add(x, 2)); } }")]
    [DataRow("void F(int[] xs, List<int> ys) { foreach (var x in xs) { ys.Add(Jobs.Add(x)); } }")]
    [DataRow("void F(int[] xs, List<int> ys) { foreach (var x in xs) { ys.Add(Jobs.Shrink(x)); } }")]
    [DataRow("void F(List<int> xs) { foreach (var x in xs) { xs.Add(Jobs.Square(x)); } }")]
    [DataRow("async Task F(IAsyncEnumerable<int> xs, List<int> ys) { await foreach (var x in xs) { ys.Add(await Jobs.Deaf(x)); } }")]
    [DataRow("void F(int[] xs, int[] ys) { for (int i = 1; i < xs.Length; i++) { ys[i] = Jobs.Square(xs[i]); } }")]
    [DataRow("void F(int[] xs, int[] ys) { for (int i = 0; i < xs.Length - 1; i++) { ys[i] = Jobs.Square(xs[i]); } }")]
    [DataRow("void F(int[] xs, int[] ys) { for (int i = 0; i < xs.Length; i += 2) { ys[i] = Jobs.Square(xs[i]); } }")]
    [DataRow("void F(int[] xs) { for (int i = 0; i < xs.Length; i++) { xs[i] = Jobs.Square(xs[i]); } }")]
    [DataRow("void F(int[] xs, int[] ys) { for (int i = 0; i < xs.Length; i++) { ys[i] += Jobs.Square(xs[i]); } }")]
    [DataRow("void F(int[] xs, int[] ys) { for (int i = 0; i < xs.Length; i++) { ys[i] = Jobs.Square(i); } }")]
    [DataRow("int[] F(int[] xs) => xs.AsParallel().Select(x => Jobs.Square(x)).ToArray();")]
    [DataRow("int[] F(int[] xs) => xs.Select((x, i) => Jobs.Square(x)).ToArray();")]
    [DataRow("IEnumerable<int> F(int[] xs) => xs.Select(x => Jobs.Square(x));")]
    [DataRow("Dictionary<int, int> F(int[] xs) => xs.ToDictionary(x => x, x => Jobs.Square(x));")]
    [DataRow("long[] F(int[] xs) => xs.Select<int, long>(x => Jobs.Square(x)).ToArray();")]
    [DataRow("void F(int[] xs, int[] ys) => Parallel.For(0, xs.Length, i => ys[i] = Jobs.Square(xs[i]));")]
    [DataRow("[RunInProcess] internal static int[] Own(int[] xs) => xs.Select(x => Jobs.Square(x)).ToArray();")]
    public void OtherLoopIsNot(string members) => CallCode.Verify(members);

    [TestMethod]
    [DataRow(
        "int[] F(int[] xs) => xs.Select(x => {|PISO205:Jobs.Square(x)|}).ToArray();",
        "int[] F(int[] xs) => ProcessPool.Shared.Map(Jobs.Square, xs);")]
    [DataRow(
        "List<int> F(IEnumerable<int> xs) => xs.Where(x => x > 3).Select(x => {|PISO205:Jobs.Square(x)|}).ToList();",
        "List<int> F(IEnumerable<int> xs) => ProcessPool.Shared.Map(Jobs.Square, xs.Where(x => x > 3)).ToList();")]
    [DataRow(
        "int F(string[] xs) => xs.Select(x => {|PISO205:x.Size()|}).ToArray().Length;",
        "int F(string[] xs) => ProcessPool.Shared.Map(Jobs.Size, xs).Length;")]
    public void ChainBecomesAMap(string members, string expected) => CallCode.Fix(members, expected);

    [TestMethod]
    public void LoopsBecomeMaps() => CallCode.FixAll(
        """
            int[] F(int[] xs, List<int> list, int[] given)
            {
                foreach (var x in xs)
                {
                    list.Add({|PISO205:Jobs.Square(x)|});
                }

                int[] made = new int[xs.Length];
                for (int i = 0; i < xs.Length; i++)
                {
                    made[i] = {|PISO205:Jobs.Square(xs[i])|};
                }

                // All.
                for (int i = 0; i < list.Count; i++)
                {
                    given[i] = {|PISO205:Jobs.Square(list[i])|};
                }

                return made;
            }
        """,
        """
            int[] F(int[] xs, List<int> list, int[] given)
            {
                list.AddRange(ProcessPool.Shared.Map(Jobs.Square, xs));

                int[] made = ProcessPool.Shared.Map(Jobs.Square, xs);

                // All.
                ProcessPool.Shared.Map(Jobs.Square, list).CopyTo(given, 0);

                return made;
            }
        """);

    [TestMethod]
    [DataRow("void F(int[] xs, List<int> ys) { foreach (var x in xs) { /* why */ ys.Add({|PISO205:Jobs.Square(x)|}); } }")]
    [DataRow("void F(ProcessPool pool, int[] xs, List<int> ys) { using (pool.Use()) { foreach (var x in xs) { ys.Add({|PISO205:Jobs.Square(x)|}); } } }")]
    public void MapIsNotOfferedWhereSomethingWouldBeLost(string members) => CallCode.NoFix(members);
}
