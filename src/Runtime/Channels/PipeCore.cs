using System;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using ProcessIsolate.Sharing;
using ProcessIsolate.SharedMemory;
using ProcessIsolate.Synchronization;

namespace ProcessIsolate.Channels;

/// <summary>One end of a pipe: sends in one direction, receives in the other.</summary>
/// <remarks>A lock for senders and one for receivers in each direction, held for the whole of a message: threads and processes that
/// share an end do not mix their messages.</remarks>
internal sealed class PipeCore
{
    private readonly PipeDirection outgoing;
    private readonly PipeDirection incoming;
    private readonly PipeHolders own;
    private readonly PipeHolders peer;
    private readonly PipeReceiver receiving;

    // How many threads of this process are inside the senders' lock: one, unless another process writes over the lock's word.
    private int sending;

    // Whether this process has sent or received here. Until then it only passes the end on, and is no holder any more once it has.
    private bool isUsed;

    public PipeCore(SharedObject owner, int capacity, bool isMade)
    {
        int end = owner.View;
        outgoing = new PipeDirection(owner.Segment, end, capacity);
        incoming = new PipeDirection(owner.Segment, 1 - end, capacity);
        own = new PipeHolders(owner.Segment, end);
        peer = new PipeHolders(owner.Segment, 1 - end);
        receiving = new PipeReceiver(incoming, peer);
        if (isMade || !own.TryReplace(OwnerId.InTransit, OwnerId.Current))
        {
            own.Add(OwnerId.Current);
        }
    }

    /// <summary>Whether this process is in the middle of a message.</summary>
    public bool IsInside => Volatile.Read(ref sending) != 0 || receiving.IsInside;

    /// <summary>The most bytes of a message.</summary>
    public int MaxMessageBytes
    {
        get => receiving.MaxMessageBytes;
        set => receiving.MaxMessageBytes = value;
    }

    /// <summary>Whether a receive would not wait: a message is there, or the end of the stream.</summary>
    public bool HasUnreadData => peer.IsClosed || !incoming.IsEmpty;

    /// <exception cref="ChannelClosedException">The other end is closed.</exception>
    public bool Send(ReadOnlySpan<byte> bytes, bool isNull, in WaitBudget budget)
    {
        if (bytes.Length > MaxMessageBytes)
        {
            throw PipeMessage.TooLarge(MaxMessageBytes);
        }

        Hold();
        if (outgoing.Senders.Enter(budget) == LockOutcome.NotTaken)
        {
            return false;
        }

        int inside = Interlocked.Increment(ref sending);
        try
        {
            FailPoint.Hit("send.locked");
            ThrowIfBroken(inside);
            uint flags = PipeDirection.First | (isNull ? PipeDirection.Null : 0);
            while (true)
            {
                ThrowIfPeerClosed();
                long known = outgoing.RoomMark;
                int count = outgoing.TryWrite(bytes, flags);
                if (count < 0)
                {
                    if (budget.IsOver())
                    {
                        return false;
                    }

                    outgoing.WaitForRoom(known, peer, budget);
                    continue;
                }

                bytes = bytes[count..];
                if (bytes.IsEmpty)
                {
                    return true;
                }

                flags = 0;
            }
        }
        finally
        {
            Interlocked.Decrement(ref sending);
            outgoing.Senders.Exit();
        }
    }

    /// <inheritdoc cref="PipeReceiver.Receive"/>
    public bool Receive(Span<byte> exact, out PipeItem item, in WaitBudget budget, bool isBegun = false)
    {
        Hold();
        return receiving.Receive(exact, out item, budget, isBegun);
    }

    /// <inheritdoc cref="PipeReceiver.TryReceive"/>
    public bool TryReceive(Span<byte> exact, out PipeItem item, out bool isBegun, out bool isBusy)
    {
        Hold();
        return receiving.TryReceive(exact, out item, out isBegun, out isBusy);
    }

    public Task WaitForMessageAsync(in WaitBudget budget) => incoming.SpinForMessage(peer) ? Task.CompletedTask : SleepForMessageAsync(budget);

    /// <summary>Whether a message of so many bytes, which goes out in one piece, has no room now.</summary>
    public bool LacksRoomFor(int length) => outgoing.LacksRoomFor(length);

    /// <summary>See <see cref="PipeDirection.RoomMark"/>.</summary>
    public long RoomMark => outgoing.RoomMark;

    /// <summary>Completes when there may be more room than there was.</summary>
    public Task WaitForRoomAsync(long known, in WaitBudget budget) => outgoing.WaitForRoomAsync(known, peer, budget);

    public void WaitForMessage(in WaitBudget budget) => incoming.WaitForMessage(peer, budget);

    /// <summary>The end goes to another process: it changes hands, unless this process has used it itself.</summary>
    public void OnSent(uint receiver)
    {
        if (!isUsed && own.TryReplace(OwnerId.Current, receiver))
        {
            return;
        }

        own.Add(receiver);
    }

    /// <summary>The end was not sent after all: it is this process's again.</summary>
    public void OnReturned() => own.TryReplace(OwnerId.InTransit, OwnerId.Current);

    /// <summary>This process lets go of the end.</summary>
    public void Close()
    {
        own.Remove(OwnerId.Current);
        // The other end, when that was the last holder; and threads of this process that wait.
        outgoing.RaiseAll();
        incoming.RaiseAll();
        outgoing.Senders.WakeAll();
        incoming.Receivers.WakeAll();
    }

    /// <summary>Puts right what a process has left that ended.</summary>
    public static void Repair(SharedSegment segment, uint participant)
    {
        // Not the capacity that stands there, over which the one that ended may have written: no message is looked at.
        const int capacity = PipeLayout.LeastCapacity;
        for (int i = 0; i < 2; i++)
        {
            PipeDirection direction = new(segment, i, capacity);
            new PipeHolders(segment, i).Remove(participant);
            direction.RaiseAll();
        }

        // Once more: the second end may have been closed after the first direction was told.
        new PipeDirection(segment, 0, capacity).RaiseAll();
    }

    /// <summary>What a sender or a receiver gets once the other end is closed.</summary>
    public static ChannelClosedException Closed() => new("The other end of the pipe is closed.");

    /// <summary>Called inside a lock: what it guards here is this process's own memory.</summary>
    /// <param name="inside">How many threads of this process are inside.</param>
    /// <exception cref="WorkerProtocolException">More than one.</exception>
    public static void ThrowIfBroken(int inside)
    {
        if (inside != 1)
        {
            throw new WorkerProtocolException("A process has written over the lock of a pipe.");
        }
    }

    private async Task SleepForMessageAsync(WaitBudget budget)
    {
        await incoming.WaitForMessageAsync(peer, budget).ConfigureAwait(false);
        incoming.AfterAsyncWait();
    }

    private void Hold()
    {
        if (!isUsed)
        {
            own.Add(OwnerId.Current);
            isUsed = true;
        }
    }

    private void ThrowIfPeerClosed()
    {
        if (peer.IsClosed)
        {
            throw Closed();
        }
    }
}
