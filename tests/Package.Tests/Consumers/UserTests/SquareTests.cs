using System;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate;

[TestClass]
public class SquareTests
{
    [RunInProcess]
    private static int Square(int x) => x * x;

    [RunInProcess]
    private static int WorkerId() => Environment.ProcessId;

    [TestMethod]
    public void Square_RunsElsewhere()
    {
        Assert.AreEqual(9, Square(3));
        int worker = WorkerId();
        Assert.AreNotEqual(Environment.ProcessId, worker);
        System.IO.File.WriteAllText(
            Environment.GetEnvironmentVariable("REPORT_FILE")!, $"main\nhost={Environment.ProcessId}\nworker={worker}\nsquare={Square(3)}\n");
    }
}
