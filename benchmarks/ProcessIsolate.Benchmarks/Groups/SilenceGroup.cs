using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using ProcessIsolate.Benchmarks.Floors;
using ProcessIsolate.Benchmarks.Measuring;
using ProcessIsolate.Benchmarks.Peers;

namespace ProcessIsolate.Benchmarks.Groups;

/// <summary>A small call after a pause: every thread and core involved has gone to sleep.</summary>
internal sealed class SilenceGroup : FigureGroup
{
    private const int MessageBytes = 64;
    private const int WarmUpRounds = 8;
    private const int WarmUpCalls = 2000;
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(100);

    public override string Name => "silence";

    public override string Title => "Square(3) after 100 ms of silence";

    public override string Unit => "us";

    public override IEnumerable<Contender> Create(bool quick)
    {
        int count = quick ? 2 : 8;
        yield return Contender.Create(
            "blocking pipe ping-pong", Role.Floor, () => Warm(PingPong.OverPipes(MessageBytes), peer => peer.RoundTrip()),
            peer => AfterSilence(count, peer.RoundTrip));
        yield return Contender.Create(
            "blocking Unix socket ping-pong", Role.Floor, () => Warm(PingPong.OverSocket(MessageBytes), peer => peer.RoundTrip()),
            peer => AfterSilence(count, peer.RoundTrip));
        yield return Contender.Create(
            "synchronous call", Role.Ours, () => Warm(new ProcessPool(1), pool => pool.Run(Work.Square, 3)),
            pool => AfterSilence(count, () => pool.Run(Work.Square, 3)));
        yield return Peer.Python("Pool.apply", count, "apply", Silence.TotalSeconds.ToString(CultureInfo.InvariantCulture));
    }

    // The runtime compiles once more what runs often, and does so when it is quiet: in the silences to be measured.
    private static T Warm<T>(T subject, Action<T> action)
    {
        for (int i = 0; i < WarmUpRounds; i++)
        {
            Timing.EachMicroseconds(WarmUpCalls, () => action(subject));
            Thread.Sleep(Silence * 2);
        }

        return subject;
    }

    private static double[] AfterSilence(int count, Action action)
    {
        double[] samples = new double[count];
        for (int i = 0; i < count; i++)
        {
            Thread.Sleep(Silence);
            samples[i] = Timing.EachMicroseconds(1, action)[0];
        }

        return samples;
    }
}
