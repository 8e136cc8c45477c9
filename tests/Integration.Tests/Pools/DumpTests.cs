using System;
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
