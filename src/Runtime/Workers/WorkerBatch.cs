using System;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using ProcessIsolate.CompilerServices;
using ProcessIsolate.Rpc;
using ProcessIsolate.SharedMemory;

namespace ProcessIsolate.Workers;

/// <summary>Many calls of one method that came in one request: runs them one after another and answers each with a record
/// in the ring before the next begins.</summary>
/// <remarks>
/// A record (<see cref="BatchRecord"/>) has the result or the error. When this process dies, the first item without one is the
/// one that ran. For that, a record need only stand in the ring: the memory outlives the process. So the host is woken for
/// many records at a time: at the end, and when some time has passed. Without shared memory each is handed to the system at
/// once, and the batch begins with a word that it does, as the ring's claim says otherwise.
/// </remarks>
internal sealed partial class WorkerBatch(WorkerHost host, RingConnection? rings, MessageLimits limits)
{
    private const int MaxStride = 256;
    private const int RetainedBytes = 1 << 20;

    private static readonly long RingTicks = Stopwatch.Frequency / 2000;

    private byte[] items = [];
    private RemoteMethod method = null!;
    private IAttachments? attachments;
    private CallHeaders headers;
    private long firstId;
    private IDisposable? activity;

    // Asking for the time costs as much as a small item: it is done after a number of items that follows their pace.
    private int stride = 1;
    private int untilLook = 1;
    private long lastRing;

    public int Count { get; private set; }

    /// <summary>Whether arguments and results are records, not plain values.</summary>
    public bool HasRecords { get; private set; }

    public void Answer(in JsonRpcMessage message, RemoteMethod? found)
    {
        Count = message.Batch;
        firstId = message.Id;
        headers = message.Headers;
        attachments = message.Attachments;
        HasRecords = message.HasRecords;
        lastRing = Stopwatch.GetTimestamp();
        try
        {
            if (rings is null)
            {
                host.SendRecord([BatchRecord.Begun]);
            }

            if (found is null)
            {
                RefuseAll(message);
                return;
            }

            method = found;
            host.Call.Begin(message, false);
            if (message.Failure is { } failure)
            {
                FailAll(failure);
                return;
            }

            method.ServeBatch(this);
        }
        catch (ConnectionLostException)
        {
            // The next read sees it too and ends the worker in order.
        }
        finally
        {
            rings?.RingPeer();
            host.Call.End();
            attachments = null;
            if (items.Length > RetainedBytes)
            {
                items = [];
            }
        }
    }

    /// <summary>Fetches the arguments of all items.</summary>
    /// <param name="itemSize">The bytes of one; 0 when the method's values do not travel so.</param>
    /// <returns>False when host and worker disagree; every item has been answered with that.</returns>
    public bool TryReadItems(int itemSize)
    {
        long bytes = (long)Count * itemSize;
        if (itemSize == 0 || attachments is null || attachments.Left != bytes)
        {
            return FailAll(Misfit);
        }

        if (!TryFetch((int)bytes))
        {
            return false;
        }

        host.Call.Start();
        return true;
    }

    /// <summary>Whether the whole batch was cancelled by now: nothing of it is left to do, and the host knows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsOver() => host.Call.IsCancelledThrough(firstId + Count - 1) && EndEarly();

    /// <summary>Begins an item and gives its arguments.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TArgs Begin<TArgs>(int index)
    {
        activity = host.BeginItem(firstId + index, headers, method);
        // Within the bytes whose number TryReadItems compared with the count.
        return Unsafe.ReadUnaligned<TArgs>(ref items[index * Unsafe.SizeOf<TArgs>()]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Complete<TResult>(TResult result)
    {
        activity?.Dispose();
        if (rings is null || !rings.TrySendQuietly(result))
        {
            SendSlowly(result);
        }

        if (--untilLook == 0)
        {
            LookAtClock();
        }
    }

    public void Fail(int index, Exception exception)
    {
        activity?.Dispose();
        host.Call.SetRawId(firstId + index);
        SendFailure(host.WriteFailure(exception, method));
    }

    // One record for all that is left: an exception for each would take longer than the caller likes to wait.
    private bool EndEarly()
    {
        host.SendRecord([BatchRecord.Cancelled]);
        return true;
    }

    // Without memory for them it is the items that fail, not the worker.
    private bool TryFetch(int bytes)
    {
        try
        {
            if (items.Length < bytes)
            {
                items = [];
                items = new byte[bytes];
            }
        }
        catch (OutOfMemoryException exception)
        {
            return FailAll(exception);
        }

        attachments!.Read(items.AsSpan(0, bytes));
        return true;
    }

    // Host and worker disagree.
    private static InvalidMessageException Misfit => new("The arguments of a batch do not fit its method.");

    private bool FailAll(Exception error)
    {
        host.Call.BeginReading();
        for (int i = 0; i < Count; i++)
        {
            Fail(i, error);
        }

        return false;
    }

    private void RefuseAll(in JsonRpcMessage message)
    {
        for (int i = 0; i < Count; i++)
        {
            host.Call.SetRawId(firstId + i);
            SendFailure(host.WriteNotFound(host.Call.RawId, message.Method.Span));
        }
    }

    private void SendFailure(ReadOnlyMemory<byte> frame) => host.SendRecord([BatchRecord.Error], frame.Span, host.Call.Writer.Arguments);

    // Without a ring; around the end of its memory, or behind records that the host has not fetched yet.
    private void SendSlowly<TResult>(TResult result)
    {
        Span<byte> record = stackalloc byte[1 + RawValue.MaxSize];
        record[0] = BatchRecord.Value;
        Unsafe.WriteUnaligned(ref record[1], result);
        host.SendRecord(record[..(1 + Unsafe.SizeOf<TResult>())]);
    }

    private void LookAtClock()
    {
        long now = Stopwatch.GetTimestamp();
        if (now - lastRing > RingTicks)
        {
            stride = Math.Max(1, stride / 4);
            lastRing = now;
            rings?.RingPeer();
        }
        else
        {
            stride = Math.Min(stride * 2, MaxStride);
        }

        untilLook = stride;
    }
}
