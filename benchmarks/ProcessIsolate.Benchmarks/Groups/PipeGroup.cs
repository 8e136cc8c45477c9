using System;
using System.Collections.Generic;
using ProcessIsolate.Benchmarks.Floors;
using ProcessIsolate.Benchmarks.Measuring;
using ProcessIsolate.Benchmarks.Peers;

namespace ProcessIsolate.Benchmarks.Groups;

/// <summary>A small message there and one back.</summary>
internal sealed class PipeGroup : FigureGroup
{
    private const int MessageBytes = 8;

    public override string Name => "pipe";

    public override string Title => "An int there and one back, through a pipe between two processes";

    public override string Unit => "us";

    public override IEnumerable<Contender> Create(bool quick)
    {
        int count = quick ? 1000 : 3000;
        yield return Contender.Create(
            "blocking pipe ping-pong", Role.Floor, () => PingPong.OverPipes(MessageBytes),
            peer => Timing.EachMicroseconds(count, peer.RoundTrip));
        yield return Contender.Create(
            "ProcessPipe<int>", Role.Ours, () => new Echo(), echo => Timing.EachMicroseconds(count, echo.RoundTrip));
        yield return Peer.Python("multiprocessing.Pipe", count / 4, "pipe");
    }

    private sealed class Echo : IDisposable
    {
        private readonly ProcessPipe<int> own;
        private readonly ProcessPipe<int> other;
        private readonly IsolatedProcess child;

        public Echo()
        {
            (own, other) = ProcessPipe<int>.Create();
            child = IsolatedProcess.Start(PipeWork.Echo, other);
        }

        public void RoundTrip()
        {
            own.Send(3);
            own.Receive();
        }

        public void Dispose()
        {
            own.Dispose();
            child.Join();
            child.Dispose();
            other.Dispose();
        }
    }
}
