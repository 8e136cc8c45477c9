using System.Collections.Generic;
using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace ProcessIsolate.Integration.Tests.Support;

/// <summary>After the whole suite: no process of ours alive, no file of ours left.</summary>
[TestClass]
public static class SuiteHooks
{
    private static List<string> before = [];

    [AssemblyInitialize]
    public static void RememberFiles(TestContext context) => before = Proc.Leftovers();

    [AssemblyCleanup]
    public static void NothingSurvives()
    {
        ProcessPool.Shared.Dispose();
        foreach (string name in PoolNames.All)
        {
            NamedPools.Dispose(name);
        }

        Eventually.True(() => Proc.Workers().Count == 0, static () => "every worker is gone after the suite: " + string.Join(", ", Proc.Workers()));
        List<string> left = [.. Proc.Leftovers().Except(before)];
        Assert.IsEmpty(left, "Left behind: " + string.Join(", ", left));
    }
}
