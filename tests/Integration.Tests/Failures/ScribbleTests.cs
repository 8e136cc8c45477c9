using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Channels;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Failures;

/// <summary>A worker writes over the words of a shared object that its host uses, and dies: the host's operations end within their
/// limits, with a result or a documented exception, and another object of the kind works.</summary>
/// <remarks>PROCESSISOLATE_HOSTILE_SECONDS is the length for each kind, PROCESSISOLATE_HOSTILE_SEED the first seed. Failures name theirs.</remarks>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class ScribbleTests
{
    // Where the first word of an object's own stands.
    private const int OwnWords = 64;
    private const int DefaultSeconds = 1;
    private const int RoundMilliseconds = 120;
    private const long MemoryBound = 500L << 20;

    private static readonly int[] PipeLocks =
    [
        PipeLayout.Direction(0) + PipeLayout.SendLock, PipeLayout.Direction(0) + PipeLayout.ReceiveLock,
        PipeLayout.Direction(1) + PipeLayout.SendLock, PipeLayout.Direction(1) + PipeLayout.ReceiveLock,
    ];

    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(20);

    // Far below a wait without a limit, far above what a loaded machine takes.
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(10);

    [TestMethod]
    [DataRow("queue")]
    [DataRow("queue with redelivery")]
    [DataRow("large queue")]
    [DataRow("pipe")]
    [DataRow("lock")]
    [DataRow("semaphore")]
    [DataRow("bounded semaphore")]
    [DataRow("event")]
    [DataRow("barrier")]
    [DataRow("condition")]
    [DataRow("countdown")]
    [DataRow("array")]
    [DataRow("value")]
    public void Words(string kind)
    {
        int seed = Setting("PROCESSISOLATE_HOSTILE_SEED", 1);
        TimeSpan length = TimeSpan.FromSeconds(Setting("PROCESSISOLATE_HOSTILE_SECONDS", DefaultSeconds));
        using ProcessPool pool = TestPools.Single();
        using Process self = Process.GetCurrentProcess();
        long before = self.WorkingSet64;
        int rounds = 0;
        for (Stopwatch watch = Stopwatch.StartNew(); rounds == 0 || watch.Elapsed < length; rounds++)
        {
            using ScribbledObject target = ScribbledObject.Make(kind);
            string name = string.Create(CultureInfo.InvariantCulture, $"{kind}, seed {seed}");
            Task call = target.ScribbleAsync(pool, seed++, RoundMilliseconds);
            while (!call.IsCompleted)
            {
                UseOnce(target, name);
            }

            Assert.ThrowsExactly<WorkerCrashedException>(() => call.GetAwaiter().GetResult(), name);
            for (int i = 0; i < 3; i++)
            {
                UseOnce(target, name + ", after the end");
            }
        }

        self.Refresh();
        Assert.IsLessThan(MemoryBound, self.WorkingSet64 - before, kind);
        using ScribbledObject other = ScribbledObject.Make(kind);
        other.Check();
        Console.WriteLine($"{rounds} rounds of {kind}");
    }

    /// <summary>Numbers that no worker has, the host's own among them, in the words that say who owns a lock: a wait without a limit ends
    /// when the worker that wrote them does.</summary>
    [TestMethod]
    [DataRow(12345)]
    [DataRow(1)]
    [DataRow(unchecked((int)0x8000_0001))]
    [DataRow(-1)]
    public async Task OwnerThatNeverWas_KeepsNoOneForEver(int owner)
    {
        using ProcessPool pool = TestPools.Single();
        using ProcessQueue<string> queue = new(new ProcessQueueOptions { Capacity = 10 });
        foreach (int offset in new[] { QueueLayout.ProducerLock, QueueLayout.ConsumerLock })
        {
            Assert.ThrowsExactly<WorkerCrashedException>(() => pool.Run(ScribbleJobs.Write, queue, offset, owner));
            Assert.AreEqual("x", await Answer(() =>
            {
                queue.Put("x");
                return queue.Get();
            }));
        }

        using ProcessLock gate = new();
        Assert.ThrowsExactly<WorkerCrashedException>(() => pool.Run(ScribbleJobs.WriteLock, gate, OwnWords, owner));
        Assert.IsTrue(await Answer(() =>
        {
            using ProcessLock.Scope scope = gate.EnterScope();
            return scope.WasAbandoned;
        }));
        using ProcessSemaphore semaphore = new(1, 1);
        Assert.ThrowsExactly<WorkerCrashedException>(() => pool.Run(ScribbleJobs.WriteSemaphore, semaphore, OwnWords, owner));
        Assert.IsTrue(await Answer(() =>
        {
            semaphore.Wait();
            return true;
        }));
        (ProcessPipe<string> mine, ProcessPipe<string> theirs) = ProcessPipe<string>.Create();
        using (mine)
        using (theirs)
        {
            // Used here: else the end goes with the worker.
            Assert.IsFalse(theirs.Poll());
            theirs.Send("early");
            mine.Send("early");
            theirs.Receive();
            foreach (int offset in PipeLocks)
            {
                Assert.ThrowsExactly<WorkerCrashedException>(() => pool.Run(ScribbleJobs.WritePipe, theirs, offset, owner));
            }

            Assert.AreEqual("early", await Answer(() =>
            {
                mine.Send("x");
                return mine.Receive();
            }));
            Assert.AreEqual("x", await Answer(theirs.Receive));
        }
    }

    /// <summary>A lock that the host holds is not taken from it because a worker ends.</summary>
    [TestMethod]
    public void LockOfTheHost_StaysItsOwn_WhenAWorkerDies()
    {
        using ProcessPool pool = TestPools.Single();
        using ProcessLock gate = new();
        using ProcessLock.Scope scope = gate.EnterScope();
        Assert.ThrowsExactly<WorkerCrashedException>(() => pool.Run(ScribbleJobs.WriteLock, gate, OwnWords + 4, 1));
        Assert.IsFalse(Task.Run(() => gate.TryEnter(TimeSpan.FromSeconds(3))).Result);
        Assert.IsTrue(gate.IsHeldByCurrentThread);
    }

    /// <summary>The repair meets an item that cannot be, and goes on with what else the dead worker had.</summary>
    [TestMethod]
    public async Task LengthThatCannotBe_InAQueueWithRedelivery_StopsNoRepair()
    {
        using ProcessPool pool = TestPools.Single();
        using ProcessQueue<string> queue = new(new ProcessQueueOptions { Capacity = 10, Redelivery = Redelivery.UntilTaskDone });
        using ProcessLock gate = new();
        queue.Put("first");
        queue.Put("second");
        Assert.ThrowsExactly<WorkerCrashedException>(() => pool.Run(ScribbleJobs.TakeAndWriteLength, queue));
        Assert.ThrowsExactly<WorkerProtocolException>(() =>
        {
            queue.TryGet(out _, TimeSpan.FromSeconds(1));
            queue.TryGet(out _, TimeSpan.FromSeconds(1));
        });
        Assert.ThrowsExactly<WorkerCrashedException>(() => pool.Run(ScribbleJobs.WriteLock, gate, OwnWords, 12345));
        Assert.IsTrue(await Answer(() => gate.TryEnter(Eventually.Limit)));
    }

    private static void UseOnce(ScribbledObject target, string name)
    {
        foreach (Action<TimeSpan> operation in target.Operations)
        {
            Stopwatch watch = Stopwatch.StartNew();
            try
            {
                operation(Short);
            }
            catch (Exception exception) when (IsDocumented(exception))
            {
                // What it is depends on what was written.
            }
            catch (Exception exception)
            {
                Assert.Fail($"{name}: {exception}");
            }

            Assert.IsLessThan(AtOnce, watch.Elapsed, name);
        }
    }

    private static bool IsDocumented(Exception exception) => exception is TimeoutException or WorkerProtocolException or MessageTooLargeException
        or ChannelClosedException or SemaphoreFullException or SynchronizationLockException or BarrierPostPhaseException or IOException
        or BrokenBarrierException or LockRecursionException || exception.GetType() == typeof(InvalidOperationException);

    private static async Task<T> Answer<T>(Func<T> wait)
    {
        Task<T> task = Task.Factory.StartNew(wait, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return await task.WaitAsync(Eventually.Limit);
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int value) ? value : otherwise;
}
