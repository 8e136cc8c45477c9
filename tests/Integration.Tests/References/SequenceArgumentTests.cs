using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.References;

/// <summary>Asynchronous sequences as arguments: the worker reads what the host enumerates.</summary>
[TestClass]
public sealed class SequenceArgumentTests
{
    private int begun;
    private int disposed;

    [TestMethod]
    [DataRow(Transport.Auto)]
    [DataRow(Transport.Stream)]
    public async Task Worker_ReadsAll_AsOftenAsItLikes(Transport transport)
    {
        using ProcessPool pool = TestPools.Single(options => options.Transport = transport);
        using IDisposable scope = pool.Use();
        (int process, long sum) = await SequenceJobs.Sum(Numbers(50_000), 2);
        Assert.AreNotEqual(Environment.ProcessId, process);
        Assert.AreEqual(2 * (50_000L * 49_999 / 2), sum);
        Assert.AreEqual(2, begun);
        Assert.AreEqual(2, disposed);
        Assert.AreEqual(0, (await SequenceJobs.Sum(Numbers(5), 0)).Sum);
        Assert.AreEqual(2, begun, "What is not read is not begun.");
        Assert.AreEqual(-1, (await SequenceJobs.Sum(null, 1)).Sum);
        CollectionAssert.AreEqual(new[] { 0, 2, 4 }, await SequenceJobs.Zip(Numbers(3), Numbers(3)));
        List<string?> texts = ["a", null, new string('x', 1_000_000), ""];
        CollectionAssert.AreEqual(texts, await SequenceJobs.TakeTexts(Texts(texts), 10));
    }

    [TestMethod]
    [DataRow(Transport.Auto)]
    [DataRow(Transport.Stream)]
    public async Task Break_StopsTheHostsSequence(Transport transport)
    {
        using ProcessPool pool = TestPools.Single(options => options.Transport = transport);
        using IDisposable scope = pool.Use();
        CollectionAssert.AreEqual(new[] { "0", "1" }, await SequenceJobs.TakeTexts(EndlessTexts(), 2));
        Assert.AreEqual(1, disposed, "Disposed before the call returns.");
        Assert.AreEqual(11, await SequenceJobs.TakeWhileOpen(Waiting(10), 10));
        Assert.AreEqual(2, disposed);
    }

    [TestMethod]
    [DataRow(Transport.Auto)]
    [DataRow(Transport.Stream)]
    public async Task Exception_OfTheHostsSequence_IsThrownInTheMethod(Transport transport)
    {
        using ProcessPool pool = TestPools.Single(options => options.Transport = transport);
        ArithmeticException thrown = await Assert.ThrowsExactlyAsync<ArithmeticException>(() => pool.RunAsync(SequenceJobs.Sum, Throwing(), 1));
        Assert.AreEqual("in the host", thrown.Message);
        Assert.AreEqual(4, pool.Run(Common.Square, 2));
    }

    [TestMethod]
    [DataRow(Transport.Auto)]
    [DataRow(Transport.Stream)]
    public async Task WorkerThatDies_FailsTheCall_AndEndsTheSequence(Transport transport)
    {
        using ProcessPool pool = TestPools.Single(options => (options.Transport, options.MaxRetries) = (transport, 2));
        WorkerCrashedException crash = await Assert.ThrowsExactlyAsync<WorkerCrashedException>(() => pool.RunAsync(SequenceJobs.DieWhileReading, Waiting(100)));
        Assert.AreEqual(4, crash.ExitCode);
        Eventually.True(() => Volatile.Read(ref disposed) == Volatile.Read(ref begun), "the sequence is disposed");
        Assert.AreEqual(4, pool.Run(Common.Square, 2));
    }

    [TestMethod]
    public async Task HostCancels_WhileTheWorkerWaits()
    {
        using ProcessPool pool = TestPools.Single(static options => options.CancellationGracePeriod = TimeSpan.FromMilliseconds(100));
        using CancellationTokenSource source = new();
        Task<(int, long)> call = pool.RunAsync(SequenceJobs.Sum, (IAsyncEnumerable<int>?)Waiting(3), 1, source.Token);
        Eventually.True(() => Volatile.Read(ref begun) == 1, "it reads");
        await source.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => call);
        Eventually.True(() => Volatile.Read(ref disposed) == 1, "the sequence is disposed");
    }

    [TestMethod]
    public async Task BothWays_AtOnce()
    {
        using ProcessPool pool = TestPools.Single();
        using IDisposable scope = pool.Use();
        List<int> reports = [];
        string[] all = await SequenceResultTests.All(SequenceJobs.Both(Numbers(1000), new Acting(reports.Add)));
        CollectionAssert.AreEqual(Enumerable.Range(0, 1000).Select(static i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)).ToArray(), all);
        CollectionAssert.AreEqual(Enumerable.Range(0, 1000).ToArray(), reports);
        await foreach (string text in SequenceJobs.Both(Waiting(1), new Acting(reports.Add)))
        {
            break;
        }

        Eventually.True(() => Volatile.Read(ref disposed) == 2, "the sequence is disposed");
    }

    private async IAsyncEnumerable<int> Numbers(int count)
    {
        Interlocked.Increment(ref begun);
        try
        {
            for (int i = 0; i < count; i++)
            {
                await Task.CompletedTask;
                yield return i;
            }
        }
        finally
        {
            Interlocked.Increment(ref disposed);
        }
    }

    private async IAsyncEnumerable<int> Waiting(int last, [EnumeratorCancellation] CancellationToken token = default)
    {
        await foreach (int value in Numbers(last + 1).WithCancellation(token))
        {
            yield return value;
            if (value == last)
            {
                await Task.Delay(Timeout.Infinite, token);
            }
        }
    }

    private async IAsyncEnumerable<string?> EndlessTexts()
    {
        await foreach (int value in Numbers(int.MaxValue))
        {
            yield return value.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    private static async IAsyncEnumerable<string?> Texts(List<string?> texts)
    {
        foreach (string? text in texts)
        {
            await Task.Yield();
            yield return text;
        }
    }

    private static async IAsyncEnumerable<int> Throwing()
    {
        yield return 1;
        await Task.Yield();
        throw new ArithmeticException("in the host");
    }

    private sealed class Acting(Action<int> act) : IProgress<int>
    {
        public void Report(int value) => act(value);
    }
}
