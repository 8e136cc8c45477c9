using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace ProcessIsolate.Runtime.Tests;

[TestClass]
public sealed class WorkerExitTests
{
    [TestMethod]
    [DataRow(0, false, null, "exited with code 0")]
    [DataRow(7, false, null, "exited with code 7")]
    [DataRow(128, false, null, "exited with code 128")]
    [DataRow(137, true, null, "exited with code 137")]
    [DataRow(137, false, 9, "killed by signal 9 (SIGKILL)")]
    [DataRow(139, false, 11, "killed by signal 11 (SIGSEGV)")]
    [DataRow(134, false, 6, "killed by signal 6 (SIGABRT)")]
    [DataRow(129, false, 1, "killed by signal 1 (SIGHUP)")]
    [DataRow(192, false, 64, "killed by signal 64 (signal 64)")]
    [DataRow(193, false, null, "exited with code 193")]
    [DataRow(255, false, null, "exited with code 255")]
    [DataRow(null, false, null, "ended")]
    public void FoldedCode_IsASignalUnlessTheWorkerNamedIt(int? code, bool announced, int? signal, string described)
    {
        WorkerExit exit = WorkerExit.FromFolded(code, announced);
        Assert.AreEqual(signal, exit.Signal);
        Assert.AreEqual(described, exit.Describe(""));
    }

    /// <summary>Where the system says which it was, a code above 128 is just a code.</summary>
    [TestMethod]
    public void CodeOfTheSystem_IsTakenAtItsWord()
    {
        Assert.AreEqual("exited with code 137", new WorkerExit(137, null).Describe(""));
        Assert.AreEqual("killed by signal 9 (SIGKILL)", new WorkerExit(137, 9).Describe(""));
    }

    [TestMethod]
    [DataRow("Stack overflow.\n   at A.B()", "stack overflow")]
    [DataRow("Process terminated. no way on", "Environment.FailFast")]
    [DataRow("Unhandled exception. System.Exception: x", "unhandled exception")]
    public void LastWords_OnlyDescribe(string tail, string hint)
    {
        WorkerExit exit = new(3, null);
        Assert.AreEqual("exited with code 3: " + hint, exit.Describe(tail));
        Assert.IsNull(exit.Signal);
    }

    [TestMethod]
    public void LastWords_ThatSayNothing() => Assert.AreEqual("exited with code 3", new WorkerExit(3, null).Describe("goodbye"));
}
