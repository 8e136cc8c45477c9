using System.Collections.Generic;
using System.Diagnostics;
using ProcessIsolate.Benchmarks.Floors;
using ProcessIsolate.Benchmarks.Measuring;
using ProcessIsolate.Benchmarks.Peers;

namespace ProcessIsolate.Benchmarks.Groups;

/// <summary>From nothing to the first result.</summary>
internal sealed class StartGroup : FigureGroup
{
    public override string Name => "start";

    public override string Title => "a fresh process until its first result";

    public override string Unit => "ms";

    public override IEnumerable<Contender> Create(bool quick)
    {
        int count = quick ? 2 : 4;
        yield return Contender.Create("dotnet HelloWorld.dll, start to end", Role.Floor, () => Repeat(count, HelloWorld));
        yield return Contender.Create("pool of one, first call", Role.Ours, () => Repeat(count, FirstCall));
        yield return Contender.Create("IsolatedProcess, start to end", Role.Ours, () => Repeat(count, OwnProcess));
        yield return Peer.Python("Process, spawn", count, "start");
        yield return Peer.Node("child_process.fork", count, "start");
    }

    private static double HelloWorld() => Timing.Milliseconds(static () =>
    {
        using Process process = DotNet.Start(DotNet.HelloWorld, readsOutput: true);
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
    });

    private static double FirstCall()
    {
        using ProcessPool pool = new(1);
        return Timing.Milliseconds(() => pool.Run(Work.Square, 3));
    }

    private static double OwnProcess() => Timing.Milliseconds(static () =>
    {
        using IsolatedProcess<int> process = IsolatedProcess.Start(Work.Square, 3);
        _ = process.Result;
    });

    private static double[] Repeat(int count, System.Func<double> measure)
    {
        double[] samples = new double[count];
        for (int i = 0; i < count; i++)
        {
            samples[i] = measure();
        }

        return samples;
    }
}
