using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;

namespace ProcessIsolate.References;

/// <summary>In the host: an asynchronous sequence among the arguments of a call. It is enumerated here each time the worker asks for it, as far as the
/// worker reads.</summary>
/// <remarks>Two pipes carry two pipes for each enumeration: one for its items, and one for how it ends, by which the worker can end it. By the
/// first the worker says that it wants to begin.</remarks>
internal sealed class SequenceArgument<T> : IDisposable
{
    // A worker that begins without end must not have all memory.
    private const int MaxEnumerations = 64;

    private readonly CancellationTokenSource over = new();
    private readonly ProcessPipe<ProcessPipe<byte, T>, byte> items;
    private readonly ProcessPipe<ProcessPipe<byte, byte[]>, byte> ends;
    private readonly IAsyncEnumerable<T> source;
    private int running;

    /// <summary>Begins to listen.</summary>
    public SequenceArgument(IAsyncEnumerable<T> source)
    {
        this.source = source;
        (items, ItemsThere) = ProcessPipe<ProcessPipe<byte, T>, byte>.Create();
        (ends, EndsThere) = ProcessPipe<ProcessPipe<byte, byte[]>, byte>.Create();
        _ = Task.Run(ListenAsync);
    }

    /// <summary>The worker's end of the pipe that brings those of items.</summary>
    public ProcessPipe<byte, ProcessPipe<byte, T>> ItemsThere { get; }

    /// <summary>The worker's end of the pipe that brings those of ends.</summary>
    public ProcessPipe<byte, ProcessPipe<byte, byte[]>> EndsThere { get; }

    /// <summary>The call has ended. The source's own code may run on for a while; nothing waits for it.</summary>
    public void Dispose()
    {
        over.Cancel();
        items.Dispose();
        ItemsThere.Dispose();
        ends.Dispose();
        EndsThere.Dispose();
    }

    private async Task ListenAsync()
    {
        try
        {
            while (true)
            {
                await items.ReceiveAsync(over.Token).ConfigureAwait(false);
                if (Interlocked.Increment(ref running) > MaxEnumerations)
                {
                    items.Dispose();
                    return;
                }

                (ProcessPipe<T, byte> own, ProcessPipe<byte, T> itemsThere) = ProcessPipe<T, byte>.Create(ItemChannel<T>.Capacity);
                (ProcessPipe<byte[], byte> end, ProcessPipe<byte, byte[]> endThere) = ProcessPipe<byte[], byte>.Create();
                using (itemsThere)
                using (endThere)
                {
                    items.Send(itemsThere);
                    ends.Send(endThere);
                }

                _ = Task.Run(() => ServeAsync(own, end));
            }
        }
        catch (Exception exception) when (IsEnd(exception))
        {
        }
    }

    private async Task ServeAsync(ProcessPipe<T, byte> channel, ProcessPipe<byte[], byte> end)
    {
        using CancellationTokenSource cancelled = CancellationTokenSource.CreateLinkedTokenSource(over.Token);
        using CancellationTokenSource left = CancellationTokenSource.CreateLinkedTokenSource(over.Token);
        Task listening = HearAsync(end, cancelled, left);
        byte[] outcome = [];
        try
        {
            await SendAsync(channel, cancelled.Token, left.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            outcome = FailureBytes.Write(exception);
        }

        channel.Dispose();
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

    private async Task SendAsync(ProcessPipe<T, byte> channel, CancellationToken cancelled, CancellationToken left)
    {
        IAsyncEnumerator<T> enumerator = source.GetAsyncEnumerator(cancelled);
        try
        {
            while (await enumerator.MoveNextAsync().ConfigureAwait(false))
            {
                await channel.SendAsync(enumerator.Current, left).ConfigureAwait(false);
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
