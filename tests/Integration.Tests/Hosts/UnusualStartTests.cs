using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Hosts;

/// <summary>Hosts that were started in an unusual way, or have too little of something to start workers.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class UnusualStartTests
{
    private const string Pids = "/sys/fs/cgroup/pids";

    [TestMethod]
    public void SigChldIgnored_CodesAreKnownAndDisposeEnds()
    {
        using HostProcess host = new(["env", "--ignore-signal=CHLD"], ["children", "nothing"]);
        AssertLines(host, "9", "code 7", "16", "disposed True");
    }

    /// <summary>Newer kernels tell a descriptor's owner the code of a child that was not kept; without descriptors only resetting the signal does.</summary>
    [TestMethod]
    public void SigChldIgnored_WithoutProcessDescriptors_CodesAreKnown()
    {
        using HostProcess host = new(["env", "--ignore-signal=CHLD"], ["refused", "pidfd_open"]);
        AssertLines(host, "9", "code 7", "16", "disposed True");
    }

    /// <summary>The base library's class then reaps every child of the process. Newer kernels tell the code nevertheless.</summary>
    [TestMethod]
    public void SigChldIgnored_AndProcessUsedBefore_DisposeEnds()
    {
        using HostProcess host = new(["env", "--ignore-signal=CHLD"], ["children", "process"]);
        Assert.AreEqual(0, host.WaitForExit(), host.Errors);
        string[] lines = Lines(host);
        Assert.IsTrue(lines is ["9", "code 7" or "code unknown", "16", "disposed True"], string.Join(", ", lines));
    }

    [TestMethod]
    public void SystemWithoutProcessDescriptors_StillReaps()
    {
        using HostProcess host = new(["refused", "pidfd_open"]);
        AssertLines(host, "9", "code 7", "16", "disposed True");
    }

    [TestMethod]
    [DataRow("2>&-")]
    [DataRow(">&- 2>&-")]
    [DataRow("<&- >&- 2>&-")]
    public void StandardStreamsClosed_CallsWork(string redirection)
    {
        using HostProcess host = new(["/bin/sh", "-c", $"exec \"$@\" {redirection}", "sh"], ["talk-much"]);
        Assert.AreEqual(0, host.WaitForExit());
    }

    [TestMethod]
    [DataRow("sync")]
    [DataRow("async")]
    public void NoDescriptorsWhenACallIsLate_IsItsLimit(string how)
    {
        using HostProcess host = new(["/bin/bash", "-c", "ulimit -n 256; exec \"$@\"", "bash"], ["no-descriptors", how, "2"]);
        AssertLines(host, "9", "late", "16", "9", "late", "16");
    }

    [TestMethod]
    public void NoDescriptorsAndNoThreadOfThePool_WhenACallIsLate_IsItsLimit()
    {
        using HostProcess host = new(
            ["/bin/bash", "-c", "ulimit -n 256; exec \"$@\"", "bash"], ["no-descriptors-no-pool"], ("DOTNET_ThreadPool_ThreadTimeoutMs", "200"));
        AssertLines(host, "9", "late", "16");
    }

    [TestMethod]
    public void FewDescriptors_AreFailedStarts_AndLeaveNothing()
    {
        using HostProcess host = new(["/bin/bash", "-c", "ulimit -n 256; exec \"$@\"", "bash"], ["few-descriptors"]);
        AssertLines(host, "9", "failed often", "9", "nothing leaked", "no child left");
    }

    [TestMethod]
    public void FewProcesses_AreFailedStarts_AndLeaveNothing()
    {
        string group = Path.Combine(Pids, "processisolate-" + Guid.NewGuid().ToString("N"));
        try
        {
            Directory.CreateDirectory(group);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Assert.Inconclusive("No control group that counts processes can be made here: " + exception.Message);
        }

        try
        {
            using HostProcess host = new(["/bin/sh", "-c", $"echo $$ > {group}/cgroup.procs && exec \"$@\"", "sh"], ["few-processes", group]);
            AssertLines(host, "9", "failed often", "9", "no child left");
        }
        finally
        {
            Eventually.True(() => TryRemove(group), "the group is empty");
        }
    }

    [TestMethod]
    [DataRow("futex_waitv", "sleeps, 7")]
    [DataRow("memfd_create", "IOException, 9")]
    [DataRow("fallocate", "IOException, 9")]
    public void SystemCallRefused_HasAnotherWay(string call, string expected)
    {
        using HostProcess host = new(["refused", call]);
        AssertLines(host, expected);
    }

    /// <summary>A worker is in the background of its host's terminal, where that stops what writes.</summary>
    [TestMethod]
    public void TerminalThatStopsBackgroundOutput_StopsNoWorker()
    {
        string output = UnderTerminal($"stty tostop; exec {HostProcess.DotNet} {HostProcess.Dll} print");
        StringAssert.Contains(output, "ended True");
        StringAssert.Contains(output, "out");
    }

    // On a machine that does much else.
    private static readonly TimeSpan EachCrash = TimeSpan.FromSeconds(3);

    [TestMethod]
    public void CrashesThatLeaveDaemonsBehind_LeaveNothingInTheHost()
    {
        const int Crashes = 20;
        const int Slack = Crashes / 4;
        string mark = $"1001.{Environment.ProcessId}";
        try
        {
            using HostProcess host = new(["crash-daemons", $"{Crashes}", mark]);
            foreach (string what in new[] { "descriptors", "threads" })
            {
                int before = host.Await("before-" + what, 1)[0];
                int after = host.Await("after-" + what, 1, Crashes * EachCrash)[0];
                Assert.IsLessThan(Slack, after - before, $"{what}: {before} before, {after} after {Crashes} crashes");
            }

            // A report that waits for the end of stderr takes as long as it may, each time.
            Assert.IsLessThan(400, host.Await("fastest-milliseconds", 1)[0]);
            Assert.AreEqual(0, host.WaitForExit());
            Assert.HasCount(Crashes, Proc.WithCommandLine("sleep " + mark));
        }
        finally
        {
            Proc.WithCommandLine("sleep " + mark).ForEach(static id => Proc.Kill(id));
        }
    }

    private static string UnderTerminal(string command)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("script", ["-qec", $"bash -c '{command}'", "/dev/null"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            try
            {
                return Eventually.Result(output, "the program at the terminal ends");
            }
            finally
            {
                process.Kill(entireProcessTree: true);
            }
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Inconclusive("There is no program that makes a terminal.");
            return "";
        }
    }

    private static void AssertLines(HostProcess host, params string[] expected)
    {
        Assert.AreEqual(0, host.WaitForExit(), host.Errors);
        Assert.AreEqual(string.Join(", ", expected), string.Join(", ", Lines(host)), host.Errors);
    }

    private static string[] Lines(HostProcess host) => [.. host.Lines.Where(static line => line.Length > 0)];

    private static bool TryRemove(string group)
    {
        try
        {
            Directory.Delete(group);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
