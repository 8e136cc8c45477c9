using System;
using System.Diagnostics;
using System.Linq;
using System.Runtime.CompilerServices;
using ProcessIsolate.MarkedLibrary;

namespace ProcessIsolate.HostApp;

/// <summary>Uses a library with marked methods when workers run already: they load it with their next call.</summary>
/// <remarks>Until then only by delegates: an intercepted call may touch the contracts of all referenced libraries.</remarks>
internal static class LateModule
{
    public static int Run()
    {
        using ProcessPool direct = new(1);
        using ProcessPool mapping = new(1);
        using ProcessPool killed = new(1);
        using ProcessPool killedMapping = new(1);
        int[] ids = [.. new[] { direct, mapping, killed, killedMapping }.Select(static pool => pool.Run(Work.Id))];
        Kill(ids[2]);
        Kill(ids[3]);
        Console.WriteLine($"direct {Call(direct, ids[0])}");
        Console.WriteLine($"mapped {Map(mapping, ids[1])}");
        Console.WriteLine($"killed {!Call(killed, ids[2])}");
        Console.WriteLine($"killed mapping {!Map(killedMapping, ids[3])}");
        Console.WriteLine($"inside {CallFromInside(direct, ids[0])}");
        return 0;
    }

    private static void Kill(int processId)
    {
        using Process process = Process.GetProcessById(processId);
        process.Kill();
    }

    // Each in a method of its own: the library's module initializer runs when the first method that calls into it is compiled.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool Call(ProcessPool pool, int worker) => pool.Run(Remote.Square, 3) == (worker, 9) && pool.Run(Remote.Id) == worker;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool Map(ProcessPool pool, int worker) =>
        pool.Map(Remote.Square, Enumerable.Range(0, 20)).SequenceEqual(Enumerable.Range(0, 20).Select(x => (worker, x * x)));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool CallFromInside(ProcessPool pool, int worker)
    {
        using IDisposable scope = pool.Use();
        return Remote.IdFromInside() == worker && Remote.Id() == worker;
    }
}
