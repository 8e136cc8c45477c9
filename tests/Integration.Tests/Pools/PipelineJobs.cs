using System;
using System.Globalization;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Pools;

internal static class PipelineJobs
{
    private const int Special = 10;

    private static readonly string? Folder = Environment.GetEnvironmentVariable(BatchJobs.FolderVariable);

    [RunInProcess]
    public static int Count(int x)
    {
        File.AppendAllText(Path.Combine(Folder!, $"{Environment.ProcessId}.log"), x.ToString(CultureInfo.InvariantCulture) + "\n");
        return x;
    }

    [RunInProcess]
    public static int Same(int x) => x;

    [RunInProcess]
    public static int Length(string text) => text.Length;

    [RunInProcess]
    public static int DieInTheMiddle(int x)
    {
        Count(x);
        if (x == Special)
        {
            Proc.Kill(Environment.ProcessId);
            Common.SpinForever(null);
        }

        return x;
    }

    [SuppressMessage("ProcessIsolate", "PISO306", Justification = "That it does so is how the test sees the retry.")]
    [RunInProcess(MaxRetries = 1)]
    public static int DieOnce(int x)
    {
        Count(x);
        string died = Path.Combine(Folder!, "died");
        if (x == Special && !File.Exists(died))
        {
            File.WriteAllText(died, "");
            Proc.Kill(Environment.ProcessId);
            Common.SpinForever(null);
        }

        return x;
    }

    [RunInProcess(TimeoutMilliseconds = 1000)]
    public static int HangInTheMiddle(int x)
    {
        Count(x);
        if (x == Special)
        {
            Common.SpinForever(null);
        }

        return x;
    }
}
