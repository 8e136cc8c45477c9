using ProcessIsolate;

namespace Rules.PISO309;

#if WRONG
internal static class Jobs
{
    private static readonly object Gate = new();

    [RunInProcess]
    public static void Record(string log, string line)
    {
        lock (Gate) // PISO309
        {
            File.AppendAllText(log, line + "\n");
        }
    }
}
#else
internal static class Jobs
{
    [RunInProcess]
    public static void Record(string log, string line)
    {
        using Mutex gate = new(false, "Global\\rules-sample-log");
        gate.WaitOne();
        try
        {
            File.AppendAllText(log, line + "\n");
        }
        finally
        {
            gate.ReleaseMutex();
        }
    }
}
#endif
