using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Analyzers.Tests.Harness;

namespace ProcessIsolate.Analyzers.Tests.Boundary;

/// <summary>What other generators write is not looked into.</summary>
[TestClass]
public sealed class GeneratedFileTests
{
    private static readonly Setup Library = Setup.Default.Comparing("PISO301");

    [TestMethod]
    public void GeneratedFilesAreNotLookedInto() => Analysis.Verify(
        """
        static partial class C
        {
            [RunInProcess] internal static int F() => G();
        }
        === Other.g.cs
        static partial class C
        {
            private static int count;
            internal static int G() => count++;
            [RunInProcess] internal static int H() => count++;
        }
        """,
        Library);
}
