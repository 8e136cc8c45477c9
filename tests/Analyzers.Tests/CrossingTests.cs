using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Analyzers.Tests.Harness;
using ProcessIsolate.Generator.Tests.Harness;

namespace ProcessIsolate.Analyzers.Tests;

/// <summary>Which types cross a process boundary, and what is said about those that do not.</summary>
[TestClass]
public sealed class CrossingTests
{
    private const string Usings = """
        using System;
        using System.Collections.Concurrent;
        using System.Collections.Generic;
        using System.Collections.Immutable;
        using System.Globalization;
        using System.IO;
        using System.Linq.Expressions;
        using System.Numerics;
        using System.Reflection;
        using System.Security;
        using System.Text;
        using System.Text.Json;
        using System.Text.Json.Nodes;
        using System.Text.Json.Serialization;
        using System.Text.RegularExpressions;
        using System.Threading;
        using System.Threading.Tasks;
        using Microsoft.Win32.SafeHandles;
        using ProcessIsolate;

        """;

    [TestMethod]
    [DataRow("bool")]
    [DataRow("char")]
    [DataRow("decimal")]
    [DataRow("string?")]
    [DataRow("Half")]
    [DataRow("Int128?")]
    [DataRow("UInt128")]
    [DataRow("Guid[][]")]
    [DataRow("DayOfWeek?")]
    [DataRow("DateOnly")]
    [DataRow("TimeOnly?")]
    [DataRow("Uri")]
    [DataRow("Version")]
    [DataRow("JsonElement")]
    [DataRow("JsonDocument")]
    [DataRow("JsonNode?")]
    [DataRow("List<List<int?>>")]
    [DataRow("Dictionary<DayOfWeek, string[]>")]
    [DataRow("HashSet<Guid>")]
    [DataRow("IEnumerable<int>")]
    [DataRow("IReadOnlyList<string>")]
    [DataRow("IReadOnlyDictionary<string, int>")]
    [DataRow("ImmutableArray<int>")]
    [DataRow("ImmutableDictionary<string, int>")]
    [DataRow("(int A, (string?, Guid) B)")]
    [DataRow("KeyValuePair<string, int>")]
    [DataRow("Tuple<int, string>")]
    [DataRow("CancellationToken")]
    [DataRow("T", "record T(int X, T? Next, List<T> Children);")]
    [DataRow("T", "record struct T(int X);")]
    [DataRow("T", "readonly record struct T(int X);")]
    [DataRow("T", "class T { public int X { get; set; } public string? Y; }")]
    [DataRow("T", "class T { public int X { get; init; } public int Twice => X * 2; public int Kind { get; } = 7; }")]
    [DataRow("T", "class T { public required int X { get; init; } [JsonIgnore] public Action? Handler { get; set; } }")]
    [DataRow("T", "class T(int x) { public int X { get; } = x; }")]
    [DataRow("T", "class T { [JsonConstructor] public T(int x) => X = x; public T(string s) => X = s.Length; public int X { get; } }")]
    [DataRow("T", "class T { [JsonInclude] public int X { get; private set; } }")]
    [DataRow("T", "[JsonConverter(typeof(JsonStringEnumConverter))] enum T { A }")]
    [DataRow("T", "[JsonConverter(typeof(int))] abstract class T { }")]
    [DataRow("T", "class T { [JsonConverter(typeof(int))] public Action? Handler { get; set; } }")]
    [DataRow("T", "[JsonDerivedType(typeof(U), \"u\")] abstract record T(int X); record U(int X) : T(X);")]
    [DataRow("T", "class T : List<int>;")]
    [DataRow("object")]
    [DataRow("Enum")]
    [DataRow("ValueType")]
    [DataRow("Array")]
    [DataRow("DateTime?")]
    [DataRow("System.Collections.IEnumerable")]
    [DataRow("System.Collections.IList")]
    [DataRow("Type")]
    [DataRow("BigInteger")]
    [DataRow("Complex?")]
    [DataRow("Stack<int>")]
    [DataRow("ConcurrentBag<int>")]
    [DataRow("int[,]")]
    [DataRow("IDisposable")]
    [DataRow("Exception")]
    [DataRow("StringBuilder")]
    [DataRow("CultureInfo")]
    [DataRow("Regex")]
    [DataRow("Dictionary<int[], int>")]
    [DataRow("T", "class T { public Action? Handler; }")]
    [DataRow("T", "class T { public event Action Changed = delegate { }; public void F() => Changed(); }")]
    [DataRow("T", "class T { [NonSerialized] private Action handler = null!; public void F() => handler(); }")]
    [DataRow("T", "abstract class T { }")]
    [DataRow("T", "class T { private T() { } public int X { get; set; } }")]
    [DataRow("T", "class T { public T(int seed) => X = seed; public int X { get; private set; } }")]
    [DataRow("T", "class T { private int count; public int Next() => ++count; }")]
    [DataRow("T", "class T : List<int> { public string? Name { get; set; } }")]
    [DataRow("T", "class T { public List<U> Us { get; set; } = []; } class U { public T? Back { get; init; } }")]
    public void TypeCrosses(string type, string declaration = "") =>
        Analysis.Verify(Usings + declaration + "class C { [RunInProcess] internal static void F(" + type + " value) { } }");

    [TestMethod]
    [DataRow("Action", "Action", "delegate")]
    [DataRow("Delegate", "Delegate", "delegate")]
    [DataRow("MulticastDelegate?", "MulticastDelegate", "delegate")]
    [DataRow("AsyncCallback", "AsyncCallback", "delegate")]
    [DataRow("Dictionary<string, Delegate>", "Dictionary<string, Delegate>[]", "delegate")]
    [DataRow("Delegate[]", "Delegate[]", "delegate")]
    [DataRow("T", "T.Lines[].Handler", "delegate", "record T(List<Line> Lines); record Line(Delegate Handler);")]
    [DataRow("T", "T.handler", "delegate", "class T { private readonly MulticastDelegate handler = null!; public override string ToString() => handler.ToString()!; }")]
    [DataRow("IAsyncResult", "IAsyncResult", "await")]
    [DataRow("System.Collections.IEnumerator", "IEnumerator", "enumerator")]
    [DataRow("System.Collections.IDictionaryEnumerator", "IDictionaryEnumerator", "enumerator")]
    [DataRow("IAsyncEnumerator<int>", "IAsyncEnumerator<int>", "asynchronous sequence")]
    [DataRow("System.Linq.IOrderedQueryable<int>", "IOrderedQueryable<int>", "query")]
    [DataRow("System.Linq.IGrouping<string, int>", "IGrouping<string, int>", "list")]
    [DataRow("System.Linq.ILookup<string, int>", "ILookup<string, int>", "dictionary")]
    [DataRow("TextReader", "TextReader", "belongs to one process")]
    [DataRow("MarshalByRefObject", "MarshalByRefObject", "belongs to one process")]
    [DataRow("System.Runtime.ConstrainedExecution.CriticalFinalizerObject", "CriticalFinalizerObject", "belongs to one process")]
    [DataRow("RuntimeTypeHandle", "RuntimeTypeHandle", "belongs to one process")]
    [DataRow("RuntimeMethodHandle[]", "RuntimeMethodHandle[]", "belongs to one process")]
    [DataRow("Timer", "Timer", "belongs to one process")]
    [DataRow("dynamic", "dynamic", "build time")]
    [DataRow("nint", "nint", "address")]
    [DataRow("UIntPtr[]", "nuint[]", "address")]
    [DataRow("Task<int>", "Task<int>", "await")]
    [DataRow("ValueTask", "ValueTask", "await")]
    [DataRow("List<Stream>", "List<Stream>[]", "parameter of its own")]
    [DataRow("T", "T.Content", "parameter of its own", "record T(Stream Content);")]
    [DataRow("MemoryStream", "MemoryStream", "stream")]
    [DataRow("MethodInfo", "MethodInfo", "belongs to one process")]
    [DataRow("Expression<Func<int>>", "Expression<Func<int>>", "expression tree")]
    [DataRow("SafeFileHandle", "SafeFileHandle", "handle")]
    [DataRow("CancellationTokenSource", "CancellationTokenSource", "pass its token")]
    [DataRow("CancellationToken?", "CancellationToken?", "parameter of its own")]
    [DataRow("Thread", "Thread", "thread")]
    [DataRow("IEnumerator<int>", "IEnumerator<int>", "enumerator")]
    [DataRow("List<IProgress<int>>", "List<IProgress<int>>[]", "parameter of its own")]
    [DataRow("IProgress<int>[]", "IProgress<int>[]", "parameter of its own")]
    [DataRow("IProgress<Action>", "Action", "delegate")]
    [DataRow("IAsyncEnumerable<int>?[]", "IAsyncEnumerable<int>[]", "parameter of its own")]
    [DataRow("IAsyncEnumerable<Stream>", "Stream", "stream")]
    [DataRow("T", "T.Rows", "the whole result", "record T(IAsyncEnumerable<int> Rows);")]
    [DataRow("SecureString", "SecureString", "secure")]
    [DataRow("List<Action>", "List<Action>[]", "delegate")]
    [DataRow("(int A, Action B)", "(int A, Action B).B", "delegate")]
    [DataRow("T", "T.Lines[].Handler", "delegate", "record T(List<Line> Lines); record Line(Action Handler);")]
    [DataRow("T", "T.Handler", "delegate", "class B { public required Action Handler { get; set; } } class T : B { }")]
    [DataRow("T", "T.handler", "delegate", "class T { private readonly Action handler = null!; public void Run() => handler(); }")]
    [DataRow("T", "T", "finalizer", "class T { ~T() { } }")]
    [DataRow("T", "T", "base class 'StringWriter'", "class T : System.IO.StringWriter { }")]
    [DataRow("T", "T.P", "address", "struct T { public nint P; }")]
    public void TypeDoesNotCross(string type, string path, string reason, string declaration = "")
    {
        var message = Analysis.Verify(
            Usings + declaration + "class C { [RunInProcess] internal static void F({|PISO103:" + type + "|} value) { } }").Single();
        Assert.StartsWith("'" + path + "'", message);
        Assert.Contains(reason, message);
    }

    [TestMethod]
    [DataRow("int*", "int*")]
    [DataRow("delegate*<int>", "delegate*<int>")]
    public void PointerDoesNotCross(string type, string path) => Assert.StartsWith("'" + path + "'", Analysis.Verify(
        Usings + "unsafe class C { [RunInProcess] internal static void F({|PISO103:" + type + "|} value) { } }", Setup.Default with { AllowsErrors = true }).Single());

    [TestMethod]
    [DataRow("public int X { get; set; }", true)]
    [DataRow("public int X { get; init; }", true)]
    [DataRow("public int X => 1;", true)]
    [DataRow("public T(int x) => X = x; public int X { get; }", true)]
    [DataRow("public int X { get; private set; }", true)]
    [DataRow("public System.Action X { get; set; } = null!;", true)]
    [DataRow("public System.Action X = null!;", false)]
    [DataRow("public System.Action? X;", true)]
    [DataRow("~T() { }", false)]
    public void TypeOfAReferencedAssemblyIsJudgedAlike(string members, bool crosses)
    {
        using var image = new MemoryStream();
        Assert.IsTrue(Compilations.Create("namespace Lib; public class T { " + members + " }").WithAssemblyName("Lib").Emit(image).Success);
        Analysis.Verify(
            Usings + "class C { [RunInProcess] internal static void F(" + (crosses ? "Lib.T" : "{|PISO103:Lib.T|}") + " value) { } }",
            Setup.Default with { References = [MetadataReference.CreateFromImage(image.ToArray())] });
    }

    [TestMethod]
    public void HandleInSharedMemoryIsSeen() => Assert.StartsWith("'S.Handle'", Analysis.Verify(
        Usings + "struct S { public System.Runtime.InteropServices.GCHandle Handle; } class C { void F(Shared<{|PISO103:S|}> value) { } }").Single());

    /// <summary>What is carried and not copied, as a parameter of its own.</summary>
    [TestMethod]
    [DataRow("IProgress<int>")]
    [DataRow("IProgress<List<string>?>?")]
    [DataRow("IAsyncEnumerable<string?>")]
    [DataRow("Stream?")]
    public void ParameterIsCarried(string type) =>
        Analysis.Verify(Usings + "class C { [RunInProcess] internal static void F(" + type + " value, int other) { } }");

    [TestMethod]
    [DataRow("ref {|PISO103:Stream|}")]
    [DataRow("in {|PISO103:IProgress<int>|}")]
    public void ReferenceIsNotCarried(string type) => Assert.Contains("parameter of its own", Analysis.Verify(
        Usings + "class C { [RunInProcess] internal static void F(" + type + " value) { } }").Single());

    [TestMethod]
    public void CarriedIsNoItem() => Assert.Contains("call it for each item", Analysis.Verify(
        Usings + "class C { [RunInProcess] internal static int F(int x, IProgress<int> p) => x; static void G(ProcessPool pool) { pool.Map({|PISO204:F|}, new (int, IProgress<int>)[0]); } }").Single());

    [TestMethod]
    [DataRow("pool.Map({|PISO204:F|}, new[] { 1 })", "call it for each item")]
    [DataRow("pool.StreamAsync({|PISO204:F|}, new[] { 1 })", "call it for each item")]
    [DataRow("IsolatedProcess.Start({|PISO204:F|}, 1)", "use a pool or a lease")]
    [DataRow("IsolatedProcess.Start({|PISO204:G|}, 1)", "use a pool or a lease")]
    [DataRow("MarkedCall.Of({|PISO204:F|}, 1)", "use a pool or a lease")]
    public void CarriedResult_IsNoneOfAProcess(string call, string instead) => Assert.Contains(instead, Analysis.Verify(
        Usings + "class C { [RunInProcess] internal static IAsyncEnumerable<int> F(int x) => null!; [RunInProcess] internal static Stream G(int x) => null!;"
        + " static void H(ProcessPool pool) { _ = " + call + "; pool.Run(F, 1); pool.Run(G, 1); } }").Single());

    [TestMethod]
    public void ResultIsJudgedAsParametersAre() => Assert.StartsWith("'FileStream'", Analysis.Verify(
        Usings + "class C { [RunInProcess] internal static {|PISO103:Task<FileStream>|} F() => null!; }").Single());

    [TestMethod]
    public void SignatureWithATypeOfAnotherGeneratorIsReported()
    {
        // Nothing is said while the type is unknown: the compiler does. That the rule speaks once the type is there is
        // shown by running without the generator.
        Analysis.Verify(Usings + "class C { [RunInProcess] internal static void F(Elsewhere value) { } }", Setup.Default with { AllowsErrors = true });
        Analysis.Verify(
            Usings + "class C { [RunInProcess] internal static void {|PISO111:F|}(int value) { } }", Setup.Default with { RunsGenerator = false });
    }
}
