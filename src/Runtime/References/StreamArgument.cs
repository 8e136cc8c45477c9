using System;
using System.IO;
using System.Threading;

namespace ProcessIsolate.References;

/// <summary>In the host: a stream among the arguments of a call.</summary>
internal sealed class StreamArgument(Stream stream) : IDisposable
{
    private readonly CancellationTokenSource over = new();
    private readonly StreamChannel channel = new();

    /// <summary>Begins to serve it.</summary>
    /// <returns>The worker's ends.</returns>
    public (ProcessPipe<byte[], byte[]> Reads, ProcessPipe<byte[], byte[]> Others) Open()
    {
        (ProcessPipe<byte[], byte[]> Reads, ProcessPipe<byte[], byte[]> Others) theirs = channel.Renew();
        (StreamLane reads, StreamLane others) = channel.Own!.Value;
        _ = new StreamServer(stream, reads, others).RunAsync(over.Token);
        return theirs;
    }

    /// <summary>The call has ended. The stream stays as it is; an operation that a killed worker began may still run.</summary>
    public void Dispose()
    {
        over.Cancel();
        channel.Release();
        channel.Close();
    }
}
