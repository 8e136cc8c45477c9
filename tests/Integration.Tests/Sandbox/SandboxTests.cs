using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Integration.Tests.Sandbox;

[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class SandboxTests
{
    [TestMethod]
    public void Report_SaysWhatIsInForce()
    {
        using ProcessPool pool = TestPools.Single(static o => o.Sandbox = SandboxOptions.For(SandboxProfile.Restricted));
        SandboxReport report = Eventually.Result(pool.CheckSandboxAsync(), "the check ends");
        CollectionAssert.AreEqual(
            new[] { "privileges", "kernel", "processes", "file reads", "file writes", "network", "programs", "descendants" }, report.InForce.ToArray(), report.ToString());
        Assert.IsEmpty(report.Missing);
        Assert.IsTrue(report.Checks.All(static check => check.Passed), report.ToString());
        Assert.Contains(static check => check.Name.EndsWith("finalizer thread", StringComparison.Ordinal), report.Checks);
        Assert.IsGreaterThan(0, report.LandlockAbi);
        StringAssert.Contains(report.ToString(), "In force: privileges, kernel");
    }

    [TestMethod]
    public void Report_WithoutASandbox_IsEmpty()
    {
        using ProcessPool pool = TestPools.Single();
        SandboxReport report = Eventually.Result(pool.CheckSandboxAsync(), "the check ends");
        Assert.IsEmpty(report.InForce);
        Assert.IsEmpty(report.Missing);
        StringAssert.Contains(report.ToString(), "In force: nothing");
    }

    [TestMethod]
    public void Profiles_HaveWorkersOfTheirOwn()
    {
        using ProcessPool pool = TestPools.Single();
        int[] ids = [pool.Run(SandboxJobs.PlainId), pool.Run(SandboxJobs.Id), pool.Run(SandboxJobs.IdWithoutNetwork)];
        Assert.HasCount(3, ids.Distinct().ToArray());
        Assert.AreEqual(ids[1], pool.Run(SandboxJobs.Id));
        Assert.AreEqual(ids[1], Eventually.Result(pool.RunAsync(SandboxJobs.Id), "a call ends"));
        CollectionAssert.AreEqual(new[] { ids[1], ids[1] }, pool.Map(SandboxJobs.IdOf, [1, 2]));
        using (pool.Use())
        {
            Assert.AreEqual(ids[1], SandboxJobs.Id());
            Assert.AreEqual(ids[1], Eventually.Result(SandboxJobs.IdAsync(CancellationToken.None), "a call ends"));
            Assert.AreEqual(ids[0], SandboxJobs.PlainId());
        }
    }

    [TestMethod]
    public async Task Profiles_HaveWorkersOfTheirOwn_InStreamsAndProcesses()
    {
        using ProcessPool pool = TestPools.Single();
        int plain = pool.Run(SandboxJobs.PlainId);
        int restricted = pool.Run(SandboxJobs.Id);
        await foreach (int id in pool.StreamAsync(SandboxJobs.IdOf, new[] { 1, 2 }))
        {
            Assert.AreEqual(restricted, id);
        }

        using IsolatedProcess<string?> process = IsolatedProcess.Start(
            SandboxJobs.Try, 0, new AttackTerms(0, 0, "/etc/hostname", "/", 0, ""));
        Assert.IsNotNull(process.Result);
        Assert.AreNotEqual(plain, restricted);
    }

    [TestMethod]
    public void APoolThatIsAsNarrow_RunsTheMethodItself()
    {
        using ProcessPool pool = TestPools.Single(static o => o.Sandbox = SandboxOptions.For(SandboxProfile.Restricted));
        Assert.AreEqual(pool.Run(SandboxJobs.PlainId), pool.Run(SandboxJobs.Id));
        Assert.AreEqual(pool.Run(SandboxJobs.Id), pool.Run(SandboxJobs.IdWithoutNetwork));
    }

    [TestMethod]
    public void ALeaseOfAPlainWorker_RefusesTheMethod()
    {
        using ProcessPool pool = TestPools.Single();
        using WorkerLease lease = Eventually.Result(pool.LeaseAsync(), "a worker is free");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => lease.Run(SandboxJobs.Id)).Message, "Restricted");
    }

    [TestMethod]
    public void ACallFromAPlainWorker_IsRefused()
    {
        using ProcessPool pool = TestPools.Single();
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => pool.Run(SandboxJobs.CallsRestricted)).Message, "Restricted");
        StringAssert.EndsWith(pool.Run(SandboxJobs.Nested), " 3");
    }

    [TestMethod]
    public void ADisposedPool_TakesItsSandboxedWorkersAlong()
    {
        ProcessPool pool = TestPools.Single(static o => o.Name = "to be disposed");
        int id = pool.Run(SandboxJobs.Id);
        pool.Dispose();
        Assert.IsFalse(Proc.IsAlive(id));
        Assert.ThrowsExactly<ObjectDisposedException>(() => pool.Run(SandboxJobs.Id));
        Assert.IsFalse(ProcessPool.All.Any(static each => each.Name.StartsWith("to be disposed", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Paths_AreOpened()
    {
        using Scratch scratch = new();
        File.WriteAllText(scratch.Path("read"), "text");
        Directory.CreateDirectory(scratch.Path("work"));
        using ProcessPool pool = TestPools.Single(o => o.Sandbox = new SandboxOptions
        {
            ReadablePaths = [scratch.Path("read")],
            WritablePaths = { scratch.Path("work") },
        });
        Assert.AreEqual("text", pool.Run(SandboxFiles.Read, scratch.Path("read")));
        pool.Run(SandboxFiles.Write, scratch.Path("work/new"), "text");
        Assert.AreEqual("text", File.ReadAllText(scratch.Path("work/new")));
        Assert.ThrowsExactly<UnauthorizedAccessException>(() => pool.Run(SandboxFiles.Write, scratch.Path("read"), "other"));
        Assert.ThrowsExactly<UnauthorizedAccessException>(() => pool.Run(SandboxFiles.Write, scratch.Path("new"), "other"));
    }

    [TestMethod]
    public void APathThatIsNotThere_IsAStartError()
    {
        using ProcessPool pool = TestPools.Single(static o => o.Sandbox = new SandboxOptions { ReadablePaths = ["/nowhere/at/all"] });
        StringAssert.Contains(Assert.ThrowsExactly<WorkerStartException>(() => pool.Run(SandboxJobs.PlainId)).Message, "/nowhere/at/all");
    }

    [TestMethod]
    public void Contained_ReadsAndConnectsAndRuns_AndWritesToTheTempFolderAlone()
    {
        using Scratch scratch = new();
        using ProcessPool pool = TestPools.Single(static o => o.Sandbox = SandboxOptions.For(SandboxProfile.Contained));
        pool.Run(SandboxFiles.Write, scratch.Path("new"), "text");
        Assert.AreEqual("text", pool.Run(SandboxFiles.Read, scratch.Path("new")));
        Assert.AreEqual("7", pool.Run(SandboxFiles.Shell, "echo 7"));
        // Every user may write there, and no temp folder lies in it.
        Assert.ThrowsExactly<UnauthorizedAccessException>(
            () => pool.Run(SandboxFiles.Write, $"/var/tmp/processisolate-{Environment.ProcessId}", "text"));
        SandboxReport report = Eventually.Result(pool.CheckSandboxAsync(), "the check ends");
        CollectionAssert.AreEqual(new[] { "privileges", "kernel", "processes", "file writes" }, report.InForce.ToArray());
    }

    [TestMethod]
    public void ThreadsOfAllKinds_AreHeldBack() => Assert.AreEqual(3, SandboxJobs.ThreadsThatRefuse("/etc/hostname"));

    [TestMethod]
    public void ComputingGoesOn() =>
        Assert.AreEqual("BA7816BF|{\"A\":1}|ab|40|55|UTC|\u00e4|16|gc", SandboxJobs.Works());

    [TestMethod]
    public void TheHostIsNotHeldBack()
    {
        SandboxJobs.Id();
        Assert.IsTrue(Directory.GetFileSystemEntries("/").Length > 0);
        foreach (string task in Directory.GetDirectories("/proc/self/task"))
        {
            string name = File.ReadAllText(task + "/comm").Trim();
            bool isHeld = File.ReadLines(task + "/status").Any(static line => line.StartsWith("Seccomp:", StringComparison.Ordinal) && line.Trim().EndsWith('2'));
            Assert.AreEqual(name.StartsWith("ProcessIsolate", StringComparison.Ordinal) && isHeld, isHeld, $"The thread '{name}' has the sandbox.");
        }
    }

    [TestMethod]
    public void Descriptors_AreTheWorkersOwn()
    {
        using Scratch scratch = new();
        using FileStream open = new(scratch.Path("open"), FileMode.Create);
        string[] descriptors = SandboxJobs.Descriptors();
        string[] known = ["/dev/null", "/dev/urandom", "pipe:", "socket:", "anon_inode:", "/memfd:", "gone", "/proc/"];
        Assert.IsTrue(
            Array.TrueForAll(descriptors, each => Array.Exists(known, start => each.StartsWith(start, StringComparison.Ordinal)) || each.StartsWith(AppContext.BaseDirectory, StringComparison.Ordinal)
                || each.StartsWith("/usr/", StringComparison.Ordinal) || each.StartsWith("/lib", StringComparison.Ordinal)),
            string.Join("\n", descriptors));
        Assert.HasCount(1, descriptors.Where(static each => each.StartsWith("socket:", StringComparison.Ordinal)).ToArray(), string.Join("\n", descriptors));
    }

    [TestMethod]
    public void WhatIsMissing_AndRequired_IsAStartError()
    {
        using ProcessPool pool = TestPools.Single(static o => o.Sandbox = new SandboxOptions { AssumedLandlockAbi = 0 });
        string message = Assert.ThrowsExactly<WorkerStartException>(() => pool.Run(SandboxJobs.PlainId)).Message;
        StringAssert.Contains(message, "file reads (the kernel has no Landlock");
        Assert.DoesNotContain("network", message);
    }

    [TestMethod]
    public void WhatIsMissing_IsReported_WithBestEffort()
    {
        using KeptLog log = new();
        using ProcessPool pool = TestPools.Single(o =>
        {
            o.Sandbox = new SandboxOptions { AssumedLandlockAbi = 0, Requirement = SandboxRequirement.BestEffort };
            o.LoggerFactory = log;
        });
        SandboxReport report = Eventually.Result(pool.CheckSandboxAsync(), "the check ends");
        CollectionAssert.AreEqual(new[] { "privileges", "kernel", "network", "programs", "descendants" }, report.InForce.ToArray());
        Assert.HasCount(3, report.Missing);
        Assert.Contains(static check => check.Guard == "file reads" && !check.Passed, report.Checks, report.ToString());
        StringAssert.Contains(log.Await("SandboxIncomplete").Text, "file reads");
    }

    [TestMethod]
    [DataRow(3)]
    [DataRow(5)]
    public void OlderKernels_HoldSignalsBackByAFilter(int abi)
    {
        using ProcessPool pool = TestPools.Single(o => o.Sandbox = new SandboxOptions { AssumedLandlockAbi = abi, AllowExec = true });
        SandboxReport report = Eventually.Result(pool.CheckSandboxAsync(), "the check ends");
        Assert.IsEmpty(report.Missing);
        AttackTerms terms = new(Environment.ProcessId, Environment.ProcessId, "", "", 0, "");
        foreach (string name in (string[])["signal the host", "signal a thread of the host", "have the kernel signal the host"])
        {
            int attack = SandboxJobs.Attacks.ToList().FindIndex(each => each.Name == name);
            StringAssert.Contains(pool.Run(SandboxJobs.TryPlain, attack, terms), "not permitted", name);
        }
    }

    // As if a worker had forgotten to put on the rest: the host takes no worker at its word.
    [TestMethod]
    public void AWorkerThatProvesNothing_IsRefused()
    {
        WorkerCommand command = WorkerCommand.ForThisApp;
        using ProcessPool pool = TestPools.Single(o =>
        {
            o.Sandbox = new SandboxOptions
            {
                AllowExec = true,
                ReadablePaths = ["/usr", Path.GetDirectoryName(command.FileName)!],
                Requirement = SandboxRequirement.BestEffort,
            };
            o.WorkerCommand = ("/usr/bin/env", ["-u", "PROCESSISOLATE_SANDBOX", command.FileName, .. command.Arguments]);
        });
        StringAssert.Contains(
            Assert.ThrowsExactly<WorkerStartException>(() => pool.Run(SandboxJobs.PlainId)).Message, "the worker says nothing of it");
    }

    [TestMethod]
    public void Affinity_AndLimits_HoldAsWell()
    {
        using ProcessPool pool = TestPools.Single(static o =>
        {
            o.Sandbox = SandboxOptions.For(SandboxProfile.Restricted);
            o.ProcessorAffinity = 1;
            o.Limits.OpenFiles = 128;
            o.Limits.FileBytes = 8 << 20;
            o.Limits.CoreDumps = false;
        });
        string[] limits = pool.Run(SandboxFiles.Read, "/proc/self/limits").Split('\n');
        StringAssert.Contains(limits.Single(static line => line.StartsWith("Max file size", StringComparison.Ordinal)), "8388608");
        StringAssert.Contains(limits.Single(static line => line.StartsWith("Max core file size", StringComparison.Ordinal)), " 0 ");
        StringAssert.Contains(limits.Single(static line => line.StartsWith("Max open files", StringComparison.Ordinal)), "128");
        StringAssert.Contains(
            pool.Run(SandboxFiles.Read, "/proc/self/status").Split('\n').Single(static line => line.StartsWith("Cpus_allowed_list:", StringComparison.Ordinal)), "0");
    }
}
