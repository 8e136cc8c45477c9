using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ProcessIsolate.Benchmarks.Floors;
using ProcessIsolate.Benchmarks.Measuring;
using ProcessIsolate.Benchmarks.Peers;

namespace ProcessIsolate.Benchmarks.Groups;

/// <summary>Large arrays there and back.</summary>
internal sealed class PayloadGroup : FigureGroup
{
    private const int MiB = 1 << 20;
    private const int Copies = 4;
    private const int CollectionsToWarmUp = 3;
    private const int LongestWarmUp = 60;

    public override string Name => "payload";

    public override string Title => "an array there and back";

    public override string Unit => "ms";

    public override int Rounds(bool quick) => quick ? 1 : 5;

    public override IEnumerable<Contender> Create(bool quick)
    {
        int size = quick ? 4 : 64;
        double[] numbers = [.. Enumerable.Range(0, size * MiB / sizeof(double)).Select(i => Math.Sqrt(i))];
        byte[] bytes = new byte[size * MiB];
        byte[] target = new byte[bytes.Length];
        new Random(1).NextBytes(bytes);
        yield return Contender.Create(
            $"{Copies} memcpy of {size} MiB", Role.Floor, () => [Timing.Milliseconds(() => Copy(bytes, target))]);
        yield return Contender.Create(
            $"double[] of {size} MiB", Role.Ours, () => Warm(pool => pool.Run(Work.EchoNumbers, numbers)),
            pool => [Timing.Milliseconds(() => pool.Run(Work.EchoNumbers, numbers))]);
        yield return Contender.Create(
            $"byte[] of {size} MiB", Role.Ours, () => Warm(pool => pool.Run(Work.EchoBytes, bytes)),
            pool => [Timing.Milliseconds(() => pool.Run(Work.EchoBytes, bytes))]);
        yield return Peer.Python($"Pool.apply, bytes of {size} MiB", 1, "payload", Text(size * MiB));
        yield return Peer.Python($"shared_memory, two blocks of {size} MiB used again and again", 1, "sharedpayload", Text(size * MiB));
        yield return Contender.Create(
            $"{Copies} memcpy of {size} MiB, two of them to fresh memory", Role.Floor, () => FreshPayload.Copies(size * MiB));
        yield return Contender.Create($"double[] of {size} MiB, first call of a program", Role.Ours, () => FreshPayload.Call(size * MiB));
    }

    // Until the collector of this process, and by then that of the worker too, has given memory back for use: what a program pays that
    // goes on sending such arrays. What the first call pays is measured in programs of its own.
    private static ProcessPool Warm(Action<ProcessPool> call)
    {
        ProcessPool pool = new(1);
        int collections = GC.CollectionCount(GC.MaxGeneration);
        for (int i = 0; i < LongestWarmUp && GC.CollectionCount(GC.MaxGeneration) < collections + CollectionsToWarmUp; i++)
        {
            call(pool);
        }

        return pool;
    }

    private static void Copy(byte[] source, byte[] target)
    {
        for (int i = 0; i < Copies; i++)
        {
            source.CopyTo(target, 0);
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
