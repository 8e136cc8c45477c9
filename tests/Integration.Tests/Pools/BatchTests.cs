using System;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using ProcessIsolate.Integration.Tests.Support;

namespace ProcessIsolate.Integration.Tests.Pools;

/// <summary>Maps of plain numbers, of which a worker gets many in one request.</summary>
[TestClass]
public sealed class BatchTests
{
    private const int Count = 3000;

    [TestMethod]
    public void KilledInTheMiddle_EveryItemHasItsResultAndRanOnce()
    {
        using Scratch scratch = new();
        using ProcessPool pool = Pool(scratch, 2);
        int[] results = pool.Map(BatchJobs.DieOnceInTheMiddle, Enumerable.Range(0, Count));
        CollectionAssert.AreEqual(Enumerable.Range(1, Count).ToArray(), results);
        // Each worker has a log of its own. Only the item that died ran twice.
        int[] runs = [.. Directory.GetFiles(scratch.Folder, "*.log").SelectMany(File.ReadAllLines).Select(static line => int.Parse(line, CultureInfo.InvariantCulture))];
        CollectionAssert.AreEquivalent(Enumerable.Range(0, Count).Append(BatchJobs.Victim).ToArray(), runs);
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow(1)]
    [DataRow(1000)]
    public async Task KilledInTheMiddle_OneItemFails(int? chunkSize)
    {
        using Scratch scratch = new();
        using ProcessPool pool = Pool(scratch, 2);
        Seen progress = new();
        await Assert.ThrowsExactlyAsync<WorkerCrashedException>(() => pool.MapAsync(
            BatchJobs.DieInTheMiddle, Enumerable.Range(0, Count), new MapOptions { ChunkSize = chunkSize, Progress = progress }));
        CollectionAssert.AreEquivalent(Enumerable.Range(1, Count).ToArray(), progress.Values.ToArray());
        int[] runs = [.. Directory.GetFiles(scratch.Folder, "*.log").SelectMany(File.ReadAllLines).Select(static line => int.Parse(line, CultureInfo.InvariantCulture))];
        CollectionAssert.AreEquivalent(Enumerable.Range(0, Count).ToArray(), runs);
    }

    [TestMethod]
    public async Task ThrowingItems_HaveTheirOwnErrors()
    {
        using ProcessPool pool = TestPools.Single();
        int worker = pool.Run(Common.ProcessId);
        Seen progress = new();
        ArgumentException error = await Assert.ThrowsExactlyAsync<ArgumentException>(() => pool.MapAsync(
            BatchJobs.ThrowInTheMiddle, Enumerable.Range(0, Count), new MapOptions { Progress = progress }));
        StringAssert.StartsWith(error.Message, "item 1500");
        Assert.HasCount(Count, progress.Values);
        Assert.AreEqual(worker, pool.Run(Common.ProcessId));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task LateItem_IsTheOnlyOneToFail(bool listens)
    {
        using ProcessPool pool = TestPools.Single(o => o.CancellationGracePeriod = listens ? TimeSpan.FromSeconds(20) : TimeSpan.Zero);
        int worker = pool.Run(Common.ProcessId);
        Seen progress = new();
        MapOptions options = new() { Progress = progress };
        await Assert.ThrowsExactlyAsync<CallTimeoutException>(() => listens
            ? pool.MapAsync(BatchJobs.ListenTooLong, Enumerable.Range(0, Count), options)
            : pool.MapAsync(BatchJobs.HangInTheMiddle, Enumerable.Range(0, Count), options));
        Assert.HasCount(Count, progress.Values);
        Assert.AreEqual(listens, worker == pool.Run(Common.ProcessId));
    }

    [TestMethod]
    public async Task Cancelled_Listening_KeepsTheWorker()
    {
        using CancellationTokenSource source = new();
        using Scratch scratch = new();
        using ProcessPool pool = Pool(scratch, 1, static o => o.CancellationGracePeriod = TimeSpan.FromSeconds(20));
        int worker = pool.Run(Common.ProcessId);
        Task<int[]> map = pool.MapAsync(BatchJobs.ListenInTheMiddle, Enumerable.Range(0, Count), new MapOptions { ChunkSize = Count }, source.Token);
        scratch.Await("listening");
        source.Cancel();
        await Assert.ThrowsAsync<OperationCanceledException>(() => map);
        Assert.AreEqual(worker, pool.Run(Common.ProcessId));
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void Garbage_IsABreachOfProtocolAndCostsOneItem()
    {
        if (Environment.GetEnvironmentVariable("PROCESSISOLATE_TRANSPORT") == "Stream")
        {
            Assert.Inconclusive("The worker writes into the ring.");
        }

        using ProcessPool pool = TestPools.Of(2);
        Seen progress = new();
        Task<int[]> map = pool.MapAsync(BatchJobs.SendGarbage, Enumerable.Range(0, Count), new MapOptions { Progress = progress });
        Eventually.Ends(map, "the map ends");
        Assert.IsInstanceOfType<WorkerProtocolException>(map.Exception!.InnerException);
        Assert.HasCount(Count, progress.Values);
    }

    [TestMethod]
    public async Task WornWorkers_AreReplacedInTime()
    {
        using ProcessPool pool = TestPools.Of(2, static o => o.MaxCallsPerWorker = 50);
        int[] ids = await pool.MapAsync(PoolJobs.IdFor, Enumerable.Range(0, 200), new MapOptions { ChunkSize = 30 });
        foreach (IGrouping<int, int> calls in ids.GroupBy(static id => id))
        {
            Assert.IsLessThanOrEqualTo(50, calls.Count());
        }
    }

    [TestMethod]
    public void OtherTypes()
    {
        using ProcessPool pool = TestPools.Single();
        double[] doubles = [0.1, -0.0, double.NaN, double.PositiveInfinity, double.Epsilon];
        CollectionAssert.AreEqual(
            doubles.Select(BitConverter.DoubleToInt64Bits).ToArray(),
            pool.Map(BatchJobs.Same, doubles).Select(BitConverter.DoubleToInt64Bits).ToArray());
        CollectionAssert.AreEqual(new[] { true, false, true }, pool.Map(BatchJobs.IsEven, new byte[] { 2, 3, 254 }));
        CollectionAssert.AreEqual(new long[] { 'a', '\uD800' }, pool.Map(BatchJobs.Widen, new[] { 'a', '\uD800' }));
        pool.Map(BatchJobs.Nothing, [true, false]);
    }

    private static ProcessPool Pool(Scratch scratch, int workers, Action<ProcessPoolOptions>? configure = null) => TestPools.Of(workers, o =>
    {
        o.Environment[BatchJobs.FolderVariable] = scratch.Folder;
        configure?.Invoke(o);
    });
}

internal static class BatchJobs
{
    public const string FolderVariable = "PITEST_FOLDER";
    public const int Victim = 1500;

    private static readonly string? Folder = Environment.GetEnvironmentVariable(FolderVariable);

    [RunInProcess(MaxRetries = 1)]
    [SuppressMessage("ProcessIsolate", "PISO306", Justification = "Counts its runs.")]
    public static int DieOnceInTheMiddle(int x)
    {
        Log(x);
        if (x == Victim && !File.Exists(Path.Combine(Folder!, "died")))
        {
            File.WriteAllText(Path.Combine(Folder!, "died"), "");
            Proc.Kill(Environment.ProcessId);
            Common.SpinForever(null);
        }

        return x + 1;
    }

    [RunInProcess]
    public static int DieInTheMiddle(int x)
    {
        Log(x);
        if (x == Victim)
        {
            Proc.Kill(Environment.ProcessId);
            Common.SpinForever(null);
        }

        return x;
    }

    [RunInProcess]
    public static int ThrowInTheMiddle(int x) => x == Victim ? throw new ArgumentException($"item {x}") : x;

    [RunInProcess(TimeoutMilliseconds = 1000)]
    public static int ListenTooLong(int x) => ListenInTheMiddle(x);

    [RunInProcess(TimeoutMilliseconds = 1000)]
    public static int HangInTheMiddle(int x)
    {
        if (x == Victim)
        {
            Common.SpinForever(null);
        }

        return x;
    }

    [RunInProcess]
    public static int ListenInTheMiddle(int x)
    {
        if (x == Victim)
        {
            Common.Mark(Folder is null ? null : Path.Combine(Folder, "listening"));
            WorkerContext.Cancellation.WaitHandle.WaitOne(Eventually.Limit);
            WorkerContext.Cancellation.ThrowIfCancellationRequested();
        }

        return x;
    }

    /// <summary>Writes into the shared memory itself, behind the back of the code that owns it.</summary>
    [RunInProcess]
    public static int SendGarbage(int x)
    {
        if (x != Victim)
        {
            return x;
        }

        string line = File.ReadLines("/proc/self/maps").First(static l => l.Contains("memfd:processisolate", StringComparison.Ordinal));
        nint start = nint.Parse(line[..line.IndexOf('-')], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        int capacity = Marshal.ReadInt32(start, 8);
        long tail = Marshal.ReadInt64(start, 192);
        for (int i = 0; i < 16; i++)
        {
            Marshal.WriteByte(start, 4096 + capacity + (int)((tail + i) % capacity), 7);
        }

        Marshal.WriteInt64(start, 192, tail + 16);
        Common.SpinForever(null);
        return 0;
    }

    [RunInProcess]
    public static double Same(double x) => x;

    [RunInProcess]
    public static bool IsEven(byte x) => x % 2 == 0;

    [RunInProcess]
    public static long Widen(char x) => x;

    [RunInProcess]
    public static void Nothing(bool x) => GC.KeepAlive(x);

    private static void Log(int x) => File.AppendAllText(
        Path.Combine(Folder!, $"{Environment.ProcessId}.log"), x.ToString(CultureInfo.InvariantCulture) + "\n");
}
