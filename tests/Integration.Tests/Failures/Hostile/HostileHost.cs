using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Failures.Hostile;

/// <summary>Calls a hostile worker and sees to it that its host comes off: the right outcome within the limit, memory below a bound,
/// the next call answered, another pool's worker as it was.</summary>
internal sealed class HostileHost : IDisposable
{
    private const long MemoryBound = 400 << 20;

    // Far below what a hang takes, far above a machine with much else to do.
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ShortLimit = TimeSpan.FromMilliseconds(400);

    private readonly ProcessPool neighbours = TestPools.Single();
    private readonly int neighbour;

    public HostileHost() => neighbour = neighbours.Run(Common.ProcessId);

    public void Check(HostileRow row, Transport transport, bool asynchronous)
    {
        using Scratch scratch = new();
        using ProcessPool pool = TestPools.Single(options =>
        {
            options.WorkerCommand = HostileWorker.Command(scratch, row.Plan);
            options.Transport = transport;
            options.CallTimeout = row.Lasts ? ShortLimit : Eventually.Limit;
            options.CancellationGracePeriod = TimeSpan.FromMilliseconds(100);
            options.StartTimeout = row.Allowed.HasFlag(Outcomes.StartFailed) ? TimeSpan.FromSeconds(2) : Eventually.Limit;
        });
        ResetPeak();
        long before = Peak();
        Stopwatch watch = Stopwatch.StartNew();
        (Outcomes outcome, string what) = Observe(pool, row.Maps, asynchronous);
        string report = string.Create(
            CultureInfo.InvariantCulture, $"{row.Name} over {transport}{(asynchronous ? ", asynchronously" : "")}: {outcome} after {watch.ElapsedMilliseconds} ms: {what}");
        Assert.IsTrue(row.Allowed.HasFlag(outcome) && outcome != Outcomes.None, $"Expected {row.Allowed}. {report}");
        Assert.IsLessThan(AtOnce, watch.Elapsed, report);
        if (row.GoesOn && outcome == Outcomes.Answer)
        {
            Eventually.True(() => HasGoneOn(scratch), "the worker has done what follows its answer");
        }

        Assert.IsLessThan(MemoryBound, Peak() - before, "Memory: " + report);
        NextCallWorks(pool, report, mayMeetIt: outcome is Outcomes.Answer or Outcomes.Thrown, mayMeetMore: row.Allowed == Outcomes.Any || row.IsOnControlLane);
        Assert.AreEqual(neighbour, neighbours.Run(Common.ProcessId), "The neighbour: " + report);
    }

    public void Dispose() => neighbours.Dispose();

    private static void NextCallWorks(ProcessPool pool, string report, bool mayMeetIt, bool mayMeetMore)
    {
        // An honest worker on a machine with much else to do may be late where the limit is short, and a start that failed
        // may be told to the next caller.
        for (int tries = 0; ; tries++)
        {
            try
            {
                Assert.AreEqual(49, pool.Run(Common.Square, 7), "The next call: " + report);
                return;
            }
            catch (Exception exception) when (tries < 3 && exception is CallTimeoutException or WorkerStartException)
            {
            }
            catch (WorkerCrashedException) when (mayMeetIt && tries == 0)
            {
                // What answered as it should got the next call too, and left.
            }
            catch (WorkerProtocolException) when (mayMeetIt && mayMeetMore && tries == 0)
            {
                // It wrote more beside its answer, which was read when the next call was there already.
            }
            catch (Exception exception) when (exception is not UnitTestAssertException)
            {
                Assert.Fail($"The next call fails with {exception.Message} {report}");
            }
        }
    }

    // The host may kill the worker for what it sent before the worker can say that it sent it.
    private static bool HasGoneOn(Scratch scratch) =>
        File.Exists(scratch.Path("after")) || !Directory.Exists("/proc/" + File.ReadAllText(scratch.Path("used")));

    private static (Outcomes Outcome, string What) Observe(ProcessPool pool, bool maps, bool asynchronous)
    {
        try
        {
            if (maps)
            {
                Task<int[]> map = pool.MapAsync(Common.Square, [3, 4], new MapOptions { ChunkSize = 2 });
                return Eventually.Result(map, "the map ends").Length == 2 ? (Outcomes.Answer, "") : (Outcomes.None, "too few answers");
            }

            if (asynchronous)
            {
                Task<int> call = pool.RunAsync(Common.Square, 3);
                return Eventually.Result(call, "the call ends") == 9 ? (Outcomes.Answer, "") : (Outcomes.None, "a wrong answer");
            }

            return pool.Run(Common.Square, 3) == 9 ? (Outcomes.Answer, "") : (Outcomes.None, "a wrong answer");
        }
        catch (Exception exception) when (exception is not UnitTestAssertException)
        {
            return (OutcomeOf(exception), exception.GetType().Name + ": " + Shorten(exception.Message));
        }
    }

    private static Outcomes OutcomeOf(Exception exception) => exception switch
    {
        WorkerProtocolException => Outcomes.Protocol,
        MessageTooLargeException => Outcomes.TooLarge,
        WorkerCrashedException => Outcomes.Crash,
        CallTimeoutException => Outcomes.Timeout,
        WorkerStartException or BrokenPoolException => Outcomes.StartFailed,
        RemoteException or AggregateException or OperationCanceledException => Outcomes.Thrown,
        // Only what hostile.py says the method threw; the same type from the library itself is a raw error.
        InvalidOperationException or FormatException when exception.StackTrace?.Contains("in worker process", StringComparison.Ordinal) == true =>
            Outcomes.Thrown,
        _ => Outcomes.None,
    };

    private static string Shorten(string text) => text.Length > 300 ? text[..300] + "..." : text;

    private static void ResetPeak()
    {
        try
        {
            File.WriteAllText("/proc/self/clear_refs", "5");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Then the peak is that of the whole run, and grows less.
        }
    }

    private static long Peak() => 1024 * long.Parse(
        File.ReadLines("/proc/self/status").First(static line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
