using System;
using System.Collections.Generic;
using System.IO;
using ProcessIsolate.References;

namespace ProcessIsolate.CompilerServices;

/// <content>Arguments that are not copied: their use is carried back to the caller.</content>
public sealed partial class ArgumentWriter
{
    /// <summary>What the arguments refer to in this process; null where none may.</summary>
    internal CallReferences? References { get; set; }

    /// <summary>Writes a receiver of reports.</summary>
    /// <exception cref="NotSupportedException">The worker is a foreign one.</exception>
    public void WriteProgress<T>(IProgress<T>? value)
    {
        if (value is null)
        {
            json.WriteNullValue();
        }
        else
        {
            json.WriteNumberValue(RequireReferences("IProgress<T>").Add(value));
        }
    }

    /// <summary>Writes an asynchronous sequence of this process.</summary>
    /// <exception cref="NotSupportedException">The worker is a foreign one.</exception>
    public void WriteSequence<T>(IAsyncEnumerable<T>? value)
    {
        if (value is null)
        {
            json.WriteNullValue();
            return;
        }

        CallReferences references = RequireReferences("IAsyncEnumerable<T>");
        SequenceArgument<T> argument = new(value);
        references.Add(argument);
        WriteStartList();
        WriteChannel(argument.ItemsThere);
        WriteChannel(argument.EndsThere);
        WriteEndList();
    }

    /// <summary>Writes a stream of this process.</summary>
    /// <exception cref="NotSupportedException">The worker is a foreign one.</exception>
    public void WriteStream(Stream? value)
    {
        if (value is null)
        {
            json.WriteNullValue();
            return;
        }

        CallReferences references = RequireReferences("A stream");
        StreamArgument argument = new(value);
        references.Add(argument);
        (ProcessPipe<byte[], byte[]> reads, ProcessPipe<byte[], byte[]> others) = argument.Open();
        WriteStartList();
        json.WriteNumberValue(StreamChannel.FlagsOf(value));
        WriteChannel(reads);
        WriteChannel(others);
        WriteEndList();
    }

    /// <summary>Writes one end of a pipe beside the arguments.</summary>
    internal void WriteChannel<T>(T channel)
        where T : SharedObject
    {
        if (!IsExact || !MayAttach)
        {
            throw new NotSupportedException("What is carried and not copied needs a worker of the same build.");
        }

        json.WriteNumberValue(WriteGraph(channel));
    }

    private CallReferences RequireReferences(string what) => IsExact && MayAttach && References is { } references
        ? references
        : throw new NotSupportedException($"{what} as an argument needs a worker of the same build.");
}
