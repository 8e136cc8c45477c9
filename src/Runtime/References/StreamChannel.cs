using System.IO;
using System.Threading.Tasks;

namespace ProcessIsolate.References;

/// <summary>The host's side of the two pipes to a stream that a worker has; of each try of a call anew.</summary>
internal sealed class StreamChannel
{
    public const int Reads = 1;
    public const int Writes = 2;
    public const int Seeks = 4;
    public const int All = Reads | Writes | Seeks;

    private readonly object gate = new();
    private TaskCompletionSource renewed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private (StreamLane Reads, StreamLane Others)? own;
    private (ProcessPipe<byte[], byte[]> Reads, ProcessPipe<byte[], byte[]> Others)? theirs;
    private bool isClosed;

    /// <summary>The ends of the latest try; null before the first.</summary>
    public (StreamLane Reads, StreamLane Others)? Own
    {
        get
        {
            lock (gate)
            {
                return own;
            }
        }
    }

    /// <summary>What a stream can, as a worker or host says it of its own.</summary>
    public static int FlagsOf(Stream stream) => (stream.CanRead ? Reads : 0) | (stream.CanWrite ? Writes : 0) | (stream.CanSeek ? Seeks : 0);

    /// <summary>Makes the pipes for a try that begins.</summary>
    /// <returns>The worker's ends.</returns>
    public (ProcessPipe<byte[], byte[]> Reads, ProcessPipe<byte[], byte[]> Others) Renew()
    {
        Release();
        (StreamLane reads, ProcessPipe<byte[], byte[]> readsThere) = StreamLane.Create();
        (StreamLane others, ProcessPipe<byte[], byte[]> othersThere) = StreamLane.Create();
        TaskCompletionSource before;
        lock (gate)
        {
            own = (reads, others);
            theirs = (readsThere, othersThere);
            before = renewed;
            renewed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (isClosed)
            {
                CloseOwn();
            }
        }

        before.TrySetResult();
        return (readsThere, othersThere);
    }

    /// <summary>Completes when the latest try has other ends than the given ones.</summary>
    public Task RenewedAsync((StreamLane Reads, StreamLane Others)? known)
    {
        lock (gate)
        {
            return own?.Reads == known?.Reads ? renewed.Task : Task.CompletedTask;
        }
    }

    /// <summary>The stream is not used any more: the worker lets go of it.</summary>
    public void Close()
    {
        lock (gate)
        {
            isClosed = true;
            CloseOwn();
        }
    }

    /// <summary>Lets go of the worker's ends, which the worker has or never will.</summary>
    public void Release()
    {
        lock (gate)
        {
            theirs?.Reads.Dispose();
            theirs?.Others.Dispose();
        }
    }

    private void CloseOwn()
    {
        own?.Reads.Dispose();
        own?.Others.Dispose();
    }
}
