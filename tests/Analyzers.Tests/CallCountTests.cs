using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Analyzers.Tests.Harness;

namespace ProcessIsolate.Analyzers.Tests;

/// <summary>The count of calls that leave the process.</summary>
[TestClass]
public sealed class CallCountTests
{
    [TestMethod]
    public void CallsAreCountedAndTheRestIsListed()
    {
        var messages = Analysis.Verify(
            """
            class C
            {
                [RunInProcess] internal static int {|PISO002:F|}(int x) => x;
                [RunInProcess] internal static int {|PISO002:G|}(int x) => F(x) + 1;
                [RunInProcess] internal static int Unused(int x) => x;
                int Calls(int[] xs) => F(1) + G(2) + xs.Select(F).Sum();
                Expression<Func<int, int>> Tree() => x => F(x);
                int[] Map(ProcessPool pool) => pool.Map(F, [1, 2]);
            }
            """,
            Setup.Default.Comparing("PISO002"));
        Assert.AreEqual("'F': 2 of 4 calls are intercepted; in this process run File0.cs(6,52), File0.cs(7,47)", messages[0]);
        Assert.AreEqual("'G': 1 of 1 calls are intercepted", messages[1]);
    }
}
