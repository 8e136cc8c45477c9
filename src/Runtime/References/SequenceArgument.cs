using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;

namespace ProcessIsolate.References;

/// <summary>In the host: an asynchronous sequence among the arguments of a call. It is enumerated here each time the worker asks for it, as far as the
/// worker reads.</summary>
/// <remarks>One pipe carries the worker's wish to begin, and back two pipes for each enumeration: one for the items, and one for how it ends,
/// by which the worker can end it.</remarks>
internal sealed class SequenceArgument<T>(IAsyncEnumerable<T> source) : IDisposable
{
    // A worker that begins without end must not have all memory.
    private const int MaxEnumerations = 64;

    private readonly CancellationTokenSource over = new();
    private ProcessPipe<(ProcessPipe<byte, T> Items, ProcessPipe<byte, byte[]> End), byte>? own;
    private ProcessPipe<byte, (ProcessPipe<byte, T> Items, ProcessPipe<byte, byte[]> End)>? other;
    private int running;

    /// <summary>Begins to listen.</summary>
    /// <returns>The worker's end.</returns>
    public ProcessPipe<byte, (ProcessPipe<byte, T> Items, ProcessPipe<byte, byte[]> End)> Open()
    {
        (own, other) = ProcessPipe<(ProcessPipe<byte, T> Items, ProcessPipe<byte, byte[]> End), byte>.Create();
        _ = Task.Run(ListenAsync);
        return other;
    }

    /// <summary>The call has ended. The source's own code may run on for a while; nothing waits for it.</summary>
    public void Dispose()
    {
        over.Cancel();
        own?.Dispose();
        other?.Dispose();
    }

    private async Task ListenAsync()
    {
        try
        {
            while (true)
            {
                await own!.ReceiveAsync(over.Token).ConfigureAwait(false);
                if (Interlocked.Increment(ref running) > MaxEnumerations)
                {
                    own.Dispose();
                    return;
                }

                (ProcessPipe<T, byte> items, ProcessPipe<byte, T> itemsThere) = ProcessPipe<T, byte>.Create(ItemChannel<T>.Capacity);
                (ProcessPipe<byte[], byte> end, ProcessPipe<byte, byte[]> endThere) = ProcessPipe<byte[], byte>.Create();
                using (itemsThere)
                using (endThere)
                {
                    own.Send((itemsThere, endThere));
                }

                _ = Task.Run(() => ServeAsync(items, end));
            }
        }
        catch (Exception exception) when (IsEnd(exception))
        {
        }
    }

    private async Task ServeAsync(ProcessPipe<T, byte> items, ProcessPipe<byte[], byte> end)
    {
        using CancellationTokenSource cancelled = CancellationTokenSource.CreateLinkedTokenSource(over.Token);
        using CancellationTokenSource left = CancellationTokenSource.CreateLinkedTokenSource(over.Token);
        Task listening = HearAsync(end, cancelled, left);
        byte[] outcome = [];
        try
        {
            await SendAsync(items, cancelled.Token, left.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            outcome = FailureBytes.Write(exception);
        }

        items.Dispose();
        try
        {
            end.Send(outcome);
        }
        catch (Exception exception) when (IsEnd(exception))
        {
        }

        Interlocked.Decrement(ref running);
        // The worker lets go of its end once it has the outcome.
        await listening.ConfigureAwait(false);
        end.Dispose();
    }

    private async Task SendAsync(ProcessPipe<T, byte> items, CancellationToken cancelled, CancellationToken left)
    {
        IAsyncEnumerator<T> enumerator = source.GetAsyncEnumerator(cancelled);
        try
        {
            while (await enumerator.MoveNextAsync().ConfigureAwait(false))
            {
                await items.SendAsync(enumerator.Current, left).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (left.IsCancellationRequested || exception is ChannelClosedException)
        {
            // The method has left its loop: nothing asked for this step.
        }
        finally
        {
            await enumerator.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static async Task HearAsync(ProcessPipe<byte[], byte> end, CancellationTokenSource cancelled, CancellationTokenSource left)
    {
        try
        {
            while (await end.ReceiveAsync(left.Token).ConfigureAwait(false) == ArgumentSequence.Cancel)
            {
                await cancelled.CancelAsync().ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (IsEnd(exception))
        {
        }

        await left.CancelAsync().ConfigureAwait(false);
        await cancelled.CancelAsync().ConfigureAwait(false);
    }

    private static bool IsEnd(Exception exception) =>
        exception is ChannelClosedException or OperationCanceledException or ObjectDisposedException or WorkerProtocolException;
}
