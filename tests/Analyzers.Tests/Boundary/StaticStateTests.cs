using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Analyzers.Tests.Harness;

namespace ProcessIsolate.Analyzers.Tests.Boundary;

/// <summary>PISO301: static state of a worker is not the host's.</summary>
[TestClass]
public sealed class StaticStateTests
{
    private static readonly Setup Library = Setup.Default.Comparing("PISO301");
    private static readonly Setup Program = Library with { Kind = OutputKind.ConsoleApplication };

    [TestMethod]
    [DataRow("static int count; [RunInProcess] internal static int F() => {|PISO301:count|}++;", DisplayName = "counted")]
    [DataRow("static int count; [RunInProcess] internal static int F() => Interlocked.Increment(ref {|PISO301:count|});", DisplayName = "counted atomically")]
    [DataRow("static string name = \"\"; static void Set(string x) => name = x; [RunInProcess] internal static int F() => {|PISO301:name|}.Length;", DisplayName = "set elsewhere")]
    [DataRow("static string Name { get; set; } = \"\"; C() => Name = \"x\"; [RunInProcess] internal static int F() => {|PISO301:Name|}.Length;", DisplayName = "property set by a constructor")]
    [DataRow("static readonly List<int> Seen = []; [RunInProcess] internal static void F() => {|PISO301:Seen|}.Add(1);", DisplayName = "list added to")]
    [DataRow("static readonly int[] Table = new int[3]; static void Fill() { Table[1] = 4; } [RunInProcess] internal static int F() => {|PISO301:Table|}[1];", DisplayName = "table filled elsewhere")]
    [DataRow("static readonly int[] Table = [3, 1]; static void Fix() => Array.Sort(Table); [RunInProcess] internal static int F() => {|PISO301:Table|}[1];", DisplayName = "table sorted elsewhere")]
    [DataRow("static readonly int[] Table = [3, 1]; static void Fix() { var t = Table; t[0] = 1; } [RunInProcess] internal static int F() => {|PISO301:Table|}[1];", DisplayName = "table filled by way of a local")]
    [DataRow("static readonly System.Collections.Concurrent.ConcurrentDictionary<int, int> Cache = new(); [RunInProcess] internal static int F(int x) => {|PISO301:Cache|}.GetOrAdd(x, y => y);", DisplayName = "cache")]
    [DataRow("static readonly StringBuilder Log = new(); [RunInProcess] internal static void F() => {|PISO301:Log|}.Append(1);", DisplayName = "text built")]
    [DataRow("[ThreadStatic] static int depth; [RunInProcess] internal static void F() { {|PISO301:depth|}++; depth--; }", DisplayName = "thread static")]
    [DataRow("static int count; [RunInProcess] internal static int F() { if ({|PISO301:count|} == 0) { count = 1; } return 1; }", DisplayName = "not a set up")]
    [DataRow("static int count; [RunInProcess] internal static int F() { if ({|PISO301:count|} > 1) { return 1; } count++; return 0; }", DisplayName = "number after a test")]
    [DataRow("static bool busy; static int count; [RunInProcess] internal static void F() { if ({|PISO301:busy|}) { return; } busy = true; {|PISO301:count|}++; busy = false; }", DisplayName = "flag that is taken back")]
    [DataRow("static int[]? last; static int count; [RunInProcess] internal static void F() { if (last != null) { return; } {|PISO301:count|}++; }", DisplayName = "test of something else")]
    [DataRow("static readonly Random Numbers = new(7); [RunInProcess] internal static int F() => {|PISO301:Numbers|}.Next();", DisplayName = "random numbers from a seed")]
    [DataRow("[RunInProcess] internal static partial int F(); internal static partial int F() => {|PISO301:count|}++; static int count;", DisplayName = "partial method, once")]
    [DataRow("static event Action? Done; static void On(Action a) => Done += a; [RunInProcess] internal static void F() => {|PISO301:Done|}?.Invoke();", DisplayName = "event raised")]
    [DataRow("static Action? Done { get; set; } static void On(Action a) => Done = a; [RunInProcess] internal static void F() { var each = new[] { 1 }.Select(x => { {|PISO301:Done|}!(); return x; }).ToArray(); }", DisplayName = "in a lambda")]
    [DataRow("static (int[] A, int B) pair = ([1], 2); static void Set() => pair.A[0] = 1; [RunInProcess] internal static int F() => {|PISO301:pair|}.A[0];", DisplayName = "array in a tuple")]
    public void WhatIsChangedSomewhereIsReported(string members) => Analysis.Verify("partial class C { " + members + " }", Library);

    [TestMethod]
    [DataRow("static readonly int[] Table = [1, 2]; [RunInProcess] internal static int F(int x) => Table[x];", DisplayName = "table without writers")]
    [DataRow("static readonly Dictionary<string, int> Names = new() { [\"a\"] = 1 }; [RunInProcess] internal static int F(string x) => Names[x];", DisplayName = "dictionary without writers")]
    [DataRow("static readonly Dictionary<string, int> Names = new(); static C() { Names.Add(\"a\", 1); } [RunInProcess] internal static int F(string x) => Names[x];", DisplayName = "filled by the static constructor")]
    [DataRow("static int limit = 3; [RunInProcess] internal static int F() => limit;", DisplayName = "never set")]
    [DataRow("const int Limit = 3; [RunInProcess] internal static int F() => Limit;", DisplayName = "constant")]
    [DataRow("static readonly string Name = \"x\"; [RunInProcess] internal static string F() => Name + string.Empty;", DisplayName = "text")]
    [DataRow("static readonly System.Text.RegularExpressions.Regex Pattern = new(\"x\"); [RunInProcess] internal static bool F(string x) => Pattern.IsMatch(x);", DisplayName = "regex")]
    [DataRow("static readonly System.Net.Http.HttpClient Client = new(); [RunInProcess] internal static Task<string> F(string x) => Client.GetStringAsync(x);", DisplayName = "client")]
    [DataRow("static readonly System.Collections.Immutable.ImmutableArray<int> Table = [1]; [RunInProcess] internal static int F() => Table.Add(3).Length;", DisplayName = "immutable")]
    [DataRow("static readonly System.Collections.Immutable.ImmutableList<int> Table = [1]; [RunInProcess] internal static int F() => Table.Add(3).Count;", DisplayName = "immutable list")]
    [DataRow("static readonly Lazy<int[]> Table = new(() => [1]); [RunInProcess] internal static int F() => Table.Value[0];", DisplayName = "lazy")]
    [DataRow("static readonly object Gate = new(); [RunInProcess] internal static void F() { lock (Gate) { } }", DisplayName = "lock, which another rule is about")]
    [DataRow("static int[]? table; static int[] Table => table ??= [1]; [RunInProcess] internal static int F() => Table[0];", DisplayName = "made when first wanted")]
    [DataRow("static int[]? table; [RunInProcess] internal static int F() { if (table is null) { table = [1]; } return table[0]; }", DisplayName = "made when null")]
    [DataRow("static int[]? table; [RunInProcess] internal static int F() { if (table == null) table = [1]; return table[0]; }", DisplayName = "made when equal to null")]
    [DataRow("static int[]? table; [RunInProcess] internal static int F() { Interlocked.CompareExchange(ref table, [1], null); return table[0]; }", DisplayName = "made atomically")]
    [DataRow("static int[]? table; [RunInProcess] internal static int F() => LazyInitializer.EnsureInitialized(ref table, () => [1])[0];", DisplayName = "made by the initializer")]
    [DataRow("static int[]? table; [RunInProcess] internal static int[] F() { if (table != null) return table; table = [1]; return table; }", DisplayName = "given back when there")]
    [DataRow("static int[]? table; [RunInProcess] internal static int[] F() { var t = table; if (t == null) { t = [1]; table = t; } return t; }", DisplayName = "read into a local first")]
    [DataRow("static int[]? table; [RunInProcess] internal static int[] F() { int[]? t; t = table; if (t is null) { table = t = [1]; } return t; }", DisplayName = "read into a local later")]
    [DataRow("static int[]? table; [RunInProcess] internal static int[] F() { table = table ?? [1]; return table; }", DisplayName = "made by an operator")]
    [DataRow("static int[]? table; [RunInProcess] internal static int[] F() { if (table is { } t) { return t; } else { return table = [1]; } }", DisplayName = "made otherwise")]
    [DataRow("static List<int>? table; [RunInProcess] internal static int F() { if (table is null) { table = []; table.Add(1); } return table.Count; }", DisplayName = "filled when made")]
    [DataRow("static readonly List<int> Table = []; [RunInProcess] internal static int F() { if (Table.Count == 0) { Table.Add(1); } return Table[0]; }", DisplayName = "filled when empty")]
    [DataRow("static string? name; [RunInProcess] internal static string F() { if (string.IsNullOrEmpty(name)) { name = \"x\"; } return name; }", DisplayName = "text made when empty")]
    [DataRow("static int? size; [RunInProcess] internal static int F() { if (!size.HasValue) { size = 1; } return size.Value; }", DisplayName = "number made when there is none")]
    [DataRow("static bool ready; static readonly List<int> Table = []; [RunInProcess] internal static int F() { Load(); return Table[0]; } static void Load() { if (ready) return; ready = true; Table.Add(1); }", DisplayName = "flag that is tested first")]
    [DataRow("static readonly Random Numbers = new(); [RunInProcess] internal static int F() => Numbers.Next();", DisplayName = "random numbers without a seed")]
    [DataRow("static bool ready; [RunInProcess] internal static void F() { if (!ready) { ready = true; } }", DisplayName = "flag of a set up")]
    [DataRow("static string name = \"\"; [WorkerInitializer] internal static void Init() => name = \"x\"; static void Main2() => name = \"y\"; [RunInProcess] internal static string F() => name;", DisplayName = "set up by the worker initializer")]
    [DataRow("static readonly List<int> Seen = []; [WorkerInitializer] internal static void Init() => Load(); static void Load() => Seen.Add(1); [RunInProcess] internal static int F() => Seen[0];", DisplayName = "set up by what it calls")]
    [DataRow("static string name = \"\"; [System.Runtime.CompilerServices.ModuleInitializer] internal static void Init() => name = \"x\"; [RunInProcess] internal static string F() => name;", DisplayName = "set up by the module initializer")]
    [DataRow("static int count; static void Count() => count++; [RunInProcess] internal static string F() => nameof(count);", DisplayName = "name only")]
    [DataRow("static int count; static int G() => count++; internal static int F() => count;", DisplayName = "not marked")]
    [DataRow("[System.Diagnostics.CodeAnalysis.SuppressMessage(\"ProcessIsolate\", \"PISO301:x\", Justification = \"a cache\")] static readonly List<int> Cache = []; [RunInProcess] internal static void F() => Cache.Add(1);", DisplayName = "silenced at the state")]
    [DataRow("static readonly AsyncLocal<int> Depth = new(); [RunInProcess] internal static int F() { Depth.Value = 1; return Depth.Value; }", DisplayName = "ambient, which another rule is about")]
    [DataRow("enum E { A } [RunInProcess] internal static int F() => (int)E.A;", DisplayName = "enum")]
    [DataRow("[RunInProcess] internal static int F() => Environment.ProcessorCount + DateTime.Today.Day + BitConverter.GetBytes(1).Length;", DisplayName = "state of the framework")]
    [DataRow("static int count; static int Count() => count++; [RunInProcess] internal static int F() => 1; [RunInProcess] internal static int G() => F();", DisplayName = "not reached")]
    public void WhatIsTheSameEverywhereIsSilent(string members) => Analysis.Verify("class C { " + members + " }", Library);

    [TestMethod]
    [DataRow("[RunInProcess] internal static int F() => {|PISO301:A|}(); static int A() => B(); static int B() => C1.Count++;", DisplayName = "two calls away")]
    [DataRow("[RunInProcess] internal static int F() => {|PISO301:Total|}; static int Total => C1.Count++;", DisplayName = "property")]
    [DataRow("[RunInProcess] internal static int F() => new {|PISO301:D|}().X; class D { public int X; public D() => X = C1.Count++; }", DisplayName = "constructor")]
    [DataRow("[RunInProcess] internal static int F() => new[] { 1 }.Select({|PISO301:A|}).Sum(); static int A(int x) => C1.Count += x;", DisplayName = "method group")]
    [DataRow("[RunInProcess] internal static int F() { int x = {|PISO301:A|}(); return A() + x; } static int A() => C1.Count++;", DisplayName = "once for the state")]
    [DataRow("[RunInProcess] internal static int F() => ({|PISO301:-new D()|}).X; class D { public int X; public static D operator -(D d) { C1.Count++; return d; } }", DisplayName = "operator")]
    [DataRow("[RunInProcess] internal static int F() { return L(); static int L() => {|PISO301:C1.Count|}++; }", DisplayName = "local function")]
    [DataRow("[RunInProcess] internal static int F() => new {|PISO301:D|}().Id; class D { private static int next; public int Id { get; } = next++; }", DisplayName = "initializer")]
    [DataRow("[RunInProcess] internal static int F() => new {|PISO301:D|}(1).Id; class D(int x) { public int Id = C1.Count++ + x; }", DisplayName = "initializer beside a primary constructor")]
    [DataRow("[RunInProcess] internal static void F() { using (new {|PISO301:D|}()) { } } class D : IDisposable { public void Dispose() => C1.Count++; }", DisplayName = "end of a scope")]
    [DataRow("[RunInProcess] internal static void F() { foreach (int x in new {|PISO301:D|}()) { } } class D { public IEnumerator<int> GetEnumerator() { C1.Count++; yield break; } }", DisplayName = "loop")]
    [DataRow("[RunInProcess] internal static int F() { {|PISO301:var (a, b) = new D()|}; return a; } class D { public void Deconstruct(out int a, out int b) => a = b = C1.Count++; }", DisplayName = "deconstruction")]
    [DataRow("[RunInProcess] internal static int F(D d) { {|PISO301:d++|}; return 1; } public class D { public int X { get; set; } public static D operator ++(D d) { C1.Count++; return d; } }", DisplayName = "increment")]
    [DataRow("[RunInProcess] internal static void F() => {|PISO301:Done += G|}; static void G() { } static event Action Done { add => C1.Count++; remove { } }", DisplayName = "accessor of an event")]
    [DataRow("[RunInProcess] internal static async Task<int> F() { await Task.Yield(); return {|PISO301:A|}(); } static int A() => C1.Count++;", DisplayName = "asynchronous")]
    [DataRow("[RunInProcess] internal static int F(int n) => n == 0 ? 0 : {|PISO301:G|}(n - 1); static int G(int n) => n == 0 ? C1.Count++ : G2(n); static int G2(int n) => G(n - 1);", DisplayName = "recursion")]
    public void WhatACalledMethodChangesIsReportedAtTheCall(string members) =>
        Analysis.Verify("static class C1 { internal static int Count; } class C { " + members + " }", Library);

    [TestMethod]
    public void ObjectBehindAReadOnlyFieldIsFollowedIntoItsMethods() => Analysis.Verify(
        """
        class Counter
        {
            private int count;
            public int Next() => Step();
            public int Peek2() => count;
            private int Step() => ++count;
        }

        class Point(int x) { public int Twice() => x * 2; }

        static class C
        {
            static readonly Counter Ids = new();
            static readonly Point Origin = new(0);
            static readonly Counter Unused = new();
            [RunInProcess] internal static int F() => {|PISO301:Ids|}.Next() + Origin.Twice() + Unused.Peek2();
        }
        """,
        Library);

    [TestMethod]
    public void FieldOfALibraryThatAnybodyMaySetIsReported() => Analysis.Verify(
        """
        public class C
        {
            public static int Limit = 3;
            public static int Other { get; set; } = 3;
            public static int Own { get; private set; } = 3;
            internal static int Hidden = 3;
            public static readonly int[] Table = [1];
            [RunInProcess] public static int F() => {|PISO301:Limit|} + {|PISO301:Other|} + Own + Hidden + Table[0];
        }
        """,
        Library);

    [TestMethod]
    public void FieldOfAProgramIsReportedWhenItsOwnCodeSetsIt() => Analysis.Verify(
        """
        C.Folder = args.Length > 0 ? args[0] : ".";
        Console.WriteLine(C.F());

        public class C
        {
            public static int Limit = 3;
            public static string Folder = "";
            [RunInProcess] public static string F() => {|PISO301:Folder|} + Limit;
        }
        """,
        Program);

    [TestMethod]
    public void MessagesNameStateWriterAndWay()
    {
        var messages = Analysis.Verify(
            """
            C.Folder = "x";

            static class C
            {
                internal static string Folder = "";
                static int count;
                static event Action? Done;
                [RunInProcess] internal static string Read() => {|PISO301:Folder|};
                [RunInProcess] internal static int Count() => {|PISO301:Deep|}();
                static int Deep() => Deeper();
                static int Deeper() => count++;
                [RunInProcess] internal static void Raise() => {|PISO301:Done|}?.Invoke();
                internal static void On(Action a) => Done += a;
            }
            """,
            Program);
        Assert.AreEqual(
            """
            'C.Folder' is static, and each process has its own: 'Read' runs in a worker and does not see what 'Main' changes in the host
            'C.count' is static, and each process has its own: what 'Count' changes stays in its worker; reached by way of 'Deep', 'Deeper'
            'C.Done' is static, and each process has its own: 'Raise' runs in a worker, where handlers added in the host are not called
            """.ReplaceLineEndings("\n"),
            string.Join("\n", messages));
    }

    [TestMethod]
    public void MarkOnTheAssemblyIsFollowedToMethodsOfThisCompilation() => Analysis.Verify(
        """
        [assembly: RunInProcess(typeof(Legacy), "Parse")]

        public static class Legacy
        {
            private static int count;
            public static int Parse(string text) => {|PISO301:count|} += text.Length;
            public static int Other() => count;
        }
        """,
        Library);

    private const string Foreign = """
        namespace Foreign;
        public class Engine { public static Engine Instance { get; set; } = new(); public static int Run(int x) => x; }
        public static class Limits { public static int Default = 3; public static int Run(int x) => x + Default; }
        public static class Fixed
        {
            public const int A = 1; public static readonly int B = 2; public static int C { get; private set; } public static int D { get; }
            internal static int E = 3; public static int Run(int x) => x;
        }
        """;

    private static Setup WithForeign(bool hasSource = false)
    {
        var library = Analysis.Compile([new SourceFile("Foreign.cs", Foreign)], Setup.Default).WithAssemblyName("Foreign");
        using var image = new System.IO.MemoryStream();
        Assert.IsTrue(library.Emit(image).Success);
        return Library with { References = [hasSource ? library.ToMetadataReference() : MetadataReference.CreateFromImage(image.ToArray())] };
    }

    [TestMethod]
    [DataRow("[assembly: {|PISO301:RunInProcess(typeof(Foreign.Engine), \"Run\")|}]", "'Engine.Instance'", "what other code changes")]
    [DataRow("[assembly: {|PISO301:RunInProcess(typeof(Foreign.Engine))|}]", "'Engine.Instance'", "'Run' runs in a worker")]
    [DataRow("[assembly: {|PISO301:RunInProcess(typeof(Foreign.Limits), \"Run\")|}]", "'Limits.Default'", "[WorkerInitializer]")]
    [DataRow("[assembly: {|PISO301:RunInProcess(typeof(Foreign.Engine), \"Run\")|}] class C { void Set() => Foreign.Engine.Instance = new(); }", "'Engine.Instance'", "what 'Set' changes")]
    [DataRow("[assembly: {|PISO301:RunInProcess(typeof(System.Text.RegularExpressions.Regex), \"Escape\")|}] class C { void Set() => System.Text.RegularExpressions.Regex.CacheSize = 3; }", "'Regex.CacheSize'", "what 'Set' changes")]
    public void StateBehindAMarkOnTheAssemblyIsReportedThere(string source, string state, string reason)
    {
        foreach (var hasSource in new[] { false, true })
        {
            var message = Analysis.Verify(source, WithForeign(hasSource)).Single();
            Assert.StartsWith(state, message);
            Assert.Contains(reason, message);
        }
    }

    [TestMethod]
    [DataRow("[assembly: RunInProcess(typeof(Foreign.Fixed), \"Run\")]", DisplayName = "nothing to set")]
    [DataRow("[assembly: RunInProcess(typeof(System.Text.RegularExpressions.Regex), \"Escape\")]", DisplayName = "base library")]
    [DataRow("[assembly: RunInProcess(typeof(Foreign.Engine), \"Run\")] class C { [WorkerInitializer] internal static void Set() => Foreign.Engine.Instance = new(); }", DisplayName = "set up")]
    [DataRow("[assembly: RunInProcess(typeof(Foreign.Limits), \"Run\")] class C { [WorkerInitializer] internal static void Set() => Foreign.Limits.Default = 4; }", DisplayName = "field set up")]
    [DataRow("class C { int F() => Foreign.Engine.Run(1); }", DisplayName = "not marked")]
    [DataRow("class C { [RunInProcess] internal static object F() => Foreign.Engine.Instance; }", DisplayName = "not set here")]
    [DataRow("class C { [RunInProcess] internal static int F() { Console.Title = \"x\"; return Console.WindowWidth; } void G() => Console.WindowWidth = 4; }", DisplayName = "property of the base library")]
    public void StateThatNothingSetsOrAllWorkersDoIsSilent(string source) => Analysis.Verify(source, WithForeign());

    [TestMethod]
    public void PropertyOfAReferencedAssemblyIsReportedWhenThisOneSetsIt() => Analysis.Verify(
        "class C { [RunInProcess] internal static object F() => {|PISO301:Foreign.Engine.Instance|}; void Set() => Foreign.Engine.Instance = new(); }", WithForeign());

    [TestMethod]
    public void StateInOtherFilesAndPartsIsFound() => Analysis.Verify(
        """
        static partial class C
        {
            [RunInProcess] internal static int F() => {|PISO301:limit|} + {|PISO301:D.Limit|} + Table[0];
        }
        === Part.cs
        static partial class C
        {
            private static int limit = 1;
            private static readonly int[] Table = [1];
            internal static void Set() => limit = 2;
        }
        static class D { internal static int Limit = 1; }
        === Other.cs
        static class E
        {
            private static int limit = 1;
            private static readonly int[] Table = [1];
            internal static void Set() { D.Limit = 2; limit = 3; Table[0] = 1; }
        }
        """,
        Library);

    /// <summary>Colours of drawing libraries are such fields.</summary>
    [TestMethod]
    public void FieldOfAReferencedAssemblyIsReportedWhenThisOneSetsIt()
    {
        var library = Analysis.Compile(
            [new SourceFile("Library.cs", "namespace Drawing; public static class Colors { public static int Red = 1; public static int Limit = 3; public static readonly int Blue = 2; }")],
            Setup.Default).WithAssemblyName("Drawing");
        Analysis.Verify(
            """
            static class C
            {
                [RunInProcess] internal static int F() => Drawing.Colors.Red + Drawing.Colors.Blue;
                [RunInProcess] internal static int G() => {|PISO301:Drawing.Colors.Limit|};
                internal static void Set() => Drawing.Colors.Limit = 4;
            }
            """,
            Library with { References = [library.ToMetadataReference()] });
    }
}
