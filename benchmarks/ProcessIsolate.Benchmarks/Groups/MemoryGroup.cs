using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using ProcessIsolate.Benchmarks.Floors;
using ProcessIsolate.Benchmarks.Measuring;
using ProcessIsolate.Benchmarks.Peers;

namespace ProcessIsolate.Benchmarks.Groups;

/// <summary>What a process that waits keeps for itself. Pages that it shares with others, like the runtime's code, are not
/// counted; on Linux the kernel says so page by page.</summary>
internal sealed class MemoryGroup : FigureGroup
{
    private const double MiB = 1024 * 1024;

    public override string Name => "memory";

    public override string Title => "private memory of a process that waits";

    public override string Unit => "MiB";

    public override int Rounds(bool quick) => quick ? 2 : 5;

    public override IEnumerable<Contender> Create(bool quick) =>
    [
        Contender.Create("dotnet HelloWorld.dll, waiting for input", Role.Floor, () => [HelloWorld()]),
        Contender.Create("idle worker after its first call", Role.Ours, () => [IdleWorker()]),
        Peer.Python("Pool, idle worker", 1, "memory"),
        Peer.Node("child_process.fork, idle child", 1, "memory"),
    ];

    private static double HelloWorld()
    {
        using Process process = DotNet.Start(DotNet.HelloWorld, readsOutput: true, writesInput: true, "wait");
        process.StandardOutput.ReadLine();
        double size = PrivateMiB(process.Id);
        process.StandardInput.Close();
        process.WaitForExit();
        return size;
    }

    private static double IdleWorker()
    {
        using ProcessPool pool = new(1);
        return PrivateMiB(pool.Run(Work.ProcessId));
    }

    private static double PrivateMiB(int processId)
    {
        if (!OperatingSystem.IsLinux())
        {
            using Process process = Process.GetProcessById(processId);
            return process.PrivateMemorySize64 / MiB;
        }

        // Lines like "Private_Dirty:      1234 kB".
        return File.ReadLines($"/proc/{processId}/smaps_rollup")
            .Where(line => line.StartsWith("Private_Clean:", StringComparison.Ordinal) || line.StartsWith("Private_Dirty:", StringComparison.Ordinal))
            .Sum(line => double.Parse(line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..^2], CultureInfo.InvariantCulture)) / 1024;
    }
}
