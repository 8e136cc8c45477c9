using System;

namespace ProcessIsolate.MarkedLibrary;

public static class Remote
{
    private static int initialized;

    [RunInProcess]
    public static int Id() => Environment.ProcessId;

    [RunInProcess]
    public static (int ProcessId, int Initialized) Square(int x) => (Environment.ProcessId, initialized * x * x);

    /// <summary>The library's own call of its own method.</summary>
    public static int IdFromInside() => Id();

    [WorkerInitializer]
    internal static void Initialize() => initialized++;
}
