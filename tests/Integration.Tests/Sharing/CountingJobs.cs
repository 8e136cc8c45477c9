using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Sharing;

/// <summary>One round of each thing that <see cref="CountingTests"/> repeats: the host's side, then the worker's.</summary>
internal static class CountingJobs
{
    public static void Cancel(ProcessPool pool)
    {
        using CancellationTokenSource source = new();
        Task<int> call = pool.RunAsync(Common.Listen, (string?)null, CancellationToken.None, source.Token);
        source.Cancel();
        Eventually.Ends(call, "the cancelled call ends");
        Assert.IsTrue(call.IsCanceled);
    }

    public static void MakePool(ProcessPool pool)
    {
        using ProcessPool other = TestPools.Single();
        Assert.AreEqual(16, other.Run(Common.Square, 4));
    }

    public static void StartProcess(ProcessPool pool)
    {
        using IsolatedProcess<int> process = IsolatedProcess.Start(Common.Square, 5);
        Assert.AreEqual(25, process.Result);
    }

    public static void GiveQueue(ProcessPool pool)
    {
        using ProcessQueue<int> queue = new();
        pool.Run(Put, queue, 1);
        Assert.AreEqual(1, queue.Get());
    }

    public static void GivePipe(ProcessPool pool)
    {
        (ProcessPipe<int> here, ProcessPipe<int> there) = ProcessPipe<int>.Create();
        using (here)
        using (there)
        {
            pool.Run(Send, there, 2);
            Assert.AreEqual(2, here.Receive());
        }
    }

    public static void GiveValue(ProcessPool pool)
    {
        using Shared<int> value = new(2);
        Assert.AreEqual(3, pool.Run(Increment, value));
    }

    public static void GiveArray(ProcessPool pool)
    {
        using SharedArray<int> array = new(100_000);
        pool.Run(Fill, array);
        Assert.AreEqual(7, array[99_999]);
    }

    public static void GiveDesk(ProcessPool pool)
    {
        using Shared<long> sum = new(0);
        using SharedArray<int> counts = new(2);
        using ProcessLock guard = new();
        pool.Run(SharedJobs.Count, new Desk(sum, counts, guard), 1, 3);
        Assert.AreEqual(3, sum.Value);
    }

    public static void GiveToMap(ProcessPool pool)
    {
        SharedArray<int>[] arrays = [.. Enumerable.Range(0, 3).Select(static _ => new SharedArray<int>(10))];
        pool.Map(Mark, arrays);
        foreach (SharedArray<int> array in arrays)
        {
            Assert.AreEqual(1, array[0]);
            array.Dispose();
        }
    }

    public static void GiveToProcess(ProcessPool pool)
    {
        using ProcessQueue<int> queue = new(10);
        using IsolatedProcess process = IsolatedProcess.Start(Put, queue, 6);
        Assert.AreEqual(6, queue.Get());
        process.Join();
    }

    public static void GiveToCrash(ProcessPool pool)
    {
        using ProcessQueue<int> queue = new(10);
        Assert.ThrowsExactly<WorkerCrashedException>(() => pool.Run(PutAndDie, queue));
        Assert.AreEqual(1, queue.Get());
    }

    public static void TakeQueue(ProcessPool pool)
    {
        using ProcessQueue<int> queue = pool.Run(MakeQueue);
        Assert.AreEqual(8, queue.Get());
    }

    public static void TakePipe(ProcessPool pool)
    {
        using ProcessPipe<int> end = pool.Run(MakePipe);
        Assert.AreEqual(9, end.Receive());
    }

    public static void TakeArray(ProcessPool pool)
    {
        using SharedArray<int> array = pool.Run(MakeArray);
        Assert.AreEqual(7, array[99_999]);
    }

    public static void TakeBack(ProcessPool pool)
    {
        using ProcessQueue<int> queue = new(10);
        ProcessQueue<int> same = pool.Run(Echo, queue);
        Assert.AreSame(queue, same);
    }

    public static void TakeFromMap(ProcessPool pool)
    {
        foreach (ProcessQueue<int> queue in pool.Map(MakeQueueOf, [1, 2, 3]))
        {
            Assert.IsTrue(queue.Get() > 0);
            queue.Dispose();
        }
    }

    public static void TakeOutOfQueue(ProcessPool pool)
    {
        using ProcessQueue<ProcessQueue<int>> outer = new(4);
        pool.Run(PutQueue, outer);
        using ProcessQueue<int> inner = outer.Get();
        Assert.AreEqual(8, inner.Get());
    }

    public static void TakeOutOfPipe(ProcessPool pool)
    {
        (ProcessPipe<SharedArray<int>> here, ProcessPipe<SharedArray<int>> there) = ProcessPipe<SharedArray<int>>.Create();
        using (here)
        using (there)
        {
            pool.Run(SendArray, there);
            using SharedArray<int> array = here.Receive();
            Assert.AreEqual(7, array[99_999]);
        }
    }

    public static void LeaveInQueue(ProcessPool pool)
    {
        using ProcessQueue<ProcessQueue<int>> outer = new(4);
        pool.Run(PutQueue, outer);
        Assert.AreEqual(1, outer.Count);
    }

    public static void PutInVain(ProcessPool pool)
    {
        using ProcessQueue<ProcessQueue<int>> outer = new(1);
        pool.Run(PutMany, outer);
        outer.Get().Dispose();
        Assert.AreEqual(0, outer.Count);
    }

    [RunInProcess]
    public static void Die() => Proc.Kill(Environment.ProcessId);

    [RunInProcess]
    public static void Put(ProcessQueue<int> queue, int item) => queue.Put(item);

    [RunInProcess]
    public static void PutAndDie(ProcessQueue<int> queue)
    {
        queue.Put(1);
        Proc.Kill(Environment.ProcessId);
        Common.SpinForever(null);
    }

    [RunInProcess]
    public static void Send(ProcessPipe<int> end, int message) => end.Send(message);

    [RunInProcess]
    public static int Increment(Shared<int> value) => value.Increment();

    [RunInProcess]
    public static void Fill(SharedArray<int> array) => array.Span.Fill(7);

    [RunInProcess]
    public static int Mark(SharedArray<int> array) => array[0] = 1;

    [RunInProcess]
    public static ProcessQueue<int> MakeQueue() => MakeQueueOf(8);

    [RunInProcess]
    public static ProcessQueue<int> MakeQueueOf(int item)
    {
        ProcessQueue<int> queue = new();
        queue.Put(item);
        return queue;
    }

    [RunInProcess]
    public static ProcessPipe<int> MakePipe()
    {
        (ProcessPipe<int> here, ProcessPipe<int> there) = ProcessPipe<int>.Create();
        using (here)
        {
            // What was sent is received though the end is closed.
            here.Send(9);
        }

        return there;
    }

    [RunInProcess]
    public static SharedArray<int> MakeArray()
    {
        SharedArray<int> array = new(100_000);
        array.Span.Fill(7);
        return array;
    }

    [RunInProcess]
    public static ProcessQueue<int> Echo(ProcessQueue<int> queue) => queue;

    [RunInProcess]
    public static void PutQueue(ProcessQueue<ProcessQueue<int>> outer) => outer.Put(MakeQueueOf(8));

    [RunInProcess]
    public static void PutMany(ProcessQueue<ProcessQueue<int>> outer)
    {
        for (int i = 0; i < 5; i++)
        {
            using ProcessQueue<int> inner = new(1);
            outer.TryPut(inner);
        }
    }

    [RunInProcess]
    public static void SendArray(ProcessPipe<SharedArray<int>> end) => end.Send(MakeArray());
}
