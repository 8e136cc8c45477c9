using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ProcessIsolate.Benchmarks.Measuring;
using ProcessIsolate.Benchmarks.Peers;

namespace ProcessIsolate.Benchmarks.Groups;

/// <summary>Large arrays there and back.</summary>
internal sealed class PayloadGroup : FigureGroup
{
    private const int MiB = 1 << 20;
    private const int Copies = 4;

    public override string Name => "payload";

    public override string Title => "an array there and back";

    public override string Unit => "ms";

    public override int Rounds(bool quick) => quick ? 1 : 3;

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
            $"double[] of {size} MiB", Role.Ours, () => new ProcessPool(1),
            pool => [Timing.Milliseconds(() => pool.Run(Work.EchoNumbers, numbers))]);
        yield return Contender.Create(
            $"byte[] of {size} MiB", Role.Ours, () => new ProcessPool(1),
            pool => [Timing.Milliseconds(() => pool.Run(Work.EchoBytes, bytes))]);
        yield return Peer.Python($"Pool.apply, bytes of {size} MiB", 1, "payload", Text(size * MiB));
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
