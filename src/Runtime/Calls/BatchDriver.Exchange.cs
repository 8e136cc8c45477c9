using System;
using ProcessIsolate.Rpc;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Calls;

/// <content>What is sent to the worker at hand, and what comes back.</content>
internal sealed partial class BatchDriver<TArgs, TResult>
{
    // Other calls that wait for a worker get this one after what is on its way.
    private bool MaySend(int allowed) =>
        allowed > 0 && !askedToStop && !terms.Token.IsCancellationRequested
        && (sent.Count == 0
            ? !served || !dispatcher.Workers.HasWaiters
            : served && sent.Count < SentBatches.Max && !dispatcher.Workers.HasWaiters && (!streams || size.AreBatchesShort));

    // Writes the next request.
    private int Stage(WorkerProcess worker, int allowed)
    {
        long id = worker.Prepare(method, terms);
        (int start, int end) = pending.Pop();
        WrittenBatch batch = format.Write(worker, id, start, start + Math.Min(Math.Min(end - start, allowed), size.Largest));
        if (batch.Next < end)
        {
            pending.Push((batch.Next, end));
        }

        worker.CallCount += batch.Count - 1;
        if (batch.Count > 0)
        {
            worker.LastRequestId += batch.Count - 1;
            staged = new SentBatch { FirstId = id, Start = batch.Start, Count = batch.Count, SharesMemory = worker.Calls!.SharesMemory };
            isStagedLarge = batch.Bytes > 2 * BatchSize.BytesOf(dispatcher.Options.MaxMessageBytes);
        }

        return batch.Count;
    }

    private void SendStaged(WorkerProcess worker)
    {
        SentBatch batch = staged!.Value with { Number = worker.Calls!.LastNumber + 1 };
        staged = null;
        if (terms.Token.IsCancellationRequested || map.IsStopped(batch.Start))
        {
            // While it waited.
            pending.Push((batch.Start, batch.End));
            return;
        }

        sent.Add(batch);
        if (sent.Count == 1)
        {
            size.Begin();
            worker.Activity.Begin(method);
            clock.Start();
            worker.Call.Begin(batch.FirstId, Terms, worker.LastRequestId).Send();
        }

        worker.Calls.Send();
    }

    // The worker is gone: what is written and what is on its way goes elsewhere, the first of it first.
    private void TakeBack()
    {
        if (staged is { } batch)
        {
            staged = null;
            pending.Push((batch.Start, batch.End));
        }

        sent.TakeAll(pending);
    }

    private CallLimits Terms => streams ? terms : lateTerms;

    private void Receive(WorkerProcess worker)
    {
        ref SentBatch batch = ref sent.Head;
        if (terms.Token.IsCancellationRequested)
        {
            worker.Call.Stop(batch.NextId, StopReason.Cancelled).Send();
        }

        MessageLane lane = worker.Calls!;
        ReadOnlySpan<byte> records = lane.PeekRecords(1, !served || size.AreBatchesTiny);
        if (records.Length > 0 && BatchRecord.HasHeader(records[0]) && records.Length < format.RecordBytes)
        {
            records = lane.PeekRecords(format.RecordBytes, spin: true);
        }

        if (records.IsEmpty || (BatchRecord.HasHeader(records[0]) && records.Length < format.RecordBytes))
        {
            GiveWay();
            return;
        }

        if (streams && IsAboutBatch(lane, ref batch, records[0]))
        {
            return;
        }

        served = true;
        switch (records[0])
        {
            case BatchRecord.Value:
            case BatchRecord.Direct when format.TakesDirect && lane.IsExact:
                format.ReadResults(worker, ref batch, records, terms, clock);
                break;
            case BatchRecord.Error:
                lane.SkipRecords(1);
                ReadError(worker, lane, batch);
                batch.Done++;
                break;
            case BatchRecord.Cancelled when askedToStop || terms.Token.IsCancellationRequested || worker.IsTerminated:
                lane.SkipRecords(1);
                // None of them began.
                bool isStopped = !terms.Token.IsCancellationRequested && !worker.IsTerminated;
                for (; batch.Done < batch.Count; batch.Done++)
                {
                    if (!isStopped)
                    {
                        map.SetError(
                            batch.NextItem,
                            terms.Token.IsCancellationRequested ? new OperationCanceledException(terms.Token) : WorkerCaller.Terminated(),
                            MapClock.OfUnbegun);
                    }
                }

                break;
            default:
                throw new InvalidMessageException("A record of a batch is none that was asked for.");
        }

        if (batch.Done == batch.Count)
        {
            size.Completed(batch.Count, map.Share);
            worker.Activity.EndItems(batch.Count);
            worker.Segments.EndCalls(batch.FirstId + batch.Count - 1);
            sent.RemoveHead();
            if (sent.Count == 0)
            {
                worker.Activity.Rest();
            }
        }

        if (sent.Count > 0)
        {
            worker.Call.Begin(sent.Head.NextId, Terms, worker.LastRequestId).Send();
            StopBehind(worker);
        }
    }

    // An item before these has failed, and the map stops there. What runs is not disturbed.
    private void StopBehind(WorkerProcess worker)
    {
        if (!askedToStop && map.IsStopped(sent.Head.NextItem))
        {
            askedToStop = true;
            if (sent.Head.NextId < worker.LastRequestId)
            {
                worker.RequestCancel(sent.Head.NextId + 1, worker.LastRequestId);
            }
        }
    }

    // Over the stream: what is no item's outcome. The worker says when it begins a batch, and notifications stand in between.
    private static bool IsAboutBatch(MessageLane lane, ref SentBatch batch, byte first)
    {
        if (first >= BatchRecord.FirstOfFrame)
        {
            lane.ReceiveNotification();
            return true;
        }

        bool begins = first == BatchRecord.Begun;
        if (begins == batch.SaidBegun)
        {
            throw new InvalidMessageException("The records of a batch do not begin with its beginning.");
        }

        if (begins)
        {
            lane.SkipRecords(1);
            batch.SaidBegun = true;
        }

        return begins;
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
            WorkerCaller.ReadResponse(worker, method, response, terms, map.GetSent(batch.NextItem));
        }
        catch (Exception exception) when (!WorkerCaller.IsFatal(exception))
        {
            map.SetError(batch.NextItem, exception, clock);
        }
    }

    // Nothing has come for a while. A call that waits for a worker gets this one after the batch that runs.
    private void GiveWay()
    {
        if (dispatcher.Workers.HasWaiters && !size.AreBatchesShort && sent.TryTakeAway(out (int Start, int End) range))
        {
            pending.Push(range);
        }
    }
}
