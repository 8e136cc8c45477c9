using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using ProcessIsolate.CompilerServices;
using ProcessIsolate.Rpc;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Calls;

/// <summary>Takes items of a map to one worker after another, many in one request: a batch.</summary>
/// <remarks>
/// The worker puts a record for each item into the ring before it starts the next: when it dies, the first item without one
/// is the one that ran, and those behind it go to another worker. Two batches are on their way, together less than a ring
/// holds: a send never blocks while the worker waits for room for its records. The second keeps the worker from waiting; a
/// driver that has run out of items takes it away.
/// </remarks>
internal sealed class BatchDriver<T, TResult>(
    CallDispatcher dispatcher, RemoteMethod<ValueTuple<T>, TResult> method, MapRun<T, TResult> map, CallTerms terms)
{
    // Taken from the map and not sent; the top is next.
    private readonly Stack<(int Start, int End)> pending = new();
    private readonly SentBatches sent = new();
    private readonly BatchSize size = new(map.FixedChunkSize, Unsafe.SizeOf<T>(), dispatcher.Options.MaxMessageBytes);

    // The worker rings late, so an item may have begun that much later than it seems here.
    private readonly CallTerms lateTerms = terms.Limit == Timeout.InfiniteTimeSpan
        ? terms : terms with { Limit = terms.Limit + TimeSpan.FromMilliseconds(10) };

    private ChunkRunner<ValueTuple<T>, TResult>? singles;
    private int lastVictim = -1;
    private int retriesLeft, undelivered;

    // Whether the worker at hand has answered.
    private bool served;

    public void Drive()
    {
        while (HasWork(mayTakeAway: true))
        {
            WorkerProcess worker = dispatcher.Lease(method, terms.Token);
            Exception? failure;
            try
            {
                int allowed = (int)Math.Max(1, dispatcher.Options.MaxCallsPerWorker - worker.CallCount);
                failure = worker.TakesBatches ? Run(worker, allowed) : RunSingly(worker, allowed);
            }
            finally
            {
                dispatcher.Return(method, worker);
            }

            terms.Token.ThrowIfCancellationRequested();
            if (failure is not null)
            {
                SettleVictim(failure);
            }
        }
    }

    /// <summary>Gives away the batch that waits at the worker, if it has not begun.</summary>
    public bool TryGiveAway(out (int Start, int End) range) => sent.TryTakeAway(out range);

    private bool HasWork(bool mayTakeAway)
    {
        if (pending.Count > 0)
        {
            return true;
        }

        if (!map.TryTake(size.Next, out (int Start, int End) range) && !(mayTakeAway && map.TryTakeAway(this, out range)))
        {
            return false;
        }

        pending.Push(range);
        return true;
    }

    // The first pending item is the one the worker died with.
    private void SettleVictim(Exception failure)
    {
        (int victim, int end) = pending.Pop();
        if (victim != lastVictim)
        {
            lastVictim = victim;
            retriesLeft = method.Options.MaxRetries;
            undelivered = 0;
        }

        if ((failure is CallNotStartedException && ++undelivered <= CallDispatcher.MaxUndelivered)
            || (failure is WorkerCrashedException && retriesLeft-- > 0))
        {
            pending.Push((victim, end));
            return;
        }

        if (victim + 1 < end)
        {
            pending.Push((victim + 1, end));
        }

        map.SetError(victim, (failure as CallNotStartedException)?.Crash ?? failure);
    }

    // A worker without shared memory: each item is a request of its own.
    private Exception? RunSingly(WorkerProcess worker, int allowed)
    {
        singles ??= new ChunkRunner<ValueTuple<T>, TResult>(method, map);
        (int start, int end) = pending.Pop();
        size.Next = map.ChunkSize;
        int stopped = singles.Run(worker, start, Math.Min(end, (int)Math.Min(int.MaxValue, (long)start + allowed)), terms, out Exception? failure);
        if (stopped < end)
        {
            pending.Push((stopped, end));
        }

        return failure;
    }

    /// <returns>What ended the worker; null when it is to be given back.</returns>
    private Exception? Run(WorkerProcess worker, int allowed)
    {
        served = false;
        if (!sent.TryOpen(worker.Calls!))
        {
            return new CallNotStartedException(worker.DescribeCrash(method.Id));
        }

        int notificationsBefore = worker.Lane!.NotificationsSent;
        using CancellationTokenRegistration registration = terms.Token.UnsafeRegister(
            static state => ((WorkerProcess)state!).Call.StopCurrent(StopReason.Cancelled), worker);
        try
        {
            while (true)
            {
                if (MaySend(allowed) && HasWork(mayTakeAway: sent.Count == 0))
                {
                    allowed -= Send(worker, allowed);
                }
                else if (sent.Count > 0)
                {
                    Receive(worker);
                }
                else
                {
                    return null;
                }
            }
        }
        catch (Exception exception) when (WorkerCaller.IsFatal(exception))
        {
            Exception failure = WorkerCaller.Explain(
                worker, method, exception, worker.Call.End(), terms, notificationsBefore, sent.HasHeadBegun());
            sent.TakeAll(pending);
            return failure;
        }
        catch (CallNotStartedException exception)
        {
            sent.TakeAll(pending);
            return exception;
        }
        catch (Exception) when (sent.Count > 0)
        {
            // Its records would reach whoever got the worker next.
            worker.Kill();
            throw;
        }
        finally
        {
            worker.Call.End();
            worker.CallCount -= sent.Close();
        }
    }

    // Others who wait for a worker get this one after what is on its way.
    private bool MaySend(int allowed) =>
        allowed > 0 && sent.Count < SentBatches.Max && !terms.Token.IsCancellationRequested
        && (!dispatcher.Workers.HasWaiters || (sent.Count == 0 && !served));

    private int Send(WorkerProcess worker, int allowed)
    {
        long id = worker.Prepare(method);
        (int start, int end) = pending.Pop();
        int count = Math.Min(Math.Min(end - start, allowed), size.Largest);
        if (start + count < end)
        {
            pending.Push((start + count, end));
        }

        worker.CallCount += count - 1;
        worker.LastRequestId += count - 1;
        int itemSize = Unsafe.SizeOf<T>();
        worker.Calls!.WriteBatch(
            id, method, count, CallHeaders.Capture(worker.Culture, worker.UICulture), (map.Items, start * itemSize, count * itemSize));
        sent.Add(new SentBatch { FirstId = id, Number = worker.Calls.LastNumber + 1, Start = start, Count = count });
        if (sent.Count == 1)
        {
            size.Begin();
            worker.Call.Begin(id, lateTerms, worker.LastRequestId);
        }

        worker.Calls.Send();
        return count;
    }

    private void Receive(WorkerProcess worker)
    {
        ref SentBatch batch = ref sent.Head;
        if (terms.Token.IsCancellationRequested)
        {
            worker.Call.Stop(batch.NextId, StopReason.Cancelled);
        }

        MessageLane lane = worker.Calls!;
        int recordSize = 1 + Unsafe.SizeOf<TResult>();
        ReadOnlySpan<byte> records = lane.PeekRecords(1, !served || size.AreBatchesTiny);
        if (records.Length > 0 && records[0] == 0 && records.Length < recordSize)
        {
            records = lane.PeekRecords(recordSize, spin: true);
        }

        if (records.IsEmpty || (records[0] == 0 && records.Length < recordSize))
        {
            GiveWay();
            return;
        }

        served = true;

        switch (records[0])
        {
            case 1:
                lane.SkipRecords(1);
                ReadError(worker, lane, batch);
                batch.Done++;
                break;
            case 2 when terms.Token.IsCancellationRequested || worker.IsTerminated:
                lane.SkipRecords(1);
                // None of them began.
                for (; batch.Done < batch.Count; batch.Done++)
                {
                    map.SetError(batch.NextItem, terms.Token.IsCancellationRequested ? new OperationCanceledException(terms.Token) : WorkerCaller.Terminated());
                }

                break;
            case not 0:
                throw new InvalidMessageException("A record of a batch is none that was asked for.");
            // Only the first can have been late: the ones behind it had not begun, as far as was known here.
            case 0 when worker.Call.End() == StopReason.TimedOut:
                lane.SkipRecords(recordSize);
                map.SetError(batch.NextItem, WorkerCaller.TimedOut(method, terms, null));
                batch.Done++;
                break;
            default:
                int done = map.SetResults(batch.NextItem, batch.Count - batch.Done, records);
                lane.SkipRecords(done * recordSize);
                batch.Done += done;
                break;
        }

        if (batch.Done == batch.Count)
        {
            size.Completed(batch.Count, map.Share);
            sent.RemoveHead();
        }

        if (sent.Count > 0)
        {
            worker.Call.Begin(sent.Head.NextId, lateTerms, worker.LastRequestId);
        }
    }

    private void ReadError(WorkerProcess worker, MessageLane lane, in SentBatch batch)
    {
        JsonRpcMessage response = lane.Receive(batch.NextId);
        if (response.Kind != MessageKind.ErrorResponse)
        {
            throw new InvalidMessageException("The answer to an item of a batch is a result where an error belongs.");
        }

        try
        {
            WorkerCaller.ReadResponse(worker, method, response, terms);
        }
        catch (Exception exception) when (!WorkerCaller.IsFatal(exception))
        {
            map.SetError(batch.NextItem, exception);
        }
    }

    // Nothing has come for a while. Whoever waits for a worker gets this one after the batch that runs.
    private void GiveWay()
    {
        if (dispatcher.Workers.HasWaiters && !size.AreBatchesShort && sent.TryTakeAway(out (int Start, int End) range))
        {
            pending.Push(range);
        }
    }
}
