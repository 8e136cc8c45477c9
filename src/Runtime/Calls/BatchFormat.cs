using System;
using System.Runtime.CompilerServices;
using ProcessIsolate.CompilerServices;
using ProcessIsolate.Rpc;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Calls;

/// <summary>How the items and results of one map travel in batches.</summary>
internal abstract class BatchFormat<TArgs, TResult>(RemoteMethod<TArgs, TResult> method, MapWork<TArgs, TResult> map)
    where TArgs : struct
{
    /// <summary>The fewest bytes of an item.</summary>
    public abstract int ItemBytes { get; }

    /// <summary>How many bytes of a record are needed to begin with it.</summary>
    public abstract int RecordBytes { get; }

    /// <summary>Whether results may come as <see cref="BatchRecord.Direct"/>.</summary>
    public virtual bool TakesDirect => false;

    protected RemoteMethod<TArgs, TResult> Method { get; } = method;

    protected MapWork<TArgs, TResult> Map { get; } = map;

    public static BatchFormat<TArgs, TResult> For(RemoteMethod<TArgs, TResult> method, MapWork<TArgs, TResult> map) =>
        method.IsBlittable ? new PlainBatchFormat<TArgs, TResult>(method, map) : new RecordBatchFormat<TArgs, TResult>(method, map);

    /// <summary>Where an item lies in an array of items, in bytes: an array may have more than an int counts.</summary>
    public static long OffsetOf(int item) => (long)item * Unsafe.SizeOf<TArgs>();

    /// <summary>Writes a request for consecutive items. What keeps one from being written is that item's outcome.</summary>
    /// <param name="worker">The worker to ask.</param>
    /// <param name="id">The id of the first call.</param>
    /// <param name="start">The first item.</param>
    /// <param name="end">The item after the last.</param>
    public abstract WrittenBatch Write(WorkerProcess worker, long id, int start, int end);

    /// <summary>Reads results that have arrived, one at least, and ends the watch over the call at hand.</summary>
    /// <param name="worker">The worker that sent them.</param>
    /// <param name="batch">Counts them as they are read: when one turns out to be none, those before it are done.</param>
    /// <param name="records">What was peeked at.</param>
    /// <param name="terms">What bounds each item.</param>
    /// <param name="clock">Of the driver.</param>
    public abstract void ReadResults(WorkerProcess worker, ref SentBatch batch, ReadOnlySpan<byte> records, in CallLimits terms, MapClock clock);
}

/// <summary>A request that is ready to be sent.</summary>
/// <param name="Start">The first item.</param>
/// <param name="Count">How many; 0 when none could be written.</param>
/// <param name="Next">The first item that was not looked at.</param>
/// <param name="Bytes">The request's size.</param>
internal readonly record struct WrittenBatch(int Start, int Count, int Next, int Bytes);

/// <summary>Items and results are plain values: they travel as they lie in memory.</summary>
internal sealed class PlainBatchFormat<TArgs, TResult>(RemoteMethod<TArgs, TResult> method, MapWork<TArgs, TResult> map)
    : BatchFormat<TArgs, TResult>(method, map)
    where TArgs : struct
{
    public override int ItemBytes => Unsafe.SizeOf<TArgs>();

    public override int RecordBytes => 1 + Unsafe.SizeOf<TResult>();

    public override WrittenBatch Write(WorkerProcess worker, long id, int start, int end)
    {
        int count = end - start;
        int bytes = worker.Calls!.WriteBatch(
            id, Method, count, CallHeaders.Capture(worker.Culture, worker.UICulture), (Map.Items, OffsetOf(start), count * ItemBytes));
        return new WrittenBatch(start, count, end, bytes);
    }

    public override void ReadResults(WorkerProcess worker, ref SentBatch batch, ReadOnlySpan<byte> records, in CallLimits terms, MapClock clock)
    {
        // Only the first can have been late: the ones behind it had not begun, as far as was known here.
        bool late = worker.Call.End() == StopReason.TimedOut;
        int done = 1;
        if (late)
        {
            Map.SetError(batch.NextItem, CallTimeoutException.OfRun(Method.Id, terms, killed: false, null), clock);
        }
        else
        {
            done = Map.SetResults(batch.NextItem, batch.Count - batch.Done, records, clock);
        }

        worker.Calls!.SkipRecords(done * RecordBytes);
        batch.Done += done;
    }
}
