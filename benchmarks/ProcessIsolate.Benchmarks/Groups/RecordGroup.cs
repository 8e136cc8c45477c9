using System;
using System.Collections.Generic;
using ProcessIsolate.Benchmarks.Floors;
using ProcessIsolate.Benchmarks.Measuring;
using ProcessIsolate.Benchmarks.Peers;

namespace ProcessIsolate.Benchmarks.Groups;

/// <summary>Small calls with records, beside the same call with a number.</summary>
internal sealed class RecordGroup : FigureGroup
{
    private const int MessageBytes = 64;
    private const int WarmUpCalls = 20_000;

    public override string Name => "record";

    public override string Title => "a call with a record of 10 fields on a warm worker, one after another";

    public override string Unit => "us";

    public override IEnumerable<Contender> Create(bool quick)
    {
        int count = quick ? 1000 : 10_000;
        yield return Contender.Create(
            "blocking pipe ping-pong", Role.Floor, () => PingPong.OverPipes(MessageBytes),
            peer => Timing.EachMicroseconds(count, peer.RoundTrip));
        yield return Ours("an int there and back", count, static () => Work.Square(3));
        yield return Ours("a record there, its id back", count, static () => RecordWork.IdOf(RecordWork.Sample));
        yield return Ours("a record there and back", count, static () => RecordWork.Echo(RecordWork.Sample));
        yield return Peer.Python("Pool.apply, a dataclass there and back", quick ? 250 : 750, "record");
    }

    private static Contender Ours(string name, int count, Action call) => Contender.Create(
        name, Role.Ours, () => Warm(call), pool => Within(pool, () => Timing.EachMicroseconds(count, call)));

    private static ProcessPool Warm(Action call)
    {
        ProcessPool pool = new(1);
        Within(pool, () => Timing.EachMicroseconds(WarmUpCalls, call));
        return pool;
    }

    private static double[] Within(ProcessPool pool, Func<double[]> measure)
    {
        using (pool.Use())
        {
            return measure();
        }
    }
}
