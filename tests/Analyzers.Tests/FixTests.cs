using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Analyzers.Tests.Harness;

namespace ProcessIsolate.Analyzers.Tests;

/// <summary>What the fixes of the rules on marked methods make of the code.</summary>
[TestClass]
public sealed class FixTests
{
    [TestMethod]
    public void AsyncVoidReturnsTask() => Fixing.FixAll(
        """
        static class Jobs
        {
            // Stays.
            [RunInProcess] internal static async void {|PISO107:First|}() => await Task.Yield();
            [RunInProcess] internal static async /* so */ void {|PISO107:Second|}(int x) => await Task.Delay(x);
        }
        """,
        """
        static class Jobs
        {
            // Stays.
            [RunInProcess] internal static async Task First() => await Task.Yield();
            [RunInProcess] internal static async /* so */ Task Second(int x) => await Task.Delay(x);
        }
        """);

    [TestMethod]
    public void ImportIsAddedWhereItIsMissing() => Fixing.Fix(
        """
        using ProcessIsolate;

        static class Jobs
        {
            [RunInProcess] internal static async void {|PISO107:First|}() => await System.Threading.Tasks.Task.Yield();
        }
        """,
        """
        using System.Threading.Tasks;
        using ProcessIsolate;

        static class Jobs
        {
            [RunInProcess] internal static async Task First() => await System.Threading.Tasks.Task.Yield();
        }
        """,
        setup: Setup.Default with { HasGlobalUsings = false });
}
