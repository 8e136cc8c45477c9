using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Channels;

/// <summary>Producers whose consumers are gone: told when no process is left that could take, and only then.</summary>
[TestClass]
public sealed class DesertedQueueTests
{
    [TestMethod]
    [DataRow(nameof(ChannelJobs.PutUntilClosed), 4)]
    [DataRow(nameof(ChannelJobs.PutUntilClosed), 1_000_000)]
    [DataRow(nameof(ChannelJobs.PutUntilClosedLater), 4)]
    [DataRow(nameof(ChannelJobs.WriteUntilClosed), 4)]
    public void ConsumerKilled_ProducersAreTold(string how, int capacity)
    {
        using Scratch scratch = new();
        ProcessQueue<int> queue = new(capacity);
        using IsolatedProcess consumer = IsolatedProcess.Start(ChannelJobs.TakeForEver, queue, scratch.Path("takes"));
        using IsolatedProcess<string> first = StartProducer(how, queue);
        using IsolatedProcess<string> second = StartProducer(how, queue);
        scratch.Await("takes");
        queue.Dispose();
        Assert.IsFalse(first.Join(System.TimeSpan.FromMilliseconds(200)), "there is a consumer");
        consumer.Kill();
        Assert.IsTrue(first.Join(Eventually.Limit), "the first producer is told");
        Assert.IsTrue(second.Join(Eventually.Limit), "the second producer is told");
        StringAssert.Contains(first.Result, "No process is left");
        StringAssert.Contains(second.Result, "No process is left");
    }

    [TestMethod]
    public void HostThatHoldsTheQueue_HandsItToANewConsumer()
    {
        using Scratch scratch = new();
        using ProcessPool pool = TestPools.Of(2);
        using ProcessQueue<int> queue = new(4);
        using IsolatedProcess consumer = IsolatedProcess.Start(ChannelJobs.TakeForEver, queue, scratch.Path("takes"));
        Task<int> producer = pool.RunAsync(ChannelJobs.PutNumbers, queue, 0, 2000);
        scratch.Await("takes");
        consumer.Kill();
        consumer.Join();
        Task<long> next = pool.RunAsync(ChannelJobs.SumToEnd, queue);
        Eventually.Ends(producer, "the producer goes on");
        Assert.IsTrue(producer.IsCompletedSuccessfully);
        queue.Complete();
        Eventually.Ends(next, "the new consumer");
        Assert.IsTrue(next.IsCompletedSuccessfully);
    }

    [TestMethod]
    public void HostThatOnlyPuts_IsNotTold()
    {
        using ProcessPool pool = TestPools.Single();
        using ProcessQueue<int> queue = pool.Run(ChannelJobs.MakeQueue, 2);
        pool.Terminate();
        pool.Join();
        Assert.IsFalse(queue.TryPut(1), "it is full");
        Assert.AreEqual(0, queue.Get());
        Assert.IsTrue(queue.TryPut(1));
    }

    [TestMethod]
    public void PutInVainIntoAnother_StandsForNoConsumer()
    {
        using Scratch scratch = new();
        ProcessQueue<int> queue = new(4);
        using ProcessQueue<ProcessQueue<int>> full = new(1);
        using ProcessQueue<int> other = new(1);
        full.Put(other);
        using IsolatedProcess consumer = IsolatedProcess.Start(ChannelJobs.TakeForEver, queue, scratch.Path("takes"));
        using IsolatedProcess<string> producer = StartProducer(nameof(ChannelJobs.PutUntilClosed), queue);
        scratch.Await("takes");
        Assert.IsFalse(full.TryPut(queue), "there is no room");
        queue.Dispose();
        consumer.Kill();
        Assert.IsTrue(producer.Join(Eventually.Limit), "the producer is told");
        StringAssert.Contains(producer.Result, "No process is left");
    }

    private static IsolatedProcess<string> StartProducer(string how, ProcessQueue<int> queue) => how switch
    {
        nameof(ChannelJobs.PutUntilClosed) => IsolatedProcess.Start(ChannelJobs.PutUntilClosed, queue),
        nameof(ChannelJobs.WriteUntilClosed) => IsolatedProcess.Start(ChannelJobs.WriteUntilClosed, queue),
        _ => IsolatedProcess.Start(ChannelJobs.PutUntilClosedLater, queue),
    };
}
