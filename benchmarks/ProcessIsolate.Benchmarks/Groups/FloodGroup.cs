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

/// <summary>Many asynchronous calls at once.</summary>
internal sealed class FloodGroup : FigureGroup
{
    private const int InFlight = 64;
    private const int Workers = 2;
    private const int MessageBytes = 64;

    public override string Name => "flood";

    public override string Title => "64 asynchronous calls in flight on 2 workers";

    public override string Unit => "calls/s";

    public override bool HigherIsBetter => true;

    public override IEnumerable<Contender> Create(bool quick)
    {
        int count = quick ? 5_000 : 20_000;
        yield return Contender.Create(
            "blocking pipe ping-pong, one at a time", Role.Floor, () => PingPong.OverPipes(MessageBytes),
            peer => [Timing.PerSecond(count, () => Timing.EachMicroseconds(count, peer.RoundTrip))]);
        yield return Contender.Create(
            "asynchronous calls", Role.Ours, () => new ProcessPool(Workers),
            pool => [Timing.PerSecond(count, () => Flood(pool, count).GetAwaiter().GetResult())]);
        yield return Contender.Create(
            "asynchronous calls with CallOptions", Role.Ours, () => new ProcessPool(Workers),
            pool => [Timing.PerSecond(count, () => FloodWithOptions(pool, count).GetAwaiter().GetResult())]);
        yield return Peer.Node("child_process.fork", count, "flood", Text(InFlight));
        yield return Peer.NodePool("processes", count, "poolflood", Text(InFlight));
        yield return Peer.Python("ProcessPoolExecutor.submit", count / 5, "flood", Text(InFlight));
    }

    private static async Task Flood(ProcessPool pool, int count)
    {
        int started = 0;
        await Task.WhenAll(Enumerable.Range(0, InFlight).Select(_ => Lane())).ConfigureAwait(false);

        async Task Lane()
        {
            while (Interlocked.Increment(ref started) <= count)
            {
                await pool.RunAsync(Work.Square, 3).ConfigureAwait(false);
            }
        }
    }

    private static async Task FloodWithOptions(ProcessPool pool, int count)
    {
        using (pool.Use(new CallOptions { Timeout = TimeSpan.FromMinutes(1), QueueTimeout = TimeSpan.FromMinutes(1), MaxRetries = 1, Group = "flood" }))
        {
            await Flood(pool, count).ConfigureAwait(false);
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
