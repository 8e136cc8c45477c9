using System.IO;
using Microsoft.CodeAnalysis;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Analyzers.Tests.Harness;

namespace ProcessIsolate.Analyzers.Tests.Calls;

/// <summary>PISO204: what a pool or process would refuse at run time.</summary>
[TestClass]
public sealed class EntranceTests
{
    [TestMethod]
    [DataRow("int F(ProcessPool pool) => pool.Run({|PISO204:x => x * x|}, 3);")]
    [DataRow("int F(ProcessPool pool) => pool.Run({|PISO204:static (int x) => x * x|}, 3);")]
    [DataRow("void F(ProcessPool pool) => pool.Run({|PISO204:() => Jobs.Work()|});")]
    [DataRow("void F(ProcessPool pool) => pool.Run({|PISO204:delegate { Jobs.Work(); }|});")]
    [DataRow("int F(ProcessPool pool) => pool.Run({|PISO204:Jobs.Unmarked|}, 3);")]
    [DataRow("int F(ProcessPool pool) => pool.Run(arg1: 3, function: {|PISO204:Jobs.Unmarked|});")]
    [DataRow("int? F(ProcessPool? pool) => pool?.Run({|PISO204:Jobs.Unmarked|}, 3);")]
    [DataRow("int F(ProcessPool pool) => pool.Run<int, int>({|PISO204:Jobs.Unmarked|}, 3);")]
    [DataRow("Task<int> F(ProcessPool pool) => pool.RunAsync({|PISO204:Jobs.Unmarked|}, 3);")]
    [DataRow("Task<int> F(ProcessPool pool) => pool.RunAsync({|PISO204:Jobs.UnmarkedAsync|}, 3);")]
    [DataRow("Task<int> F(ProcessPool pool) => pool.RunAsync((Func<int, Task<int>>)({|PISO204:async x => await Jobs.UnmarkedAsync(x)|}), 3);")]
    [DataRow("int[] F(ProcessPool pool, int[] xs) => pool.Map({|PISO204:x => Jobs.Square(x)|}, xs);")]
    [DataRow("Task<int[]> F(ProcessPool pool, int[] xs) => pool.MapAsync({|PISO204:Jobs.Unmarked|}, xs);")]
    [DataRow("object F(ProcessPool pool, int[] xs) => pool.MapOutcomes({|PISO204:Jobs.Unmarked|}, xs);")]
    [DataRow("object F(ProcessPool pool, int[] xs) => pool.StreamAsync({|PISO204:Jobs.Unmarked|}, xs);")]
    [DataRow("object F(ProcessPool pool, int[] xs) => pool.StreamOutcomesAsync({|PISO204:Jobs.Unmarked|}, xs);")]
    [DataRow("IsolatedProcess F() => IsolatedProcess.Start({|PISO204:() => { }|});")]
    [DataRow("IsolatedProcess F() => IsolatedProcess.Start({|PISO204:Jobs.Unmarked|}, 3);")]
    [DataRow("int F(ProcessPool pool) { return pool.Run({|PISO204:Local|}, 3); static int Local(int x) => x; }")]
    [DataRow("int Own(int x) => x; int F(ProcessPool pool) => pool.Run({|PISO204:Own|}, 3) + pool.Run({|PISO204:this.Own|}, 3);")]
    [DataRow("int F(ProcessPool pool, string s) => pool.Run({|PISO204:s.IndexOf|}, 'a');")]
    [DataRow("int F(ProcessPool pool, string s) => pool.Run({|PISO204:s.Size|});")]
    [DataRow("int F(ProcessPool pool) => pool.Run({|PISO204:Math.Abs|}, 3);")]
    [DataRow("Task<int> F(ProcessPool pool) => pool.RunAsync({|PISO204:Jobs.SquareAsync|}, 3, default(CancellationToken));")]
    [DataRow("int F(ProcessPool pool) { Func<int, int> f = x => x; return pool.Run({|PISO204:f|}, 3); }")]
    [DataRow("int F(ProcessPool pool) { var f = Jobs.Unmarked; return pool.Run({|PISO204:f|}, 3); }")]
    [DataRow("int F(ProcessPool pool) { Func<int, int> f = x => x; var g = f; return pool.Run({|PISO204:g|}, 3); }")]
    [DataRow("int F(ProcessPool pool, Func<int, int>? f) => pool.Run(f ?? {|PISO204:Jobs.Unmarked|}, 3);")]
    [DataRow("int F(ProcessPool pool, bool b) => pool.Run(b ? (Func<int, int>)Jobs.Square : {|PISO204:x => x|}, 3);")]
    [DataRow("int F(ProcessPool pool, int n) => pool.Run((Func<int, int>)(n switch { 1 => Jobs.Square, _ => {|PISO204:Jobs.Unmarked|} }), 3);")]
    [DataRow("int F(ProcessPool pool, Func<int, int> f) => pool.Run({|PISO204:new Func<int, int>(f)|}, 3);")]
    [DataRow("static T Same<T>(T x) => x; int F(ProcessPool pool) => pool.Run({|PISO204:Same<int>|}, 3);")]
    [DataRow("[RunInProcess] static int Own(IReadOnlyList<int> x) => 1; int[] F(ProcessPool pool, int[][] xs) => pool.Map<int[], int>({|PISO204:Own|}, xs);")]
    [DataRow("[RunInProcess] static string Own() => \"\"; IsolatedProcess F() => IsolatedProcess.Start<object>({|PISO204:Own|});")]
    [DataRow("[RunInProcess] static int Own(IReadOnlyList<int> x) => 1; int[] F(ProcessPool pool, int[][] xs) => pool.Map({|PISO204:Own|}, xs);")]
    [DataRow("int F(WorkerLease lease) => lease.Run({|PISO204:Jobs.Unmarked|}, 3);")]
    [DataRow("Task<int> F(WorkerLease lease) => lease.RunAsync({|PISO204:Jobs.UnmarkedAsync|}, 3);")]
    [DataRow("IsolatedProcess F(ProcessStartOptions options) => IsolatedProcess.Start(options, {|PISO204:Jobs.Unmarked|}, 3);")]
    [DataRow("IsolatedProcess F(ProcessStartOptions options) => IsolatedProcess.Start(options, {|PISO204:() => { }|});")]
    [DataRow("MarkedCall F() => MarkedCall.Of({|PISO204:Jobs.Unmarked|}, 3);")]
    public void WhatIsCertainToBeRefusedIsReported(string members) => CallCode.Verify(members);

    [TestMethod]
    [DataRow("int F(ProcessPool pool) => pool.Run(Jobs.Square, 3);")]
    [DataRow("int F(ProcessPool pool) => pool.Run(Jobs.Add, 3, 4);")]
    [DataRow("int F(ProcessPool pool) => pool.Run(Jobs.Size, \"a\");")]
    [DataRow("Task F(ProcessPool pool) => pool.RunAsync(Jobs.Quiet);")]
    [DataRow("Task<int[]> F(ProcessPool pool, int[] xs) => pool.MapAsync(Jobs.Deaf, xs);")]
    [DataRow("int[] F(ProcessPool pool, (int, int)[] xs) => pool.Map(Jobs.Add, xs);")]
    [DataRow("object F(ProcessPool pool, int[] xs) => pool.StreamAsync(Jobs.Square, xs);")]
    [DataRow("IsolatedProcess F() => IsolatedProcess.Start(Jobs.Log, \"a\");")]
    [DataRow("int F(ProcessPool pool, Func<int, int> f) => pool.Run(f, 3);")]
    [DataRow("Func<int, int> f = x => x; int F(ProcessPool pool) => pool.Run(f, 3);")]
    [DataRow("int F(ProcessPool pool, bool b) { Func<int, int> f = x => x; if (b) { f = Jobs.Square; } return pool.Run(f, 3); }")]
    [DataRow("static void Set(out Func<int, int> f) => f = Jobs.Square; int F(ProcessPool pool) { Func<int, int> f = x => x; Set(out f); return pool.Run(f, 3); }")]
    [DataRow("int F(ProcessPool pool) { Func<int, int> f = x => x; (f, _) = ((Func<int, int>)Jobs.Square, 1); return pool.Run(f, 3); }")]
    [DataRow("Func<int, int> Get() => Jobs.Unmarked; int F(ProcessPool pool) => pool.Run(Get(), 3);")]
    [DataRow("[RunInProcess] static int Own(IReadOnlyList<int> x) => 1; int F(ProcessPool pool, int[] xs) => pool.Run<int[], int>(Own, xs);")]
    [DataRow("[RunInProcess] static int Own(IReadOnlyList<int> x) => 1; int[] F(ProcessPool pool, int[][] xs) => pool.Map<IReadOnlyList<int>, int>(Own, xs);")]
    [DataRow("class Other { public int Run(Func<int, int> f, int x) => f(x); } int F(Other other) => other.Run(x => x, 3) + other.Run(Jobs.Unmarked, 3);")]
    [DataRow("Task<int> F() => Task.Run(() => Jobs.Unmarked(3));")]
    [DataRow("void F() => new Thread(() => { }).Start();")]
    [DataRow("string F(ProcessPool pool) => nameof(pool.Run) + nameof(Jobs.Unmarked);")]
    [DataRow("int F(WorkerLease lease) => lease.Run(Jobs.Square, 3);")]
    [DataRow("IsolatedProcess<int> F(ProcessStartOptions options) => IsolatedProcess.Start(options, Jobs.Square, 3);")]
    [DataRow("MarkedCall F() => MarkedCall.Of(Jobs.Log, \"a\");")]
    public void WhatMayBeAcceptedIsNot(string members)
    {
        // Two of the delegates are also called, or kept where other code may call them.
        if (!members.Contains("if (b)", System.StringComparison.Ordinal) && !members.Contains("(f, _)", System.StringComparison.Ordinal)
            && !members.Contains("out f", System.StringComparison.Ordinal))
        {
            CallCode.Verify(members);
        }

        Analysis.Verify(CallCode.Members(members), CallCode.Setup.Comparing("PISO204"));
    }

    [TestMethod]
    public void MarksOfOtherAssembliesCount()
    {
        const string library = """
            using ProcessIsolate;
            [assembly: RunInProcess(typeof(System.Math), "Max")]
            [assembly: RunInProcess(typeof(Lib.Tools))]
            namespace Lib;
            public static class Tools { public static int Twice(int x) => 2 * x; public static int Refused(object x) => 1; }
            public static class Others { public static int Once(int x) => x; [RunInProcess] public static int Thrice(int x) => 3 * x; }
            """;
        using var image = new MemoryStream();
        Assert.IsTrue(Analysis.Compile([new SourceFile("Lib.cs", library)], Setup.Default).WithAssemblyName("Lib").Emit(image).Success);
        var reference = MetadataReference.CreateFromImage(image.ToArray());
        Analysis.Verify(
            """
            [assembly: RunInProcess(typeof(Math), nameof(Math.Sqrt))]
            class C
            {
                double F(ProcessPool pool) => pool.Run(Math.Max, 1, 2) + pool.Run(Math.Sqrt, 4.0) + pool.Run(Lib.Tools.Twice, 3)
                    + pool.Run(Lib.Others.Thrice, 3) + pool.Run({|PISO204:Lib.Others.Once|}, 3) + pool.Run({|PISO204:Math.Min|}, 1, 2);
            }
            """,
            CallCode.Setup with { References = [reference] });
    }

    [TestMethod]
    public void ReasonSaysWhatToDo()
    {
        Says("pool.Run({|PISO204:x => x|}, 3)", "lambda expression", "static method marked [RunInProcess]");
        Says("pool.Run({|PISO204:Math.Abs|}, 3)", "'Abs'", "[assembly: RunInProcess(typeof(Math), nameof(Math.Abs))]");
        Says("pool.Run({|PISO204:Jobs.Unmarked|}, 3)", "'Unmarked'", "not marked [RunInProcess]");
        Says("pool.Run({|PISO204:Same<int>|}, 3)", "'Same'", "could not be");

        static void Says(string call, params string[] parts)
        {
            var message = Analysis.Verify(CallCode.Members("static T Same<T>(T x) => x; int F(ProcessPool pool) => " + call + ";"), CallCode.Setup);
            foreach (var part in parts)
            {
                Assert.Contains(part, string.Join("\n", message));
            }
        }
    }

    [TestMethod]
    [DataRow("int F(ProcessPool pool) => pool.Run({|PISO204:x => x * x|}, 3);")]
    [DataRow("int F(ProcessPool pool) => pool.Run({|PISO204:Math.Abs|}, 3);")]
    [DataRow("int Own(int x) => x; int F(ProcessPool pool) => pool.Run({|PISO204:Own|}, 3);")]
    [DataRow("static int Own(Action x) => 1; int F(ProcessPool pool, Action a) => pool.Run({|PISO204:Own|}, a);")]
    [DataRow("static T Same<T>(T x) => x; int F(ProcessPool pool) => pool.Run({|PISO204:Same<int>|}, 3);")]
    [DataRow("int F(ProcessPool pool) { return pool.Run({|PISO204:Local|}, 3); static int Local(int x) => x; }")]
    public void MarkIsOfferedOnlyWhereItWouldDo(string members) => CallCode.NoFix(members);

    [TestMethod]
    public void MethodIsMarked() => CallCode.Fix(
        """
            /// <summary>Doubles.</summary>
            public static int Double(int x) => 2 * x;

            int F(ProcessPool pool) => pool.Run({|PISO204:Double|}, 3);
        """,
        """
            /// <summary>Doubles.</summary>
            [RunInProcess]
            public static int Double(int x) => 2 * x;

            int F(ProcessPool pool) => pool.Run(Double, 3);
        """);

    [TestMethod]
    public void MethodsInOtherFilesAreMarkedOnce() => Fixing.FixAll(
        """
        using ProcessIsolate;

        class C
        {
            int F(ProcessPool pool) => pool.Run({|PISO204:Other.Twice|}, 3) + pool.Run({|PISO204:Other.Twice|}, 4) + pool.Run({|PISO204:Other.Thrice|}, 3);
        }

        === Other.cs
        static class Other
        {
            public static int Twice(int x) => 2 * x;

            [System.Obsolete]
            public static int Thrice(int x) => 3 * x;
        }
        """,
        """
        using ProcessIsolate;

        class C
        {
            int F(ProcessPool pool) => pool.Run(Other.Twice, 3) + pool.Run(Other.Twice, 4) + pool.Run(Other.Thrice, 3);
        }

        === Other.cs
        using ProcessIsolate;

        static class Other
        {
            [RunInProcess]
            public static int Twice(int x) => 2 * x;

            [System.Obsolete]
            [RunInProcess]
            public static int Thrice(int x) => 3 * x;
        }
        """,
        setup: CallCode.Setup with { HasGlobalUsings = false });
}
