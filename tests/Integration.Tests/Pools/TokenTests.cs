using System;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Calls;
using ProcessIsolate.Integration.Tests.Sharing;
using ProcessIsolate.Integration.Tests.Support;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Integration.Tests.Pools;

/// <summary>Tokens and limits hold on every way into a pool, and nothing of them stays.</summary>
[TestClass]
public sealed class TokenTests
{
    [TestMethod]
    public async Task DelegateWithOtherTypes_HonoursItsToken()
    {
        using Scratch scratch = new();
        using CancellationTokenSource source = new();
        using ProcessPool pool = TestPools.Single(static o => o.CancellationGracePeriod = TimeSpan.FromSeconds(20));
        Func<string, CancellationToken, object> varied = PoolJobs.ListenAndTell;
        Task<object> call = pool.RunAsync(varied, scratch.Path("on"), CancellationToken.None, source.Token);
        int worker = scratch.Await("on");
        await source.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => call.WaitAsync(Eventually.Limit));
        Assert.AreEqual(worker, pool.Run(Common.ProcessId), "The method has heard of it: its worker stays.");
    }

    [TestMethod]
    public async Task DelegateThatDropsTheResultOfATask_IsAwaited()
    {
        using Scratch scratch = new();
        using ProcessPool pool = TestPools.Single();
        Func<int, Task> varied = PoolJobs.SquareLaterAsync;
        await pool.RunAsync(varied, 3);
        Func<string, Task> failing = FailLaterAsync;
        await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => pool.RunAsync(failing, "late"));
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public async Task DedicatedProcessThatStarts_HearsOfItsToken()
    {
        using ProcessPool pool = TestPools.Single(static o => o.WorkerCommand = ("/bin/sleep", ["98765"]));
        using CancellationTokenSource source = new();
        Task<int> call = pool.RunAsync(PoolJobs.DedicatedListen, CancellationToken.None, source.Token);
        Eventually.True(static () => Proc.WorkersRunning("sleep 98765"), "the start is under way");
        await source.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => call.WaitAsync(Eventually.Limit));
    }

    /// <summary>Code that tells its own cancellation by the token of the exception.</summary>
    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void CallThatWaits_NamesTheTokenItsCallerKnows()
    {
        using CancellationTokenSource first = new();
        using CancellationTokenSource second = new();
        using ProcessPool never = TestPools.Single(static o => (o.WorkerCommand, o.QueueTimeout) = (("/bin/sleep", ["98766"]), TimeSpan.FromMinutes(1)));
        Task<CancellationToken> dedicated = TokenOf(() => never.Run(PoolJobs.DedicatedListen, first.Token));
        Eventually.True(static () => Proc.WorkersRunning("sleep 98766"), "the start is under way");
        using ProcessPool pool = TestPools.Single();
        using Busy busy = new(pool);
        Task<CancellationToken> several = TokenOf(() => pool.Run(PoolJobs.BothTokens, first.Token, second.Token));
        Eventually.True(() => pool.Snapshot().QueuedCalls == 1, "the call waits");
        first.Cancel();
        Assert.AreEqual(first.Token, Eventually.Result(dedicated, "the start ends"));
        Assert.AreEqual(first.Token, Eventually.Result(several, "the wait ends"));

        static Task<CancellationToken> TokenOf(Action call) => Task.Run(() => Assert.Throws<OperationCanceledException>(call).CancellationToken);
    }

    [TestMethod]
    public async Task SeveralTokens_AreForgottenWithTheirCall()
    {
        using CancellationTokenSource first = new();
        using CancellationTokenSource second = new();
        using CancellationTokenSource own = new();
        using ProcessPool pool = TestPools.Single();
        Assert.IsTrue(pool.Run(PoolJobs.BothTokens, first.Token, second.Token));
        Assert.IsTrue(await pool.RunAsync(PoolJobs.BothTokens, first.Token, second.Token, own.Token));
        foreach (CancellationTokenSource source in new[] { first, second, own })
        {
            Eventually.True(() => Listeners(source) == 0, "no token refers to a call that has ended");
        }
    }

    [TestMethod]
    public void JoinedPool_HasCompletedEveryTask()
    {
        for (int round = 0; round < 20; round++)
        {
            using ProcessPool pool = TestPools.Of(2);
            Task<int>[] calls = [.. Enumerable.Range(0, 200).Select(i => pool.RunAsync(Common.Square, i))];
            pool.Close();
            pool.Join();
            Assert.AreEqual(0, calls.Count(static call => !call.IsCompleted));
        }
    }

    [TestMethod]
    public void TerminatedPool_HasEndedEveryWaitingTask()
    {
        using Scratch scratch = new();
        for (int round = 0; round < 5; round++)
        {
            using ProcessPool pool = TestPools.Single();
            Task<int> busy = pool.RunAsync(Common.WaitForFile, scratch.Path($"on{round}"), scratch.Path("never"));
            scratch.Await($"on{round}");
            Task<int>[] waiting = [.. Enumerable.Range(0, 200).Select(i => pool.RunAsync(Common.Square, i))];
            pool.Terminate();
            pool.Join();
            Assert.IsTrue(busy.IsCompleted);
            Assert.AreEqual(0, waiting.Count(static call => !call.IsCanceled));
        }
    }

    /// <summary>What brings shared memory to a worker may wait for whatever that worker does; the caller does not.</summary>
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task SharedObjectWhoseDeliveryBlocks_HoldsUpNoCaller_AndNoLimit(bool cancels)
    {
        using ManualResetEventSlim delivered = new();
        using CancellationTokenSource source = new();
        using ProcessPool pool = TestPools.Single(o =>
        {
            o.Transport = Transport.SharedMemory;
            o.CallTimeout = cancels ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(2);
        });
        WorkerProcess worker = Lease(pool);
        Action<ProcessIsolate.Sharing.OutgoingSharedObjects, long> deliver = worker.Calls!.Deliver!;
        worker.Calls!.Deliver = (shipment, call) =>
        {
            delivered.Wait(Eventually.Limit);
            deliver(shipment, call);
        };
        pool.Dispatcher.Workers.Return(worker);
        using Shared<int> value = new();
        Task call = pool.RunAsync(SharedJobs.IncrementUnderLock, value, 1, source.Token);
        Assert.IsFalse(call.IsCompleted, "The caller is back although nothing is delivered.");
        if (cancels)
        {
            await source.CancelAsync();
            await Assert.ThrowsAsync<OperationCanceledException>(() => call.WaitAsync(Eventually.Limit));
        }
        else
        {
            await Assert.ThrowsExactlyAsync<CallTimeoutException>(() => call.WaitAsync(Eventually.Limit));
        }

        Assert.IsFalse(delivered.IsSet);
        delivered.Set();
        Assert.AreEqual(9, pool.Run(Common.Square, 3));
    }

    [TestMethod]
    public async Task SharedObjectThatIsDisposedMeanwhile_IsItsCallsError()
    {
        using ProcessPool pool = TestPools.Single(static o => o.Transport = Transport.SharedMemory);
        WorkerProcess worker = Lease(pool);
        Action<ProcessIsolate.Sharing.OutgoingSharedObjects, long> deliver = worker.Calls!.Deliver!;
        worker.Calls!.Deliver = static (_, _) => throw new ObjectDisposedException("value");
        pool.Dispatcher.Workers.Return(worker);
        using Shared<int> value = new();
        await Assert.ThrowsExactlyAsync<ObjectDisposedException>(() => pool.RunAsync(SharedJobs.IncrementUnderLock, value, 1));
        worker.Calls!.Deliver = deliver;
        await pool.RunAsync(SharedJobs.IncrementUnderLock, value, 1);
        Assert.AreEqual(1, value.Value);
        Assert.AreEqual(worker.ProcessId, pool.Run(Common.ProcessId));
    }

    [RunInProcess]
    internal static async Task<int> FailLaterAsync(string text)
    {
        await Task.Yield();
        throw new InvalidOperationException(text);
    }

    // What a source would call when it is cancelled; the runtime has no other way to ask.
    private static int Listeners(CancellationTokenSource source)
    {
        const BindingFlags Fields = BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Instance;
        object? registrations = typeof(CancellationTokenSource).GetField("_registrations", Fields)?.GetValue(source);
        return registrations?.GetType().GetField("Callbacks", Fields)?.GetValue(registrations) is null ? 0 : 1;
    }

    [SuppressMessage("ProcessIsolate", "PISO201", Justification = "Only looked up.")]
    private static WorkerProcess Lease(ProcessPool pool) => pool.Dispatcher.Lease(ModuleRegistry.Require(Common.ProcessId), default(CallLimits));
}
