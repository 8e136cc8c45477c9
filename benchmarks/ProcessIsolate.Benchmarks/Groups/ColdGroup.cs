using System.Collections.Generic;
using ProcessIsolate.Benchmarks.Floors;
using ProcessIsolate.Benchmarks.Measuring;

namespace ProcessIsolate.Benchmarks.Groups;

/// <summary>The calls of a program that has just begun, in the order in which it makes them.</summary>
internal sealed class ColdGroup : FigureGroup
{
    public const string GroupName = "cold";
    public const string Floor = "blocking pipe ping-pong";
    public const string First = "calls 1 to 100";
    public const string Early = "calls 1,000 to 20,000";
    public const string Later = "calls 20,000 to 60,000";

    private const int MessageBytes = 64;
    private const int FloorCount = 10_000;

    public override string Name => GroupName;

    public override string Title => "Square(i) in a fresh program, one call after another";

    public override string Unit => "us";

    public override int Rounds(bool quick) => quick ? 1 : 7;

    public override IEnumerable<Contender> Create(bool quick)
    {
        yield return Contender.Create(
            Floor, Role.Floor, static () => PingPong.OverPipes(MessageBytes), static peer => Timing.EachMicroseconds(FloorCount, peer.RoundTrip));
        yield return Contender.Create(First, Role.Ours, static () => FreshCalls.Measure(1, 100));
        yield return Contender.Create(Early, Role.Ours, static () => FreshCalls.Measure(1_000, 20_000));
        yield return Contender.Create(Later, Role.Ours, static () => FreshCalls.Measure(20_000, 60_000));
    }
}
