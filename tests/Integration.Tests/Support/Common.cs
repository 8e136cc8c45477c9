using System;
using System.Diagnostics;
using System.IO;
using System.Threading;

namespace ProcessIsolate.Integration.Tests.Support;

/// <summary>Marked methods that many tests use.</summary>
internal static class Common
{
    [RunInProcess]
    public static int ProcessId() => Environment.ProcessId;

    [RunInProcess]
    public static int Square(int x) => x * x;

    /// <summary>Says that it runs by making a file with its process id in it, then computes for ever.</summary>
    [RunInProcess]
    public static void SpinForever(string? marker)
    {
        Mark(marker);
        while (true)
        {
            Thread.SpinWait(1000);
        }
    }

    /// <summary>Stays until a file exists; gives its process id.</summary>
    [RunInProcess]
    public static int WaitForFile(string? marker, string gate)
    {
        Mark(marker);
        Eventually.True(() => File.Exists(gate), "the gate opens");
        return Environment.ProcessId;
    }

    /// <summary>Waits for its own cancellation.</summary>
    [RunInProcess]
    public static int Listen(string? marker, CancellationToken token)
    {
        Mark(marker);
        token.WaitHandle.WaitOne(Eventually.Limit);
        token.ThrowIfCancellationRequested();
        return 0;
    }

    /// <summary>Never looks at its token; starts a child of its own first.</summary>
    [RunInProcess]
    public static void Deaf(string marker, CancellationToken token)
    {
        File.WriteAllText(marker + ".child", Proc.StartSleeper().ToString(System.Globalization.CultureInfo.InvariantCulture));
        Mark(marker);
        Stopwatch watch = Stopwatch.StartNew();
        while (watch.Elapsed < Eventually.Limit)
        {
            Thread.SpinWait(1000);
        }
    }

    internal static void Mark(string? marker)
    {
        if (marker is not null)
        {
            File.WriteAllText(marker + ".new", Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture));
            File.Move(marker + ".new", marker, overwrite: true);
        }
    }
}
