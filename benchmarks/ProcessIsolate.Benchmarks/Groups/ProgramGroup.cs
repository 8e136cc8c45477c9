using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using ProcessIsolate.Benchmarks.Floors;
using ProcessIsolate.Benchmarks.Measuring;

namespace ProcessIsolate.Benchmarks.Groups;

/// <summary>Whole programs, from the start of the process to its end, against Python's whole scripts.</summary>
internal sealed class ProgramGroup : FigureGroup
{
    private const int Number = 3;

    public override string Name => "program";

    public override string Title => "a whole fresh program, 2 workers, start to end";

    public override string Unit => "ms";

    public override int Rounds(bool quick) => quick ? 1 : 7;

    public override IEnumerable<Contender> Create(bool quick)
    {
        int many = quick ? 50_000 : 1_000_000;
        int records = quick ? 5_000 : 100_000;
        yield return Contender.Create("dotnet HelloWorld.dll", Role.Floor, () => [HelloWorld()]);
        foreach ((string job, int count, string what) in new[]
        {
            ("int", Number, "one call with an int"), ("record", Number, "one call with a record of 10 fields"),
            ("ints", many, $"map of {Text(many)} ints"), ("texts", many, $"map of {Text(many)} texts"),
            ("records", records, $"map of {Text(records)} records"),
        })
        {
            yield return Contender.Create(what, Role.Ours, () => [FreshProgram.Ours(job, count)]);
            yield return Contender.Create($"Python, {what}", Role.Peer, () => [FreshProgram.Python(job, count)]);
        }
    }

    private static double HelloWorld() => Timing.Milliseconds(static () =>
    {
        using Process process = DotNet.Start(DotNet.HelloWorld, readsOutput: true);
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
    });

    private static string Text(int number) => number.ToString("#,##0", CultureInfo.InvariantCulture);
}
