using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Generator.Tests.Harness;

namespace ProcessIsolate.Generator.Tests;

/// <summary>Snapshots of what is generated; the first one is the way of one call from end to end.</summary>
[TestClass]
public sealed class ContractTests
{
    [TestMethod]
    public void PrivateMethodBesideMain()
    {
        const string Source = """
            using ProcessIsolate;
            class Program
            {
                [RunInProcess] static int Square(int x) => x * x;
                static void Main() { Square(3); }
            }
            """;
        var run = GenerationRun.Of(Compilations.Create(Compilations.ParseOptions, OutputKind.ConsoleApplication, Source)).Intercepts("Square(3)");
        Snapshot.Match(nameof(PrivateMethodBesideMain), run.Text);
    }

    [TestMethod]
    public void AsynchronousMethodWithToken()
    {
        var run = GenerationRun.Of("""
            using System.Collections.Generic;
            using System.Threading;
            using System.Threading.Tasks;
            using ProcessIsolate;
            namespace N;
            public record Order(int Id, string? Note, List<string> Lines);
            public static class Jobs
            {
                [RunInProcess] public static Task<Order?> LoadAsync(Order order, CancellationToken token = default) => Task.FromResult<Order?>(order);
                public static Task<Order?> Use(Order order) => LoadAsync(order);
            }
            """).Intercepts("LoadAsync(order)");
        Snapshot.Match(nameof(AsynchronousMethodWithToken), run.Text);
    }

    [TestMethod]
    public void PrimitivesAreWrittenWithoutBoxing()
    {
        var run = GenerationRun.Of("""
            using System;
            using ProcessIsolate;
            public enum Level : byte { Low, High }
            public static class Jobs
            {
                [RunInProcess] public static decimal? All(bool a, char b, sbyte c, byte d, short e, ushort f, int g, uint h, long i, ulong j, float k,
                    double l, decimal m, string? n, byte[] o, Guid p, DateTime q, DateTimeOffset r, TimeSpan s, Level t, int? u, Level? v, byte? w) => m;
            }
            """);
        Assert.DoesNotContain("WriteValue", run.Text);
        Snapshot.Match(nameof(PrimitivesAreWrittenWithoutBoxing), run.Text);
    }

    [TestMethod]
    [DataRow("void F()", "RemoteMethod<global::System.ValueTuple, global::ProcessIsolate.CompilerServices.VoidResult>")]
    [DataRow("int F(string s)", "RemoteMethod<global::System.ValueTuple<string>, int>")]
    [DataRow("string? F(int a, string? b)", "RemoteMethod<(int, string?), string?>")]
    [DataRow("System.Threading.Tasks.Task F()", "RemoteMethod<global::System.ValueTuple, global::ProcessIsolate.CompilerServices.VoidResult>")]
    [DataRow("System.Threading.Tasks.Task<int> F()", "RemoteMethod<global::System.ValueTuple, int>")]
    [DataRow("System.Threading.Tasks.ValueTask F()", "RemoteMethod<global::System.ValueTuple, global::ProcessIsolate.CompilerServices.VoidResult>")]
    [DataRow("System.Threading.Tasks.ValueTask<(int A, string? B)> F()", "RemoteMethod<global::System.ValueTuple, (int A, string? B)>")]
    [DataRow("int F((int A, string? B) t)", "RemoteMethod<global::System.ValueTuple<(int A, string? B)>, int>")]
    [DataRow("int F(System.Collections.Generic.List<string?>? list)", "RemoteMethod<global::System.ValueTuple<global::System.Collections.Generic.List<string?>?>, int>")]
    [DataRow("System.Threading.Tasks.Task<int>? F()", "RemoteMethod<global::System.ValueTuple, int>")]
    [DataRow("int F(int @class, int @in)", "RemoteMethod<(int, int), int>")]
    [DataRow("int F(int a, int b, int c, int d, int e, int f, int g, int h, int i)", "RemoteMethod<(int, int, int, int, int, int, int, int, int), int>")]
    public void ShapeFollowsTheSignature(string signature, string shape)
    {
        var run = GenerationRun.Of($$"""
            using ProcessIsolate;
            public static class Jobs { [RunInProcess] public static {{signature}} => throw new System.InvalidOperationException(); }
            """);
        Assert.Contains(shape, run.Text);
    }

    [TestMethod]
    public void OptionsOfTheMarkAreWritten()
    {
        var run = GenerationRun.Of("""
            using ProcessIsolate;
            public static class Jobs
            {
                [RunInProcess(Pool = "a\"b", TimeoutMilliseconds = -1, QueueTimeoutMilliseconds = 50, MaxRetries = 2, Priority = -3, Dedicated = true, Sandbox = SandboxProfile.Restricted)] public static void F(int x) { }
            }
            """);
        Assert.Contains("""ParameterNames = new string[] { "x" }, Pool = "a\"b", TimeoutMilliseconds = -1, QueueTimeoutMilliseconds = 50, MaxRetries = 2, Priority = -3, Dedicated = true, Sandbox = global::ProcessIsolate.SandboxProfile.Restricted }""", run.Text);
    }

    [TestMethod]
    public void OverloadsHaveContractsOfTheirOwn()
    {
        var run = GenerationRun.Of("""
            using ProcessIsolate;
            public static class Jobs
            {
                [RunInProcess] public static int F(int x) => x;
                [RunInProcess] public static int F(string x) => 1;
                public static int F(long x) => 2;
                public static int Use() => F(1) + F("") + F(2L);
            }
            """).Intercepts("F(1)", "F(\"\")");
        Assert.Contains("\"Jobs.F(int)\" =>", run.Module);
        Assert.Contains("\"Jobs.F(string)\" =>", run.Module);
        Assert.DoesNotContain("\"Jobs.F(long)\" =>", run.Module);
        Assert.IsNull(run.Interceptors("F(2L)")[0]);
    }

    [TestMethod]
    public void PartialMethodMarkedOnBothPartsHasOneContract()
    {
        var run = GenerationRun.Of("""
            using ProcessIsolate;
            public static partial class Jobs
            {
                [RunInProcess] public static partial int F(int x);
                [RunInProcess] public static partial int F(int x) => x;
                public static int Use() => F(1);
            }
            """).Intercepts("F(1)");
        Assert.HasCount(1, run.Files.Keys.Where(name => name.StartsWith("Jobs_F", System.StringComparison.Ordinal)));
    }

    [TestMethod]
    public void UnicodeAndKeywordNamesCompile()
    {
        GenerationRun.Of("""
            using ProcessIsolate;
            namespace N.@namespace.Größe;
            public static class @class
            {
                [RunInProcess] public static string Zählen(string größe, int @event) => größe;
                [RunInProcess] public static int @static(int @in) => @in;
                public static string Use() => Zählen(größe: "", @event: @static(1));
            }
            """).Intercepts("@static(1)", "Zählen(größe: \"\", @event: @static(1))");
    }

    [TestMethod]
    [DataRow("[System.Diagnostics.Conditional(\"NEVER\")] [RunInProcess] public static void F(int x) { }")]
    [DataRow("[System.Diagnostics.Conditional(\"DEBUG\")] [RunInProcess] public static void F(int x) { }")]
    [DataRow("[RunInProcess] static partial void F(int x);")]
    [DataRow("[RunInProcess] public static extern void F(int x);")]
    [DataRow("/// <param name=\"x\">Text.</param>\n[RunInProcess] public static void F(int x) { }")]
    public void UnusualMethodCompiles(string method) => GenerationRun.Of(Compilations.Create(
        Compilations.ParseOptions.WithDocumentationMode(Microsoft.CodeAnalysis.DocumentationMode.Diagnose),
        OutputKind.DynamicallyLinkedLibrary,
        "using ProcessIsolate; [assembly: System.CLSCompliant(true)]\n/// <summary>Text.</summary>\npublic static partial class Jobs {\n/// <summary>Text.</summary>\n"
        + method + "\n/// <summary>Text.</summary>\npublic static void Use() { F(1); } }"));

    [TestMethod]
    public void ObliviousAndObsoleteCodeCompiles()
    {
        GenerationRun.Of("""
            #nullable disable
            using System;
            using System.Collections.Generic;
            using ProcessIsolate;
            public static class Jobs
            {
                [RunInProcess] public static string F(string x = null, List<string> y = null) => x;
                [RunInProcess, Obsolete("old")] public static string G(string x) => x;
                public static string Use() => F();
            }
            """).Intercepts("F()");
    }
}
