namespace ProcessIsolate;

/// <summary>What becomes of a call when <see cref="ProcessPoolOptions.MaxQueuedCalls"/> calls wait already.</summary>
public enum QueueFullMode
{
    /// <summary>It waits outside the queue, without a place in its order of priorities and groups, and enters as first come, first served. A
    /// synchronous caller blocks as it does in the queue; the task of an asynchronous call completes later.</summary>
    Wait,

    /// <summary>It ends at once with <see cref="PoolOverloadedException"/>.</summary>
    Reject,
}
