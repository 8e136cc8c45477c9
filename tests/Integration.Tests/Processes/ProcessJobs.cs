using System;
using System.Globalization;
using System.IO;
using System.Threading.Tasks;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Processes;

internal static class ProcessJobs
{
    [RunInProcess]
    public static void Throw(string message) => throw new InvalidOperationException(message);

    [RunInProcess]
    public static int ThrowInsteadOfValue(string message) => throw new InvalidOperationException(message);

    [RunInProcess]
    public static int SpinForResult()
    {
        Common.SpinForever(null);
        return 0;
    }

    [RunInProcess]
    public static int ListenToContext(string marker)
    {
        Common.Mark(marker);
        WorkerContext.Cancellation.WaitHandle.WaitOne();
        File.WriteAllText(marker + ".stopped", "stopped");
        WorkerContext.Cancellation.ThrowIfCancellationRequested();
        return 0;
    }

    [RunInProcess]
    public static string Join(int a, long b, double c, string d, char e, bool f, decimal g, byte h) =>
        string.Create(CultureInfo.InvariantCulture, $"{a} {b} {c} {d} {e} {f} {g} {h}");

    [RunInProcess]
    public static async Task<int> IdLater()
    {
        await Task.Yield();
        return Environment.ProcessId;
    }
}
