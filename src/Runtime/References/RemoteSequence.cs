using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using ProcessIsolate.Calls;

namespace ProcessIsolate.References;

/// <summary>In the host: the result of a method that yields items while it runs. Each enumeration is a call of its own, made when its first item is
/// asked for.</summary>
internal sealed class RemoteSequence<TArgs, TItem>(
    SequenceCall<TArgs, TItem> call, CallDispatcher dispatcher, TArgs arguments, CallOptions? options, CancellationToken callToken) : IAsyncEnumerable<TItem>
    where TArgs : struct
{
    public IAsyncEnumerator<TItem> GetAsyncEnumerator(CancellationToken cancellationToken = default) => new Enumerator(this, cancellationToken);

    private CancellationToken CallToken => callToken;

    private Task<long> Begin(ItemChannel<TItem> channel, CancellationToken token)
    {
        // Limits are those of the flow in which the method was called.
        using IDisposable? scope = options is null ? null : AmbientCall.Enter(null, options);
        return call.InvokeOnAsync(dispatcher, (arguments, channel), token);
    }

    /// <remarks>Used by one thread at a time, as all enumerators.</remarks>
    private sealed class Enumerator(RemoteSequence<TArgs, TItem> sequence, CancellationToken token) : IAsyncEnumerator<TItem>
    {
        private readonly ItemChannel<TItem> channel = new();

        // Cancelled once the call has ended: what has come by then is all that comes.
        private readonly CancellationTokenSource ended = new();
        private CancellationTokenSource? stop;
        private Task<long>? call;
        private long count;
        private bool isOver;

        // One that is left without being disposed must not keep its worker.
        ~Enumerator() => ThreadPool.UnsafeQueueUserWorkItem(
            static left =>
            {
                left.channel.Close();
                left.stop?.Cancel();
            },
            (channel, stop),
            preferLocal: false);

        public TItem Current { get; private set; } = default!;

        public async ValueTask<bool> MoveNextAsync()
        {
            if (isOver)
            {
                return false;
            }

            call ??= Begin();
            while (true)
            {
                ProcessPipe<byte, TItem>? pipe = channel.Reader;
                try
                {
                    if (pipe is not null)
                    {
                        Current = await pipe.ReceiveAsync(ended.Token).ConfigureAwait(false);
                        count++;
                        return true;
                    }
                }
                catch (ChannelClosedException)
                {
                    // The worker has sent its last item, or is gone: the call says which.
                }
                catch (OperationCanceledException) when (ended.IsCancellationRequested)
                {
                }

                if (call.IsCompleted)
                {
                    return TryTakeLast() || await EndAsync().ConfigureAwait(false);
                }

                await Task.WhenAny(call, channel.RenewedAsync(pipe)).ConfigureAwait(false);
            }
        }

        public async ValueTask DisposeAsync()
        {
            GC.SuppressFinalize(this);
            if (call is null || isOver)
            {
                isOver = true;
                return;
            }

            isOver = true;
            bool hasEnded = call.IsCompleted;
            channel.Close();
            await stop!.CancelAsync().ConfigureAwait(false);
            try
            {
                await call.ConfigureAwait(false);
            }
            catch (Exception exception) when (hasEnded || exception is OperationCanceledException)
            {
                // It was told to stop, or failed in a step that was not asked for.
            }

            stop.Dispose();
        }

        private Task<long> Begin()
        {
            stop = CancellationTokenSource.CreateLinkedTokenSource(sequence.CallToken, token);
            Task<long> begun = sequence.Begin(channel, stop.Token);
            // Without this object: it may be left behind.
            begun.ContinueWith(
                static (task, state) =>
                {
                    // Seen, also where its reader has left.
                    _ = task.Exception;
                    (ItemChannel<TItem> channel, CancellationTokenSource ended) = ((ItemChannel<TItem>, CancellationTokenSource))state!;
                    channel.Release();
                    ended.Cancel();
                },
                (channel, ended),
                CancellationToken.None,
                TaskContinuationOptions.None,
                TaskScheduler.Default);
            return begun;
        }

        // All items were in the pipe before the worker answered.
        private bool TryTakeLast()
        {
            if (channel.Reader is not { } pipe || !pipe.Poll())
            {
                return false;
            }

            try
            {
                Current = pipe.Receive(TimeSpan.Zero);
                count++;
                return true;
            }
            catch (Exception exception) when (exception is ChannelClosedException or TimeoutException)
            {
                // The end, or half an item, which is none.
                return false;
            }
        }

        private async ValueTask<bool> EndAsync()
        {
            isOver = true;
            channel.Close();
            long sent;
            try
            {
                sent = await call!.ConfigureAwait(false);
            }
            catch (OperationCanceledException exception) when (stop!.IsCancellationRequested && exception.CancellationToken == stop.Token)
            {
                throw new OperationCanceledException(
                    exception.Message, exception, token.IsCancellationRequested ? token : sequence.CallToken);
            }
            finally
            {
                stop!.Dispose();
            }

            return sent == count ? false : throw new WorkerProtocolException(
                $"The worker says that it has sent {sent:N0} items, and {count:N0} have come.");
        }
    }
}
