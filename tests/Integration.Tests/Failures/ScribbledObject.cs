using System;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Failures;

/// <summary>A shared object, what its host does with it, and the worker that writes over it.</summary>
/// <param name="objects">To be disposed.</param>
/// <param name="scribble">Starts the worker's method: with a pool, a seed, a time in milliseconds.</param>
/// <param name="operations">What the host does, each with a limit.</param>
/// <param name="check">That it works, as long as nothing was written over it.</param>
internal sealed class ScribbledObject(
    IDisposable[] objects, Func<ProcessPool, int, int, Task> scribble, Action<TimeSpan>[] operations, Action check) : IDisposable
{
    public Action<TimeSpan>[] Operations => operations;

    public Task ScribbleAsync(ProcessPool pool, int seed, int milliseconds) => scribble(pool, seed, milliseconds);

    public void Check() => check();

    public void Dispose() => Array.ForEach(objects, static each => each.Dispose());

    public static ScribbledObject Make(string kind) => kind switch
    {
        "queue" => Queue(new ProcessQueueOptions { Capacity = 100, CapacityBytes = 64 * 1024 }),
        "queue with redelivery" => Queue(new ProcessQueueOptions { Capacity = 100, CapacityBytes = 64 * 1024, Redelivery = Redelivery.UntilTaskDone }),
        "large queue" => Queue(new ProcessQueueOptions { CapacityBytes = 32 << 20 }),
        "pipe" => Pipe(),
        "lock" => Lock(),
        "semaphore" => Semaphore(new ProcessSemaphore(2)),
        "bounded semaphore" => Semaphore(new ProcessSemaphore(2, 2)),
        "event" => Event(),
        "barrier" => Barrier(),
        "condition" => Condition(),
        "countdown" => Countdown(),
        "array" => Numbers(),
        "value" => Value(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static ScribbledObject Queue(ProcessQueueOptions options)
    {
        ProcessQueue<string> queue = new(options);
        return new ScribbledObject(
            [queue],
            (pool, seed, time) => pool.RunAsync(ScribbleJobs.Queue, queue, seed, time),
            [
                limit => queue.TryPut(new string('x', 100), limit),
                limit => queue.TryGet(out _, limit),
                limit => _ = queue.Count,
                limit => queue.TryPut("y", limit),
                limit => queue.TryGet(out _, limit),
                limit => queue.TaskDone(),
            ],
            () =>
            {
                queue.Put("z");
                Assert.AreEqual("z", queue.Get(Eventually.Limit));
                queue.TaskDone();
            });
    }

    private static ScribbledObject Pipe()
    {
        (ProcessPipe<string> mine, ProcessPipe<string> theirs) = ProcessPipe<string>.Create();
        return new ScribbledObject(
            [mine, theirs],
            (pool, seed, time) => pool.RunAsync(ScribbleJobs.Pipe, theirs, seed, time),
            [limit => mine.Send(new string('x', 100), limit), limit => mine.Receive(limit), limit => mine.Poll(limit)],
            () =>
            {
                mine.Send("z");
                Assert.AreEqual("z", theirs.Receive(Eventually.Limit));
            });
    }

    private static ScribbledObject Lock()
    {
        ProcessLock gate = new();
        return new ScribbledObject(
            [gate],
            (pool, seed, time) => pool.RunAsync(ScribbleJobs.Lock, gate, seed, time),
            [limit => Exit(gate.TryEnter(limit), gate.Exit)],
            () => Exit(gate.TryEnter(Eventually.Limit), gate.Exit, must: true));
    }

    private static ScribbledObject Semaphore(ProcessSemaphore semaphore) => new(
        [semaphore],
        (pool, seed, time) => pool.RunAsync(ScribbleJobs.Semaphore, semaphore, seed, time),
        [limit => semaphore.Wait(limit), limit => semaphore.Release(), limit => _ = semaphore.CurrentCount],
        () => Exit(semaphore.Wait(Eventually.Limit), () => semaphore.Release(), must: true));

    private static ScribbledObject Event()
    {
        ProcessEvent signal = new();
        return new ScribbledObject(
            [signal],
            (pool, seed, time) => pool.RunAsync(ScribbleJobs.Event, signal, seed, time),
            [limit => signal.Set(), limit => signal.Wait(limit), limit => signal.Reset(), limit => signal.Wait(limit)],
            () =>
            {
                signal.Set();
                Assert.IsTrue(signal.Wait(Eventually.Limit));
            });
    }

    private static ScribbledObject Barrier()
    {
        ProcessBarrier barrier = new(1);
        return new ScribbledObject(
            [barrier],
            (pool, seed, time) => pool.RunAsync(ScribbleJobs.Barrier, barrier, seed, time),
            [limit => barrier.SignalAndWait(limit), limit => barrier.Reset()],
            () => Assert.IsTrue(barrier.SignalAndWait(Eventually.Limit)));
    }

    private static ScribbledObject Condition()
    {
        ProcessCondition condition = new() { ReturnLimit = TimeSpan.FromMilliseconds(100) };
        return new ScribbledObject(
            [condition],
            (pool, seed, time) => pool.RunAsync(ScribbleJobs.Condition, condition, seed, time),
            [limit => Exit(condition.TryEnter(limit), () =>
            {
                condition.PulseAll();
                condition.Wait(limit);
                condition.Exit();
            })],
            () => Exit(condition.TryEnter(Eventually.Limit), () =>
            {
                Assert.IsFalse(condition.Wait(TimeSpan.FromMilliseconds(1)));
                condition.Exit();
            }, must: true));
    }

    private static ScribbledObject Countdown()
    {
        ProcessCountdown countdown = new(3);
        return new ScribbledObject(
            [countdown],
            (pool, seed, time) => pool.RunAsync(ScribbleJobs.Countdown, countdown, seed, time),
            [limit => countdown.Signal(), limit => countdown.Wait(limit), limit => countdown.TryAddCount(), limit => countdown.Reset(2)],
            () =>
            {
                countdown.Signal(3);
                Assert.IsTrue(countdown.Wait(Eventually.Limit));
            });
    }

    private static ScribbledObject Numbers()
    {
        SharedArray<int> array = new(1000);
        return new ScribbledObject(
            [array],
            (pool, seed, time) => pool.RunAsync(ScribbleJobs.Array, array, seed, time),
            [limit => Enter(() => array.EnterLock(limit)), limit => array[999] = array[998], limit => _ = array.Length],
            () =>
            {
                array[5] = 7;
                Enter(() => array.EnterLock(Eventually.Limit));
                Assert.AreEqual(7, array[5]);
            });
    }

    private static ScribbledObject Value()
    {
        Shared<long> value = new(3);
        return new ScribbledObject(
            [value],
            (pool, seed, time) => pool.RunAsync(ScribbleJobs.Value, value, seed, time),
            [limit => Enter(() => value.EnterLock(limit)), limit => value.Increment()],
            () =>
            {
                Enter(() => value.EnterLock(Eventually.Limit));
                Assert.AreEqual(3, value.Value);
            });
    }

    private static void Enter(Func<ProcessLock.Scope> enter) => enter().Dispose();

    private static void Exit(bool taken, Action exit, bool must = false)
    {
        Assert.IsTrue(taken || !must);
        if (taken)
        {
            exit();
        }
    }
}
