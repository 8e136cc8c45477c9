using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;

namespace ProcessIsolate.References;

/// <summary>In a worker: sends the items of a method's result.</summary>
internal static class ItemProducer
{
    /// <summary>Sends all, as long as the other side reads.</summary>
    /// <param name="items">The method's result.</param>
    /// <param name="channel">Where to. Items wait in it while the reader is slow, up to its size.</param>
    /// <param name="token">The call's.</param>
    /// <returns>How many were sent.</returns>
    public static async Task<long> SendAsync<T>(IAsyncEnumerable<T> items, ProcessPipe<T, byte> channel, CancellationToken token)
    {
        long count = 0;
        IAsyncEnumerator<T> enumerator = items.GetAsyncEnumerator(token);
        try
        {
            while (await enumerator.MoveNextAsync().ConfigureAwait(false))
            {
                await channel.SendAsync(enumerator.Current, token).ConfigureAwait(false);
                count++;
            }
        }
        catch (Exception exception) when (IsLeft(channel) && (token.IsCancellationRequested || exception is ChannelClosedException))
        {
            // The reader has left: nothing asked for this step.
        }
        finally
        {
            await enumerator.DisposeAsync().ConfigureAwait(false);
        }

        return count;
    }

    // The reader sends nothing.
    private static bool IsLeft<T>(ProcessPipe<T, byte> channel) => channel.Poll();
}
