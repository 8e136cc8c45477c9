using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Hosts;

/// <summary>What a method started ends with its worker and with its host, however either ends.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class FamilyTests
{
    private const int Kinds = 8;

    private static readonly string[] AsNobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

    private static int lastMark = Environment.ProcessId * 100;

    [TestMethod]
    [DataRow("worker killed", false)]
    [DataRow("worker crashed", false)]
    [DataRow("call stopped", false)]
    [DataRow("host killed", false)]
    [DataRow("host exits", false)]
    [DataRow("host terminated", false)]
    [DataRow("host hung up", false)]
    [DataRow("worker killed", true)]
    [DataRow("worker crashed", true)]
    [DataRow("host killed", true)]
    [DataRow("host exits", true)]
    public void NothingSurvives(string ending, bool asNobody)
    {
        string mark = NewMark();
        using HostProcess host = Start(asNobody, "family", "plain", mark);
        int worker = host.Await("worker", 1)[0];
        AwaitFamily(host, mark);
        switch (ending)
        {
            case "worker killed":
                Proc.Kill(worker);
                break;
            case "worker crashed":
                host.WriteLine("crash");
                Assert.AreEqual(6, host.Await("signal", 1)[0]);
                break;
            case "call stopped":
                host.WriteLine("late");
                host.Await("cancelled", 1);
                break;
            default:
                End(host, ending);
                break;
        }

        AwaitNone(mark);
        Assert.IsFalse(Proc.IsAlive(worker));
    }

    [TestMethod]
    [DataRow("inner worker killed")]
    [DataRow("outer worker killed")]
    [DataRow("host killed")]
    [DataRow("host exits")]
    public void NothingSurvives_OfAWorkersWorker(string ending)
    {
        string mark = NewMark();
        using HostProcess host = Start(false, "family", "nested", mark);
        int outer = host.Await("worker", 1)[0];
        int inner = host.Await("inner", 1)[0];
        AwaitFamily(host, mark);
        switch (ending)
        {
            case "inner worker killed":
                Proc.Kill(inner);
                break;
            case "outer worker killed":
                Proc.Kill(outer);
                break;
            default:
                End(host, ending);
                break;
        }

        AwaitNone(mark);
        Eventually.True(() => !Proc.IsAlive(inner), "the inner worker ends");
        Assert.AreEqual(ending == "inner worker killed", Proc.IsAlive(outer), "The outer worker lives if it alone was not concerned.");
    }

    [TestMethod]
    [DataRow("worker killed")]
    [DataRow("host killed")]
    [DataRow("host exits")]
    public void WithLiveOn_TheyLiveOn_AndOnlyTheWorkerEnds(string ending)
    {
        string mark = NewMark();
        try
        {
            using HostProcess host = Start(false, "family", "live-on", mark);
            int worker = host.Await("worker", 1)[0];
            AwaitFamily(host, mark);
            if (ending == "worker killed")
            {
                Proc.Kill(worker);
            }
            else
            {
                End(host, ending);
            }

            Eventually.True(() => !Proc.IsAlive(worker), "the worker ends");
            Assert.HasCount(Kinds, Proc.WithCommandLine("sleep " + mark));
        }
        finally
        {
            Proc.WithCommandLine("sleep " + mark).ForEach(static id => Proc.Kill(id));
        }
    }

    /// <summary>Its runtime has not come to the library's first line.</summary>
    [TestMethod]
    public void WorkerThatHangsInItsStart_EndsWithItsHost()
    {
        using Scratch scratch = new();
        string pipe = Path.Combine(scratch.Folder, "hook.dll");
        using (System.Diagnostics.Process maker = System.Diagnostics.Process.Start("mkfifo", pipe))
        {
            maker.WaitForExit();
        }

        using HostProcess host = new(["hang-start", pipe]);
        int worker = 0;
        Eventually.True(() => (worker = Proc.ChildrenOf(host.Id).FirstOrDefault(id => Opens(id, pipe))) != 0, "the worker's runtime waits for the pipe");
        host.Kill();
        Eventually.True(() => !Proc.IsAlive(worker), "it ends with its host", TimeSpan.FromSeconds(5));
    }

    private static bool Opens(int processId, string pipe)
    {
        try
        {
            // It sleeps in the opening of a pipe without a writer.
            return Directory.GetDirectories($"/proc/{processId}/task").Any(
                static task => File.ReadAllText(Path.Combine(task, "wchan")).Contains("wait_for_partner", StringComparison.Ordinal));
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static HostProcess Start(bool asNobody, params string[] arguments)
    {
        if (!asNobody)
        {
            return new HostProcess(arguments);
        }

        if (Environment.UserName != "root")
        {
            Assert.Inconclusive("Only root becomes another user; the other rows ran as an ordinary one.");
        }

        return new HostProcess(AsNobody, arguments, ("HOME", "/tmp"));
    }

    private static void End(HostProcess host, string ending)
    {
        switch (ending)
        {
            case "host killed":
                host.Kill();
                break;
            case "host exits":
                host.WriteLine("exit");
                break;
            case "host terminated":
                host.Signal(Proc.SigTerminate);
                break;
            case "host hung up":
                host.Signal(Proc.SigHangUp);
                break;
            default:
                throw new ArgumentException(ending);
        }
    }

    private static void AwaitFamily(HostProcess host, string mark)
    {
        host.Await("started", 1);
        List<int> family = [];
        Eventually.True(
            () => (family = Proc.WithCommandLine("sleep " + mark)).Count(static id => Proc.Name(id) == "sleep") == Kinds,
            () => $"all are started, not {family.Count}");
    }

    private static void AwaitNone(string mark)
    {
        List<int> left = [];
        Eventually.True(
            () => (left = Proc.WithCommandLine("sleep " + mark)).Count == 0, () => $"nothing survives, not {left.Count}", TimeSpan.FromSeconds(10));
    }

    private static string NewMark() => string.Create(CultureInfo.InvariantCulture, $"1000.{Interlocked.Increment(ref lastMark)}");
}
