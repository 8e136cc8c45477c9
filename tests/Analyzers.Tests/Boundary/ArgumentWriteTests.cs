using System.IO;
using Microsoft.CodeAnalysis;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Analyzers.Tests.Harness;
using ProcessIsolate.Generator.Tests.Harness;

namespace ProcessIsolate.Analyzers.Tests.Boundary;

/// <summary>PISO302: what a body does to an argument stays in the worker.</summary>
[TestClass]
public sealed class ArgumentWriteTests
{
    private const string Types = """

        class Item { public int X; public int Y { get; set; } public int[] Data = []; public List<Item> Parts = []; public void Mark() => X = 1; public int Read() => X; }
        struct Pair { public int X; public int[] Data; public void Set(int x) => X = x; }
        class Link { public int X { get; set; } public Link? Next { get; set; } }
        static class Extensions { extension(Item item) { public void Poke(int x) => item.X = x; public int Look() => item.X; } }
        record Bag(Item First, Shared<int> Count, ProcessQueue<int> Queue);
        record Result(int[] Values);
        """;

    private static readonly Setup Setup = Setup.Default.Comparing("PISO302");

    [TestMethod]
    [DataRow("void F(int[] a) => {|PISO302:a[0] = 1|};", DisplayName = "element")]
    [DataRow("void F(int[] a) { {|PISO302:a[0]++|}; {|PISO302:a[^1] += 2|}; }", DisplayName = "elements updated")]
    [DataRow("void F(int[][] a) => {|PISO302:a[0][1] = 1|};", DisplayName = "jagged")]
    [DataRow("void F(List<int> a) => {|PISO302:a.Add|}(1);", DisplayName = "list added to")]
    [DataRow("void F(List<int> a) { {|PISO302:a.Clear|}(); {|PISO302:a[0] = 1|}; }", DisplayName = "list cleared and set")]
    [DataRow("void F(IList<int> a) => {|PISO302:a.Insert|}(0, 1);", DisplayName = "interface")]
    [DataRow("void F(Dictionary<string, int> a) { {|PISO302:a[\"x\"] = 1|}; {|PISO302:a.TryAdd|}(\"y\", 2); {|PISO302:a.Remove|}(\"z\"); }", DisplayName = "dictionary")]
    [DataRow("void F(HashSet<int> a) => {|PISO302:a.UnionWith|}([1]);", DisplayName = "set")]
    [DataRow("void F(Item a) { {|PISO302:a.X = 1|}; {|PISO302:a.Y++|}; {|PISO302:a.Data[0] = 1|}; {|PISO302:a.Parts.Add|}(new Item()); }", DisplayName = "members")]
    [DataRow("void F(Item[] a) => {|PISO302:a[0].X = 1|};", DisplayName = "member of an element")]
    [DataRow("void F(Item[] a) { foreach (var each in a) { {|PISO302:each.X = 1|}; } }", DisplayName = "elements in a loop")]
    [DataRow("void F(Item[] a) { foreach (var each in a.Where(x => x.X > 0)) { {|PISO302:each.X = 1|}; } }", DisplayName = "elements of a query")]
    [DataRow("void F(int[] a) { var b = a; {|PISO302:b[0] = 1|}; }", DisplayName = "alias")]
    [DataRow("void F(Item a) { var b = a.Parts; var c = b; {|PISO302:c.Clear|}(); }", DisplayName = "alias of a member")]
    [DataRow("void F(Item a) { if (a is Item b) { {|PISO302:b.X = 1|}; } }", DisplayName = "alias by a pattern")]
    [DataRow("void F(Item[] a) { if (a is [{ } b, ..]) { {|PISO302:b.X = 1|}; } }", DisplayName = "alias by a pattern inside of another")]
    [DataRow("void F(Item a) { switch (a) { case { Y: 1 } b: {|PISO302:b.X = 1|}; break; } }", DisplayName = "alias by a case")]
    [DataRow("void F(List<Item> a) => a.ForEach(x => {|PISO302:x.X = 1|});", DisplayName = "items in a lambda")]
    [DataRow("void F(Item[] a) => Parallel.ForEach(a, x => {|PISO302:x.X = 1|});", DisplayName = "items in a parallel loop")]
    [DataRow("void F(Dictionary<string, List<int>> a) { if (a.TryGetValue(\"x\", out var b)) { {|PISO302:b.Add|}(1); } }", DisplayName = "value of a dictionary")]
    [DataRow("void F(int[] a) { foreach (ref int b in a.AsSpan()) { {|PISO302:b = 1|}; } }", DisplayName = "loop of references")]
    [DataRow("void F(Link? a) { while (a is not null) { {|PISO302:a.X = 1|}; a = a.Next; } }", DisplayName = "walk along a list")]
    [DataRow("void F(List<int>? a) { a ??= []; {|PISO302:a.Add|}(1); }", DisplayName = "made where there is none")]
    [DataRow("int F(byte[] a, string b) { using var c = File.OpenRead(b); return {|PISO302:c.Read|}(a, 0, 3); }", DisplayName = "filled by a stream")]
    [DataRow("void F(char[] a) { {|PISO302:\"x\".CopyTo|}(0, a, 0, 1); {|PISO302:\"x\".AsSpan().CopyTo|}(a); }", DisplayName = "copied into")]
    [DataRow("void F(byte[] a) => {|PISO302:System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian|}(a, 1);", DisplayName = "filled with a number")]
    [DataRow("void F(Item a) => {|PISO302:a.Poke|}(1);", DisplayName = "member of an extension block")]
    [DataRow("void F(int[] a) { ref int b = ref a[0]; {|PISO302:b = 1|}; }", DisplayName = "reference")]
    [DataRow("void F(int[] a) { Span<int> b = a; {|PISO302:b[0] = 1|}; }", DisplayName = "span of it")]
    [DataRow("void F(int[] a) => {|PISO302:a.AsSpan(1).Clear|}();", DisplayName = "span cleared")]
    [DataRow("void F(int[] a) => {|PISO302:new Span<int>(a)[0] = 1|};", DisplayName = "new span of it")]
    [DataRow("void F(Memory<int> a) => {|PISO302:a.Span[0] = 1|};", DisplayName = "memory")]
    [DataRow("void F(int[] a) { {|PISO302:Array.Sort|}(a); {|PISO302:Array.Clear|}(a); Random.Shared.NextBytes(new byte[3]); }", DisplayName = "filled by the framework")]
    [DataRow("void F(int[] a) => Interlocked.Increment({|PISO302:ref a[0]|});", DisplayName = "by reference")]
    [DataRow("void F(int[] a) => Swap({|PISO302:ref a[0]|}, {|PISO302:ref a[1]|}); static void Swap(ref int x, ref int y) => (x, y) = (y, x);", DisplayName = "swapped")]
    [DataRow("void F(int[] a) => ({|PISO302:a[0]|}, {|PISO302:a[1]|}) = (a[1], a[0]);", DisplayName = "deconstruction")]
    [DataRow("void F(Item a) => {|PISO302:a.Mark|}();", DisplayName = "method of the argument")]
    [DataRow("void F(int[] a) => {|PISO302:Fill|}(a); static void Fill(int[] x) => Deeper(x); static void Deeper(int[] x) => x[0] = 1;", DisplayName = "method that fills it")]
    [DataRow("void F(Pair a) => {|PISO302:a.Data[0] = 1|};", DisplayName = "array in a structure")]
    [DataRow("int F(int[] a) { {|PISO302:a[0] = 1|}; return a.Length + a[0]; }", DisplayName = "a number of it returned")]
    [DataRow("int F(Item? a) { a?{|PISO302:.Parts.Clear|}(); return 1; }", DisplayName = "conditional")]
    [DataRow("async Task F(List<int> a) { await Task.Yield(); {|PISO302:a.Add|}(1); }", DisplayName = "asynchronous")]
    [DataRow("void F(List<int> a) => new[] { 1 }.ToList().ForEach(x => {|PISO302:a.Add|}(x));", DisplayName = "in a lambda")]
    public void WriteIntoAnArgumentIsReported(string member) =>
        Analysis.Verify("static class C { [RunInProcess] internal static " + member + " }" + Types, Setup);

    [TestMethod]
    [DataRow("int[] F(int[] a) { a[0] = 1; return a; }", DisplayName = "returned")]
    [DataRow("int[] F(int[] a) { Array.Sort(a); return [.. a]; }", DisplayName = "copy returned")]
    [DataRow("List<int> F(List<int> a) { a.Add(1); var b = a; return b; }", DisplayName = "alias returned")]
    [DataRow("int[] F(List<int> a) { a.Add(1); return a.ToArray(); }", DisplayName = "contents returned")]
    [DataRow("Result F(int[] a) { a[0] = 1; return new Result(a); }", DisplayName = "returned in an object")]
    [DataRow("(int, int[]) F(int[] a) { a[0] = 1; return (1, a); }", DisplayName = "returned in a tuple")]
    [DataRow("Task<int[]> F(int[] a) { a[0] = 1; return Task.FromResult(a); }", DisplayName = "returned in a task")]
    [DataRow("Item F(int[] a) { a[0] = 1; var b = new Item(); b.Data = a; return b; }", DisplayName = "kept in the result")]
    [DataRow("Item F(int[] a) { a[0] = 1; return new Item { Data = a }; }", DisplayName = "kept in an initializer")]
    [DataRow("List<Item> F(Item a) { a.X = 1; var b = new List<Item>(); b.Add(a); return b; }", DisplayName = "kept in a list")]
    [DataRow("void F(int[] a, ProcessQueue<int[]> b) { a[0] = 1; b.Put(a); }", DisplayName = "sent back")]
    [DataRow("Result F(int[] a) { a[0] = 1; var b = new Result(a); return b; }", DisplayName = "returned in an object by way of a local")]
    [DataRow("(int, int[]) F(int[] a) { a[0] = 1; var b = (1, a); return b; }", DisplayName = "returned in a tuple by way of a local")]
    [DataRow("Item[] F(Item a) { a.X = 1; Item[] b = [a]; return b; }", DisplayName = "returned in an array by way of a local")]
    [DataRow("Result F(int[] a) { a[0] = 1; var b = Wrap(a); return b; } static Result Wrap(int[] x) => new(x);", DisplayName = "returned by a helper by way of a local")]
    [DataRow("void F(int a) => a = 1;", DisplayName = "the variable")]
    [DataRow("void F(Pair a) => a.Set(1);", DisplayName = "method of a structure, which is a copy in any case")]
    [DataRow("int F(Item a) => a.Look();", DisplayName = "member of an extension block that only reads")]
    [DataRow("void F(List<Item> a) => a.ConvertAll(x => new Item()).ForEach(x => x.X = 1);", DisplayName = "items of a new list")]
    [DataRow("int F(int[] a) => a.Aggregate(new Item(), (sum, x) => { sum.X += x; return sum; }).X;", DisplayName = "sum that is the body's own")]
    [DataRow("void F(FileStream a, object b, int[] c) => c[0] = 1;", DisplayName = "method that cannot be isolated, which is an error already")]
    [DataRow("void F(int[] a) { a = [.. a]; a[0] = 1; }", DisplayName = "a copy in the variable")]
    [DataRow("void F(int[] a) { var b = a.ToArray(); b[0] = 1; }", DisplayName = "a copy")]
    [DataRow("void F(int[] a) { var b = (int[])a.Clone(); b[0] = 1; }", DisplayName = "a clone")]
    [DataRow("void F(List<int> a) { var b = new List<int>(a); b.Add(1); }", DisplayName = "a list of it")]
    [DataRow("void F(int[] a) { var b = a; b = new int[3]; b[0] = 1; }", DisplayName = "alias that becomes something else")]
    [DataRow("void F(Pair a) => a.X = 1;", DisplayName = "field of a structure")]
    [DataRow("void F(Pair[] a) { var b = a[0]; b.X = 1; }", DisplayName = "copied structure")]
    [DataRow("void F(Shared<int> a) => a.Exchange(1);", DisplayName = "shared value")]
    [DataRow("void F(SharedArray<int> a) { a[0] = 1; a.Span[1] = 2; a.Memory.Span[2] = 3; a.Span.Clear(); }", DisplayName = "shared array")]
    [DataRow("void F(ProcessQueue<int> a) => a.Put(1);", DisplayName = "queue")]
    [DataRow("void F(Bag a) { a.Count.Value = 1; a.Queue.Put(1); }", DisplayName = "channels in a record")]
    [DataRow("int F(int[] a) { var b = new int[3]; a.CopyTo(b, 0); Array.Copy(a, b, 3); b[0] = 1; return b[0] + a[1]; }", DisplayName = "copied out")]
    [DataRow("int F(Item a) => a.Read() + Sum(a.Data); static int Sum(int[] x) => x.Length;", DisplayName = "only read")]
    [DataRow("int F(string a) => a.Replace(\"x\", \"y\").Length;", DisplayName = "text")]
    [DataRow("int F(System.Collections.Immutable.ImmutableList<int> a) => a.Add(1).Count;", DisplayName = "immutable list")]
    [DataRow("int F(IEnumerable<int> a) => a.Append(1).Reverse().Count();", DisplayName = "query")]
    [DataRow("int F(Bag a) => (a with { First = new Item() }).First.X;", DisplayName = "copied record")]
    [DataRow("void F(int[] a) { Fill(a.ToArray()); static void Fill(int[] x) => x[0] = 1; }", DisplayName = "local function of its own")]
    [DataRow("void F(Stream a) => a.WriteByte(1);", DisplayName = "stream")]
    [DataRow("int F(int[] a) { var sum = new int[1]; foreach (var each in a) { sum[0] += each; } return sum[0]; }", DisplayName = "own array")]
    public void WhatTheCallerSeesOrDoesNotMissIsSilent(string member) =>
        Analysis.Verify("static class C { [RunInProcess] internal static " + member + " }" + Types, Setup);

    [TestMethod]
    public void ReferenceAndSpanParametersAreSilent() => Analysis.Verify(
        "static class C { [RunInProcess] internal static void F(ref int a, out int b, Span<int> c) { a = 1; b = 2; c[0] = 3; c.Clear(); } }" + Types, Setup);

    [TestMethod]
    public void ReadOnlyReferenceIsACopy() =>
        Analysis.Verify("static class C { [RunInProcess] internal static void F(in List<int> a) => {|PISO302:a.Add|}(1); }" + Types, Setup);

    [TestMethod]
    [DataRow("[RunInProcess] internal static void F([System.Runtime.InteropServices.In, System.Runtime.InteropServices.Out] int[] a) => a[0] = 1;")]
    [DataRow("[RunInProcess] internal static void F([System.Runtime.InteropServices.Out] Item a) => a.Mark();")]
    [DataRow("[RunInProcess(CopyBack = true)] internal static void F(int[] a, Item b) { a[0] = 1; b.Parts.Clear(); }")]
    [DataRow("[RunInProcess] internal static void F(ref List<int> a) => a.Add(1);")]
    public void WhatComesBackIsSilent(string member) => Analysis.Verify("static class C { " + member + " }" + Types, Setup);

    [TestMethod]
    [DataRow("[RunInProcess(CopyBack = false)] internal static void F(int[] a) => {|PISO302:a[0] = 1|};")]
    [DataRow("[RunInProcess] internal static void F([System.Runtime.InteropServices.Out] int[] a, int[] b) => {|PISO302:b[0] = a[0] = 1|};")]
    [DataRow("[RunInProcess] internal static void F([System.Runtime.InteropServices.In] int[] a) => {|PISO302:a[0] = 1|};")]
    public void WhatDoesNotComeBackIsReported(string member) => Analysis.Verify("static class C { " + member + " }" + Types, Setup);

    [TestMethod]
    public void FixMarksTheParameter() => Fixing.FixAll(
        """
        using ProcessIsolate;

        static class Jobs
        {
            [RunInProcess]
            internal static void Sort(
                int step,
                // Sorted.
                int[] values, List<int> others)
            {
                {|PISO302:Array.Sort|}(values);
                {|PISO302:values[0] = step|};
                {|PISO302:others.Clear|}();
            }
        }
        """,
        """
        using System.Runtime.InteropServices;
        using ProcessIsolate;

        static class Jobs
        {
            [RunInProcess]
            internal static void Sort(
                int step,
                // Sorted.
                [In, Out] int[] values, [In, Out] List<int> others)
            {
                Array.Sort(values);
                values[0] = step;
                others.Clear();
            }
        }
        """);

    [TestMethod]
    [DataRow("typeof(Array), \"Sort\"")]
    [DataRow("typeof(Array), \"Copy\"")]
    [DataRow("typeof(Buffer), \"BlockCopy\"")]
    public void ForeignMethodThatFillsItsArgumentIsReportedAtTheMark(string arguments) => Analysis.Verify(
        "[assembly: {|PISO302:RunInProcess(" + arguments + ")|}]", Setup);

    [TestMethod]
    [DataRow("typeof(Array), \"Sort\", CopyBack = true")]
    [DataRow("typeof(Array), \"IndexOf\"")]
    [DataRow("typeof(Array), \"Sort\", CopyBack = false")]
    [DataRow("typeof(File), \"WriteAllBytes\"")]
    [DataRow("typeof(Math), \"Abs\"")]
    [DataRow("typeof(string), \"Join\"")]
    public void ForeignMethodThatFillsNothingIsSilent(string arguments) => Analysis.Verify("[assembly: RunInProcess(" + arguments + ")]", Setup);

    [TestMethod]
    public void FixSetsCopyBackOnTheAssembly() => Fixing.FixAll(
        "[assembly: {|PISO302:RunInProcess(typeof(Library))|}]",
        "[assembly: RunInProcess(typeof(Library), CopyBack = true)]",
        setup: Setup.Default with { References = [FillingLibrary()] });

    private static MetadataReference FillingLibrary()
    {
        const string Source = "public static class Library { public static void Normalize(double[] values) { } public static double Sum(double[] values) => 0; }";
        using MemoryStream image = new();
        Assert.IsTrue(Compilations.Create(Source).WithAssemblyName("Lib").Emit(image).Success);
        return MetadataReference.CreateFromImage(image.ToArray());
    }

    [TestMethod]
    public void MethodWithoutMarkIsSilent() =>
        Analysis.Verify("static class C { internal static void F(int[] a) => a[0] = 1; }" + Types, Setup);
}
