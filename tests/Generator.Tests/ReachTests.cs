using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Generator.Tests.Harness;

namespace ProcessIsolate.Generator.Tests;

/// <summary>How generated code gets to methods of any accessibility.</summary>
[TestClass]
public sealed class ReachTests
{
    [TestMethod]
    [DataRow("public class Jobs { [RunInProcess] public static int F(int x) => x; }", "global::Jobs.F(arguments.Item1)")]
    [DataRow("public class Jobs { [RunInProcess] protected internal static int F(int x) => x; }", "global::Jobs.F(arguments.Item1)")]
    [DataRow("class Jobs { [RunInProcess] static int F(int x) => x; }", "CallMethod(default(global::Jobs)!, arguments.Item1)")]
    [DataRow("class Jobs { [RunInProcess] protected static int F(int x) => x; }", "CallMethod(default(global::Jobs)!, arguments.Item1)")]
    [DataRow("struct Jobs { [RunInProcess] static int F(int x) => x; }", "CallMethod(default(global::Jobs)!, arguments.Item1)")]
    [DataRow("record Jobs { [RunInProcess] static int F(int x) => x; }", "CallMethod(default(global::Jobs)!, arguments.Item1)")]
    [DataRow("ref struct Jobs { [RunInProcess] static int F(int x) => x; }", "CallMethod(default(global::Jobs)!, arguments.Item1)")]
    [DataRow("static class Jobs { [RunInProcess] static int F(int x) => x; }", "CallMethod(null, arguments.Item1)")]
    [DataRow("static partial class Jobs { [RunInProcess] static int F(int x) => x; }", "global::Jobs.RunInProcess_")]
    [DataRow("class A { internal class Jobs { [RunInProcess] internal static int F(int x) => x; } }", "global::A.Jobs.F(arguments.Item1)")]
    [DataRow("partial class A { internal static partial class Jobs { [RunInProcess] static int F(int x) => x; } }", "partial class A")]
    [DataRow("interface Jobs { [RunInProcess] static int F(int x) => x; }", "global::Jobs.F(arguments.Item1)")]
    [DataRow("namespace N { class Jobs { [RunInProcess] static int F(int x) => x; } }", "CallMethod(default(global::N.Jobs)!, arguments.Item1)")]
    public void MethodIsReached(string declaration, string expected) =>
        Assert.Contains(expected, GenerationRun.Of("using ProcessIsolate;\n" + declaration).Text);

    [TestMethod]
    public void StaticClassIsNamedByText()
    {
        var run = GenerationRun.Of("""
            using ProcessIsolate;
            namespace N;
            public static class Outer { internal static class Jobs { [RunInProcess] private static int F(int x) => x; } }
            """);
        Assert.Contains("UnsafeAccessorType(\"N.Outer+Jobs, Sample\")] object? type", run.Text);
    }

    [TestMethod]
    public void OlderLanguageCompiles()
    {
        var run = GenerationRun.Of(Compilations.Create(Compilations.Language(LanguageVersion.CSharp11), OutputKind.ConsoleApplication, """
            using System.Collections.Generic;
            using ProcessIsolate;
            partial class Program
            {
                [RunInProcess] static List<int> F(List<int> x, int? y) => x;
                static void Main() { F(new List<int>(), null); }
            }
            """)).Intercepts("F(new List<int>(), null)");
        Assert.Contains("private static global::System.Threading.Tasks.Task<global::System.Collections.Generic.List<int>> FAsync(", run.Text);
    }
}
