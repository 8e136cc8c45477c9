using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.Benchmarks.Floors;
using ProcessIsolate.Benchmarks.Measuring;
using ProcessIsolate.Benchmarks.Peers;

namespace ProcessIsolate.Benchmarks.Groups;

/// <summary>A map over many small items.</summary>
internal sealed class MapGroup : FigureGroup
{
    private const int Workers = 2;
    private const int WarmUpMaps = 8;

    // Longer than the runtime waits for quiet before it compiles.
    private static readonly TimeSpan WarmUpPause = TimeSpan.FromMilliseconds(200);

    // In UTF-8, as the peers send them.
    private const int TextBytes = 20;

    public override string Name => "map";

    public override string Title => "Map over many ints, many texts of 20 characters, and many records, on 2 workers";

    public override string Unit => "ms";

    public override int Rounds(bool quick) => quick ? 1 : 7;

    public override IEnumerable<Contender> Create(bool quick)
    {
        int many = quick ? 50_000 : 1_000_000;
        int single = quick ? 5_000 : 50_000;
        int texts = quick ? 10_000 : 100_000;
        yield return Contender.Create(
            $"{Text(many)} ints there and back through a pipe", Role.Floor, () => PingPong.OverPipes(many * sizeof(int)),
            peer => [Timing.Milliseconds(peer.RoundTrip)]);
        yield return Contender.Create(
            $"Map of {Text(many)}", Role.Ours, () => Warm(many), pool => [Timing.Milliseconds(() => Many(pool, many))]);
        yield return Contender.Create(
            $"StreamAsync of {Text(many)}", Role.Ours, () => WarmStream(many), pool => [Timing.Milliseconds(() => Stream(pool, many))]);
        yield return Peer.Python($"Pool.map of {Text(many)}", 1, "map", Raw(many));
        yield return Contender.Create(
            $"{Text(single)} pipe ping-pongs", Role.Floor, () => PingPong.OverPipes(sizeof(int)),
            peer => [Timing.EachMicroseconds(single, peer.RoundTrip).Sum() / 1000]);
        yield return Contender.Create(
            $"Map of {Text(single)}, chunk size 1", Role.Ours, () => new ProcessPool(Workers),
            pool => [Timing.Milliseconds(() => OneByOne(pool, single))]);
        yield return Peer.Python($"Pool.map of {Text(single)}, chunksize=1", 1, "map", Raw(single), "1");
        string[] items = [.. Enumerable.Range(0, texts).Select(static i => $"text number {i:00000000}")];
        yield return Contender.Create(
            $"{Text(texts)} texts there and back through a pipe", Role.Floor, () => PingPong.OverPipes(texts * TextBytes),
            peer => [Timing.Milliseconds(peer.RoundTrip)]);
        yield return Contender.Create(
            $"Map of {Text(texts)} texts", Role.Ours, () => new ProcessPool(Workers),
            pool => [Timing.Milliseconds(() => pool.Map(Work.Upper, items))]);
        yield return Peer.Python($"Pool.map of {Text(texts)} texts", 1, "map_texts", Raw(texts));
        Order[] orders = RecordWork.Orders(texts);
        yield return Contender.Create(
            $"Map of {Text(texts)} records", Role.Ours, () => WarmRecords(orders),
            pool => [Timing.Milliseconds(() => pool.Map(RecordWork.Numbered, orders))]);
        yield return Peer.Python($"Pool.map of {Text(texts)} records", 1, "map_records", Raw(texts));
    }

    // The runtime compiles once more what runs often, in all three processes and on the same two cores, during the first maps of a
    // program: they take two to four times as long as those that follow.
    private static ProcessPool Warm(int count)
    {
        ProcessPool pool = new(Workers);
        for (int i = 0; i < WarmUpMaps; i++)
        {
            Many(pool, count);
            Thread.Sleep(WarmUpPause);
        }

        return pool;
    }

    private static ProcessPool WarmStream(int count)
    {
        ProcessPool pool = new(Workers);
        for (int i = 0; i < WarmUpMaps; i++)
        {
            Stream(pool, count);
            Thread.Sleep(WarmUpPause);
        }

        return pool;
    }

    private static ProcessPool WarmRecords(Order[] orders)
    {
        ProcessPool pool = new(Workers);
        for (int i = 0; i < WarmUpMaps; i++)
        {
            pool.Map(RecordWork.Numbered, orders);
            Thread.Sleep(WarmUpPause);
        }

        return pool;
    }

    private static void Many(ProcessPool pool, int count) => pool.Map(Work.Square, Enumerable.Range(0, count));

    private static void Stream(ProcessPool pool, int count) => StreamAsync(pool, count).GetAwaiter().GetResult();

    private static async Task StreamAsync(ProcessPool pool, int count)
    {
        int received = 0;
        await foreach (int square in pool.StreamAsync(Work.Square, Enumerable.Range(0, count)).ConfigureAwait(false))
        {
            received++;
        }

        if (received != count)
        {
            throw new InvalidOperationException($"{received} results of {count} items.");
        }
    }

    private static void OneByOne(ProcessPool pool, int count) =>
        pool.MapAsync(Work.Square, Enumerable.Range(0, count), new MapOptions { ChunkSize = 1 }).GetAwaiter().GetResult();

    private static string Text(int number) => number.ToString("#,##0", CultureInfo.InvariantCulture);

    private static string Raw(int number) => number.ToString(CultureInfo.InvariantCulture);
}
