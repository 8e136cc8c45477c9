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
    [DataRow(137, false, 9, "was killed by signal 9 (SIGKILL)")]
    [DataRow(139, false, 11, "was killed by signal 11 (SIGSEGV)")]
    [DataRow(134, false, 6, "was killed by signal 6 (SIGABRT)")]
    [DataRow(129, false, 1, "was killed by signal 1 (SIGHUP)")]
    [DataRow(192, false, 64, "was killed by signal 64 (signal 64)")]
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
        Assert.AreEqual("was killed by signal 9 (SIGKILL)", new WorkerExit(137, 9).Describe(""));
    }

    [TestMethod]
    [DataRow("Stack overflow.\n   at A.B()", "stack overflow", CrashReason.StackOverflow)]
    [DataRow("Process terminated. no way on", "Environment.FailFast", CrashReason.FailFast)]
    [DataRow("Unhandled exception. System.Exception: x", "unhandled exception", CrashReason.UnhandledException)]
    [DataRow("Unhandled exception. System.OutOfMemoryException: x", "out of memory", CrashReason.OutOfMemory)]
    [DataRow("Out of memory.", "out of memory", CrashReason.OutOfMemory)]
    [DataRow("Process terminated. an earlier word\nStack overflow.", "stack overflow", CrashReason.StackOverflow)]
    public void LastWords_TellAbortsApart(string tail, string hint, CrashReason reason)
    {
        WorkerExit abort = new(134, 6);
        Assert.AreEqual("was killed by signal 6 (SIGABRT): " + hint, abort.Describe(tail));
        Assert.AreEqual(reason, abort.ReasonFor(tail));
    }

    /// <summary>A program may write anything before it leaves.</summary>
    [TestMethod]
    public void LastWords_DecideNothingElse()
    {
        Assert.AreEqual("exited with code 3", new WorkerExit(3, null).Describe("Stack overflow."));
        Assert.AreEqual(CrashReason.Exited, new WorkerExit(3, null).ReasonFor("Stack overflow."));
        Assert.AreEqual(CrashReason.Signaled, new WorkerExit(139, 11).ReasonFor("Process terminated."));
    }

    [TestMethod]
    [DataRow(134, 6, CrashReason.Signaled)]
    [DataRow(137, 9, CrashReason.Killed)]
    [DataRow(139, 11, CrashReason.Signaled)]
    [DataRow(152, 24, CrashReason.ProcessorLimit)]
    [DataRow(137, null, CrashReason.Exited)]
    [DataRow(null, null, CrashReason.Exited)]
    [DataRow(unchecked((int)0xC00000FD), null, CrashReason.StackOverflow)]
    [DataRow(unchecked((int)0xE0434352), null, CrashReason.UnhandledException)]
    [DataRow(unchecked((int)0x80131623), null, CrashReason.FailFast)]
    public void Reason_IsWhatTheSystemSays(int? code, int? signal, CrashReason reason) =>
        Assert.AreEqual(reason, new WorkerExit(code, signal).ReasonFor(""));

    [TestMethod]
    public void LastWords_ThatSayNothing() => Assert.AreEqual("exited with code 3", new WorkerExit(3, null).Describe("goodbye"));
}
