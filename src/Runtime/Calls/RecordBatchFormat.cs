using System;
using System.Runtime.CompilerServices;
using ProcessIsolate.CompilerServices;
using ProcessIsolate.Rpc;
using ProcessIsolate.Workers;

namespace ProcessIsolate.Calls;

/// <summary>Items and results of any type: each is the text that a call of its own would have had, as a record.</summary>
/// <remarks>What runs for each item is optimized at once: no image holds it for types of the user's, and a map of a hundred
/// thousand items may be over before the runtime would get to it.</remarks>
internal sealed class RecordBatchFormat<TArgs, TResult>(RemoteMethod<TArgs, TResult> method, MapWork<TArgs, TResult> map)
    : BatchFormat<TArgs, TResult>(method, map)
    where TArgs : struct
{
    // An empty list of arguments.
    private const int LeastText = 2;

    private readonly bool areArgumentsText = DirectValue<TArgs>.IsText;
    private readonly bool isResultText = DirectValue<TResult>.IsText;

    public override bool TakesDirect { get; } = method.HasDirects;

    public override int ItemBytes => BatchRecord.HeaderBytes + LeastText;

    public override int RecordBytes => BatchRecord.HeaderBytes;

    public override WrittenBatch Write(WorkerProcess worker, long id, int start, int end)
    {
        MessageLane lane = worker.Calls!;
        (int first, int count, int next) = WriteItems(lane, start, end);
        if (count == 0)
        {
            return new WrittenBatch(first, 0, next, 0);
        }

        try
        {
            int bytes = lane.WriteRecords(id, Method, count, CallHeaders.Capture(worker.Culture, worker.UICulture));
            return new WrittenBatch(first, count, next, bytes);
        }
        catch (MessageTooLargeException) when (count > 1)
        {
            // What stands before the items takes its share of a low limit.
            return Write(worker, id, first, first + (count / 2));
        }
        catch (MessageTooLargeException exception)
        {
            Map.SetError(first, Name(first, exception), MapClock.OfUnbegun);
            return new WrittenBatch(first, 0, next, 0);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void ReadResults(WorkerProcess worker, ref SentBatch batch, ReadOnlySpan<byte> records, in CallLimits terms, MapClock clock)
    {
        // The limit holds until the last byte is here. Those behind the first had not begun, as far as was known here.
        MessageLane lane = worker.Calls!;
        bool isDirect = TakesDirect && lane.IsExact;
        bool read = TryRead(worker, lane, batch.NextItem, clock, out TResult? result);
        bool late = worker.Call.End() == StopReason.TimedOut;
        if (read && late)
        {
            Map.SetError(batch.NextItem, CallTimeoutException.OfRun(Method.Id, terms, killed: false, null), clock);
        }
        else if (read)
        {
            Map.SetResult(batch.NextItem, result!, clock);
        }

        batch.Done++;
        for (; !late && batch.Done < batch.Count; batch.Done++)
        {
            if (isDirect && lane.TryTakeDirect(out ReadOnlySpan<byte> bytes))
            {
                SetDirect(batch.NextItem, bytes, clock);
            }
            else if (!lane.HasWholeValue)
            {
                break;
            }
            else if (TryRead(worker, lane, batch.NextItem, clock, out result))
            {
                Map.SetResult(batch.NextItem, result!, clock);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (int First, int Count, int Next) WriteItems(MessageLane lane, int start, int end)
    {
        RecordWriter items = lane.Records;
        items.Reset();
        long limit = BatchSize.BytesOf(lane.MaxMessageBytes);
        int first = start;
        int count = 0;
        int next = start;
        bool isGraph = IsGraph(lane);
        bool isDirect = isGraph && TakesDirect;
        // Stops before an item that will probably not fit: what was written for it would be written again. And behind one with a tail.
        while (next < end && (count == 0 || (!items.HasTail && items.Length + (items.Length / count) <= limit)))
        {
            try
            {
                if (!isDirect || !TryWriteDirect(items, next))
                {
                    WriteItem(items, next, isGraph);
                }
            }
            catch (Exception exception)
            {
                items.TakeBack();
                if (count > 0 && exception is MessageTooLargeException)
                {
                    // It may fit alone.
                    break;
                }

                Map.SetError(next, Name(next, exception), MapClock.OfUnbegun);
                next++;
                if (count > 0)
                {
                    // The ids of a batch have no gaps.
                    break;
                }

                first = next;
                continue;
            }

            if (count > 0 && items.Length > limit)
            {
                items.TakeBack();
                break;
            }

            count++;
            next++;
        }

        return (first, count, next);
    }

    // The record is taken: whatever becomes of it is this item's.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SetDirect(int item, ReadOnlySpan<byte> bytes, MapClock clock)
    {
        TResult result;
        try
        {
            result = DirectValue<TResult>.Read(bytes, isResultText);
        }
        catch (OutOfMemoryException exception)
        {
            Map.SetError(item, exception, clock);
            return;
        }

        Map.SetResult(item, result, clock);
    }

    private bool IsGraph(MessageLane lane) => lane.IsExact && Method.HasGraphs;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WriteItem(RecordWriter items, int item, bool isGraph)
    {
        if (isGraph)
        {
            items.Begin();
            items.Arguments.WriteGraph(Map.GetArguments(item));
            items.End();
        }
        else
        {
            items.BeginArguments();
            items.Arguments.TokensAreLive = true;
            Method.WriteArguments(items.Arguments, Map.GetArguments(item));
            Map.KeepSent(item, items.Arguments);
            items.EndArguments();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryWriteDirect(RecordWriter items, int item)
    {
        TArgs arguments = Map.GetArguments(item);
        return DirectValue<TArgs>.TryGetBytes(ref arguments, areArgumentsText, out ReadOnlySpan<byte> bytes) && items.TryWriteDirect(bytes);
    }

    // One that did not arrive in one piece.
    private TResult ReadDirect(MessageLane lane)
    {
        ReadOnlyMemory<byte> text = lane.ReadValue(out IAttachments raw);
        if (!text.IsEmpty || raw.Left > DirectValue<TResult>.MaxBytes)
        {
            throw new InvalidMessageException("A record of a short value is longer than those are.");
        }

        Span<byte> bytes = stackalloc byte[(int)raw.Left];
        raw.Read(bytes);
        return DirectValue<TResult>.Read(bytes, isResultText);
    }

    private Exception Name(int item, Exception exception) =>
        exception is MessageTooLargeException tooLarge ? new MessageTooLargeException(MapErrors.ToInt(Map.IndexOf(item)), tooLarge) : exception;

    // False when the item has an error instead.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryRead(WorkerProcess worker, MessageLane lane, int item, MapClock clock, out TResult? result)
    {
        try
        {
            if (TakesDirect && lane.IsDirectNext)
            {
                result = ReadDirect(lane);
                return true;
            }

            ReadOnlySpan<byte> text = lane.ReadValue(out IAttachments raw).Span;
            int maxDepth = worker.Lane!.MaxJsonDepth;
            result = WorkerCaller.ReadResult(Method, text, maxDepth, raw, lane.IsExact, Map.GetSent(item), IsGraph(lane));
            return true;
        }
        catch (Exception exception) when (!WorkerCaller.IsFatal(exception))
        {
            Map.SetError(item, exception, clock);
            result = default;
            return false;
        }
    }
}
