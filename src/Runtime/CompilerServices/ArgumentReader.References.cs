using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using ProcessIsolate.References;
using ProcessIsolate.Rpc;
using ProcessIsolate.Workers;

namespace ProcessIsolate.CompilerServices;

/// <content>Arguments that are not copied.</content>
public ref partial struct ArgumentReader
{
    /// <summary>Reads what <see cref="ArgumentWriter.WriteProgress"/> wrote.</summary>
    public IProgress<T>? ReadProgress<T>()
    {
        if (TryReadNull())
        {
            return null;
        }

        int number = ReadInt32();
        return isExact && WorkerIdentity.Current?.Progress is { } progress
            ? progress.ReceiverOf<T>(number)
            : throw new InvalidMessageException("A receiver of reports is named where there can be none.");
    }

    /// <summary>Reads what <see cref="ArgumentWriter.WriteSequence"/> wrote.</summary>
    public IAsyncEnumerable<T>? ReadSequence<T>()
    {
        if (TryReadNull())
        {
            return null;
        }

        ReadStartList();
        ArgumentSequence<T> sequence = new(ReadChannel<ProcessPipe<byte, ProcessPipe<byte, T>>>(), ReadChannel<ProcessPipe<byte, ProcessPipe<byte, byte[]>>>());
        ReadEndList();
        return sequence;
    }

    /// <summary>Reads what <see cref="ArgumentWriter.WriteStream"/> wrote.</summary>
    public Stream? ReadStream()
    {
        if (TryReadNull())
        {
            return null;
        }

        ReadStartList();
        int flags = ReadInt32();
        StreamLane reads = new(ReadChannel<ProcessPipe<byte[], byte[]>>());
        StreamLane others = new(ReadChannel<ProcessPipe<byte[], byte[]>>());
        ReadEndList();
        return new RemoteStream(reads, others, flags, new ArgumentStreamEnd(reads, others));
    }

    /// <summary>Reads one end of a pipe.</summary>
    internal T ReadChannel<T>()
        where T : SharedObject
    {
        Next();
        return isExact && json.TokenType == JsonTokenType.Number && json.TryGetInt32(out int length) && length > 0
            && attachments is not null && length <= attachments.Left
            ? ReadGraph<T>(length) ?? throw new InvalidMessageException("A channel is null.")
            : throw new InvalidMessageException("A message refers to a channel that does not follow it.");
    }
}
