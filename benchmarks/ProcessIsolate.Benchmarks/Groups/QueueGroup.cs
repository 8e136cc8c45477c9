using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Channels;
using System.Threading.Tasks;
using ProcessIsolate.Benchmarks.Measuring;
using ProcessIsolate.Benchmarks.Peers;

namespace ProcessIsolate.Benchmarks.Groups;

/// <summary>Items through a queue between processes of their own.</summary>
internal sealed class QueueGroup : FigureGroup
{
    private const int Capacity = 1000;

    public override string Name => "queue";

    public override string Title => "Items through a queue, producers and consumers in processes of their own";

    public override string Unit => "items/s";

    public override bool HigherIsBetter => true;

    public override IEnumerable<Contender> Create(bool quick)
    {
        int count = quick ? 200_000 : 1_000_000;
        int peerCount = count / 20;
        yield return Contender.Create(
            "Channel<int> between two threads of one process", Role.Floor, () => [Timing.PerSecond(count, () => BetweenThreads(count))]);
        yield return Numbers(1, 1, count);
        yield return Numbers(2, 2, count);
        yield return Contender.Create(
            "ProcessQueue<string> of 100 characters", Role.Ours, () => new Workers<string>(2),
            workers => [Timing.PerSecond(count, () => workers.Run(QueueWork.PutTexts, QueueWork.GetTexts, 1, 1, count))]);
        yield return Contender.Create(
            "ProcessQueue<Order>", Role.Ours, () => new Workers<Order>(2),
            workers => [Timing.PerSecond(count / 4, () => workers.Run(RecordWork.PutOrders, RecordWork.GetOrders, 1, 1, count / 4))]);
        yield return Peer.Python("multiprocessing.Queue of int, 1 producer, 1 consumer", peerCount, "queue", "1", "1", "0");
        yield return Peer.Python("multiprocessing.Queue of int, 2 producers, 2 consumers", peerCount, "queue", "2", "2", "0");
        yield return Peer.Python("multiprocessing.Queue of str of 100 characters", peerCount, "queue", "1", "1", "100");
        yield return Peer.Python("multiprocessing.Queue of a dataclass", peerCount, "queue", "1", "1", "-1");
    }

    private static Contender Numbers(int producers, int consumers, int count) => Contender.Create(
        string.Create(CultureInfo.InvariantCulture, $"ProcessQueue<int>, {producers} to {consumers}"),
        Role.Ours,
        () => new Workers<int>(producers + consumers),
        workers => [Timing.PerSecond(count, () => workers.Run(QueueWork.PutNumbers, QueueWork.GetNumbers, producers, consumers, count))]);

    private static void BetweenThreads(int count)
    {
        Channel<int> channel = Channel.CreateBounded<int>(Capacity);
        Task producer = Task.Run(async () =>
        {
            for (int i = 0; i < count; i++)
            {
                await channel.Writer.WriteAsync(i).ConfigureAwait(false);
            }
        });
        Task consumer = Task.Run(async () =>
        {
            for (int i = 0; i < count; i++)
            {
                await channel.Reader.ReadAsync().ConfigureAwait(false);
            }
        });
        Task.WaitAll(producer, consumer);
    }

    private sealed class Workers<T>(int count) : IDisposable
    {
        private readonly ProcessPool pool = new(count);
        private readonly ProcessQueue<T> queue = new(Capacity);

        public void Run(
            Action<ProcessQueue<T>, int> put, Func<ProcessQueue<T>, int, int> get, int producers, int consumers, int items)
        {
            IEnumerable<Task> putting = Enumerable.Range(0, producers).Select(_ => pool.RunAsync(put, queue, items / producers));
            IEnumerable<Task> getting = Enumerable.Range(0, consumers).Select(_ => (Task)pool.RunAsync(get, queue, items / consumers));
            Task.WaitAll([.. getting.Concat(putting)]);
        }

        public void Dispose()
        {
            pool.Dispose();
            queue.Dispose();
        }
    }
}
