using System;
using System.Threading;
using System.Threading.Channels;
using ProcessIsolate.Sharing;
using ProcessIsolate.Synchronization;

namespace ProcessIsolate.Channels;

/// <summary>The receiving side of one end of a pipe, in this process.</summary>
internal sealed class PipeReceiver(PipeDirection incoming, PipeHolders peer)
{
    // Guarded by the receivers' lock: a message whose receiver gave up in the middle is continued by the next.
    private readonly PipeMessage message = new();

    // How many threads of this process are inside the receivers' lock: one, unless another process writes over the lock's word.
    private int receiving;

    /// <summary>Whether this process is in the middle of a message.</summary>
    public bool IsInside => Volatile.Read(ref receiving) != 0;

    /// <inheritdoc cref="PipeCore.MaxMessageBytes"/>
    public int MaxMessageBytes { get; set; } = ProcessPoolOptions.DefaultMaxMessageBytes;

    /// <summary>Receives a message.</summary>
    /// <param name="exact">Where to, for items of a fixed size; else empty.</param>
    /// <param name="item">The message, to be given back; of items of a fixed size only the length.</param>
    /// <param name="budget">How long to wait.</param>
    /// <param name="isBegun">Whether this process has begun with the message and kept the lock, see <see cref="TryReceive"/>.</param>
    /// <returns>False when the time was up.</returns>
    /// <exception cref="ChannelClosedException">There is none, and the other end is closed.</exception>
    public bool Receive(Span<byte> exact, out PipeItem item, in WaitBudget budget, bool isBegun = false)
    {
        item = default;
        int inside = 1;
        while (true)
        {
            if (!isBegun)
            {
                // In this order: a message that was sent before the end was closed is seen.
                bool isClosed = peer.IsClosed;
                if (incoming.IsEmpty)
                {
                    if (isClosed)
                    {
                        throw PipeCore.Closed();
                    }

                    if (budget.IsOver())
                    {
                        return false;
                    }

                    incoming.WaitForMessage(peer, budget);
                    continue;
                }

                if (incoming.Receivers.Enter(budget) == LockOutcome.NotTaken)
                {
                    return false;
                }

                inside = Interlocked.Increment(ref receiving);
            }

            isBegun = false;
            try
            {
                PipeCore.ThrowIfBroken(inside);
                if (ReadToEnd(budget))
                {
                    item = message.Take(exact);
                    return true;
                }
            }
            finally
            {
                Interlocked.Decrement(ref receiving);
                incoming.Receivers.Exit();
            }

            if (budget.IsOver())
            {
                return false;
            }
        }
    }

    /// <summary>Receives a message if a whole one is there.</summary>
    /// <param name="exact">Where to, for items of a fixed size; else empty.</param>
    /// <param name="item">The message, to be given back; of items of a fixed size only the length.</param>
    /// <param name="isBegun">Whether a part of a message is there: it was taken, and the lock is kept for the call of
    /// <see cref="Receive"/> that must follow.</param>
    /// <param name="isBusy">Whether another thread or process is receiving.</param>
    /// <exception cref="ChannelClosedException">There is none, and the other end is closed.</exception>
    public bool TryReceive(Span<byte> exact, out PipeItem item, out bool isBegun, out bool isBusy)
    {
        item = default;
        isBegun = false;
        isBusy = false;
        bool isClosed = peer.IsClosed;
        if (incoming.IsEmpty)
        {
            return isClosed ? throw PipeCore.Closed() : false;
        }

        if (incoming.Receivers.TryEnter() == LockOutcome.NotTaken)
        {
            isBusy = true;
            return false;
        }

        int inside = Interlocked.Increment(ref receiving);
        try
        {
            PipeCore.ThrowIfBroken(inside);
            if (ReadToEnd(null))
            {
                item = message.Take(exact);
                return true;
            }

            isBegun = message.IsOpen;
            return false;
        }
        finally
        {
            if (!isBegun)
            {
                Interlocked.Decrement(ref receiving);
                incoming.Receivers.Exit();
            }
        }
    }

    // Under the receivers' lock, and with it to the end of the message: another process would take the rest for one whose
    // beginning is lost. Without a budget it takes what is there.
    private bool ReadToEnd(WaitBudget? budget)
    {
        FailPoint.Hit("receive.locked");
        while (!message.IsComplete)
        {
            bool isClosed = peer.IsClosed;
            if (incoming.TryRead(message, MaxMessageBytes))
            {
                continue;
            }

            // Nothing, and nothing was begun; or the end of the stream in the middle of a message.
            if (budget is not { } left || !message.IsOpen || isClosed || left.IsOver())
            {
                return false;
            }

            incoming.WaitForMessage(peer, left);
        }

        return true;
    }
}
