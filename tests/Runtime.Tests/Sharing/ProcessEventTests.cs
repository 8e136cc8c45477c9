using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace ProcessIsolate.Runtime.Tests.Sharing;

[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class ProcessEventTests
{
    [TestMethod]
    public async Task Manual_LetsAllThrough_UntilReset()
    {
        using ProcessEvent signal = new();
        Assert.IsFalse(signal.IsSet);
        Assert.IsFalse(signal.Wait(0));
        Assert.IsFalse(signal.Wait(TimeSpan.FromMilliseconds(10)));
        Assert.IsFalse(await signal.WaitAsync(TimeSpan.FromMilliseconds(10)));
        Action[] waiters = [.. Enumerable.Range(0, 5).Select(_ => Threads.Start(() => signal.Wait()))];
        Task[] flows = [.. Enumerable.Range(0, 5).Select(_ => signal.WaitAsync())];
        signal.Set();
        Array.ForEach(waiters, static join => join());
        await Task.WhenAll(flows).WaitAsync(Threads.Bound);
        Assert.IsTrue(signal.Wait(0));
        signal.Reset();
        Assert.IsFalse(signal.IsSet);
    }

    [TestMethod]
    public async Task Manual_SetAndResetAtOnce_IsNotMissed()
    {
        using ProcessEvent signal = new();
        for (int i = 0; i < 100; i++)
        {
            Task flow = signal.WaitAsync();
            signal.Set();
            signal.Reset();
            await flow.WaitAsync(Threads.Bound);
        }
    }

    [TestMethod]
    public void Automatic_LetsOneThroughEachTime()
    {
        using ProcessEvent signal = new(true, EventResetMode.AutoReset);
        Assert.IsTrue(signal.Wait(0));
        Assert.IsFalse(signal.Wait(0));
        int through = 0;
        Action[] waiters = [.. Enumerable.Range(0, 6).Select(_ => Threads.Start(() =>
        {
            signal.Wait();
            Interlocked.Increment(ref through);
        }))];
        for (int i = 1; i <= 6; i++)
        {
            signal.Set();
            Threads.Await(() => Volatile.Read(ref through) == i, "one more gets through");
        }

        Array.ForEach(waiters, static join => join());
        Assert.IsFalse(signal.IsSet);
    }

    [TestMethod]
    public async Task WaitsEnd_WithToken_AndDisposal()
    {
        ProcessEvent signal = new();
        using CancellationTokenSource source = new();
        Action waiter = Threads.Start(() => Assert.ThrowsExactly<OperationCanceledException>(() => signal.Wait(source.Token)));
        Task flow = signal.WaitAsync(source.Token);
        source.Cancel();
        waiter();
        await Assert.ThrowsExactlyAsync<OperationCanceledException>(() => flow.WaitAsync(Threads.Bound));
        Action other = Threads.Start(() => Assert.ThrowsExactly<ObjectDisposedException>(() => signal.Wait()));
        Task last = signal.WaitAsync();
        signal.Dispose();
        other();
        await Assert.ThrowsExactlyAsync<ObjectDisposedException>(() => last.WaitAsync(Threads.Bound));
        Assert.ThrowsExactly<ObjectDisposedException>(signal.Set);
    }
}
