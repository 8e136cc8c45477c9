using System;
using System.Threading.Tasks;

namespace ProcessIsolate;

/// <summary>One worker of a pool for the holder alone, with what earlier calls left in its statics: a loaded model, an open file.</summary>
/// <remarks>
/// <para>Made by <see cref="ProcessPool.LeaseAsync"/>. Calls run one after the other. Dispose to give the worker back; a call that waits or runs
/// then ends with <see cref="OperationCanceledException"/>, and a worker that runs one is killed.</para>
/// <para>When the worker ends, the call that ran gets <see cref="WorkerCrashedException"/>, or what its limit or token says, and later ones
/// <see cref="BrokenPoolException"/>: the state is gone, and no other worker takes its place. Members may be used from any thread.</para>
/// </remarks>
public sealed partial class WorkerLease : IDisposable, IAsyncDisposable
{
    internal WorkerLease(ProcessPool pool, int processId)
    {
        Pool = pool;
        ProcessId = processId;
    }

    /// <summary>The process id of the worker; this process's own where calls run here.</summary>
    public int ProcessId { get; }

    // A pool of this one worker.
    private ProcessPool Pool { get; }

    /// <summary>Has plain calls of marked methods use this worker, within this asynchronous flow, until the result is disposed.</summary>
    /// <remarks>Wins over the pool a mark names. May be nested.</remarks>
    public IDisposable Use() => Pool.Use();

    /// <summary>Gives the worker back.</summary>
    public void Dispose() => Pool.Dispose();

    /// <inheritdoc cref="Dispose"/>
    public ValueTask DisposeAsync() => Pool.DisposeAsync();
}
