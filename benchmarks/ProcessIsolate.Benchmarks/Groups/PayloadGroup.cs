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
        int numbersSize = quick ? 4 : 64;
        int bytesSize = quick ? 1 : 4;
        double[] numbers = [.. Enumerable.Range(0, numbersSize * MiB / sizeof(double)).Select(i => Math.Sqrt(i))];
        byte[] bytes = new byte[bytesSize * MiB];
        byte[] target = new byte[bytes.Length];
        new Random(1).NextBytes(bytes);
        yield return Contender.Create(
            $"{Copies} memcpy of {bytesSize} MiB", Role.Floor, () => [Timing.Milliseconds(() => Copy(bytes, target))]);
        yield return Contender.Create(
            $"byte[] of {bytesSize} MiB", Role.Ours, () => new ProcessPool(1),
            pool => [Timing.Milliseconds(() => pool.Run(Work.EchoBytes, bytes))]);
        yield return Peer.Python($"Pool.apply, bytes of {bytesSize} MiB", 1, "payload", Text(bytesSize * MiB));
        yield return Contender.Create(
            $"{Copies} memcpy of {numbersSize} MiB", Role.Floor,
            () => [Timing.Milliseconds(() => Copy(bytes.AsSpan(0, numbersSize * MiB), target))]);
        yield return Contender.Create(
            $"double[] of {numbersSize} MiB", Role.Ours, () => new ProcessPool(1),
            pool => [Timing.Milliseconds(() => pool.Run(Work.EchoNumbers, numbers))]);
        yield return Peer.Python($"Pool.apply, bytes of {numbersSize} MiB", 1, "payload", Text(numbersSize * MiB));
    }

    private static void Copy(ReadOnlySpan<byte> source, byte[] target)
    {
        for (int i = 0; i < Copies; i++)
        {
            source.CopyTo(target);
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
