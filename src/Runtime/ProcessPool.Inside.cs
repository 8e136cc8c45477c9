using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.Calls;
using ProcessIsolate.Scheduling;
using ProcessIsolate.Workers;

namespace ProcessIsolate;

public sealed partial class ProcessPool
{
    private readonly object eventGate = new();
    private EventHandler<WorkerStartedEventArgs>? workerStarted;
    private EventHandler<WorkerExitedEventArgs>? workerExited;

    /// <summary>A worker is ready for calls.</summary>
    /// <remarks>Handlers run on a thread of the library's, one at a time and in order. One that blocks holds up later events of this pool and
    /// nothing else; what one throws is dropped.</remarks>
    public event EventHandler<WorkerStartedEventArgs>? WorkerStarted
    {
        add
        {
            lock (eventGate)
            {
                workerStarted += value;
                Watch.Started = args => workerStarted?.Invoke(this, args);
            }
        }

        remove
        {
            lock (eventGate)
            {
                workerStarted -= value;
                Watch.Started = workerStarted is null ? null : Watch.Started;
            }
        }
    }

    /// <summary>A worker that was ready has ended; the event says why.</summary>
    /// <remarks>Raised once for each, however it ended. Handlers run as those of <see cref="WorkerStarted"/>.</remarks>
    public event EventHandler<WorkerExitedEventArgs>? WorkerExited
    {
        add
        {
            lock (eventGate)
            {
                workerExited += value;
                Watch.Exited = args => workerExited?.Invoke(this, args);
            }
        }

        remove
        {
            lock (eventGate)
            {
                workerExited -= value;
                Watch.Exited = workerExited is null ? null : Watch.Exited;
            }
        }
    }

    /// <summary>Every pool of this process that is not disposed, in the order in which they were made.</summary>
    public static IReadOnlyList<ProcessPool> All => LivePools.All();

    /// <summary>The pool's name, for people.</summary>
    /// <value><see cref="ProcessPoolOptions.Name"/>; else <c>shared</c>, what a mark calls it, or <c>unnamed</c>.</value>
    public string Name { get; }

    /// <summary>The stacks of a worker's threads as text, that of the thread which runs the calls first: where is it stuck? Linux only.</summary>
    /// <param name="workerProcessId">The process id, as <see cref="WorkerSnapshot.ProcessId"/> has it.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <returns>A line for each method, the innermost first. The worker stands still meanwhile, for a second or so, and goes on.</returns>
    /// <remarks>The runtime's <c>createdump</c> looks from outside: neither the worker nor its methods take part, and no diagnostics need be
    /// on.</remarks>
    /// <exception cref="ArgumentException">The pool has no worker of that process id.</exception>
    /// <exception cref="ProcessIsolateException">The worker has ended meanwhile, or the system does not let this process look into it.</exception>
    /// <exception cref="PlatformNotSupportedException">This is not Linux, or a program without that tool: a single file, or Native AOT.</exception>
    public Task<string> DumpAsync(int workerProcessId, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        WorkerProcess worker = dispatcher.Workers.Find(workerProcessId)
            ?? throw new ArgumentException($"The pool '{Name}' has no worker process {workerProcessId}.", nameof(workerProcessId));
        return OperatingSystem.IsLinux()
            ? BlockingThreadPool.Shared.RunAsync(() => StackDump.Take(worker, cancellationToken))
            : throw new PlatformNotSupportedException("Stacks of a worker can be read on Linux only.");
    }

    private PoolWatch Watch => dispatcher.Workers.Watch;

    /// <summary>Looks at what the pool does now: its workers and what they run, what waits, how long calls took, the last crashes.</summary>
    /// <remarks>Cheap enough for every second: it holds the pool's lock for a moment and asks the system about each worker.</remarks>
    public PoolSnapshot Snapshot() => SnapshotTaker.Take(dispatcher.Workers, Name);
}
