using System.Threading.Tasks;

namespace ProcessIsolate.References;

/// <summary>The host's side of the pipe through which the items of a result come.</summary>
/// <remarks>Each try of a call has a pipe of its own: the end that a worker has taken along when it died is closed for good.</remarks>
internal sealed class ItemChannel<T>
{
    /// <summary>How many bytes of items are on their way at most, if none is larger.</summary>
    public const int Capacity = 256 * 1024;

    private readonly object gate = new();
    private TaskCompletionSource renewed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ProcessPipe<byte, T>? reader;
    private ProcessPipe<T, byte>? writer;
    private bool isClosed;

    /// <summary>The end of the latest try; null before the first.</summary>
    public ProcessPipe<byte, T>? Reader
    {
        get
        {
            lock (gate)
            {
                return reader;
            }
        }
    }

    /// <summary>Makes the pipe for a try that begins.</summary>
    /// <returns>The worker's end.</returns>
    public ProcessPipe<T, byte> Renew()
    {
        Release();
        (ProcessPipe<byte, T> own, ProcessPipe<T, byte> other) = ProcessPipe<byte, T>.Create(Capacity);
        TaskCompletionSource before;
        lock (gate)
        {
            (reader, writer) = (own, other);
            before = renewed;
            renewed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (isClosed)
            {
                own.Dispose();
            }
        }

        before.TrySetResult();
        return other;
    }

    /// <summary>Completes when the latest try has another end than the given one.</summary>
    public Task RenewedAsync(ProcessPipe<byte, T>? known)
    {
        lock (gate)
        {
            return ReferenceEquals(reader, known) ? renewed.Task : Task.CompletedTask;
        }
    }

    /// <summary>Nothing more is read: the producer learns of it with its next item.</summary>
    public void Close()
    {
        lock (gate)
        {
            isClosed = true;
            reader?.Dispose();
        }
    }

    /// <summary>Lets go of the worker's end, which the worker has or never will.</summary>
    public void Release()
    {
        lock (gate)
        {
            writer?.Dispose();
        }
    }
}
