using System;
using System.Runtime.CompilerServices;
using ProcessIsolate.CompilerServices;
using ProcessIsolate.Rpc;
using ProcessIsolate.Values;

namespace ProcessIsolate.Workers;

/// <content>Arguments and results that are records.</content>
internal sealed partial class WorkerBatch
{
    private readonly BufferedAttachments rawBytes = new();

    // Made with the first batch of this kind: most workers get none.
    private RecordWriter? results;

    // Where the next item's record begins.
    private int next;

    // The length of a single item's text, at the beginning, or of all its bytes.
    private int singleText;
    private bool isSingleDirect;

    /// <summary>Fetches the arguments of all items, so that the transport is free while they run. A single one leaves its raw
    /// bytes there: they go straight to where the method wants them.</summary>
    /// <returns>False when host and worker disagree; every item has been answered with that.</returns>
    public bool TryReadRecords()
    {
        next = 0;
        long bytes = attachments?.Left ?? 0;
        if (bytes < BatchRecord.HeaderBytes || bytes > Array.MaxLength)
        {
            return FailAll(Misfit);
        }

        if (Count > 1)
        {
            if (!TryFetch((int)bytes))
            {
                return false;
            }

            if (!AreWhole((int)bytes))
            {
                return FailAll(Misfit);
            }

            host.Call.Start();
            return true;
        }

        Span<byte> header = stackalloc byte[BatchRecord.HeaderBytes];
        attachments!.Read(header);
        if (BatchRecord.ReadHeader(header, out uint text, out _) != bytes)
        {
            return FailAll(Misfit);
        }

        singleText = (int)text;
        isSingleDirect = header[0] == BatchRecord.Direct;
        if (isSingleDirect && text == 0)
        {
            singleText = (int)(bytes - BatchRecord.HeaderBytes);
        }

        return TryFetch(singleText);
    }

    /// <summary>Whether values travel as they are.</summary>
    public bool IsExact => host.Call.IsExact;

    /// <summary>Begins an item if it is one of <see cref="BatchRecord.Direct"/>, and gives its bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryBeginDirect(int index, out ReadOnlySpan<byte> bytes)
    {
        if (Count == 1 ? !isSingleDirect : items[next] != BatchRecord.Direct)
        {
            bytes = default;
            return false;
        }

        bytes = items.AsSpan(0, singleText);
        if (Count > 1)
        {
            // Before anything can fail: the next item must find its place.
            int at = next;
            int size = (int)BatchRecord.ReadHeader(items.AsSpan(at), out _, out _);
            next += size;
            bytes = items.AsSpan(at + BatchRecord.HeaderBytes, size - BatchRecord.HeaderBytes);
        }

        activity = host.BeginItem(firstId + index, headers, method);
        host.Call.BeginReading();
        return true;
    }

    /// <summary>Begins an item and gives a reader of its arguments.</summary>
    public ArgumentReader BeginRecord(int index)
    {
        // Before anything can fail: the next item must find its place.
        int at = next;
        int text = singleText;
        IAttachments raw = attachments!;
        if (Count > 1)
        {
            next += (int)BatchRecord.ReadHeader(items.AsSpan(at), out uint textLength, out uint rawLength);
            at += BatchRecord.HeaderBytes;
            text = (int)textLength;
            raw = rawBytes.Set(items, at + text, (int)rawLength);
        }

        activity = host.BeginItem(firstId + index, headers, method);
        host.Call.BeginReading();
        host.Call.Received = null;
        return ArgumentReader.ForArguments(items.AsSpan(at, text), host.Call.MaxJsonDepth, host.Call, raw, host.Call.IsExact);
    }

    /// <summary>The arguments are read: the method runs from here on.</summary>
    /// <param name="received">Their objects, where some are given back.</param>
    public void Start(SentObjects? received)
    {
        host.Call.Received = received;

        if (Count > 1)
        {
            host.Call.StartItem();
        }
        else
        {
            host.Call.Start();
        }
    }

    /// <summary>The method has returned.</summary>
    /// <returns>What its result is to be written to.</returns>
    public ArgumentWriter BeginResult()
    {
        host.Call.Finish();
        results ??= new RecordWriter(limits, host.Call.Writer.Arguments.MayAttach, host.Call.IsExact);
        results.Reset();
        results.Begin();
        return results.Arguments;
    }

    /// <summary>Answers the item with a result that is its own bytes.</summary>
    /// <returns>False, with nothing done, when they are more than a message may have.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryCompleteDirect(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > limits.MaxMessageBytes)
        {
            return false;
        }

        activity?.Dispose();
        if (rings is null || !rings.TrySendDirect(bytes))
        {
            SendDirect(bytes);
        }

        if (--untilLook == 0)
        {
            LookAtClock();
        }

        return true;
    }

    private void SendDirect(ReadOnlySpan<byte> bytes)
    {
        Span<byte> record = stackalloc byte[BatchRecord.HeaderBytes + bytes.Length];
        BatchRecord.WriteHeader(record, 0, (uint)bytes.Length, BatchRecord.Direct);
        bytes.CopyTo(record[BatchRecord.HeaderBytes..]);
        host.SendRecord(record);
    }

    /// <summary>Answers the item with the result that was written.</summary>
    public void Complete()
    {
        results!.End();
        activity?.Dispose();
        host.SendRecord(results.Written, default, results.Arguments);
        if (--untilLook == 0)
        {
            LookAtClock();
        }
    }

    // Whether the bytes are as many records as there are calls.
    private bool AreWhole(int bytes)
    {
        long at = 0;
        for (int i = 0; i < Count; i++)
        {
            if (at > bytes - BatchRecord.HeaderBytes)
            {
                return false;
            }

            at += BatchRecord.ReadHeader(items.AsSpan((int)at), out _, out _);
            if (at > bytes)
            {
                return false;
            }
        }

        return at == bytes;
    }
}
