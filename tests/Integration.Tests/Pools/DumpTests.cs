using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Pools;

/// <summary>A stuck worker shows where it is, and goes on.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class DumpTests
{
    [TestMethod]
    [DataRow(Transport.Auto)]
    [DataRow(Transport.Stream)]
    public async Task Dump_NamesTheMethodsThatRun(Transport transport)
    {
        using Scratch scratch = new();
        using ProcessPool pool = TestPools.Single(options => options.Transport = transport);
        Task<int> call = pool.RunAsync(Common.WaitForFile, scratch.Path("on"), scratch.Path("gate"));
        scratch.Await("on");
        int worker = pool.Snapshot().Workers[0].ProcessId;
        string dump = await pool.DumpAsync(worker);
        string main = dump.Split("Thread ")[1];
        StringAssert.StartsWith(main, $"{worker},");
        StringAssert.Contains(main, "   at " + typeof(Common).FullName + "." + nameof(Common.WaitForFile));
        StringAssert.Contains(main, "ProcessIsolate.Workers.WorkerHost.Run");
        scratch.Open("gate");
        Assert.AreEqual(worker, await call);
        Assert.AreEqual(worker, pool.Run(Common.ProcessId));
    }

    [TestMethod]
    [DataRow(Transport.Auto)]
    [DataRow(Transport.Stream)]
    public void LateCall_ShowsWhereItWas(Transport transport)
    {
        using Scratch scratch = new();
        using ProcessPool pool = TestPools.Single(o =>
            (o.Transport, o.DumpOnTimeout, o.CallTimeout, o.CancellationGracePeriod) = (transport, true, TimeSpan.FromMilliseconds(500), TimeSpan.Zero));
        CallTimeoutException late = Assert.ThrowsExactly<CallTimeoutException>(() => pool.Run(DumpJobs.Hang, scratch.Path("on")));
        StringAssert.Contains(late.WorkerStacks, "   at " + typeof(DumpJobs).FullName + "." + nameof(DumpJobs.Hang));
        StringAssert.Contains(late.ToString(), late.WorkerStacks);
        Assert.AreEqual(9, pool.Run(Common.Square, 3));
    }

    /// <summary>Each asks the worker to agree to it, and takes that back at its end.</summary>
    [TestMethod]
    public async Task TwoDumpsAtOnce_BothShowIt()
    {
        using Scratch scratch = new();
        using ProcessPool pool = TestPools.Single();
        Task<int> call = pool.RunAsync(Common.WaitForFile, scratch.Path("on"), scratch.Path("gate"));
        int worker = scratch.Await("on");
        foreach (string dump in await Task.WhenAll(pool.DumpAsync(worker), pool.DumpAsync(worker)))
        {
            StringAssert.Contains(dump, nameof(Common.WaitForFile));
        }

        scratch.Open("gate");
        Assert.AreEqual(worker, await call);
    }

    /// <summary>For tools that ask the runtime; by default there is no file of it.</summary>
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Diagnostics_AreOnForThePoolThatAsks(bool asks)
    {
        using ProcessPool pool = TestPools.Single(o => o.Environment["PROCESSISOLATE_DIAGNOSTICS"] = asks ? "1" : "0");
        int worker = pool.Run(Common.ProcessId);
        Assert.HasCount(asks ? 1 : 0, Directory.GetFiles(Path.GetTempPath(), $"dotnet-diagnostic-{worker}-*"));
    }

    [TestMethod]
    public async Task Dump_OfNoWorker_IsRefused_AndCancelled()
    {
        using ProcessPool pool = TestPools.Single();
        Assert.Throws<ArgumentException>(() => pool.DumpAsync(Environment.ProcessId).Wait());
        int worker = pool.Run(Common.ProcessId);
        Assert.Throws<OperationCanceledException>(() => pool.DumpAsync(worker, new CancellationToken(canceled: true)).GetAwaiter().GetResult());
        using CancellationTokenSource source = new();
        Task<string> dump = pool.DumpAsync(worker, source.Token);
        await source.CancelAsync();
        Eventually.Ends(dump, "the look is over or given up");
        Assert.AreEqual(worker, pool.Run(Common.ProcessId));
    }
}

internal static class DumpJobs
{
    // Its own code alone: a thread in the midst of the runtime's shows nothing.
    [RunInProcess]
    public static int Hang(string name)
    {
        for (int i = 0; ; i++)
        {
            if (i == name.Length)
            {
                i = -1;
            }
        }
    }
}
