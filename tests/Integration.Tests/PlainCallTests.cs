using System;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace ProcessIsolate.Integration.Tests;

[TestClass]
public sealed class PlainCallTests
{
    [TestMethod]
    public void PlainCall_RunsInAnotherProcess()
    {
        Assert.AreEqual(9, Jobs.Square(3));
        Assert.AreNotEqual(Environment.ProcessId, Jobs.ProcessId());
    }

}

internal static class Jobs
{
    [RunInProcess]
    public static int Square(int x) => x * x;

    [RunInProcess]
    public static int ProcessId() => Environment.ProcessId;
}
