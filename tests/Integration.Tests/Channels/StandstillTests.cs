using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Channels;

/// <summary>A process that stands still in the middle of an operation: limits and tokens of all others hold all the same.</summary>
#pragma warning disable PISO304 // Each process is ended before the object it was given, by the using below that object's.
[TestClass]
[OSCondition(OperatingSystems.Linux)]
[NeedsSteps]
public sealed class StandstillTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    // Far above a second, for a loaded machine; without a bound the wait would last until the stopped process is killed.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    [TestMethod]
    [DataRow(Redelivery.None)]
    [DataRow(Redelivery.UntilTaskDone)]
    public void ConsumerInsideTheLock(Redelivery redelivery)
    {
        using ProcessQueue<int> queue = new(new ProcessQueueOptions { Capacity = 4, Redelivery = redelivery });
        queue.Put(1);
        queue.Put(2);
        using Stopped process = new(marker => IsolatedProcess.Start(Standstill.Get, queue, "get.locked", marker));
        Assert.IsFalse(queue.TryGet(out _));
        Assert.IsFalse(InTime(() => queue.TryGet(out _, Second)));
        InTime(() => Assert.ThrowsExactly<TimeoutException>(() => queue.Get(Second)));
        EndsByToken(token => queue.Get(token));
        EndsByTokenLater(async token => await queue.GetAsync(token));
        EndsByTokenLater(async token => await queue.Reader.ReadAsync(token));
        Assert.IsFalse(InTime(() => queue.Join(Second)));
        Assert.AreEqual(2, InTime(() => queue.Count));
        Assert.IsTrue(InTime(() => queue.TryPut(3, Second)), "producers have a lock of their own");
        InTime(queue.Complete);
        process.Kill();
        Assert.AreEqual(1, queue.Get(Eventually.Limit));
        Assert.AreEqual(2, queue.Get(Eventually.Limit));
        Assert.AreEqual(3, queue.Get(Eventually.Limit));
    }

    [TestMethod]
    public void ProducerInsideTheLock()
    {
        using ProcessQueue<int> queue = new(4);
        queue.Put(7);
        using Stopped process = new(marker => IsolatedProcess.Start(Standstill.Put, queue, "put.locked", marker));
        Assert.IsFalse(queue.TryPut(2));
        Assert.IsFalse(InTime(() => queue.TryPut(2, Second)));
        InTime(() => Assert.ThrowsExactly<TimeoutException>(() => queue.Put(2, Second)));
        EndsByToken(token => queue.Put(2, token));
        EndsByTokenLater(async token => await queue.PutAsync(2, token));
        EndsByTokenLater(async token => await queue.Writer.WriteAsync(2, token));
        Assert.AreEqual(7, InTime(() => queue.Get(Second)), "consumers have a lock of their own");
        InTime(queue.Complete);
        // An item may come still: the queue has not ended.
        Task<bool> end = queue.Reader.WaitToReadAsync().AsTask();
        Assert.IsFalse(InTime(() => queue.TryGet(out _, Second)));
        Assert.IsFalse(end.IsCompleted);
        process.Kill();
        Assert.IsFalse(Eventually.Result(end, "the end of the queue"));
    }

    [TestMethod]
    public void ProducerThatPublished_AfterCompletion_IsNotLost()
    {
        using ProcessQueue<int> queue = new(4);
        using Stopped process = new(marker => IsolatedProcess.Start(Standstill.Put, queue, "put.written", marker));
        queue.Complete();
        Task<int> get = queue.GetAsync().AsTask();
        Assert.IsFalse(queue.TryGet(out _, Second));
        process.GoOn();
        Assert.AreEqual(1, Eventually.Result(get, "the item that was being put"));
    }

    [TestMethod]
    public void TakerThatDied_WhileAnotherStandsStill_GivesBackLater()
    {
        using ProcessQueue<int> queue = new(new ProcessQueueOptions { Capacity = 8, Redelivery = Redelivery.UntilTaskDone });
        foreach (int i in new[] { 1, 2, 3 })
        {
            queue.Put(i);
        }

        using Scratch scratch = new();
        using IsolatedProcess taker = IsolatedProcess.Start(ChannelJobs.TakeAndHang, queue, scratch.Path("taken"));
        scratch.Await("taken");
        using Stopped process = new(marker => IsolatedProcess.Start(Standstill.Get, queue, "get.locked", marker));
        taker.Kill();
        taker.Join();
        // The host gives up on the lock after five seconds.
        Eventually.True(() => HasUnreturned(queue), "the host has noted what is to be given back");
        process.GoOn();
        // The process that stood still takes one of the three; the two others are here, or the same one twice.
        Assert.IsTrue(queue.TryGet(out int first, Eventually.Limit));
        Assert.IsTrue(queue.TryGet(out int second, Eventually.Limit));
        process.Join();
        queue.TaskDone();
        queue.TaskDone();
        Assert.AreNotEqual(first, second);
        Assert.IsTrue(queue.Join(Eventually.Limit), "all three are done");
    }

    [TestMethod]
    public void ReceiverAndSender_OfAPipe()
    {
        (ProcessPipe<int> mine, ProcessPipe<int> theirs) = ProcessPipe<int>.Create();
        using (mine)
        using (theirs)
        {
            // Used here, the end belongs to both processes.
            theirs.Send(0);
            Assert.AreEqual(0, mine.Receive(Eventually.Limit));
            using Stopped sender = new(marker => IsolatedProcess.Start(Standstill.Send, theirs, "send.locked", marker));
            InTime(() => Assert.ThrowsExactly<TimeoutException>(() => theirs.Send(2, Second)));
            EndsByTokenLater(async token => await theirs.SendAsync(2, token));
            InTime(() => Assert.ThrowsExactly<TimeoutException>(() => mine.Receive(Second)));
            sender.Kill();
            mine.Send(5);
            mine.Send(6);
            using Stopped receiver = new(marker => IsolatedProcess.Start(Standstill.Receive, theirs, "receive.locked", marker));
            InTime(() => Assert.ThrowsExactly<TimeoutException>(() => theirs.Receive(Second)));
            EndsByToken(token => theirs.Receive(token));
            EndsByTokenLater(async token => await theirs.ReceiveAsync(token));
            Assert.IsTrue(InTime(() => theirs.Poll(Second)));
            receiver.Kill();
            Assert.AreEqual(5, theirs.Receive(Eventually.Limit));
        }
    }

    [TestMethod]
    public void HolderOfALock_OfAnArray_OfACondition()
    {
        using ProcessLock gate = new();
        using (Stopped process = new(marker => IsolatedProcess.Start(Standstill.TakeLock, gate, "lock.taken", marker)))
        {
            Assert.IsFalse(gate.TryEnter());
            Assert.IsFalse(InTime(() => gate.TryEnter(Second)));
            EndsByToken(token => gate.Enter(token));
            EndsByTokenLater(async token => await gate.EnterAsync(token));
        }

        using SharedArray<int> array = new(4);
        using (Stopped process = new(marker => IsolatedProcess.Start(Standstill.TakeArrayLock, array, "lock.taken", marker)))
        {
            InTime(() => Assert.ThrowsExactly<TimeoutException>(() => array.EnterLock(Second)));
            EndsByTokenLater(async token => await array.EnterLockAsync(token));
        }

        using ProcessCondition condition = new();
        using (Stopped process = new(marker => IsolatedProcess.Start(Standstill.TakeConditionLock, condition, "lock.taken", marker)))
        {
            Assert.IsFalse(InTime(() => condition.TryEnter(Second)));
            EndsByToken(token => condition.Enter(token));
        }
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void WaiterOfACondition_WhoseLockAnotherKeeps(bool isCancelled)
    {
        using ProcessCondition condition = new() { ReturnLimit = Second };
        using Scratch scratch = new();
        using CancellationTokenSource source = new();
        Task waiting = Task.Factory.StartNew(
            () =>
            {
                using ProcessLock.Scope scope = condition.EnterScope();
                scratch.Open("waits");
                // Long enough for the other process to start and take the lock.
                condition.Wait(isCancelled ? Timeout.InfiniteTimeSpan : 8 * Second, source.Token);
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Eventually.True(() => System.IO.File.Exists(scratch.Path("waits")), "the waiter has the lock");
        using Stopped process = new(marker => IsolatedProcess.Start(Standstill.TakeConditionLock, condition, "lock.taken", marker));
        source.CancelAfter(isCancelled ? TimeSpan.Zero : Timeout.InfiniteTimeSpan);
        Eventually.Ends(waiting, "the wait whose lock is not free");
        Assert.IsTrue(
            isCancelled ? waiting.Exception?.InnerException is OperationCanceledException : waiting.Exception?.InnerException is TimeoutException,
            $"{waiting.Exception}");
        process.Kill();
        Assert.IsTrue(condition.TryEnter(Eventually.Limit), "the scope of the lost hold gave back nothing that is another one's");
        condition.Exit();
    }

    [TestMethod]
    public void TakerOfAPermit_InsideTheTable()
    {
        using ProcessSemaphore semaphore = new(2, 2);
        semaphore.Wait();
        using Stopped process = new(marker => IsolatedProcess.Start(Standstill.TakePermit, semaphore, "semaphore.taking", marker));
        Assert.IsFalse(InTime(() => semaphore.Wait(Second)));
        EndsByToken(token => semaphore.Wait(token));
        EndsByTokenLater(token => semaphore.WaitAsync(token));
        InTime(() => semaphore.Release());
        process.Kill();
        Assert.IsTrue(semaphore.Wait(Eventually.Limit));
        Assert.IsTrue(semaphore.Wait(Eventually.Limit));
    }

    [TestMethod]
    public void ParticipantOfABarrier()
    {
        using ProcessBarrier barrier = new(3);
        using Stopped process = new(marker => IsolatedProcess.Start(Standstill.Arrive, barrier, "barrier.arrived", marker));
        Assert.IsFalse(InTime(() => barrier.SignalAndWait(Second)));
    }

    private static bool HasUnreturned(ProcessQueue<int> queue) => new ProcessIsolate.Channels.UnreturnedItems(queue.Segment).HasAny;

    private static void EndsByToken(Action<CancellationToken> wait)
    {
        using CancellationTokenSource source = new(Second);
        InTime(() => Assert.Throws<OperationCanceledException>(() => wait(source.Token)));
    }

    private static void EndsByTokenLater(Func<CancellationToken, Task> wait)
    {
        using CancellationTokenSource source = new(Second);
        Task task = wait(source.Token);
        Eventually.Ends(task, "a wait with a token");
        Assert.IsTrue(task.IsCanceled || task.Exception?.InnerException is OperationCanceledException, $"{task.Status}: {task.Exception}");
    }

    private static void InTime(Action action) => InTime(() =>
    {
        action();
        return true;
    });

    private static T InTime<T>(Func<T> action)
    {
        Stopwatch watch = Stopwatch.StartNew();
        Task<T> task = Task.Run(action);
        Assert.IsTrue(((IAsyncResult)task).AsyncWaitHandle.WaitOne(Bound), "An operation with a limit of a second is not over after ten.");
        Assert.IsLessThan(Bound, watch.Elapsed);
        return task.GetAwaiter().GetResult();
    }

    /// <summary>A process that has stopped itself.</summary>
    private sealed class Stopped : IDisposable
    {
        private const int SigContinue = 18;

        private readonly Scratch scratch = new();
        private readonly IsolatedProcess process;
        private readonly int processId;

        public Stopped(Func<string, IsolatedProcess> start)
        {
            process = start(scratch.Path("stopped"));
            processId = scratch.Await("stopped");
            Eventually.True(() => Proc.StateOf(processId) is 'T', "the process stands still");
        }

        public void GoOn() => Proc.Kill(processId, SigContinue);

        public void Join() => Assert.IsTrue(process.Join(Eventually.Limit));

        public void Kill()
        {
            process.Kill();
            process.Join();
        }

        public void Dispose()
        {
            Kill();
            process.Dispose();
            scratch.Dispose();
        }
    }
}
