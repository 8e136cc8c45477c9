using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.References;

/// <summary>Results that are asynchronous sequences: they come while the method runs, whole or with an exception.</summary>
[TestClass]
public sealed class SequenceResultTests
{
    [TestMethod]
    [DataRow(Transport.Auto)]
    [DataRow(Transport.Stream)]
    public async Task Items_Come_InOrder_AndAgain(Transport transport)
    {
        using ProcessPool pool = TestPools.Single(options => options.Transport = transport);
        using IDisposable scope = pool.Use();
        IAsyncEnumerable<int> numbers = SequenceJobs.Count(100_000);
        for (int i = 0; i < 2; i++)
        {
            CollectionAssert.AreEqual(Enumerable.Range(0, 100_000).ToArray(), await All(numbers));
        }

        Assert.HasCount(0, await All(SequenceJobs.Count(0)));
        List<string?> texts = [.. Enumerable.Range(0, 300).Select(static i => i % 7 == 0 ? null : new string((char)('a' + (i % 26)), i * 50)), new string('z', 1_000_000)];
        (int Process, string? Text)[] all = await All(SequenceJobs.Texts(texts));
        CollectionAssert.AreEqual(texts, all.Select(static each => each.Text).ToArray());
        Assert.IsTrue(all.All(static each => each.Process != Environment.ProcessId));
        Assert.AreEqual(1, pool.Snapshot().Workers.Count);
    }

    [TestMethod]
    public async Task SequenceThatIsNotRead_CostsNothing()
    {
        using ProcessPool pool = TestPools.Single();
        using IDisposable scope = pool.Use();
        IAsyncEnumerable<int> numbers = SequenceJobs.Count(3);
        await using (IAsyncEnumerator<int> enumerator = numbers.GetAsyncEnumerator())
        {
        }

        Assert.AreEqual(0, pool.Snapshot().Workers.Count);
    }

    [TestMethod]
    [DataRow(Transport.Auto)]
    [DataRow(Transport.Stream)]
    public async Task Exception_ComesAfterAllItems(Transport transport)
    {
        using ProcessPool pool = TestPools.Single(options => options.Transport = transport);
        using IDisposable scope = pool.Use();
        foreach (int count in (int[])[0, 1, 1000])
        {
            List<int> got = [];
            InvalidDataException thrown = await Assert.ThrowsExactlyAsync<InvalidDataException>(() => ReadTo(got, SequenceJobs.ThrowAfter(count)));
            Assert.AreEqual("after the items", thrown.Message);
            CollectionAssert.AreEqual(Enumerable.Range(0, count).ToArray(), got);
        }

        await Assert.ThrowsExactlyAsync<ArgumentOutOfRangeException>(() => All(SequenceJobs.NotLazy(-1)));
        CollectionAssert.AreEqual(new[] { 0, 1 }, await All(SequenceJobs.NotLazy(2)));
    }

    [TestMethod]
    [DataRow(Transport.Auto)]
    [DataRow(Transport.Stream)]
    public async Task WorkerThatDies_IsACrash_NotAnEnd(Transport transport)
    {
        using ProcessPool pool = TestPools.Single(options => (options.Transport, options.MaxRetries) = (transport, 3));
        using IDisposable scope = pool.Use();
        List<int> got = [];
        WorkerCrashedException crash = await Assert.ThrowsExactlyAsync<WorkerCrashedException>(() => ReadTo(got, SequenceJobs.DieAfter(500)));
        Assert.AreEqual(3, crash.ExitCode);
        CollectionAssert.AreEqual(Enumerable.Range(0, 500).ToArray(), got);
        // Killed from outside while it computes and while it waits for room.
        using Scratch scratch = new();
        await using IAsyncEnumerator<int> waiting = SequenceJobs.Endless(scratch.Path("a")).GetAsyncEnumerator();
        Assert.IsTrue(await waiting.MoveNextAsync());
        Kill(pool);
        await Assert.ThrowsExactlyAsync<WorkerCrashedException>(async () =>
        {
            while (await waiting.MoveNextAsync())
            {
            }
        });
        await using IAsyncEnumerator<byte[]> full = SequenceJobs.EndlessBytes(scratch.Path("b")).GetAsyncEnumerator();
        Assert.IsTrue(await full.MoveNextAsync());
        Kill(pool);
        await Assert.ThrowsExactlyAsync<WorkerCrashedException>(async () =>
        {
            while (await full.MoveNextAsync())
            {
            }
        });
        Assert.AreEqual(4, pool.Run(Common.Square, 2));
    }

    [TestMethod]
    [DataRow(Transport.Auto)]
    [DataRow(Transport.Stream)]
    public async Task Break_StopsTheProducer_AndDisposesIt(Transport transport)
    {
        using Scratch scratch = new();
        using ProcessPool pool = TestPools.Single(options => options.Transport = transport);
        using IDisposable scope = pool.Use();
        int before = pool.Run(Common.ProcessId);
        await foreach (int value in SequenceJobs.Endless(scratch.Path("a")))
        {
            if (value == 50)
            {
                break;
            }
        }

        Assert.AreEqual("disposed", File.ReadAllText(scratch.Path("a")));
        await foreach (byte[] value in SequenceJobs.EndlessBytes(scratch.Path("b")))
        {
            break;
        }

        Assert.AreEqual("disposed", File.ReadAllText(scratch.Path("b")));
        Assert.AreEqual(before, pool.Run(Common.ProcessId));
        Assert.AreEqual("in finally", (await Assert.ThrowsExactlyAsync<InvalidOperationException>(async () =>
        {
            await foreach (int value in SequenceJobs.ThrowWhenLeft())
            {
                break;
            }
        })).Message);
        Assert.AreEqual(before, pool.Run(Common.ProcessId));
    }

    [TestMethod]
    public async Task FastProducer_WaitsForASlowReader()
    {
        using Scratch scratch = new();
        using ProcessPool pool = TestPools.Single();
        using IDisposable scope = pool.Use();
        await using IAsyncEnumerator<byte[]> items = SequenceJobs.EndlessBytes(scratch.Path("log")).GetAsyncEnumerator();
        Assert.IsTrue(await items.MoveNextAsync());
        int last = -1;
        // Until it stands still.
        Eventually.True(() =>
        {
            int before = last;
            last = File.Exists(scratch.Path("log.count")) && int.TryParse(File.ReadAllText(scratch.Path("log.count")), out int count) ? count : -1;
            return last > 0 && last == before;
        }, "the producer waits");
        Assert.IsLessThan(20, last);
    }

    [TestMethod]
    [DataRow(Transport.Auto)]
    [DataRow(Transport.Stream)]
    public async Task Token_CancelsFromBothPlaces(Transport transport)
    {
        using Scratch scratch = new();
        using ProcessPool pool = TestPools.Single(options => options.Transport = transport);
        using IDisposable scope = pool.Use();
        int before = pool.Run(Common.ProcessId);
        foreach (bool isArgument in (bool[])[true, false])
        {
            using CancellationTokenSource source = new();
            List<int> got = [];
            OperationCanceledException thrown = await Assert.ThrowsAsync<OperationCanceledException>(async () =>
            {
                IAsyncEnumerable<int> items = isArgument ? SequenceJobs.Endless(scratch.Path("log"), source.Token) : SequenceJobs.Endless(scratch.Path("log"));
                await foreach (int value in items.WithCancellation(isArgument ? default : source.Token))
                {
                    got.Add(value);
                    if (value == 100)
                    {
                        await source.CancelAsync();
                    }
                }
            });
            Assert.HasCount(101, got);
        }

        Assert.AreEqual("disposeddisposed", File.ReadAllText(scratch.Path("log")));
        Assert.AreEqual(before, pool.Run(Common.ProcessId));
    }

    [TestMethod]
    public async Task LeftEnumerator_GivesItsWorkerBack()
    {
        using Scratch scratch = new();
        using ProcessPool pool = TestPools.Single();
        await LeaveAsync(pool, scratch.Path("log"));
        // Away from the stack that the enumerator's own code may stand on.
        await Task.Yield();
        Eventually.True(
            () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return File.Exists(scratch.Path("log"));
            },
            "the producer is disposed");
        Assert.AreEqual(4, pool.Run(Common.Square, 2));

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static async Task LeaveAsync(ProcessPool pool, string log)
        {
            IAsyncEnumerator<int> left = pool.Run(SequenceJobs.Endless, log, CancellationToken.None).GetAsyncEnumerator();
            Assert.IsTrue(await left.MoveNextAsync());
        }
    }

    [TestMethod]
    public async Task EveryWayToCall_Streams()
    {
        using ProcessPool pool = TestPools.Single();
        CollectionAssert.AreEqual(new[] { 0, 1, 2 }, await All(pool.Run(SequenceJobs.Count, 3)));
        CollectionAssert.AreEqual(new[] { 0, 1, 2 }, await All(await pool.RunAsync(SequenceJobs.Count, 3)));
        using (WorkerLease lease = await pool.LeaseAsync())
        {
            Assert.AreEqual(lease.ProcessId, (await All(lease.Run(SequenceJobs.Texts, new List<string?> { "a" }, CancellationToken.None)))[0].Process);
        }

        List<int> reports = [];
        using (pool.Use())
        {
            Assert.AreNotEqual(Environment.ProcessId, (await All(SequenceJobs.Apart(new Acting<int>(reports.Add))))[0]);
            CollectionAssert.AreEqual(new[] { 1, 2 }, reports);
        }

        using ProcessPool inProcess = TestPools.Single(static options => options.IsolationMode = IsolationMode.InProcess);
        Assert.AreEqual(Environment.ProcessId, (await All(inProcess.Run(SequenceJobs.Texts, new List<string?> { "a" }, CancellationToken.None)))[0].Process);
#pragma warning disable PISO204
        Assert.ThrowsExactly<NotSupportedException>(() => pool.Map(SequenceJobs.Count, [1]));
        Assert.ThrowsExactly<NotSupportedException>(() => IsolatedProcess.Start(SequenceJobs.Count, 1));
        Assert.ThrowsExactly<NotSupportedException>(() => MarkedCall.Of(SequenceJobs.Count, 1));
#pragma warning restore PISO204
    }

    [TestMethod]
    public async Task TerminatedPool_EndsTheReader()
    {
        using Scratch scratch = new();
        ProcessPool pool = TestPools.Single();
        await using IAsyncEnumerator<int> items = pool.Run(SequenceJobs.Endless, scratch.Path("log"), CancellationToken.None).GetAsyncEnumerator();
        Assert.IsTrue(await items.MoveNextAsync());
        pool.Terminate();
        await Assert.ThrowsAsync<OperationCanceledException>(async () =>
        {
            while (await items.MoveNextAsync().AsTask().WaitAsync(Eventually.Limit))
            {
            }
        });
        pool.Dispose();
    }

    internal static async Task<T[]> All<T>(IAsyncEnumerable<T> items)
    {
        List<T> all = [];
        await ReadTo(all, items);
        return [.. all];
    }

    private static async Task ReadTo<T>(List<T> all, IAsyncEnumerable<T> items)
    {
        await foreach (T item in items)
        {
            all.Add(item);
        }
    }

    private static void Kill(ProcessPool pool)
    {
        using System.Diagnostics.Process process = System.Diagnostics.Process.GetProcessById(pool.Snapshot().Workers[0].ProcessId);
        process.Kill();
    }

    private sealed class Acting<T>(Action<T> act) : IProgress<T>
    {
        public void Report(T value) => act(value);
    }
}
