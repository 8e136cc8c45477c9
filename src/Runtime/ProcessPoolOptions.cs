using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Numerics;
using System.Threading;
using Microsoft.Extensions.Logging;

namespace ProcessIsolate;

/// <summary>How a pool starts, bounds and ends its workers. Copied when the pool is made; later changes have no effect.</summary>
public sealed class ProcessPoolOptions
{
    /// <summary>256 MiB.</summary>
    internal const int DefaultMaxMessageBytes = 256 * 1024 * 1024;

    internal const int DefaultMaxJsonDepth = 128;

    private const int DefaultSharedObjectsPerWorker = 4096;
    private const int DefaultSharedObjects = 4 * DefaultSharedObjectsPerWorker;
    private const long DefaultSharedBytesPerWorker = 64L << 30;
    private const long DefaultSharedBytes = 4 * DefaultSharedBytesPerWorker;

    private static readonly TimeSpan DefaultIdleTimeout = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan DefaultGracePeriod = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan DefaultRestartPeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan DefaultStartTimeout = TimeSpan.FromSeconds(30);

    private int? maxWorkers;
    private Sharing.SegmentBudget? sharedObjectsOfWorkers;

    /// <summary>A name for people, as <see cref="PoolSnapshot"/> and messages show it.</summary>
    /// <value>Default: null.</value>
    public string? Name { get; set; }

    /// <summary>Workers kept running without calls, once started; 0 or more. Started by calls that need them, or all at
    /// once by <see cref="ProcessPool.WarmUpAsync"/>; one that dies is replaced.</summary>
    /// <value>Default: 0. Never more than <see cref="MaxWorkers"/>.</value>
    public int MinWorkers { get; set => field = OptionChecks.AtLeast(value, 0); }

    /// <summary>Workers kept ready beyond those in use, from the first call or <see cref="ProcessPool.WarmUpAsync"/> on, so that
    /// a further call, or one after a crash, does not wait for a process to start; 0 or more.</summary>
    /// <value>Default: 0. Workers in use and spare ones together are never more than <see cref="MaxWorkers"/>.</value>
    public int SpareWorkers { get; set => field = OptionChecks.AtLeast(value, 0); }

    /// <summary>Workers at the same time; 1 or more. Further calls wait, first in, first out.</summary>
    /// <value>Default: the number of processors that this process may use (by its affinity, and by the quota of its container), or of
    /// those that <see cref="ProcessorAffinity"/> names, if they are fewer.</value>
    public int MaxWorkers
    {
        get => maxWorkers ?? DefaultWorkers;
        set => maxWorkers = OptionChecks.AtLeast(value, 1);
    }

    /// <summary>How long a worker beyond <see cref="MinWorkers"/> and <see cref="SpareWorkers"/> may be idle before it is shut down.</summary>
    /// <value>Default: 5 minutes. <see cref="Timeout.InfiniteTimeSpan"/>: for ever.</value>
    public TimeSpan IdleTimeout { get; set => field = OptionChecks.PositiveOrInfinite(value); } = DefaultIdleTimeout;

    /// <summary>Calls after which a worker is replaced by a fresh one; 1 or more. For code that leaks. From 8 on the fresh one is started
    /// during the last eighth of the calls, beside the old one; below, with the last call where <see cref="MaxWorkers"/> leaves room, and after it
    /// elsewhere.</summary>
    /// <value>Default: <see cref="int.MaxValue"/>, no limit.</value>
    public int MaxCallsPerWorker { get; set => field = OptionChecks.AtLeast(value, 1); } = int.MaxValue;

    /// <summary>How old a worker may become before it is replaced by a fresh one, counted from its start.</summary>
    /// <value>Default: <see cref="Timeout.InfiniteTimeSpan"/>, no limit. The fresh one is ready before the old one leaves, which a busy one
    /// does after the call that it runs; meanwhile the pool has one worker beyond <see cref="MaxWorkers"/>.</value>
    public TimeSpan MaxWorkerAge { get; set => field = OptionChecks.PositiveOrInfinite(value); } = Timeout.InfiniteTimeSpan;

    /// <summary>The resident memory, in bytes, that a worker may have; 32 MiB or more. The call that takes it beyond fails with
    /// <see cref="WorkerCrashedException"/>, whose reason is <see cref="CrashReason.MemoryLimit"/>. A worker that is beyond it between calls is replaced, as
    /// with <see cref="MaxWorkerAge"/>.</summary>
    /// <value>Default: <see cref="long.MaxValue"/>, no limit.</value>
    /// <remarks>The garbage collector's heap gets no more than that. On Linux native memory counts as well: it is looked at a hundred times a second.
    /// <see cref="WorkerLimits.MemoryBytes"/> is the same limit, of which an idle worker is killed.</remarks>
    public long MaxWorkerMemoryBytes { get; set => field = OptionChecks.AtLeast(value, WorkerLimits.LeastMemory); } = long.MaxValue;

    /// <summary>As <see cref="MaxWorkerMemoryBytes"/>, for what a worker has beyond its memory after its first calls: for code that leaks
    /// in a process whose size is not known beforehand; 1 or more.</summary>
    /// <value>Default: <see cref="long.MaxValue"/>, no limit.</value>
    public long MaxWorkerMemoryGrowthBytes { get; set => field = OptionChecks.AtLeast(value, 1); } = long.MaxValue;

    /// <summary>The time limit of one call, counted from its start in a worker, not from its wait for one.</summary>
    /// <value>Default: <see cref="Timeout.InfiniteTimeSpan"/>. A limit on the mark or of <see cref="CallOptions"/> wins. A limit that passes while a
    /// debugger is attached to this process begins anew.</value>
    public TimeSpan CallTimeout { get; set => field = OptionChecks.PositiveOrInfinite(value); } = Timeout.InfiniteTimeSpan;

    /// <summary>Whether a worker that is killed because its call was late and did not answer the cancellation shows its stacks before:
    /// <see cref="CallTimeoutException.WorkerStacks"/>. Linux only, see <see cref="ProcessPool.DumpAsync"/>.</summary>
    /// <value>Default: false. Looking takes a second or so, 5 at most, by which the call ends later.</value>
    public bool DumpOnTimeout { get; set; }

    /// <summary>How long a call may wait for a worker, the start of one included; then it ends with <see cref="CallTimeoutException"/>. Does not
    /// bound the items of maps, which wait for one another.</summary>
    /// <value>Default: <see cref="Timeout.InfiniteTimeSpan"/>. A limit on the mark or of <see cref="CallOptions"/> wins.</value>
    public TimeSpan QueueTimeout { get; set => field = OptionChecks.PositiveOrInfinite(value); } = Timeout.InfiniteTimeSpan;

    /// <summary>How many calls may wait for a worker; 0 or more. Those that have one do not count, nor do the items of maps, nor calls that come
    /// back from a worker that was gone.</summary>
    /// <value>Default: <see cref="int.MaxValue"/>, no limit.</value>
    public int MaxQueuedCalls { get; set => field = OptionChecks.AtLeast(value, 0); } = int.MaxValue;

    /// <summary>What becomes of a call beyond <see cref="MaxQueuedCalls"/>.</summary>
    /// <value>Default: <see cref="ProcessIsolate.QueueFullMode.Wait"/>.</value>
    public QueueFullMode QueueFullMode
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)value, (uint)QueueFullMode.Reject, nameof(value));
            field = value;
        }
    }

    /// <summary>How often a call whose worker died is tried again in another worker; 0 or more.</summary>
    /// <value>Default: 0: a call runs at most once. A number on the mark or of <see cref="CallOptions"/> wins.</value>
    public int MaxRetries { get; set => field = OptionChecks.AtLeast(value, 0); }

    /// <summary>How long a cancelled call, or one over its limit, may take to answer before its process tree is killed;
    /// also how long an idle worker may take to shut down.</summary>
    /// <value>Default: 500 ms. <see cref="TimeSpan.Zero"/>: killed at once.</value>
    public TimeSpan CancellationGracePeriod { get; set => field = OptionChecks.NotNegative(value); } = DefaultGracePeriod;

    /// <summary>How long a worker may take from its start to its first "ready".</summary>
    /// <value>Default: 30 seconds.</value>
    public TimeSpan StartTimeout { get; set => field = OptionChecks.PositiveOrInfinite(value); } = DefaultStartTimeout;

    /// <summary>How many workers the pool may lose within <see cref="RestartPeriod"/>, by crashes or failed starts, and replace at once; 1 or more. After one
    /// more it starts none for 1 second, then for 2, 4 … 60 when it happens again. Calls meanwhile end with <see cref="BrokenPoolException"/> where no worker
    /// is left. It goes on by itself; <see cref="ProcessPool.Reset"/> ends the wait.</summary>
    /// <value>Default: <see cref="int.MaxValue"/>: a crashed worker is always replaced at once. Failed starts are held back from the third in a row in any case.</value>
    public int RestartLimit { get; set => field = OptionChecks.AtLeast(value, 1); } = int.MaxValue;

    /// <summary>See <see cref="RestartLimit"/>.</summary>
    /// <value>Default: 1 minute.</value>
    public TimeSpan RestartPeriod { get; set => field = OptionChecks.Positive(value); } = DefaultRestartPeriod;

    /// <summary>The largest message, in bytes of JSON text, in both directions; 1,024 or more.</summary>
    /// <value>Default: 256 MiB.</value>
    public int MaxMessageBytes { get; set => field = OptionChecks.AtLeast(value, 1024); } = DefaultMaxMessageBytes;

    /// <summary>The deepest nesting of a message's JSON text, in both directions; 8 to 1,000. The message itself takes
    /// 2 levels.</summary>
    /// <value>Default: 128.</value>
    public int MaxJsonDepth
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Serialization.JsonSettings.MaxDepth);
            field = OptionChecks.AtLeast(value, 8);
        }
    } = DefaultMaxJsonDepth;

    /// <summary>How many queues, pipes, locks and other shared objects that one worker made may be alive in this process at a time;
    /// 1 or more. A call that returns one more fails, and its message says the number.</summary>
    /// <value>Default: 4,096. An object is alive while a process has it, or a queue or pipe that it lies in.</value>
    public int MaxSharedObjectsPerWorker { get; set => field = OptionChecks.AtLeast(value, 1); } = DefaultSharedObjectsPerWorker;

    /// <summary>As <see cref="MaxSharedObjectsPerWorker"/>, for all workers of the pool together; 1 or more.</summary>
    /// <value>Default: 16,384.</value>
    public int MaxSharedObjects { get; set => field = OptionChecks.AtLeast(value, 1); } = DefaultSharedObjects;

    /// <summary>How many bytes the living shared objects that one worker made may have together, each counted with the size that it may
    /// grow to; 1 or more.</summary>
    /// <value>Default: 64 GiB.</value>
    public long MaxSharedBytesPerWorker { get; set => field = OptionChecks.AtLeast(value, 1); } = DefaultSharedBytesPerWorker;

    /// <summary>As <see cref="MaxSharedBytesPerWorker"/>, for all workers of the pool together; 1 or more.</summary>
    /// <value>Default: 256 GiB.</value>
    public long MaxSharedBytes { get; set => field = OptionChecks.AtLeast(value, 1); } = DefaultSharedBytes;

    /// <summary>Variables added to the environment the workers inherit; a null value removes one.</summary>
    /// <value>Default: empty.</value>
    public IDictionary<string, string?> Environment { get; private set; } = new Dictionary<string, string?>();

    /// <summary>The folder the workers start in.</summary>
    /// <value>Default: null, the host's current folder at the time of the start.</value>
    public string? WorkingDirectory { get; set; }

    /// <summary>What each worker may take of the system; never null.</summary>
    /// <value>Default: no limits.</value>
    public WorkerLimits Limits
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = new();

    /// <summary>How the system ranks the workers against other processes.</summary>
    /// <value>Default: null, as this process.</value>
    public ProcessPriorityClass? PriorityClass { get; set; }

    /// <summary>The processors the workers may run on, a bit for each; not on macOS.</summary>
    /// <value>Default: null, as this process.</value>
    public nint? ProcessorAffinity { get; set; }

    /// <summary>A marked method that each worker runs once before its first call, see <see cref="MarkedCall"/>. When it throws, the start
    /// of the worker has failed.</summary>
    /// <value>Default: null.</value>
    /// <remarks>It does not count among the worker's calls, and is bounded by <see cref="StartTimeout"/>. Where calls run in this process it
    /// does not run, as <see cref="WorkerInitializerAttribute"/> methods do not.</remarks>
    public MarkedCall? Initializer { get; set; }

    /// <summary>Where calls run.</summary>
    /// <value>Default: <see cref="IsolationMode.OutOfProcess"/>, or what <c>PROCESSISOLATE_MODE</c> says.</value>
    public IsolationMode IsolationMode { get; set; }

    /// <summary>What becomes of processes that marked methods start, once their worker ends.</summary>
    /// <value>Default: <see cref="DescendantPolicy.KillWithWorker"/>. With a <see cref="Sandbox"/> its
    /// <see cref="SandboxOptions.Descendants"/> holds instead.</value>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="DescendantPolicy.Forbid"/>, for which a sandbox is needed.</exception>
    public DescendantPolicy Descendants
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)value, (uint)DescendantPolicy.LiveOn, nameof(value));
            field = value;
        }
    }

    /// <summary>What the workers may do beyond computing; enforced by the kernel.</summary>
    /// <value>Default: null, no sandbox: workers have all rights of the user.</value>
    public SandboxOptions? Sandbox { get; set; }

    /// <summary>What carries calls and results.</summary>
    /// <value>Default: <see cref="Transport.Auto"/>, or what <c>PROCESSISOLATE_TRANSPORT</c> says instead of it.</value>
    public Transport Transport { get; set; }

    /// <summary>What becomes of what the workers write to stdout and stderr.</summary>
    /// <value>Default: <see cref="WorkerOutput.Inherit"/>.</value>
    public WorkerOutput Output
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)value, (uint)WorkerOutput.Discard, nameof(value));
            field = value;
        }
    }

    /// <summary>What the pool says of its workers and calls goes to a logger of this, with the category <c>ProcessIsolate.Pool</c>; with
    /// <see cref="WorkerOutput.Log"/> what the workers write, with <c>ProcessIsolate.Output</c>.</summary>
    /// <value>Default: null, nothing is logged.</value>
    /// <remarks>Loggers are called on a thread of the library's, one event at a time and in order. One that blocks holds up no call, and a worker's output for a second at most;
    /// events of which more than 4 MiB wait are lost, and an event says how many.</remarks>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>For tests: another program in the worker's place, and its arguments.</summary>
    internal (string FileName, string[] Arguments)? WorkerCommand { get; set; }

    /// <summary>What the workers of the pool that has this copy share; made with the first worker.</summary>
    internal Sharing.SegmentBudget SharedObjectsOfWorkers => LazyInitializer.EnsureInitialized(ref sharedObjectsOfWorkers, () => Sharing.SegmentBudget.ForPool(this));

    /// <summary>The lower of the two limits on memory; null without one.</summary>
    internal long? MemoryLimit => Limits.MemoryBytes is { } hard ? Math.Min(hard, MaxWorkerMemoryBytes)
        : MaxWorkerMemoryBytes == long.MaxValue ? null : MaxWorkerMemoryBytes;

    internal TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    internal ProcessPoolOptions Copy()
    {
        ProcessPoolOptions copy = (ProcessPoolOptions)MemberwiseClone();
        copy.MaxWorkers = MaxWorkers;
        copy.MinWorkers = Math.Min(MinWorkers, MaxWorkers);
        copy.SpareWorkers = Math.Min(SpareWorkers, MaxWorkers);
        copy.Limits = Limits.Copy();
        copy.Sandbox = Sandbox?.Copy();
        copy.Transport = Transport == Transport.Auto ? Calls.Isolation.DefaultTransport : Transport;
        copy.Environment = new Dictionary<string, string?>(Environment);
        // Each pool has its own.
        copy.sharedObjectsOfWorkers = null;
        return copy;
    }

    // The base library's number honours affinity and quota of this process.
    private int DefaultWorkers => ProcessorAffinity is { } mask && BitOperations.PopCount((nuint)mask) is > 0 and int named
        ? Math.Min(named, System.Environment.ProcessorCount) : System.Environment.ProcessorCount;

    /// <summary>For the calls of one worker that belongs to a pool with these.</summary>
    internal ProcessPoolOptions ForLease()
    {
        ProcessPoolOptions copy = Copy();
        copy.MinWorkers = 0;
        copy.SpareWorkers = 0;
        copy.MaxWorkers = 1;
        copy.MaxCallsPerWorker = int.MaxValue;
        copy.IdleTimeout = Timeout.InfiniteTimeSpan;
        copy.MaxWorkerAge = Timeout.InfiniteTimeSpan;
        copy.MaxWorkerMemoryBytes = long.MaxValue;
        copy.MaxWorkerMemoryGrowthBytes = long.MaxValue;
        return copy;
    }
}
