using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Generator.Tests.Harness;

namespace ProcessIsolate.Generator.Tests;

/// <summary>Marks on the assembly, for methods of types of other assemblies.</summary>
[TestClass]
public sealed class AssemblyMarkTests
{
    private const string Usings = "using System.Text.RegularExpressions;\nusing ProcessIsolate;\n";

    [TestMethod]
    public void NamedMethodOfTheBaseLibraryIsIsolated()
    {
        var run = GenerationRun.Of(Usings + """
            [assembly: RunInProcess(typeof(Regex), nameof(Regex.IsMatch), TimeoutMilliseconds = 50)]
            class C
            {
                bool F() => Regex.IsMatch("a", "b");
                bool G() => new Regex("a").IsMatch("b");
                string H() => Regex.Escape("a");
                System.Threading.Tasks.Task<bool> I() => Regex.IsMatchAsync("a", "b");
            }
            """).Intercepts("Regex.IsMatch(\"a\", \"b\")");
        Assert.IsNull(run.Interceptors("new Regex(\"a\").IsMatch(\"b\")")[0]);
        Assert.IsNull(run.Interceptors("Regex.Escape(\"a\")")[0]);
        Assert.Contains("TimeoutMilliseconds = 50", run.Text);
        Assert.Contains("\"System.Text.RegularExpressions!System.Text.RegularExpressions.Regex.IsMatch(string, string)\" =>", run.Module);
        Assert.Contains("Regex.IsMatch(System.ReadOnlySpan<char>, string)", run.Module);
        Assert.DoesNotContain("public static class", run.Text);
    }

    [TestMethod]
    public void WithoutNameEveryMethodThatQualifiesIsIsolated() => GenerationRun.Of(Usings + """
        [assembly: RunInProcess(typeof(Regex))]
        class C { string F() => Regex.Escape("a") + Regex.Replace("a", "b", "c"); }
        """).Intercepts("Regex.Escape(\"a\")", "Regex.Replace(\"a\", \"b\", \"c\")");

    [TestMethod]
    public void NamedMarkSaysMoreThanOneWithoutName()
    {
        var run = GenerationRun.Of(Usings + """
            [assembly: RunInProcess(typeof(Regex), Pool = "all")]
            [assembly: RunInProcess(typeof(Regex), "Escape", Pool = "one")]
            """);
        Assert.Contains("Pool = \"one\"", Single(run, "Regex_Escape_"));
        Assert.Contains("Pool = \"all\"", Single(run, "Regex_Unescape_"));
    }

    [TestMethod]
    public void MarkOnAnOwnTypeWorksAndTheMethodsOwnMarkWins()
    {
        var run = GenerationRun.Of(Usings + """
            [assembly: RunInProcess(typeof(Jobs), Pool = "assembly")]
            static class Jobs
            {
                [RunInProcess(Pool = "method")] public static int F(int x) => x;
                public static int G(int x) => F(x);
                public static int H(int x) => G(x);
            }
            """).Intercepts("F(x)", "G(x)");
        Assert.Contains("Pool = \"method\"", Single(run, "Jobs_F_"));
        Assert.Contains("Pool = \"assembly\"", Single(run, "Jobs_G_"));
    }

    private static string Single(GenerationRun run, string prefix)
    {
        foreach (var (name, text) in run.Files)
        {
            if (name.StartsWith(prefix, System.StringComparison.Ordinal))
            {
                return text;
            }
        }

        Assert.Fail("No file " + prefix);
        return "";
    }
}
