using System;
using System.Collections.Concurrent;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.Calls;
using ProcessIsolate.CompilerServices;

namespace ProcessIsolate;

/// <summary>A set of worker processes that run marked methods.</summary>
/// <remarks>
/// <para>Plain calls of marked methods use <see cref="Shared"/> unless their mark names a pool or <see cref="Use()"/> made
/// another one current. All members are safe to use from any number of threads. Workers are started on demand, up to
/// <see cref="ProcessPoolOptions.MaxWorkers"/>; each runs one call at a time.</para>
/// <para>Dispose pools you make: <see cref="Dispose"/> terminates what still runs. The shared pool ends with the process.</para>
/// <para>The names follow Python's <c>multiprocessing.Pool</c>.</para>
/// </remarks>
public sealed partial class ProcessPool : IDisposable, IAsyncDisposable
{
    // Lazy: a pool that loses the race for its name would have a timer that lives on.
    private static readonly ConcurrentDictionary<string, Lazy<ProcessPool>> Named = new(StringComparer.Ordinal);
    private static readonly object SharedGate = new();
    private static readonly TimeSpan FlushLimit = TimeSpan.FromMilliseconds(500);
    private static ProcessPool? shared;
    private static ProcessPoolOptions sharedOptions = new ProcessPoolOptions().Copy();

    private readonly CallDispatcher dispatcher;
    private readonly bool runsInline;

    /// <summary>Makes a pool with default options: a worker for each processor. No worker is started yet.</summary>
    public ProcessPool()
        : this(new ProcessPoolOptions())
    {
    }

    /// <summary>Makes a pool with default options but for the number of workers.</summary>
    /// <param name="maxWorkers">See <see cref="ProcessPoolOptions.MaxWorkers"/>.</param>
    public ProcessPool(int maxWorkers)
        : this(new ProcessPoolOptions { MaxWorkers = maxWorkers })
    {
    }

    /// <summary>Makes a pool. No worker is started yet.</summary>
    /// <param name="options">Copied.</param>
    public ProcessPool(ProcessPoolOptions options)
        : this(options, options?.Name ?? "unnamed")
    {
    }

    private ProcessPool(ProcessPoolOptions options, string name)
    {
        ArgumentNullException.ThrowIfNull(options);
        Name = name;
        dispatcher = new CallDispatcher(options.Copy(), name);
        runsInline = options.IsolationMode == IsolationMode.InProcess;
        LivePools.Add(this);
    }

    /// <summary>The pool of plain calls; made on first use.</summary>
    public static ProcessPool Shared
    {
        get
        {
            if (Volatile.Read(ref shared) is { } existing)
            {
                return existing;
            }

            lock (SharedGate)
            {
                return shared ??= new ProcessPool(sharedOptions, sharedOptions.Name ?? "shared");
            }
        }
    }

    /// <summary>The number of workers the pool may have.</summary>
    public int MaxWorkers => dispatcher.Options.MaxWorkers;

    /// <summary>What single processes are started with, too.</summary>
    internal static ProcessPoolOptions SharedOptions => Volatile.Read(ref shared)?.dispatcher.Options ?? Volatile.Read(ref sharedOptions);

    internal CallDispatcher Dispatcher => dispatcher;

    /// <summary>Sets the options of <see cref="Shared"/> and of pools that are only named by a mark; before their first use.</summary>
    /// <exception cref="InvalidOperationException">The shared pool is in use already.</exception>
    public static void ConfigureShared(ProcessPoolOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        lock (SharedGate)
        {
            if (shared is not null)
            {
                throw new InvalidOperationException("The shared pool is in use already; configure it before the first call.");
            }

            sharedOptions = options.Copy();
        }
    }

    /// <summary>Sets the options of the pool that marks name with <see cref="RunInProcessAttribute.Pool"/>; before its
    /// first use.</summary>
    /// <exception cref="InvalidOperationException">A pool of that name is in use already.</exception>
    public static void Configure(string name, ProcessPoolOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(options);
        ProcessPoolOptions copy = options.Copy();
        if (!Named.TryAdd(name, new Lazy<ProcessPool>(() => new ProcessPool(copy, name))))
        {
            throw new InvalidOperationException($"The pool '{name}' is in use already; configure it before its first call.");
        }
    }

    /// <summary>Starts workers ahead of need: <see cref="ProcessPoolOptions.MinWorkers"/> of them, at least one, all at the same
    /// time. Those that run already count.</summary>
    /// <param name="cancellationToken">Ends the wait, not the starts.</param>
    /// <returns>Done when the workers are ready; at once where calls run in this process.</returns>
    /// <exception cref="WorkerStartException">A worker did not start (through the task).</exception>
    /// <exception cref="BrokenPoolException">Starts are held back after repeated failures.</exception>
    public Task WarmUpAsync(CancellationToken cancellationToken = default) =>
        runsInline || Isolation.RunsInline ? Task.CompletedTask : dispatcher.Workers.WarmUps.Begin().WaitAsync(cancellationToken);

    /// <summary>Forgets failed starts: the next start is tried at once, where the pool would hold it back after repeated
    /// failures.</summary>
    /// <remarks>For when the reason is known to be gone. Without it the pool tries again by itself: one second after the third
    /// failure in a row, then after twice as long each time, up to a minute. The next success ends that.</remarks>
    public void Reset()
    {
        dispatcher.Workers.Reset();
        SandboxedPools().ForEach(static pool => pool.Reset());
    }

    /// <summary>Takes no further calls; those accepted are finished, then the workers leave. Maps and streams that have begun are finished too, a
    /// stream once its consumer has come to its end or left it.</summary>
    public void Close()
    {
        dispatcher.Workers.Lifetime.Close();
        SandboxedPools().ForEach(static pool => pool.Close());
    }

    /// <summary>Waits until a closed pool has finished its calls and its processes are gone.</summary>
    /// <exception cref="InvalidOperationException">The pool is not closed.</exception>
    public void Join() => JoinAsync().GetAwaiter().GetResult();

    /// <inheritdoc cref="Join"/>
    public Task JoinAsync(CancellationToken cancellationToken = default)
    {
        if (!dispatcher.Workers.Lifetime.IsClosed)
        {
            throw new InvalidOperationException("Close or terminate the pool before joining it.");
        }

        return Drained.WaitAsync(cancellationToken);
    }

    /// <summary>Ends the pool now: calls that wait or run end with <see cref="OperationCanceledException"/>, busy workers
    /// are killed with everything they started, idle ones leave in order.</summary>
    public void Terminate()
    {
        dispatcher.Workers.Lifetime.Terminate();
        SandboxedPools().ForEach(static pool => pool.Terminate());
    }

    /// <summary>Terminates the pool and waits until its processes are gone.</summary>
    public void Dispose()
    {
        Terminate();
        Drained.GetAwaiter().GetResult();
        Forget();
        // No continuation: the threads of the thread pool may all wait.
        OwnLog?.FlushAsync().Wait(FlushLimit);
    }

    /// <inheritdoc cref="Dispose"/>
    public async ValueTask DisposeAsync()
    {
        Terminate();
        await Drained.ConfigureAwait(false);
        Forget();
        await FlushLogAsync().ConfigureAwait(false);
    }

    // That of a lease is its pool's, which lives on.
    private Logging.PoolLog? OwnLog => dispatcher.Workers.Parent is null ? Watch.Log : null;

    // The logger may be disposed next. One that stands still is not waited for.
    private async Task FlushLogAsync()
    {
        if (OwnLog is { } log)
        {
            await Task.WhenAny(log.FlushAsync(), Task.Delay(FlushLimit)).ConfigureAwait(false);
        }
    }

    /// <summary>What runs a call; null: this process itself.</summary>
    internal static CallDispatcher? For(ProcessPool? explicitPool, RemoteMethodOptions options)
    {
        if (Isolation.RunsInline)
        {
            if (options.Sandbox != SandboxProfile.None)
            {
                RequireSandboxHere(options);
            }

            return null;
        }

        ProcessPool pool = explicitPool ?? AmbientCall.Current?.Pool ?? (options.Pool is { } name
            ? Named.GetOrAdd(name, static key => new Lazy<ProcessPool>(() => new ProcessPool(sharedOptions, key))).Value
            : Shared);
        if (pool.runsInline)
        {
            return null;
        }

        return options.Sandbox == SandboxProfile.None ? pool.dispatcher : pool.ForProfile(options.Sandbox).dispatcher;
    }
}
