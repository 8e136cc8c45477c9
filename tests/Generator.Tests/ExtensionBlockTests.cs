using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Generator.Tests.Harness;

namespace ProcessIsolate.Generator.Tests;

/// <summary>Members of extension blocks.</summary>
[TestClass]
public sealed class ExtensionBlockTests
{
    private const string Jobs = """
        using ProcessIsolate;
        public static class Jobs
        {
            extension(string text)
            {
                [RunInProcess] public int Length2(int more) => text.Length + more;
                [RunInProcess] public static int Make(int x) => x;
            }

            extension(int number)
            {
                [RunInProcess] public int Length2(int more) => number + more;
            }

            extension<T>(System.Collections.Generic.List<T> items)
            {
                [RunInProcess] public T Last<U>(U with) => items[^1];
            }
        }

        """;

    [TestMethod]
    [DataRow("int F() => \"a\".Length2(1);", "\"a\".Length2(1)")]
    [DataRow("int F() => 5.Length2(1);", "5.Length2(1)")]
    [DataRow("int F() => string.Make(1);", "string.Make(1)")]
    [DataRow("int F() => Jobs.Length2(\"a\", 1);", "Jobs.Length2(\"a\", 1)")]
    [DataRow("int F(System.Collections.Generic.List<int> a) => a.Last(\"\");", "a.Last(\"\")")]
    [DataRow("int F(string? a) => a?.Length2(2) ?? 0;", ".Length2(2)")]
    public void EveryShapeIsIntercepted(string member, string call) => GenerationRun.Of(Jobs + "class C { " + member + " }").Intercepts(call);
}
