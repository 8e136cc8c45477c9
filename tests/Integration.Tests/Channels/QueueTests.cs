using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Channels;

/// <summary>Queues between real processes.</summary>
[TestClass]
public sealed class QueueTests
{
    private const int Many = 20_000;

    [TestMethod]
    public void Producer_AndHost_InOrder()
    {
        using ProcessPool pool = TestPools.Single();
        using ProcessQueue<int> queue = new(100);
        Task<int> producer = pool.RunAsync(ChannelJobs.PutNumbers, queue, 0, Many);
        for (int i = 0; i < Many; i++)
        {
            Assert.AreEqual(i, queue.Get(Eventually.Limit));
        }

        Assert.AreNotEqual(Environment.ProcessId, Eventually.Result(producer, "the producer"));
        Assert.AreEqual(0, queue.Count);
    }

    [TestMethod]
    public void TwoProducers_TwoConsumers_NothingLostNothingTwice()
    {
        using ProcessPool pool = TestPools.Of(4);
        using ProcessQueue<int> queue = new(50);
        Task<long>[] consumers = [pool.RunAsync(ChannelJobs.SumToEnd, queue), pool.RunAsync(ChannelJobs.SumToEnd, queue)];
        Task<int>[] producers = [pool.RunAsync(ChannelJobs.PutNumbers, queue, 0, Many), pool.RunAsync(ChannelJobs.PutNumbers, queue, Many, Many)];
        Eventually.Ends(Task.WhenAll(producers), "the producers");
        queue.Complete();
        long sum = consumers.Sum(consumer => Eventually.Result(consumer, "a consumer"));
        Assert.AreEqual(Enumerable.Range(0, 2 * Many).Sum(i => (long)i), sum);
    }

    [TestMethod]
    public void Records_Texts_AndPlainMemory_ArriveAsTheyWere()
    {
        using ProcessPool pool = TestPools.Single();
        using ProcessQueue<Order?> orders = new(10);
        using ProcessQueue<Order?> back = new(10);
        Order?[] sent = [new Order(1, null, [1.5, double.NaN]), null, new Order(2, "äöü \ud800 \u0000", [])];
        Task echo = pool.RunAsync(ChannelJobs.EchoOrders, orders, back, sent.Length);
        foreach (Order? order in sent)
        {
            orders.Put(order);
            Order? received = back.Get(Eventually.Limit);
            Assert.AreEqual(order?.Number, received?.Number);
            Assert.AreEqual(order?.Note, received?.Note);
            CollectionAssert.AreEqual(order?.Prices.ToArray(), received?.Prices.ToArray());
        }

        Eventually.Ends(echo, "the echo");

        using ProcessQueue<Reading> readings = new(2);
        using ProcessQueue<Reading> readingsBack = new(2);
        Reading reading = new(new DateTime(2026, 11, 24, 1, 2, 3, DateTimeKind.Utc), 1.10m, true);
        readings.Put(reading);
        pool.Run(ChannelJobs.EchoReadings, readings, readingsBack, 1);
        Reading again = readingsBack.Get(Eventually.Limit);
        Assert.AreEqual(reading, again);
        Assert.AreEqual(DateTimeKind.Utc, again.Time.Kind);
    }

    [TestMethod]
    public void SeveralChannels_InsideARecord()
    {
        using ProcessPool pool = TestPools.Single();
        using ProcessQueue<int> numbers = new(10);
        using ProcessQueue<string?> first = new(1);
        using ProcessQueue<string?> second = new(1);
        (ProcessPipe<int> mine, ProcessPipe<int> theirs) = ProcessPipe<int>.Create();
        using (mine)
        using (theirs)
        {
            numbers.Put(3);
            numbers.Put(4);
            int worker = pool.Run(ChannelJobs.Wire, new Wiring(numbers, [first, second], theirs));
            Assert.AreEqual($"from {worker}", first.Get(Eventually.Limit));
            Assert.AreEqual($"from {worker}", second.Get(Eventually.Limit));
            Assert.AreEqual(7, mine.Receive(Eventually.Limit));
        }
    }

    [TestMethod]
    public void Queue_MadeByAWorker_IsReturned_AndOutlivesIt()
    {
        ProcessQueue<int> queue;
        using (ProcessPool pool = TestPools.Single())
        {
            queue = pool.Run(ChannelJobs.MakeQueue, 5);
        }

        using (queue)
        {
            CollectionAssert.AreEqual(new[] { 0, 1, 2, 3, 4 }, Enumerable.Range(0, 5).Select(_ => queue.Get(Eventually.Limit)).ToArray());
            using ProcessPool other = TestPools.Single();
            other.Run(ChannelJobs.PutNumbers, queue, 7, 1);
            Assert.AreEqual(7, queue.Get(Eventually.Limit));
        }
    }

    [TestMethod]
    public void Queue_HandedOverByAWorkerThatDiesAtOnce_IsNotLost()
    {
        const int Deaths = 10;
        using ProcessPool pool = TestPools.Single();
        using ProcessQueue<ProcessQueue<int>> queues = new(Deaths);
        for (int i = 0; i < Deaths; i++)
        {
            Assert.ThrowsExactly<WorkerCrashedException>(() => pool.Run(ChannelJobs.HandOverAndDie, queues, i));
            using ProcessQueue<int> made = queues.Get(Eventually.Limit);
            Assert.AreEqual(i, made.Get(Eventually.Limit));
        }
    }

    [TestMethod]
    public void QueueOfPipes_BetweenTwoWorkers()
    {
        using ProcessPool pool = TestPools.Of(2);
        using ProcessQueue<ProcessPipe<int>> requests = new(4);
        Task server = pool.RunAsync(PipeJobs.ServeOne, requests);
        Task<int> client = pool.RunAsync(PipeJobs.AskThroughQueue, requests, 41);
        Assert.AreEqual(42, Eventually.Result(client, "the answer"));
        Eventually.Ends(server, "the server");
    }

    [TestMethod]
    public void SameQueue_TwiceInACall_AndInManyCalls_IsOneObject()
    {
        using ProcessPool pool = TestPools.Single();
        using ProcessQueue<Order?> queue = new(4);
        queue.Put(new Order(1, null, []));
        queue.Put(new Order(2, null, []));
        pool.Run(ChannelJobs.EchoOrders, queue, queue, 1);
        Assert.AreEqual(2, queue.Get(Eventually.Limit)!.Number);
        using ProcessQueue<int> numbers = new(1000);
        for (int i = 0; i < 500; i++)
        {
            pool.Run(ChannelJobs.PutNumbers, numbers, i, 1);
        }

        Assert.AreEqual(500, numbers.Count);
    }

    [TestMethod]
    public async Task ChannelReaderAndWriter_WorkAcrossProcesses()
    {
        using ProcessPool pool = TestPools.Of(2);
        using ProcessQueue<int> numbers = new(16);
        Task<long> consumer = pool.RunAsync(ChannelJobs.SumToEnd, numbers);
        for (int i = 1; i <= 1000; i++)
        {
            await numbers.Writer.WriteAsync(i);
        }

        Assert.IsTrue(numbers.Writer.TryComplete());
        Assert.AreEqual(500_500, Eventually.Result(consumer, "the consumer"));
        using ProcessQueue<int> more = new(16);
        Task<int> producer = pool.RunAsync(ChannelJobs.PutNumbers, more, 0, 100);
        Task completing = producer.ContinueWith(_ => more.Complete(), TaskScheduler.Default);
        List<int> received = [];
        await foreach (int number in more.Reader.ReadAllAsync())
        {
            received.Add(number);
        }

        await completing;
        CollectionAssert.AreEqual(Enumerable.Range(0, 100).ToArray(), received);
        Eventually.Ends(more.Reader.Completion, "the completion");
    }

    [TestMethod]
    public void Cancelled_CallThatWaits_EndsAndLeavesTheWorker()
    {
        using ProcessPool pool = TestPools.Single(static o => o.CancellationGracePeriod = Eventually.Limit);
        int worker = pool.Run(Common.ProcessId);
        using ProcessQueue<int> queue = new(1);
        using CancellationTokenSource source = new();
        Task<int> waiting = pool.RunAsync(ChannelJobs.CountWithToken, queue, source.Token);
        source.Cancel();
        Eventually.Ends(waiting, "the cancelled call");
        Assert.IsTrue(waiting.IsCanceled);
        Assert.AreEqual(worker, pool.Run(Common.ProcessId));
    }

    [TestMethod]
    public void DeadTaker_LosesItsItems_OrGivesThemBack()
    {
        using ProcessPool pool = TestPools.Single();
        using ProcessQueue<int> lossy = new(10);
        PutThree(lossy);
        Assert.ThrowsExactly<WorkerCrashedException>(() => pool.Run(ChannelJobs.TakeAndDie, lossy, 2));
        Assert.AreEqual(3, lossy.Get(Eventually.Limit));
        lossy.TaskDone();
        Assert.IsTrue(lossy.Join(Eventually.Limit), "a join does not wait for what the dead one had");

        using ProcessQueue<int> safe = new(new ProcessQueueOptions { Capacity = 10, Redelivery = Redelivery.UntilTaskDone });
        PutThree(safe);
        Assert.ThrowsExactly<WorkerCrashedException>(() => pool.Run(ChannelJobs.TakeAndDie, safe, 2));
        // The exception does not wait for the repair.
        Eventually.True(() => safe.Count == 3, "the items are there again");
        Assert.AreEqual(1, safe.Get(Eventually.Limit));
        Assert.IsFalse(safe.Join(TimeSpan.Zero));
        pool.Run(ChannelJobs.TakeAndFinish, safe, 2);
        safe.TaskDone();
        Assert.IsTrue(safe.Join(Eventually.Limit));
        Assert.IsFalse(safe.TryGet(out _));

        static void PutThree(ProcessQueue<int> queue)
        {
            foreach (int i in new[] { 1, 2, 3 })
            {
                queue.Put(i);
            }
        }
    }

    [TestMethod]
    public void Put_OfAKilledProducer_IsThere()
    {
        using Scratch scratch = new();
        using ProcessQueue<int> queue = new(10);
        string marker = scratch.Path("running");
        using IsolatedProcess process = IsolatedProcess.Start(ChannelJobs.PutAndHang, queue, marker);
        Eventually.True(() => System.IO.File.Exists(marker), "the producer has put");
        process.Kill();
        process.Join();
        Assert.AreEqual(42, queue.Get(Eventually.Limit));
    }
}
