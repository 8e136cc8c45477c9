using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading;

namespace ProcessIsolate.Integration.Tests.Sandbox;

/// <summary>Attacks on other processes, and by way of further ones.</summary>
internal static unsafe class ProcessAttacks
{
    private const int EmptyPath = 0x1000;

    public static IEnumerable<Attack> All =>
    [
        new("signal the host", static t => SystemCall.Make(62, 129, t.HostProcessId, 0)),
        new("signal a thread of the host", static t => SystemCall.Make(234, 131, t.HostProcessId, t.HostProcessId, 0)),
        new("signal any thread", static t => SystemCall.Make(200, 130, t.HostProcessId, 0)),
        new("signal all processes", static _ => SystemCall.Make(62, 129, -1, 9), IsHarmful: true),
        new("signal the group of the host", static t => SystemCall.Make(62, 129, -SystemCallGroup(t.HostProcessId), 0)),
        new("queue a signal at the host", static t => QueueSignal(t.HostProcessId)),
        new("signal by a descriptor", static t => SystemCall.Make(424, 424, (nint)SystemCall.Make(434, 434, t.HostProcessId, 0), 0, 0, 0)),
        new("have the kernel signal the host", static t => SignalByPipe(t.HostProcessId)),
        new("signal a neighbour", static t => SystemCall.Make(62, 129, t.NeighbourId, 0)),
        new("read a neighbour's memory", static t => ReadMemory(t.NeighbourId)),
        new("read a neighbour's environment", static t => File.ReadAllBytes($"/proc/{t.NeighbourId}/environ")),
        new("open a neighbour's descriptors", static t => File.OpenRead($"/proc/{t.NeighbourId}/fd/0").Dispose()),
        new("read the host's memory", static t => ReadMemory(t.HostProcessId)),
        new("write the host's memory", static t => File.OpenWrite($"/proc/{t.HostProcessId}/mem").Dispose()),
        new("read the host's memory map", static t => File.ReadAllText($"/proc/{t.HostProcessId}/maps")),
        new("read the host's environment", static t => File.ReadAllBytes($"/proc/{t.HostProcessId}/environ")),
        new("see the host's descriptors", static t => Target($"/proc/{t.HostProcessId}/fd/2")),
        new("open the host's descriptors", static t => File.OpenRead($"/proc/{t.HostProcessId}/fd/2").Dispose(), MayFail: true),
        new("the folder of the host", static t => Directory.GetFileSystemEntries($"/proc/{t.HostProcessId}/cwd/")),
        new("attach to the host", static t => SystemCall.Make(101, 117, 0x4206, t.HostProcessId, 0, 0), IsHarmful: true),
        new("take the host's memory by a call", static t => ReadByCall(t.HostProcessId), MayFail: true),
        new("take a descriptor of the host", static t => SystemCall.Make(438, 438, (nint)SystemCall.Make(434, 434, t.HostProcessId, 0), 0, 0)),
        new("limits of the host", static t => ReadLimit(t.HostProcessId)),
        new("rank of the host", static t => SystemCall.Make(141, 140, 0, t.HostProcessId, 0), NeedsRoot: true),
        new("rank of the user's processes", static _ => SystemCall.Make(141, 140, 2, 0, 0), IsHarmful: true),
        new("processors of the host", static t => SetProcessors(t.HostProcessId), IsHarmful: true),
        new("standing of the host", static t => File.OpenWrite($"/proc/{t.HostProcessId}/oom_score_adj").Dispose()),
        new("run a program", static _ => { using Process p = Process.Start("/bin/true"); p.WaitForExit(); }),
        new("run a shell", static _ => ShellMustRun()),
        new("run by the call", static _ => Execute("/bin/true"), IsHarmful: true),
        new("run from memory", static _ => ExecuteFromMemory(), IsHarmful: true),
        new("run the loader", static _ => Execute("/lib64/ld-linux-x86-64.so.2"), IsHarmful: true),
        new("fork", static _ => ForkMust(57, -1), IsHarmful: true),
        new("clone", static _ => ForkMust(56, 220, 17), IsHarmful: true),
        new("clone with a namespace", static _ => ForkMust(56, 220, 0x1000_0011), IsHarmful: true),
        new("clone3", static _ => Clone3(), IsHarmful: true),
        new("a bomb of forks", static _ => Bomb(), IsHarmful: true),
    ];

    private static int SystemCallGroup(int processId) => int.Parse(
        File.ReadAllText($"/proc/{processId}/stat").Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[2],
        System.Globalization.CultureInfo.InvariantCulture);

    private static void Target(string path) =>
        _ = new FileInfo(path).LinkTarget ?? throw new RefusedException("It leads nowhere.");

    private static void QueueSignal(int processId)
    {
        byte* info = stackalloc byte[128];
        new Span<byte>(info, 128).Clear();
        *(int*)(info + 8) = -1;
        SystemCall.Make(129, 138, processId, 0, (nint)info);
    }

    // The trick of the library's own life line, with a signal that programs ignore: SIGWINCH.
    private static void SignalByPipe(int processId)
    {
        int* ends = stackalloc int[2];
        SystemCall.Make(293, 59, (nint)ends, 0);
        SystemCall.Make(72, 25, ends[0], 8, processId);
    }

    private static void ReadMemory(int processId)
    {
        using FileStream memory = File.OpenRead($"/proc/{processId}/mem");
    }

    private static void ReadByCall(int processId)
    {
        long byteRead;
        nint* local = stackalloc nint[2] { (nint)(&byteRead), 1 };
        nint* remote = stackalloc nint[2] { 0x40_0000, 1 };
        SystemCall.Make(310, 270, processId, (nint)local, 1, (nint)remote, 1, 0);
    }

    private static void ReadLimit(int processId)
    {
        ulong* limits = stackalloc ulong[2];
        SystemCall.Make(302, 261, processId, 7, 0, (nint)limits);
    }

    private static void SetProcessors(int processId)
    {
        ulong mask = 1;
        SystemCall.Make(203, 122, processId, sizeof(ulong), (nint)(&mask));
    }

    private static void ShellMustRun()
    {
        if (SystemCall.Shell("exit 7") >> 8 != 7)
        {
            throw new RefusedException("The shell did not run.");
        }
    }

    private static void Execute(string path) => SystemCall.MakeWithText(59, 221, path, 0, 0, 0, 0);

    private static void ExecuteFromMemory()
    {
        long descriptor = SystemCall.MakeWithText(319, 279, "program", 0, 0, 0);
        SystemCall.MakeWithText(322, 281, "", 1, (nint)descriptor, 0, 0, 0, EmptyPath);
    }

    // A child that came to be ends at once: it has one thread, and none of the runtime's.
    private static void ForkMust(int x64, int arm64, nint flags = 0)
    {
        if (SystemCall.Make(x64, arm64, flags, 0, 0, 0, 0) == 0)
        {
            SystemCall.Make(231, 94, 0);
        }
    }

    private static void Clone3()
    {
        ulong* arguments = stackalloc ulong[8];
        new Span<ulong>(arguments, 8).Clear();
        arguments[4] = 17;
        if (SystemCall.Make(435, 435, (nint)arguments, 64) == 0)
        {
            SystemCall.Make(231, 94, 0);
        }
    }

    private static void Bomb()
    {
        int made = 0;
        for (int i = 0; i < 1000; i++)
        {
            try
            {
                ForkMust(57, 220, 17);
                made++;
            }
            catch (RefusedException)
            {
                Thread.Yield();
            }
        }

        if (made == 0)
        {
            throw new RefusedException("None of a thousand.");
        }
    }
}
