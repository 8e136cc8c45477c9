using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Pools;

internal sealed record Order(int Id, string? Name, double? Price, string[] Lines, Order? Parent)
{
    public object? Tag { get; init; }
}

/// <summary>Methods whose items or results are no plain values.</summary>
internal static class RecordJobs
{
    public const string FolderVariable = "PITEST_FOLDER";
    public const string Victim = "victim";

    private static readonly string? Folder = Environment.GetEnvironmentVariable(FolderVariable);

    [RunInProcess]
    public static string? Text(string? text) => text;

    [RunInProcess]
    public static Order? NextOrder(Order? order) => order is null ? null : order with { Id = order.Id + 1, Parent = order };

    [RunInProcess]
    public static int? Half(int? number) => number / 2;

    [RunInProcess]
    public static string Describe(int number) => number.ToString(CultureInfo.InvariantCulture);

    [RunInProcess]
    public static int Length(string text) => text.Length;

    [RunInProcess]
    public static string[] Words(string[] words) => [.. words.Reverse()];

    [RunInProcess]
    public static double[] Doubled(double[] numbers) => [.. numbers.Select(static x => 2 * x)];

    [RunInProcess]
    public static string Culture(string format) => 1.5.ToString(format, CultureInfo.CurrentCulture);

    [RunInProcess]
    public static int Put(ProcessQueue<int> queue)
    {
        queue.Put(Environment.ProcessId);
        return Environment.ProcessId;
    }

    [RunInProcess]
    public static void Nothing(string text) => GC.KeepAlive(text);

    [RunInProcess]
    public static string Long(int length) => new('x', length);

    [RunInProcess]
    public static string ThrowOnVictim(string text) =>
        text == Victim ? throw new ArgumentException("this is the victim", nameof(text)) : text.ToUpperInvariant();

    /// <summary>Dies with the victim; every run is logged, in a file for each worker.</summary>
    [RunInProcess]
    public static string DieOnVictim(string text)
    {
        Log(text);
        if (text == Victim)
        {
            Die();
        }

        return text;
    }

    [RunInProcess(MaxRetries = 1)]
    [SuppressMessage("ProcessIsolate", "PISO306", Justification = "Counts its runs.")]
    public static string DieOnceOnVictim(string text)
    {
        Log(text);
        if (text == Victim && !File.Exists(Path.Combine(Folder!, "died")))
        {
            File.WriteAllText(Path.Combine(Folder!, "died"), "");
            Die();
        }

        return text;
    }

    [RunInProcess]
    public static string ExitOnVictim(string text)
    {
        Log(text);
        if (text == Victim)
        {
            Environment.Exit(7);
        }

        return text;
    }

    [RunInProcess(TimeoutMilliseconds = 1000)]
    public static string HangOnVictim(string text)
    {
        if (text == Victim)
        {
            Common.SpinForever(null);
        }

        return text;
    }

    [RunInProcess(TimeoutMilliseconds = 1000)]
    public static string ListenTooLong(string text) => ListenOnVictim(text);

    [RunInProcess]
    public static string ListenOnVictim(string text)
    {
        if (text == Victim)
        {
            Common.Mark(Folder is null ? null : Path.Combine(Folder, "listening"));
            WorkerContext.Cancellation.WaitHandle.WaitOne(Eventually.Limit);
            WorkerContext.Cancellation.ThrowIfCancellationRequested();
        }

        return text;
    }

    /// <summary>Takes a tenth of a millisecond, and says that it runs.</summary>
    [RunInProcess]
    public static string Slowly(string text)
    {
        if (text == Victim)
        {
            Common.Mark(Path.Combine(Folder!, "running"));
        }

        Thread.SpinWait(5000);
        return text;
    }

    [RunInProcess]
    public static string WorkerOf(string text) => Environment.ProcessId.ToString(CultureInfo.InvariantCulture);

    /// <summary>Writes into the shared memory itself, behind the back of the code that owns it.</summary>
    [RunInProcess]
    public static string SendGarbage(string text) => text == Victim ? $"{BatchJobs.SendGarbage(BatchJobs.Victim)}" : text;

    public static List<string> Runs(string folder) => [.. Directory.GetFiles(folder, "*.log").SelectMany(File.ReadAllLines)];

    private static void Log(string text) => File.AppendAllText(Path.Combine(Folder!, $"{Environment.ProcessId}.log"), text + "\n");

    private static void Die()
    {
        Proc.Kill(Environment.ProcessId);
        Common.SpinForever(null);
    }
}
