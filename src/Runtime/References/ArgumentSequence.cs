using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using ProcessIsolate.Workers;

namespace ProcessIsolate.References;

/// <summary>What a worker says to <see cref="SequenceArgument{T}"/>.</summary>
internal static class ArgumentSequence
{
    public const byte Begin = 1;
    public const byte Cancel = 2;
    public const byte Leave = 3;
}

/// <summary>In a worker: an asynchronous sequence of the host's among the arguments.</summary>
/// <param name="items">Brings the pipe of each enumeration's items.</param>
/// <param name="ends">Brings the pipe that says how each ends.</param>
internal sealed class ArgumentSequence<T>(ProcessPipe<byte, ProcessPipe<byte, T>> items, ProcessPipe<byte, ProcessPipe<byte, byte[]>> ends) : IAsyncEnumerable<T>
{
    private readonly SemaphoreSlim gate = new(1);

    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) => new Enumerator(this, cancellationToken);

    // One at a time: answers have no numbers.
    private async Task<(ProcessPipe<byte, T> Items, ProcessPipe<byte, byte[]> End)> BeginAsync()
    {
        await gate.WaitAsync().ConfigureAwait(false);
        try
        {
            await items.SendAsync(ArgumentSequence.Begin).ConfigureAwait(false);
            return (await items.ReceiveAsync().ConfigureAwait(false), await ends.ReceiveAsync().ConfigureAwait(false));
        }
        catch (ChannelClosedException exception)
        {
            throw new InvalidOperationException("The call that the sequence is an argument of has ended.", exception);
        }
        finally
        {
            gate.Release();
        }
    }

    private sealed class Enumerator(ArgumentSequence<T> sequence, CancellationToken token) : IAsyncEnumerator<T>
    {
        private ProcessPipe<byte, T>? items;
        private ProcessPipe<byte, byte[]>? end;
        private CancellationTokenRegistration registration;
        private bool isOver;

        public T Current { get; private set; } = default!;

        public async ValueTask<bool> MoveNextAsync()
        {
            if (isOver)
            {
                return false;
            }

            if (items is null)
            {
                (items, end) = await sequence.BeginAsync().ConfigureAwait(false);
                // Told by a thread of the pool: what cancels must not wait for the pipe.
                registration = token.UnsafeRegister(
                    static state => ThreadPool.UnsafeQueueUserWorkItem(
                        static end => Tell(end, ArgumentSequence.Cancel), (ProcessPipe<byte, byte[]>)state!, preferLocal: false),
                    end);
            }

            try
            {
                Current = await items.ReceiveAsync().ConfigureAwait(false);
                return true;
            }
            catch (ChannelClosedException)
            {
                isOver = true;
                await EndAsync().ConfigureAwait(false);
                return false;
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (isOver || end is null)
            {
                isOver = true;
                return;
            }

            isOver = true;
            Tell(end, ArgumentSequence.Leave);
            await EndAsync().ConfigureAwait(false);
        }

        // The host has disposed its enumerator by then, as it would be in one process.
        private async Task EndAsync()
        {
            byte[] outcome;
            try
            {
                outcome = await end!.ReceiveAsync().ConfigureAwait(false);
            }
            catch (ChannelClosedException exception)
            {
                throw new InvalidOperationException("The call that the sequence is an argument of has ended.", exception);
            }
            finally
            {
                registration.Unregister();
                items!.Dispose();
            }

            end.Dispose();
            if (outcome.Length > 0)
            {
                int host = WorkerIdentity.Current?.HostProcessId ?? 0;
                throw FailureBytes.Read(outcome, string.Create(CultureInfo.InvariantCulture, $"   --- in host process {host} ---"));
            }
        }

        private static void Tell(ProcessPipe<byte, byte[]> end, byte word)
        {
            try
            {
                end.Send(word);
            }
            catch (Exception exception) when (exception is ChannelClosedException or ObjectDisposedException)
            {
                // The sequence has ended meanwhile.
            }
        }
    }
}
