using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Pools;

/// <summary>Blocked and asynchronous callers of one pool, more of them than it has workers: none is left behind.</summary>
[TestClass]
public sealed class FairnessTests
{
    private const int EachKind = 3;
    private const int Enough = 500;

    [TestMethod]
    [DataRow(Transport.SharedMemory)]
    [DataRow(Transport.Stream)]
    public void NeitherKindOfCaller_StarvesTheOther(Transport transport)
    {
        using ProcessPool pool = new(new ProcessPoolOptions { MaxWorkers = 2, Transport = transport });
        pool.Map(PipelineJobs.Same, Enumerable.Range(0, 10));
        int[] calls = new int[2 * EachKind];
        int behind = calls.Length;
        long begun = Stopwatch.GetTimestamp();

        // All callers go on until the last one has had its calls: one that starves never has.
        bool MayGoOn(int caller)
        {
            if (++calls[caller] == Enough)
            {
                Interlocked.Decrement(ref behind);
            }

            return Volatile.Read(ref behind) > 0 && Stopwatch.GetElapsedTime(begun) < Eventually.Limit;
        }

        Thread[] blocked = [.. Enumerable.Range(0, EachKind).Select(caller => new Thread(() =>
        {
            while (MayGoOn(caller))
            {
                pool.Run(PipelineJobs.Same, caller);
            }
        }))];
        Task[] asynchronous = [.. Enumerable.Range(EachKind, EachKind).Select(caller => Task.Run(async () =>
        {
            while (MayGoOn(caller))
            {
                await pool.RunAsync(PipelineJobs.Same, caller);
            }
        }))];
        Array.ForEach(blocked, static thread => thread.Start());
        Eventually.Ends(Task.WhenAll(asynchronous), "the asynchronous callers end");
        Assert.IsTrue(blocked.All(static thread => thread.Join(TimeSpan.FromSeconds(30))), "The blocked callers end.");

        Assert.AreEqual(0, behind, "calls each: " + string.Join(", ", calls));
    }
}
