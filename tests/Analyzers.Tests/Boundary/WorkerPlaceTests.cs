using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Analyzers.Tests.Harness;

namespace ProcessIsolate.Analyzers.Tests.Boundary;

/// <summary>PISO305 to PISO309: what is different for code because it runs in a worker.</summary>
[TestClass]
public sealed class WorkerPlaceTests
{
    private static Setup Only(string id) => Setup.Default.Comparing(id);

    [TestMethod]
    [DataRow("[RunInProcess] internal static int F() => {|PISO305:G|}();", DisplayName = "direct")]
    [DataRow("[RunInProcess] internal static async Task<int> F() => await {|PISO305:C.GAsync|}();", DisplayName = "companion")]
    [DataRow("[RunInProcess] internal static int F() => {|PISO305:ProcessPool.Shared.Run|}(G);", DisplayName = "pool")]
    [DataRow("[RunInProcess] internal static int[] F() => new[] { 1 }.Select(_ => {|PISO305:G|}()).ToArray();", DisplayName = "lambda")]
    [DataRow("[RunInProcess] internal static int F(int x) => x == 0 ? 1 : {|PISO305:F|}(x - 1);", DisplayName = "itself")]
    public void NestedCallIsReported(string member) =>
        Analysis.Verify("class C { [RunInProcess] internal static int G() => 1; " + member + " }", Only("PISO305"));

    [TestMethod]
    [DataRow("internal static int F() => G();", DisplayName = "not marked")]
    [DataRow("[RunInProcess] internal static int F() => H(); static int H() => 1;", DisplayName = "calls none")]
    [DataRow("[RunInProcess] internal static int F() { IsolatedProcess.Start(G).Join(); return 1; }", DisplayName = "process of its own")]
    [DataRow("[RunInProcess] internal static string F() => nameof(G);", DisplayName = "name only")]
    public void OtherCallIsNotNested(string member) =>
        Analysis.Verify("class C { [RunInProcess] internal static int G() => 1; " + member + " }", Only("PISO305"));

    [TestMethod]
    [DataRow("void F(string p) => File.AppendAllText(p, \"x\");")]
    [DataRow("void F(string p) => File.WriteAllText(p, \"x\");")]
    [DataRow("void F(string p) { using var w = new StreamWriter(p); w.Write(1); }")]
    [DataRow("void F(string p) { using var w = new FileStream(p, FileMode.Create); }")]
    [DataRow("void F(string p) { using var w = File.Open(p, FileMode.Append); }")]
    [DataRow("void F(string p) => H(p); static void H(string p) => File.Move(p, p + 1);")]
    [DataRow("async Task F(string p) { using System.Net.Http.HttpClient c = new(); await c.PostAsync(p, null); }")]
    [DataRow("void F(ProcessQueue<int> q) => q.Put(1);")]
    [DataRow("int F(ProcessQueue<int> q) => q.Get();")]
    [DataRow("void F(ProcessPipe<int> q) => q.Send(1);")]
    [DataRow("void F(Shared<int> s) => s.Value = 1;")]
    [DataRow("void F(Shared<int> s) => s.Increment();")]
    [DataRow("void F(SharedArray<int> s) { using (s.EnterLock()) { s[0]++; } }")]
    [DataRow("void F(ProcessSemaphore s) => s.Release();")]
    public void RetriedEffectIsReported(string member) =>
        Analysis.Verify("class C { [RunInProcess({|PISO306:MaxRetries = 2|}, Dedicated = true)] internal static " + member + " }", Only("PISO306"));

    [TestMethod]
    [DataRow("[RunInProcess] internal static void F(string p) => File.AppendAllText(p, \"x\");", DisplayName = "no retries")]
    [DataRow("[RunInProcess(MaxRetries = 0)] internal static void F(string p) => File.AppendAllText(p, \"x\");", DisplayName = "none")]
    [DataRow("[RunInProcess(MaxRetries = 2)] internal static string F(string p) => File.ReadAllText(p);", DisplayName = "read")]
    [DataRow("[RunInProcess(MaxRetries = 2)] internal static int F(string p) { using var r = File.Open(p, FileMode.Open, FileAccess.Read); return r.ReadByte(); }", DisplayName = "opened to read")]
    [DataRow("[RunInProcess(MaxRetries = 2)] internal static int F(string p) { using var r = new StreamReader(p); return r.Read(); }", DisplayName = "reader")]
    [DataRow("[RunInProcess(MaxRetries = 2)] internal static void F(string p) => Directory.CreateDirectory(p);", DisplayName = "the same when done twice")]
    [DataRow("[RunInProcess(MaxRetries = 2)] internal static int F() { using var m = new MemoryStream(); using var w = new StreamWriter(m); w.Write(1); return 1; }", DisplayName = "memory")]
    [DataRow("[RunInProcess(MaxRetries = 2)] internal static async Task<string> F(string p) { using System.Net.Http.HttpClient c = new(); return await c.GetStringAsync(p); }", DisplayName = "asked for")]
    [DataRow("[RunInProcess(MaxRetries = 2)] internal static int F(Shared<int> s) { using (s.EnterLock()) { return s.Value; } }", DisplayName = "shared value read")]
    public void WhatMayHappenTwiceIsSilent(string member) => Analysis.Verify("class C { " + member + " }", Only("PISO306"));

    [TestMethod]
    public void RetriesOfAMarkOnTheAssemblyAreReportedThere() => Analysis.Verify(
        """
        [assembly: RunInProcess(typeof(Legacy), "Save", {|PISO306:MaxRetries = 1|})]

        public static class Legacy
        {
            public static void Save(string path) => File.AppendAllText(path, "x");
        }
        """,
        Only("PISO306"));

    [TestMethod]
    [DataRow("string? F() => {|PISO307:Console.ReadLine|}();")]
    [DataRow("string? F() => {|PISO307:Console.In|}.ReadLine();")]
    [DataRow("int F() => {|PISO307:Console.Read|}() + (int){|PISO307:Console.ReadKey|}().Key;")]
    [DataRow("string? F() => {|PISO307:Ask|}(); static string? Ask() => Console.ReadLine();")]
    [DataRow("void F() => {|PISO307:SynchronizationContext.Current|}?.Post(_ => { }, null);")]
    [DataRow("void F() => Task.Factory.StartNew(() => { }, default, default, {|PISO307:TaskScheduler.FromCurrentSynchronizationContext|}());")]
    [DataRow("int F() => {|PISO307:user.Value|}; static readonly AsyncLocal<int> user = new();")]
    [DataRow("string? F() => {|PISO307:Thread.CurrentPrincipal|}?.Identity?.Name;")]
    [DataRow("bool F() => {|PISO307:System.Transactions.Transaction.Current|} is null;")]
    [DataRow("string? F() => {|PISO307:new Microsoft.AspNetCore.Http.HttpContextAccessor().HttpContext|};")]
    [DataRow("void F() => {|PISO307:System.Windows.Threading.Dispatcher.CurrentDispatcher|}.ToString();")]
    public void WhatAWorkerLacksIsReported(string member) =>
        Analysis.Verify("class C { [RunInProcess] internal static " + member + " }" + Frameworks, Only("PISO307"));

    [TestMethod]
    [DataRow("void F() { Console.WriteLine(1); Console.Error.Write(2); }")]
    [DataRow("int F() { user.Value = 3; return G(); } static int G() => user.Value; static readonly AsyncLocal<int> user = new();")]
    [DataRow("string F() => nameof(Console.ReadLine);")]
    [DataRow("void F() => SynchronizationContext.SetSynchronizationContext(null);")]
    [DataRow("string? F(TextReader r) => r.ReadLine();")]
    [DataRow("int F() => In.Read(); static class In { internal static int Read() => 1; }")]
    [DataRow("string F() => System.Globalization.CultureInfo.CurrentCulture.Name + System.Diagnostics.Activity.Current?.Id;")]
    public void WhatAWorkerHasIsSilent(string member) =>
        Analysis.Verify("class C { [RunInProcess] internal static " + member + " }", Only("PISO307"));

    [TestMethod]
    [DataRow("string F(string p) => Path.Combine({|PISO308:Environment.CurrentDirectory|}, p);")]
    [DataRow("string F(string p) => Path.Combine({|PISO308:Directory.GetCurrentDirectory|}(), p);")]
    [DataRow("int F() => {|PISO308:Environment.GetCommandLineArgs|}().Length + {|PISO308:Environment.CommandLine|}.Length;")]
    [DataRow("string F() => \"/tmp/\" + {|PISO308:Environment.ProcessId|};")]
    [DataRow("long F() => {|PISO308:System.Diagnostics.Process.GetCurrentProcess|}().WorkingSet64;")]
    [DataRow("string? F() => {|PISO308:System.Reflection.Assembly.GetEntryAssembly|}()?.Location;")]
    public void WhatAWorkerHasOfItsOwnIsReported(string member) =>
        Analysis.Verify("class C { [RunInProcess] internal static " + member + " }", Only("PISO308"));

    [TestMethod]
    [DataRow("int F(string x) => {|PISO308:x.GetHashCode|}();", DisplayName = "returned")]
    [DataRow("int F(string x, int n) => Math.Abs({|PISO308:x.GetHashCode|}()) % n;", DisplayName = "a bucket")]
    [DataRow("string F(string x, string[] servers) => servers[(uint){|PISO308:x.GetHashCode|}() % servers.Length];", DisplayName = "chosen by it")]
    [DataRow("bool F(string x, int known) => {|PISO308:x.GetHashCode|}() == known;", DisplayName = "compared with the caller's")]
    [DataRow("int F(int x, int y) { int code = {|PISO308:HashCode.Combine|}(x, y); return code; }", DisplayName = "by way of a local")]
    [DataRow("int F(string[] xs) { int all = 17; foreach (string x in xs) { all = all * 31 + {|PISO308:x.GetHashCode|}(); } return all; }", DisplayName = "summed up")]
    [DataRow("int F(string[] xs) { HashCode all = default; foreach (string x in xs) { all.Add(x); } return {|PISO308:all.ToHashCode|}(); }", DisplayName = "gathered")]
    [DataRow("int[] F(string[] xs) => xs.Select(x => {|PISO308:x.GetHashCode|}()).ToArray();", DisplayName = "of all")]
    [DataRow("List<(string, int)> F(string[] xs) { List<(string, int)> all = []; foreach (string x in xs) { all.Add((x, {|PISO308:x.GetHashCode|}())); } return all; }", DisplayName = "listed")]
    [DataRow("R F(string x) => new() { Code = {|PISO308:x.GetHashCode|}() }; internal class R { public int Code { get; set; } }", DisplayName = "in an object")]
    [DataRow("string F(string x) => $\"{x}-{{|PISO308:x.GetHashCode|}():x}\";", DisplayName = "in a text")]
    [DataRow("void F(string x, out int code) => code = {|PISO308:StringComparer.OrdinalIgnoreCase.GetHashCode|}(x);", DisplayName = "in a variable of the caller's")]
    [DataRow("int F(object x) => {|PISO308:System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode|}(x);", DisplayName = "of an object")]
    [DataRow("int F(R x) => {|PISO308:x.GetHashCode|}(); internal record R(int X);", DisplayName = "of a record")]
    [DataRow("async Task<int> F(string x) { await Task.Yield(); return {|PISO308:x.GetHashCode|}(); }", DisplayName = "later")]
    [DataRow("int F(string x) { return H() + 1; int H() => {|PISO308:x.GetHashCode|}(); }", DisplayName = "of a local function")]
    [DataRow("int F(string? x) => x?{|PISO308:.GetHashCode|}() ?? 0;", DisplayName = "of what may be null")]
    [DataRow("int F(string x) => {|PISO308:Bucket|}(x) + 1; static int Bucket(string x) => x.GetHashCode() % 7;", DisplayName = "of a called method")]
    [DataRow("int F(string x) => {|PISO308:(x, 1, 2, 3, 4).GetHashCode|}();", DisplayName = "of five values")]
    [DataRow("int F(R x) => {|PISO308:x.GetHashCode|}(); internal record struct R(int X, string Y);", DisplayName = "of a record that holds a text")]
    public void HashCodeThatReachesTheCallerIsReported(string member) =>
        Analysis.Verify("class C { [RunInProcess] internal static " + member + " }", Only("PISO308"));

    [TestMethod]
    [DataRow("bool F(string x, string y) => x.GetHashCode() == y.GetHashCode();", DisplayName = "compared with another")]
    [DataRow("int F(string x) => x.GetHashCode() == 0 ? 1 : 2;", DisplayName = "compared with a constant")]
    [DataRow("int F(int x) => x.GetHashCode() + 'a'.GetHashCode() + DayOfWeek.Friday.GetHashCode() + Guid.Empty.GetHashCode();", DisplayName = "the same everywhere")]
    [DataRow("int F(P x) => x.GetHashCode(); internal class P { public int X; public override int GetHashCode() => X; }", DisplayName = "of one's own making")]
    [DataRow("int F(string[] xs) => xs.GroupBy(x => x.GetHashCode()).Count();", DisplayName = "grouped by")]
    [DataRow("int F(string[] xs) { Dictionary<int, string> all = []; foreach (string x in xs) { all[x.GetHashCode()] = x; } return all.Count; }", DisplayName = "looked up by")]
    [DataRow("int F(string[] xs) => new HashSet<P>(xs.Select(x => new P(x))).Count; internal sealed class P(string x) { public override int GetHashCode() => HashCode.Combine(x, 1); public override bool Equals(object? o) => o is P; }", DisplayName = "made for a set")]
    [DataRow("int F(string x) { HashSet<int> all = [H()]; return all.Contains(H()) ? 1 : 0; int H() => x.GetHashCode(); }", DisplayName = "of a local function, kept")]
    [DataRow("void F(string x) => Console.WriteLine(x.GetHashCode());", DisplayName = "written")]
    [DataRow("int F(string x) { _ = G(x); return 1; } static int G(string x) => x.GetHashCode();", DisplayName = "of a called method, dropped")]
    [DataRow("string F(string a, string b) => Path.Combine(a, b) + string.Join(a, b);", DisplayName = "another Combine")]
    [DataRow("int F(string[] xs) { HashSet<int> all = []; foreach (string x in xs) { all.Add(x.GetHashCode()); } return all.Count; }", DisplayName = "counted")]
    [DataRow("int F(string[] xs) { int[] all = xs.Select(x => x.GetHashCode()).ToArray(); return all.Length; }", DisplayName = "counted in an array")]
    [DataRow("string F(string x) { string[] table = new string[8]; table[1] = x; return table[x.GetHashCode() & 7]; }", DisplayName = "found in a table of its own")]
    [DataRow("string F(string x) { List<string> table = [x]; return table[x.GetHashCode() & 0]; }", DisplayName = "found in a list of its own")]
    [DataRow("bool F(string[] xs) => xs.Any(x => xs.Any(y => H(x, y))); static bool H(string x, string y) => Same(x, y.GetHashCode()); static bool Same(string x, int code) => true;", DisplayName = "given on")]
    [DataRow("bool F(string[] xs) { return Same(3); bool Same(int code) => xs[0].GetHashCode() == code; }", DisplayName = "compared with what a local function is given")]
    [DataRow("int F(R x) => x.GetHashCode(); internal record struct R(int X, long Y);", DisplayName = "of a record of numbers")]
    public void HashCodeThatStaysInTheWorkerIsSilent(string member) =>
        Analysis.Verify("class C { [RunInProcess] internal static " + member + " }", Only("PISO308"));

    [TestMethod]
    [DataRow("string F() => \"/tmp/\" + Environment.ProcessId;", DiagnosticSeverity.Info)]
    [DataRow("string F(string p) => Path.Combine(Environment.CurrentDirectory, p);", DiagnosticSeverity.Warning)]
    [DataRow("int F(string x) => x.GetHashCode();", DiagnosticSeverity.Warning)]
    public void ItIsAWarningWhereTheAnswerChanges(string member, DiagnosticSeverity severity)
    {
        var compilation = Analysis.Compile([new SourceFile("C.cs", "class C { [RunInProcess] internal static " + member + " }")], Setup.Default);
        Assert.AreEqual(severity, Analysis.Run(compilation, Setup.Default).Single(each => each.Id == "PISO308").Severity);
    }

    [TestMethod]
    [DataRow("int F() => Environment.ProcessId;", DisplayName = "asked for")]
    [DataRow("int F() { return Environment.ProcessId; }", DisplayName = "returned")]
    [DataRow("string F() => $\"{Environment.ProcessId}, child of {WorkerContext.HostProcessId}\";", DisplayName = "both")]
    [DataRow("string F() => G(); static string G() => \"\" + Environment.ProcessId;", DisplayName = "elsewhere")]
    [DataRow("int F() => Environment.ProcessorCount;", DisplayName = "the same")]
    public void WhatIsMeantIsSilent(string member) =>
        Analysis.Verify("class C { [RunInProcess] internal static " + member + " }", Only("PISO308"));

    [TestMethod]
    [DataRow("static readonly object gate = new(); [RunInProcess] internal static void F() { lock ({|PISO309:gate|}) { } }")]
    [DataRow("static readonly Lock gate = new(); [RunInProcess] internal static void F() { lock ({|PISO309:gate|}) { } using ({|PISO309:gate|}.EnterScope()) { } }")]
    [DataRow("static readonly SemaphoreSlim gate = new(1); [RunInProcess] internal static async Task F() { await {|PISO309:gate|}.WaitAsync(); gate.Release(); }")]
    [DataRow("static readonly object gate = new(); [RunInProcess] internal static void F() { Monitor.Enter({|PISO309:gate|}); Monitor.Exit(gate); }")]
    [DataRow("static object Gate { get; } = new(); [RunInProcess] internal static void F() { lock ({|PISO309:C.Gate|}) { } }")]
    public void LockOnSomethingStaticIsReported(string members) => Analysis.Verify("class C { " + members + " }", Only("PISO309"));

    [TestMethod]
    [DataRow("[RunInProcess] internal static void F() { object own = new(); lock (own) { } }", DisplayName = "own object")]
    [DataRow("[RunInProcess] internal static void F() { using Mutex m = new(false, \"name\"); m.WaitOne(); m.ReleaseMutex(); }", DisplayName = "named mutex")]
    [DataRow("[RunInProcess] internal static void F(ProcessLock l) { using (l.EnterScope()) { } }", DisplayName = "lock between processes")]
    [DataRow("static readonly object gate = new(); [RunInProcess] internal static void F() => Parallel.For(0, 3, i => { lock (gate) { } });", DisplayName = "own threads")]
    [DataRow("static readonly object gate = new(); [RunInProcess] internal static void F() => G(); static void G() { lock (gate) { } }", DisplayName = "lock of a called method")]
    [DataRow("static readonly object gate = new(); internal static void F() { lock (gate) { } }", DisplayName = "not marked")]
    public void OtherLocksAreSilent(string members) => Analysis.Verify("class C { " + members + " }", Only("PISO309"));

    [TestMethod]
    public void MessagesSayWhy()
    {
        Assert.AreEqual(
            "'G' runs in the same worker: 'F' is in a worker already, and a worker sends no calls on",
            Analysis.Verify("class C { [RunInProcess] internal static int G() => 1; [RunInProcess] internal static int F() => {|PISO305:G|}(); }", Only("PISO305"))[0]);
        Assert.AreEqual(
            "'F' may do its work more than once: 'File.Move' was done by a worker that then died (a file is written), and a retry does it again",
            Analysis.Verify("class C { [RunInProcess({|PISO306:MaxRetries = 1|})] internal static void F(string p) => File.Move(p, p); }", Only("PISO306"))[0]);
        Assert.AreEqual(
            "'Console.ReadLine' is not there in a worker: a worker has no standard input; read it in the host and pass what was read; reached by way of 'G'",
            Analysis.Verify("class C { static string? G() => Console.ReadLine(); [RunInProcess] internal static string? F() => {|PISO307:G|}(); }", Only("PISO307"))[0]);
    }

    private const string Frameworks = """

        namespace Microsoft.AspNetCore.Http { class HttpContextAccessor { public string HttpContext => ""; } }
        namespace System.Windows.Threading { class Dispatcher { public static Dispatcher CurrentDispatcher => new(); } }
        """;
}
