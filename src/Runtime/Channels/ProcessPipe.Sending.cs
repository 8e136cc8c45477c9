using System;
using System.Threading;
using System.Threading.Tasks;
using ProcessIsolate.Channels;
using ProcessIsolate.Synchronization;

namespace ProcessIsolate;

/// <content>Sending without a thread that waits, and messages as bytes.</content>
public partial class ProcessPipe<TSend, TReceive>
{
    /// <inheritdoc cref="Send(TSend)"/>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async ValueTask SendAsync(TSend message, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (TrySend(message, out bool isSmall, out long known))
        {
            return;
        }

        WaitBudget budget = WaitBudget.For(this, Timeout.InfiniteTimeSpan, cancellationToken);
        while (isSmall)
        {
            budget.IsOver();
            await RoomAsync(known, budget).ConfigureAwait(false);
            if (TrySend(message, out isSmall, out known))
            {
                return;
            }
        }

        // Rare: a large message goes out piece by piece, in one go, so a thread waits for room.
        await Task.Run(() => SendCore(message, Timeout.InfiniteTimeSpan, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a message that the caller has as bytes.</summary>
    internal void SendBytes(ReadOnlySpan<byte> message)
    {
        using SharedUse use = Use();
        core.Send(message, isNull: false, WaitBudget.For(this, Timeout.InfiniteTimeSpan, CancellationToken.None));
    }

    /// <summary>Receives a message as bytes.</summary>
    /// <param name="into">Where to.</param>
    /// <returns>How many there were.</returns>
    /// <exception cref="WorkerProtocolException">The message is null, or does not fit.</exception>
    internal int ReceiveBytes(Span<byte> into)
    {
        using SharedUse use = Use();
        core.Receive([], out PipeItem item, WaitBudget.For(this, Timeout.InfiniteTimeSpan, CancellationToken.None));
        try
        {
            if (item.Length < 0 || item.Length > into.Length)
            {
                throw new WorkerProtocolException($"A message of a pipe has {item.Length} bytes where {into.Length} are expected at most.");
            }

            item.Bytes.CopyTo(into);
            return item.Length;
        }
        finally
        {
            item.Return();
        }
    }

    // Without waiting. The mark is read before: what is read since shows.
    private bool TrySend(TSend message, out bool isSmall, out long known)
    {
        using (Use())
        {
            known = core.RoomMark;
        }

        bool isSent = SendCore(message, TimeSpan.Zero, CancellationToken.None, out int length);
        // Where there is room, another thread was sending.
        isSmall = core.LacksRoomFor(length);
        return isSent;
    }

    private Task RoomAsync(long known, in WaitBudget budget)
    {
        using SharedUse use = Use();
        return core.WaitForRoomAsync(known, budget);
    }
}
