using System;
using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Hosts;

[TestClass]
public sealed class HostAppTests
{
    [TestMethod]
    public void HostKilled_WhileWorkersCompute()
    {
        string[] before = [.. Proc.Leftovers()];
        using HostProcess host = new(["compute", "2"]);
        int[] workers = host.Await("computing", 2);
        Assert.IsTrue(workers.All(Proc.IsAlive));
        host.Kill();
        Eventually.True(() => !workers.Any(Proc.IsAlive), "workers follow their host", TimeSpan.FromSeconds(1));
        NothingLeft(before);
    }

    [TestMethod]
    public void HostKilled_WhileItsWorkerIsIdle()
    {
        using HostProcess host = new(["idle"]);
        int worker = host.Await("idle", 1)[0];
        host.Kill();
        Eventually.True(() => !Proc.IsAlive(worker), "the idle worker follows its host", TimeSpan.FromSeconds(1));
    }

    [TestMethod]
    public void HostEnds_AndItsWorkersWithIt()
    {
        string[] before = [.. Proc.Leftovers()];
        using HostProcess host = new(["idle"]);
        int worker = host.Await("idle", 1)[0];
        host.CloseInput();
        Assert.AreEqual(0, host.WaitForExit());
        Eventually.True(() => !Proc.IsAlive(worker), "the worker is gone", TimeSpan.FromSeconds(1));
        NothingLeft(before);
    }

    [TestMethod]
    public void WorkersWrite_WhereTheirHostWrites()
    {
        using HostProcess host = new(["talk", "to the user", "to the log"]);
        Assert.AreEqual(0, host.WaitForExit());
        CollectionAssert.AreEqual(new[] { "to the user", "host done" }, host.Lines.Where(static line => line.Length > 0).ToArray());
        StringAssert.Contains(host.Errors, "to the log");
    }

    [TestMethod]
    public void ModeInProcess_RunsEverythingInline()
    {
        using HostProcess host = new(["ids"], ("PROCESSISOLATE_MODE", "InProcess"));
        Assert.AreEqual(0, host.WaitForExit());
        string[] ids = host.Lines.First().Split(' ');
        Assert.AreEqual(1, ids.Distinct().Count(), string.Join(' ', ids));
    }

    [TestMethod]
    public void WithoutTheMode_NothingRunsInline()
    {
        using HostProcess host = new(["ids"]);
        Assert.AreEqual(0, host.WaitForExit());
        string[] ids = host.Lines.First().Split(' ');
        Assert.IsFalse(ids[1..].Contains(ids[0]), string.Join(' ', ids));
    }

    [TestMethod]
    public void TwoHosts_AtOnce()
    {
        using HostProcess first = new(["square"]);
        using HostProcess second = new(["square"]);
        Assert.AreEqual((0, 0), (first.WaitForExit(), second.WaitForExit()));
        Assert.AreEqual(("right", "right"), (first.Lines.First(), second.Lines.First()));
    }

    // On a machine that does much else.
    private static readonly TimeSpan EachCrash = TimeSpan.FromSeconds(3);

    [TestMethod]
    public void ManyCrashes_LeaveNothingOpen()
    {
        const int Crashes = 40;
        const int Slack = Crashes / 4; // The runtime opens files and starts threads when it sees fit, but not for each crash.
        using HostProcess host = new(["crash", $"{Crashes}"]);
        foreach (string what in new[] { "descriptors", "threads", "segments" })
        {
            int before = host.Await("before-" + what, 1)[0];
            int after = host.Await("after-" + what, 1, Crashes * EachCrash)[0];
            Assert.IsTrue(after - before < Slack, $"{what}: {before} before, {after} after {Crashes} crashes");
        }

        Assert.AreEqual(0, Proc.WorkersOf(host.Id).Count);
        Assert.AreEqual(0, host.WaitForExit());
    }

    [TestMethod]
    public void InterruptedHost_TakesItsWorkersAlong()
    {
        using HostProcess host = new(["compute", "2"]);
        int[] workers = host.Await("computing", 2);
        if (Proc.Ignores(host.Id, Proc.SigInterrupt))
        {
            Assert.Inconclusive("The tests run in the background, where Ctrl+C does nothing.");
        }

        Proc.Kill(host.Id, Proc.SigInterrupt);
        Eventually.True(() => !workers.Any(Proc.IsAlive), "workers follow their host", TimeSpan.FromSeconds(2));
    }

    [TestMethod]
    public void LibraryStartedAsAProgram_SaysWhatItIs()
    {
        using System.Diagnostics.Process process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("dotnet")
        {
            ArgumentList =
            {
                "exec", "--runtimeconfig", System.IO.Path.ChangeExtension(HostProcess.Dll, ".runtimeconfig.json"),
                System.IO.Path.Combine(System.IO.Path.GetDirectoryName(HostProcess.Dll)!, "ProcessIsolate.dll"),
            },
            RedirectStandardError = true,
        })!;
        StringAssert.Contains(process.StandardError.ReadToEnd(), "is a library");
        process.WaitForExit();
        Assert.AreEqual(2, process.ExitCode);
    }

    // Again and again: tests beside this one start workers, whose socket folders live for a moment.
    private static void NothingLeft(string[] before) =>
        Eventually.True(() => !Proc.Leftovers().Except(before).Any(), () => "no file is left: " + string.Join(", ", Proc.Leftovers()));
}
