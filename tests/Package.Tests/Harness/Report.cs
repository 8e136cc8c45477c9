using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace ProcessIsolate.Package.Tests;

/// <summary>What every program in <c>Consumers</c> prints: lines of <c>key=value</c>, and <c>main</c> once per run of Main.</summary>
internal static class Report
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static void AssertIsolated(Outcome outcome)
    {
        Assert.AreEqual(0, outcome.ExitCode, outcome.All);
        AssertIsolated(outcome.Output, outcome.All);
    }

    public static void AssertIsolated(string report, string? all = null)
    {
        AssertElsewhere(report, all ?? report);
        AssertNoSurvivor(report);
    }

    /// <summary>Every call gave its result in a process other than the caller's, where Main did not run.</summary>
    public static void AssertElsewhere(string report, string all)
    {
        string[] lines = report.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        Assert.AreEqual(1, lines.Count(line => line == "main"), "Main must run once: " + all);
        int host = Numbers(lines, "host").Single();
        int[] workers = [.. Numbers(lines, "worker")];
        Assert.IsNotEmpty(workers, all);
        Assert.DoesNotContain(host, workers, all);
        Assert.DoesNotContain(0, workers, all);
        Assert.AreEqual(9, Numbers(lines, "square").Single(), all);
    }

    /// <summary>The processes that the report names are gone, or go without further ado.</summary>
    public static void AssertNoSurvivor(string report)
    {
        string[] lines = report.Split('\n', StringSplitOptions.TrimEntries);
        int[] processes = [.. Numbers(lines, "host"), .. Numbers(lines, "worker")];
        Assert.IsTrue(
            SpinWait.SpinUntil(() => !processes.Any(IsAlive), Patience),
            "Still alive: " + string.Join(", ", processes.Where(IsAlive)));
    }

    public static bool IsAlive(int processId)
    {
        try
        {
            // A zombie has ended; its parent has not asked yet.
            string status = File.ReadAllText($"/proc/{processId}/stat");
            return status[(status.LastIndexOf(')') + 2)..][0] != 'Z';
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static IEnumerable<int> Numbers(string[] lines, string key) => lines
        .Where(line => line.StartsWith(key + "=", StringComparison.Ordinal))
        .Select(line => int.Parse(line[(key.Length + 1)..], CultureInfo.InvariantCulture));
}
