using System;
using ProcessIsolate.CompilerServices;
using ProcessIsolate.Rpc;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Calls;

/// <summary>Keeps a worker's call lane usable for one call: a worker that dies meanwhile ends the call with an error, not
/// with memory that is gone.</summary>
internal readonly struct LaneUse : IDisposable
{
    private readonly MessageLane lane;

    private LaneUse(MessageLane lane) => this.lane = lane;

    /// <exception cref="CallNotStartedException">The worker is dead already; nothing was sent.</exception>
    public static LaneUse Take(WorkerProcess worker, RemoteMethod method)
    {
        MessageLane lane = worker.Calls!;
        return lane.TryAcquire() ? new LaneUse(lane) : throw new CallNotStartedException(worker.DescribeCrash(method.Id));
    }

    public void Dispose() => lane.Release();
}
