using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Sharing;

/// <summary>What a program does over and over takes nothing that stays: descriptors, mappings, threads and memory of host and worker
/// are the same after many rounds as after few.</summary>
/// <remarks>The number of rounds is set by <c>PROCESSISOLATE_COUNTING_ROUNDS</c>.</remarks>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
[DoNotParallelize]
public sealed class CountingTests
{
    private const int FirstRounds = 10;

    // Code that is compiled anew while it runs takes mappings, later on a machine with much else to do.
    private const int FirstCheapRounds = 60;
    private const int DefaultRounds = 80;

    private static readonly int Rounds = int.TryParse(
        Environment.GetEnvironmentVariable("PROCESSISOLATE_COUNTING_ROUNDS"), NumberStyles.None, CultureInfo.InvariantCulture, out int rounds) ? rounds : DefaultRounds;

    // What a worker keeps of objects that were let go before it asks for a collection; and what the runtime takes by itself. Mappings
    // come and go by dozens: an object that waits for its collection, the private pages in the place of a disposed array until
    // their neighbours are as well. 20,000 rounds end with no more than 1,000.
    private static readonly Footprint Slack = new(Descriptors: 24, Mappings: Math.Max(48, Rounds / 8), Threads: 6, Megabytes: 64);

    private static readonly Dictionary<string, Action<ProcessPool>> Actions = new()
    {
        ["call"] = static pool => Assert.AreEqual(9, pool.Run(Common.Square, 3)),
        ["asynchronous call"] = static pool => Assert.AreEqual(9, Eventually.Result(pool.RunAsync(Common.Square, 3), "the call ends")),
        ["map"] = static pool => Assert.AreEqual(200, pool.Map(Common.Square, Enumerable.Range(0, 200)).Length),
        ["crash"] = static pool => Assert.ThrowsExactly<WorkerCrashedException>(() => pool.Run(CountingJobs.Die)),
        ["cancel"] = CountingJobs.Cancel,
        ["pool"] = CountingJobs.MakePool,
        ["process"] = CountingJobs.StartProcess,
        ["queue of the host"] = CountingJobs.GiveQueue,
        ["pipe of the host"] = CountingJobs.GivePipe,
        ["value of the host"] = CountingJobs.GiveValue,
        ["array of the host"] = CountingJobs.GiveArray,
        ["record of the host"] = CountingJobs.GiveDesk,
        ["given to a map"] = CountingJobs.GiveToMap,
        ["given to a process"] = CountingJobs.GiveToProcess,
        ["given to a crash"] = CountingJobs.GiveToCrash,
        ["queue of the worker"] = CountingJobs.TakeQueue,
        ["pipe of the worker"] = CountingJobs.TakePipe,
        ["array of the worker"] = CountingJobs.TakeArray,
        ["returned"] = CountingJobs.TakeBack,
        ["from a map"] = CountingJobs.TakeFromMap,
        ["nested"] = CountingJobs.TakeOutOfQueue,
        ["nested in a message"] = CountingJobs.TakeOutOfPipe,
        ["nested, not taken out"] = CountingJobs.LeaveInQueue,
        ["nested, no room"] = CountingJobs.PutInVain,
    };

    // A round of these takes a process's start: there are fewer, and still more than the slack.
    private static readonly HashSet<string> StartProcesses = ["crash", "pool", "process", "given to a process", "given to a crash"];

    public static IEnumerable<object[]> Rows =>
        from action in Actions.Keys
        from transport in new[] { Transport.SharedMemory, Transport.Stream }
        // A process takes its time to start; over the stream these rows are for the long form.
        where transport == Transport.SharedMemory || Rounds > DefaultRounds || !StartProcesses.Contains(action)
        select new object[] { action, transport };

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void EachRoundLeavesNothing(string action, Transport transport)
    {
        using ProcessPool pool = TestPools.Single(options => options.Transport = transport);
        bool startsProcesses = StartProcesses.Contains(action);
        int rounds = startsProcesses ? Rounds * 3 / 8 : Rounds;
        Repeat(action, pool, startsProcesses ? FirstRounds : FirstCheapRounds);
        // The first exception loads assemblies, each with a descriptor and mappings, and which round throws it is chance.
        Assert.ThrowsExactly<InvalidOperationException>(() => pool.Run(Processes.ProcessJobs.ThrowInsteadOfValue, "first"));
        (int worker, Footprint host, Footprint there) before = Measure(pool);
        Repeat(action, pool, rounds);
        string seen = "";
        // Threads end and finalizers run a little later.
        Eventually.True(
            () =>
            {
                (int worker, Footprint host, Footprint there) = Measure(pool);
                seen = $"{rounds} rounds of '{action}' over {transport}: host {before.host} -> {host}, worker {before.there} -> {there}";
                return host.IsWithin(before.host, Slack) && there.IsWithin(before.there, Slack);
            },
            () => seen);
        TestContext.WriteLine(seen);
    }

    private static void Repeat(string action, ProcessPool pool, int rounds)
    {
        for (int i = 0; i < rounds; i++)
        {
            Actions[action](pool);
        }
    }

    // A call follows what the rounds have said: the worker has read it by then.
    private static (int Worker, Footprint Host, Footprint There) Measure(ProcessPool pool)
    {
        pool.Run(Common.Square, 2);
        int worker = pool.Run(Common.ProcessId);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return (worker, Footprint.Of(Environment.ProcessId), Footprint.Of(worker));
    }
}
