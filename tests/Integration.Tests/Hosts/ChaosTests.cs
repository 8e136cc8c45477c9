using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Hosts;

/// <summary>Programs killed at any moment: in the middle of a start, of a call, of a large transfer.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class ChaosTests
{
    /// <summary>How often; 200 in a long run.</summary>
    private const string RoundsVariable = "PROCESSISOLATE_CHAOS_ROUNDS";
    private const int DefaultRounds = 6;
    private const int LongestLifeMilliseconds = 900;

    private static readonly TimeSpan WorkersGone = TimeSpan.FromSeconds(1);

    [TestMethod]
    [DataRow("Auto")]
    [DataRow("Stream")]
    public void HostAndWorkerKilledAtRandomMoments_LeaveNothing(string transport)
    {
        int rounds = int.TryParse(Environment.GetEnvironmentVariable(RoundsVariable), CultureInfo.InvariantCulture, out int asked) ? asked : DefaultRounds;
        Random random = new(rounds);
        string[] before = TempEntries();
        for (int round = 0; round < rounds; round++)
        {
            string identity = Guid.NewGuid().ToString("N");
            using HostProcess host = new(
                ["churn", identity], ("PROCESSISOLATE_TRANSPORT", transport), ("DOTNET_EnableDiagnostics", "0"));
            // The moment is meant to be any; what follows it is what must always hold.
            using (Process process = Process.GetProcessById(host.Id))
            {
                int life = random.Next(LongestLifeMilliseconds);
                int beforeWorker = random.Next(life + 1);
                bool ended = process.WaitForExit(beforeWorker);
                KillAWorker(identity, random);
                ended |= process.WaitForExit(life - beforeWorker);
                Assert.IsFalse(ended, "The program ended by itself: " + (ended ? host.Errors : ""));
            }

            host.Kill();
            Stopwatch sinceKill = Stopwatch.StartNew();
            List<int> left = [];
            Eventually.True(() => (left = Proc.WithVariable("CHURN", identity)).Count == 0, "the workers and what they started end");
            Assert.IsLessThan(WorkersGone + TimeSpan.FromSeconds(1), sinceKill.Elapsed, "They took too long, also for a busy machine.");
        }

        string[] leftovers = [];
        Eventually.True(
            () => (leftovers = [.. TempEntries().Except(before)]).Length == 0,
            "the temp folder is as before, not with " + string.Join(", ", leftovers));
    }

    // In the middle of its start or of a call, while the program uses it.
    private static void KillAWorker(string identity, Random random)
    {
        List<int> workers = Proc.WithVariable("CHURN", identity);
        if (workers.Count == 0)
        {
            return;
        }

        try
        {
            Proc.Kill(workers[random.Next(workers.Count)]);
        }
        catch (InvalidOperationException)
        {
            // It left by itself in this very moment.
        }
    }

    // Of the library and of its workers' runtime; other programs of this machine keep files there too.
    private static string[] TempEntries() =>
        [.. Proc.Leftovers(), .. Directory.EnumerateFileSystemEntries("/dev/shm").Where(static path => !Path.GetFileName(path).StartsWith("sem.", StringComparison.Ordinal))];
}
