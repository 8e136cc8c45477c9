using System.Collections.Generic;
using ProcessIsolate.Benchmarks.Floors;
using ProcessIsolate.Benchmarks.Measuring;
using ProcessIsolate.Benchmarks.Peers;

namespace ProcessIsolate.Benchmarks.Groups;

/// <summary>One small call after another.</summary>
internal sealed class CallGroup : FigureGroup
{
    public const string GroupName = "call";
    public const string SocketName = "blocking Unix socket ping-pong";
    public const string StreamName = "synchronous call, stream transport";

    private const int MessageBytes = 64;

    public override string Name => GroupName;

    public override string Title => "Square(3) on a warm worker, one call after another";

    public override string Unit => "us";

    public override IEnumerable<Contender> Create(bool quick)
    {
        int count = quick ? 1000 : 10_000;
        int slowCount = quick ? 250 : 750;
        yield return Contender.Create(
            "blocking pipe ping-pong", Role.Floor, () => PingPong.OverPipes(MessageBytes),
            peer => Timing.EachMicroseconds(count, peer.RoundTrip));
        yield return Contender.Create(
            SocketName, Role.Floor, () => PingPong.OverSocket(MessageBytes), peer => Timing.EachMicroseconds(count, peer.RoundTrip));
        yield return Contender.Create(
            "synchronous call", Role.Ours, () => new ProcessPool(1), pool => Synchronous(pool, count));
        yield return Contender.Create(
            StreamName, Role.Ours, () => new ProcessPool(new ProcessPoolOptions { MaxWorkers = 1, Transport = Transport.Stream }),
            pool => Synchronous(pool, count));
        yield return Contender.Create(
            "asynchronous call, one in flight", Role.Ours, () => new ProcessPool(1), pool => Asynchronous(pool, count));
        yield return Peer.Python("Pool.apply", slowCount, "apply");
        yield return Peer.Python("ProcessPoolExecutor.submit", slowCount, "executor");
        yield return Peer.Node("child_process.fork", slowCount, "call");
        yield return Peer.NodePool("processes", slowCount, "poolcall");
    }

    private static double[] Synchronous(ProcessPool pool, int count)
    {
        using (pool.Use())
        {
            return Timing.EachMicroseconds(count, static () => Work.Square(3));
        }
    }

    private static double[] Asynchronous(ProcessPool pool, int count)
    {
        using (pool.Use())
        {
            return Timing.EachMicrosecondsAsync(count, static () => Work.SquareAsync(3)).GetAwaiter().GetResult();
        }
    }
}
